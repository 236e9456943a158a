//! The message that a message replies to. Meta sends its id only, so its words are looked up, in the same thread only.

use relais_assistant::Note;
use relais_core::message::Message;
use relais_whatsapp::ids::Wamid;
use relais_whatsapp::message::MessageContent;

use super::{Thread, content, parsed, speaker};

/// The most messages that are looked up for one prompt.
const MOST: usize = 10;

/// The messages that are quoted by those that `waits` names, and that are not in the thread.
pub(in crate::answer) fn missing(
    messages: &[Message],
    waits: impl Fn(&Message) -> bool,
) -> Vec<(&Message, Wamid)> {
    let waiting = messages.iter().filter(|message| waits(message));
    let quoted = waiting.filter_map(|message| Some((message, message.reply_to.clone()?)));
    quoted.filter(|(_, wamid)| find(messages, wamid).is_none()).take(MOST).collect()
}

/// What is said of the message that this one replies to.
pub(super) fn note(message: &Message, thread: &Thread) -> Option<Note> {
    let wamid = message.reply_to.clone().or_else(|| reacts_to(message))?;
    let found = find(&thread.messages, &wamid).or_else(|| find(&thread.quoted, &wamid));
    let Some(found) = found else { return Some(Note::RepliesToEarlier) };
    if found.is_deleted() {
        return Some(Note::RepliesToDeleted);
    }
    let text = content::quote(found);
    Some(text.map_or(Note::RepliesToEarlier, |text| Note::RepliesTo { speaker: Some(speaker(found)), text }))
}

fn find<'a>(messages: &'a [Message], wamid: &Wamid) -> Option<&'a Message> {
    messages.iter().find(|message| message.wamid.as_ref() == Some(wamid))
}

/// A reaction names its message in its content.
fn reacts_to(message: &Message) -> Option<Wamid> {
    if message.kind != "reaction" {
        return None;
    }
    match parsed(message.raw.as_deref()?)?.content {
        MessageContent::Reaction { message_id, .. } => message_id,
        _ => None,
    }
}
