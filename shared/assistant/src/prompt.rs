//! What the model is told: the system message, and the conversation in turns that strictly alternate.
//!
//! Chat templates of many models refuse two turns of one role in a row, and a conversation that begins or ends with the
//! assistant (Mistral: `Expected last role User or Tool`; Gemma: `Conversation roles must alternate`). So turns of one
//! side are joined, and the first and the last one are the customer's.
//!
//! A request begins like the one before it, for the providers' prompt caches: the system message is the same for a day
//! ([`system`]), each turn is told alike whatever follows it ([`told`]), and a history that is cut begins alike for
//! several turns ([`anchor`]). Only the last message says what time it is.

mod anchor;
mod bracket;
mod echo;
mod hand_over;
mod language;
mod line;
mod mark;
mod note;
mod system;
mod tokens;
mod told;

use std::fmt;

use jiff::Zoned;

pub use anchor::from_anchor;
pub(crate) use echo::without_notes;
pub use hand_over::handing_over;
pub(crate) use line::clean;
pub use note::MOST_DOCUMENT_CHARACTERS;
pub use tokens::estimate_tokens;

use crate::picture::Picture;
use crate::tools::{Round, ToolCall, Tools};
use crate::turn::{Note, Shown, Speaker, Turn};

/// What is asked.
pub struct Question<'a> {
    /// The business's own text. Names, referrals and other text that customers choose belong in [`Self::history`].
    pub instructions: &'a str,
    /// The parts of the business's facts that fit what is asked, where all of them are too long for [`Self::instructions`].
    /// They end the system message: all before them stays the same.
    pub chosen: Option<String>,
    /// The conversation, oldest first. What is unanswered stands last.
    pub history: &'a [Turn],
    /// Whether the business is open now, and until when: `open until …`, `closed until …`. `None`: it does not say.
    pub hours: Option<String>,
    /// What the model may call. `None`: it can only write.
    pub tools: Option<&'a dyn Tools>,
    /// The model that answers, in place of the one that is set up. `None`: that one.
    pub model: Option<&'a str>,
    /// The time now, in the business's time zone.
    pub now: Zoned,
    /// The English name of the language of the country of the customer's number. It is used only where no words of the
    /// customer show one.
    pub language: Option<&'static str>,
}

/// Leaves the texts out, so that a question can be logged safely.
impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("history", &self.history)
            .field("now", &self.now)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// One message of a request.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) role: Role,
    /// Empty only beside calls.
    pub(crate) content: String,
    /// What the customer's last message shows.
    pub(crate) pictures: Vec<Picture>,
    /// The tools that the assistant calls with it.
    pub(crate) calls: Vec<ToolCall>,
    /// The id of the call that a tool answers with it.
    pub(crate) answers: Option<String>,
}

impl Message {
    pub(crate) fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into(), pictures: Vec::new(), calls: Vec::new(), answers: None }
    }
}

/// What is asked of the model.
pub(crate) struct Prompt {
    /// The system message, then turns that strictly alternate. Empty if there is nothing to answer.
    pub(crate) messages: Vec<Message>,
    /// How many turns of the history are left out, oldest first, because the budget does not hold them.
    pub(crate) left_out: usize,
}

/// The role of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    System,
    User,
    Assistant,
    Tool,
}

/// What is wished of an answer besides the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Nothing.
    #[default]
    Usual,
    /// The last answer was above WhatsApp's limit.
    Shorter,
}

