//! The part of a conversation that the model reads.

use relais_assistant::{Speaker, Turn};
use relais_core::message::{Direction, Message, SentBy};
use relais_core::status::Shown;
use relais_whatsapp::language::Language;
use relais_whatsapp::message::InboundMessage;
use serde_json::value::RawValue;

/// The most messages in a prompt. The token budget may allow fewer.
pub(super) const MESSAGES: usize = 30;

/// The turns of a thread, oldest first. Messages that failed are left out, because the customer did not get them, and
/// those that their sender deleted.
pub(super) fn turns(thread: &[Message]) -> Vec<Turn> {
    thread
        .iter()
        .filter(|message| message.shown() != Shown::Failed && !message.is_deleted())
        .filter_map(|message| {
            let speaker = match (message.direction, message.sent_by) {
                (Direction::Inbound, _) => Speaker::Customer,
                (Direction::Outbound, Some(SentBy::Assistant)) => Speaker::Assistant,
                (Direction::Outbound, _) => Speaker::Agent,
            };
            let text = words(message)?;
            Some(Turn::new(speaker, text, message.timestamp))
        })
        .collect()
}

/// The thread with the messages that wait for an answer last, in the order in which they reached us.
pub(super) fn waiting_last(thread: Vec<Message>, waits: impl Fn(&Message) -> bool) -> Vec<Message> {
    let (mut waiting, mut thread): (Vec<_>, Vec<_>) = thread.into_iter().partition(waits);
    waiting.sort_by_key(|message| message.came_at);
    thread.append(&mut waiting);
    thread
}

/// The text of a message. Other content is summarised in brackets, so that the model knows of a photo that it cannot
/// see. `None`: there is nothing to read.
fn words(message: &Message) -> Option<String> {
    let Some(raw) = &message.raw else { return Some(message.text.clone()).filter(|text| !text.is_empty()) };
    let raw = RawValue::from_string(raw.clone()).ok()?;
    let parsed = InboundMessage::parse(&raw);
    let summary = parsed.summary(Language::En);
    match (message.text.is_empty(), message.kind.as_str()) {
        (false, "text" | "button") => Some(message.text.clone()),
        // Version 0.1 stored a form's JSON as its text, with its token.
        (_, "interactive") => Some(parsed.text().map_or_else(|| format!("[{summary}]"), str::to_owned)),
        (false, _) => Some(format!("[{summary}] {}", message.text)),
        (true, _) => Some(format!("[{summary}]")),
    }
}
