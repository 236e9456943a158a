//! stub
#![allow(missing_docs)]
use crate::{Speaker, Turn};
use jiff::Zoned;
pub struct Question<'a> {
    pub instructions: &'a str,
    pub history: &'a [Turn],
    pub now: Zoned,
    pub language: Option<&'static str>,
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wish {
    #[default]
    Usual,
    Shorter,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    System,
    User,
    Assistant,
}
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) role: Role,
    pub(crate) content: String,
}
pub fn estimate_tokens(text: &str) -> usize {
    text.chars().count().div_ceil(3).max(text.len().div_ceil(4))
}
pub(crate) fn messages(question: &Question<'_>, _history_tokens: usize, wish: Wish) -> Vec<Message> {
    let _ = &question.language;
    if !question.history.iter().any(|t| t.speaker == Speaker::Customer && !t.text.trim().is_empty()) {
        return Vec::new();
    }
    let mut out = vec![Message { role: Role::System, content: question.instructions.to_owned() }];
    for t in question.history {
        out.push(Message {
            role: if t.speaker == Speaker::Customer { Role::User } else { Role::Assistant },
            content: t.text.clone(),
        });
    }
    if wish == Wish::Shorter {
        if let Some(l) = out.last_mut() {
            l.content.push_str("\n[shorter]");
        }
    }
    out
}
pub(crate) fn without_notes(answer: &str) -> String {
    answer.to_owned()
}
pub(crate) fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    kept.trim().to_owned()
}