/// The messages of a request: the system message, then the newest turns that cost at most `history_tokens`, in turns of
/// the customer and the assistant. There are none if there is nothing to answer: no turn of the customer that has anything.
///
/// Agents speak for the business, so their words are sent in the assistant's role. The notes about time, language and
/// length, and the system message, do not count against `history_tokens`.
///
/// `most_pictures` of the newest pictures that wait for an answer are handed on, after all words. A line says of the others
/// that they could not be seen.
pub(crate) fn prompt(
    question: &Question<'_>,
    history_tokens: usize,
    most_pictures: usize,
    wish: Wish,
) -> Prompt {
    let shown = with_pictures(question.history, most_pictures);
    let history = told::history(&shown, &question.now, history_tokens);
    if history.turns.iter().all(|turn| turn.speaker != Speaker::Customer) {
        return Prompt { messages: Vec::new(), left_out: history.left_out };
    }
    let system = Message::new(
        Role::System,
        system::message(question.instructions, question.chosen.as_deref(), &question.now),
    );
    let mut messages = vec![system];
    if history.turns.first().is_some_and(|turn| turn.speaker != Speaker::Customer) {
        let why = if history.left_out > 0 { note::left_out() } else { note::from_here() };
        add(&mut messages, Role::User, &why);
    }
    for turn in &history.turns {
        let role = if turn.speaker == Speaker::Customer { Role::User } else { Role::Assistant };
        add(&mut messages, role, &turn.text);
        if let Some(last) = messages.last_mut() {
            last.pictures.extend(turn.pictures.iter().cloned());
        }
    }
    if history.turns.last().is_some_and(|turn| turn.speaker != Speaker::Customer) {
        add(&mut messages, Role::User, &note::customer_waits());
    }
    if let Some(last) = messages.last_mut() {
        let language = language::note(question.history, question.language);
        let hours = question.hours.as_deref().map(note::hours);
        let before = [Some(note::now(&question.now)), hours, language];
        let before = before.into_iter().flatten().map(|line| line + "\n").collect::<String>();
        last.content.insert_str(0, &before);
        if wish == Wish::Shorter {
            last.content.push('\n');
            last.content.push_str(&note::be_shorter());
        }
    }
    Prompt { messages, left_out: history.left_out }
}

/// The history with the newest pictures of the customer's turns at its end, `most` of them. The notes of the others say that
/// they could not be seen.
fn with_pictures(history: &[Turn], most: usize) -> Vec<Turn> {
    let mut shown = history.to_vec();
    let mut left = most;
    let mut is_at_end = true;
    for turn in shown.iter_mut().rev() {
        is_at_end &= turn.speaker == Speaker::Customer;
        let kept = if is_at_end { turn.pictures.len().min(left) } else { 0 };
        left -= kept;
        if kept < turn.pictures.len() {
            turn.pictures.truncate(kept);
            turn.notes.iter_mut().for_each(not_seen);
        }
    }
    shown
}

fn not_seen(note: &mut Note) {
    if let Note::Shows { what: what @ Shown::Photo, detail } = note {
        *note = Note::NotUnderstood { what: *what, detail: detail.take() };
    }
}

/// Adds what the tools have answered so far. `as_calls`: as calls and their answers; otherwise, for a server without tools, as
/// lines at the end.
pub(crate) fn add_rounds(messages: &mut Vec<Message>, rounds: &[Round], as_calls: bool) {
    for round in rounds {
        // The model may have copied the customer's words.
        let text = mark::harmless(&round.text);
        if !as_calls {
            if !text.is_empty() {
                add(messages, Role::Assistant, &text);
            }
            for (call, told) in &round.calls {
                add(messages, Role::User, &note::tool_said(&call.name, told));
            }
            continue;
        }
        let calls = round
            .calls
            .iter()
            .map(|(call, _)| ToolCall { arguments: mark::harmless(&call.arguments), ..call.clone() });
        let calls = calls.collect();
        messages.push(Message { calls, ..Message::new(Role::Assistant, text) });
        for (call, told) in &round.calls {
            let told = line::told_by_tool(told);
            messages.push(Message { answers: Some(call.id.clone()), ..Message::new(Role::Tool, told) });
        }
    }
}

/// Adds a turn, to the message before it if that is of the same role.
fn add(messages: &mut Vec<Message>, role: Role, text: &str) {
    match messages.last_mut() {
        Some(last) if last.role == role => {
            last.content.push_str("\n\n");
            last.content.push_str(text);
        }
        _ => messages.push(Message::new(role, text)),
    }
}

#[cfg(test)]
mod tests;
