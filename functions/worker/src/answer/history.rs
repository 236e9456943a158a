//! The part of a conversation that the model reads.

mod content;
mod pictures;
mod quotes;

use relais_assistant::{Note, Source, Speaker, Turn, from_anchor};
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::status::Shown;
use relais_whatsapp::message::{InboundMessage, Referral};
use serde_json::value::RawValue;

pub(super) use pictures::{has_only_lost, is_to_be_seen, not_seen};
pub(super) use quotes::missing;

/// The most messages in a prompt. The token budget may allow fewer.
pub(super) const MESSAGES: usize = 30;

/// The fewest turns that are left of a longer thread, if it has as many.
const FEWEST: usize = 10;

/// The messages that a prompt is made of.
#[derive(Debug, Default)]
pub(crate) struct Thread {
    /// Oldest first; those that wait for an answer last.
    pub(crate) messages: Vec<Message>,
    /// Older messages that these quote.
    pub(super) quoted: Vec<Message>,
    /// Whether the thread has older messages.
    pub(super) is_cut: bool,
}

/// The turns of a thread, oldest first, and the key of each one's message. Messages that failed are left out, because the
/// customer did not get them, and those that their sender deleted. A thread that is cut begins at an anchor, so that its
/// beginning stays the same for several turns. All of the customer's turns at the end are kept: nothing has answered
/// them.
pub(super) fn turns(thread: &Thread) -> (Vec<MessageKey>, Vec<Turn>) {
    let told = |message: &&Message| message.shown() != Shown::Failed && !message.is_deleted();
    let messages = thread.messages.iter().filter(told);
    let (mut keys, mut turns): (Vec<_>, Vec<_>) =
        messages.filter_map(|message| Some((message.key.clone(), turn(message, thread)?))).unzip();
    if thread.is_cut {
        turns = from_anchor(turns, FEWEST);
        keys.drain(..keys.len() - turns.len());
    }
    (keys, turns)
}

/// The thread with the messages that wait for an answer last, in the order in which they reached us.
pub(super) fn waiting_last(thread: Vec<Message>, waits: impl Fn(&Message) -> bool) -> Vec<Message> {
    let (mut waiting, mut thread): (Vec<_>, Vec<_>) = thread.into_iter().partition(waits);
    waiting.sort_by_key(|message| message.came_at);
    thread.append(&mut waiting);
    thread
}

/// A message as a turn. `None`: there is nothing to read.
fn turn(message: &Message, thread: &Thread) -> Option<Turn> {
    let content = content::of(message)?;
    let first = first_json(message);
    let mut notes = Vec::new();
    if let Some(first) = &first {
        notes.extend(first.referral.as_ref().map(came_by));
        notes.extend(product(first));
    }
    notes.extend(quotes::note(message, thread));
    let context = first.as_ref().and_then(|first| first.context.as_ref());
    if context.is_some_and(|context| context.forwarded || context.frequently_forwarded) {
        notes.push(Note::Forwarded);
    }
    if message.edited_at().is_some() {
        notes.push(Note::Edited);
    }
    notes.extend(content.notes);
    Some(Turn {
        speaker: speaker(message),
        text: content.words,
        at: message.timestamp,
        notes,
        pictures: Vec::new(),
    })
}

fn speaker(message: &Message) -> Speaker {
    match (message.direction, message.sent_by) {
        (Direction::Inbound, _) => Speaker::Customer,
        (Direction::Outbound, Some(SentBy::Assistant)) => Speaker::Assistant,
        (Direction::Outbound, _) => Speaker::Agent,
    }
}

/// The message as it came first: a correction does not say again what it answers and what the customer came by. Its
/// words are not read, because its author took them back.
fn first_json(message: &Message) -> Option<InboundMessage> {
    let original = message.revisions.original.as_ref();
    parsed(original.map_or(&message.raw, |original| &original.raw).as_deref()?)
}

fn parsed(raw: &str) -> Option<InboundMessage> {
    let raw = RawValue::from_string(raw.to_owned()).ok()?;
    Some(InboundMessage::parse(&raw))
}

/// What brought the customer. Addresses and ids mean nothing to the model, and the id of the click is nobody's business.
fn came_by(referral: &Referral) -> Note {
    let source =
        if referral.source_type.as_deref() == Some("post") { Source::Post } else { Source::Advertisement };
    Note::CameBy {
        source,
        headline: referral.headline.clone(),
        body: referral.body.clone(),
        greeting: referral.welcome_message.clone(),
    }
}

fn product(message: &InboundMessage) -> Option<Note> {
    let product = message.context.as_ref()?.referred_product.as_ref()?;
    Some(Note::Product {
        product: product.product_retailer_id.clone()?,
        catalogue: product.catalog_id.clone(),
    })
}
