//! What became of a message, from its records. Ids, types, times and statuses only: no text, no name, no number, and no
//! wamid, which contains the customer's number. So the story can be pasted into a ticket.

use jiff::Timestamp;
use relais_core::circuit_breaker::CircuitBreaker;
use relais_core::conversation::Conversation;
use relais_core::dead_letter::{Depth, Summary};
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::spans::Trace;
use relais_core::status::StatusMap;
use serde::{Deserialize, Serialize};

use super::{inbound, outbound, unknown};

/// What is stored about one message.
pub(super) struct Stored {
    pub(super) now: Timestamp,
    pub(super) key: MessageKey,
    /// `None`: it is only announced, or only statuses came.
    pub(super) message: Option<Message>,
    pub(super) statuses: StatusMap,
    /// The conversation that shows it. `None`: the person was erased.
    pub(super) conversation: Option<Conversation>,
    /// The messages of the same contact from five minutes before it on, oldest first.
    pub(super) around: Vec<Message>,
    /// The circuit breaker that it is sent through, or its answer.
    pub(super) breaker: CircuitBreaker,
    /// The dead letters. `None`: they could not be read.
    pub(super) letters: Option<Vec<Summary>>,
}

/// What is known of a message without a record.
pub(super) struct Unrecorded {
    /// The id, as logs have it.
    pub(super) id: String,
    /// Our own id was asked about, and the person it belonged to was erased.
    pub(super) erased: bool,
    /// How many conversations were looked through for a wamid. `None`: our own id was asked about.
    pub(super) looked_through: Option<usize>,
    /// Webhook items that mention it and were kept without a conversation: field and time.
    pub(super) kept: Vec<(String, Timestamp)>,
    /// Statuses, if another system sent it from the same number.
    pub(super) statuses: StatusMap,
    pub(super) letters: Option<Vec<Summary>>,
    /// The depths of both queues. `None`: they could not be read.
    pub(super) depths: Option<Vec<Depth>>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Story {
    /// Whether anything is known of it.
    pub(super) known: bool,
    /// What it is: names and values.
    pub(super) subject: Vec<(String, String)>,
    pub(super) steps: Vec<Step>,
    /// What it means and what to do, a sentence or two each.
    pub(super) meaning: Vec<String>,
    /// What its lines in the log contain.
    pub(super) logged: Vec<String>,
    /// When they begin.
    pub(super) since: Option<Timestamp>,
}

/// One step of its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// `None`: the time is not stored.
    pub(super) at: Option<Timestamp>,
    /// By whose clock. Meta's times have whole seconds.
    pub(super) clock: By,
    pub(super) what: String,
}

/// Whose clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    Meta,
    Relais,
}

impl Step {
    pub(super) fn ours(at: Timestamp, what: impl Into<String>) -> Self {
        Self { at: Some(at), clock: By::Relais, what: what.into() }
    }

    pub(super) fn metas(at: Timestamp, what: impl Into<String>) -> Self {
        Self { at: Some(at), clock: By::Meta, what: what.into() }
    }

    pub(super) fn untimed(what: impl Into<String>) -> Self {
        Self { at: None, clock: By::Relais, what: what.into() }
    }
}

/// The story of a message that is stored, or announced.
pub(super) fn of_stored(stored: &Stored) -> Story {
    let mut subject = vec![("message".to_owned(), stored.key.to_string())];
    let mut add = |name: &str, value: String| subject.push((name.to_owned(), value));
    if let Some(message) = &stored.message {
        let direction = match message.direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        };
        add("what", format!("{direction}, type {}", plain(&message.kind)));
        add("trace", Trace::of(&message.key, message.direction).id().to_owned());
    }
    if let Some(conversation) = &stored.conversation {
        add("conversation", conversation.contact.to_string());
        if let Some(id) = &conversation.phone_id {
            add("WHATSAPP_PHONE_ID", id.to_string());
        }
    }
    let is_ours = stored
        .message
        .as_ref()
        .map_or(!stored.statuses.is_empty(), |message| message.direction == Direction::Outbound);
    let (steps, mut meaning) = if is_ours { outbound::tell(stored) } else { inbound::tell(stored) };
    let also = |key: &MessageKey| steps.iter().any(|step| step.what.contains(&key.to_string()));
    let own = |letter: &Summary| {
        letter.about.as_deref().is_some_and(|about| {
            is_about(about, &stored.key) || MessageKey::parse(about).is_some_and(|key| also(&key))
        })
    };
    meaning.extend(of_letters(stored.letters.as_deref(), own));
    let mut logged = vec![stored.key.contact().to_string()];
    logged.extend(fingerprint_in(&stored.key));
    let since = steps.iter().filter(|step| step.clock == By::Relais).find_map(|step| step.at);
    Story { known: true, subject, steps, meaning, logged, since }
}

/// The story of a message without a record.
pub(super) fn of_unrecorded(unrecorded: &Unrecorded) -> Story {
    let subject = vec![("message".to_owned(), unrecorded.id.clone())];
    let (steps, mut meaning) = unknown::tell(unrecorded);
    let own = |letter: &Summary| letter.about.as_deref() == Some(unrecorded.id.as_str());
    let letters = of_letters(unrecorded.letters.as_deref(), own);
    let is_dead = unrecorded.letters.iter().flatten().any(own);
    let known = !steps.is_empty() || is_dead;
    meaning.extend(letters);
    Story { known, subject, steps, meaning, logged: vec![unrecorded.id.clone()], since: None }
}

/// What the dead letters say of it.
fn of_letters(letters: Option<&[Summary]>, own: impl Fn(&Summary) -> bool) -> Vec<String> {
    let Some(letters) = letters else {
        return vec!["The dead letters could not be read: `relais dead-letters` says why.".to_owned()];
    };
    letters
        .iter()
        .filter(|letter| own(letter))
        .map(|letter| {
            let Summary { id, queue, job, receive_count, .. } = letter;
            let reason = letter.reason.as_deref().unwrap_or("see the log");
            format!(
                "A job about it is a dead letter: {job}, queue {queue}, received {receive_count} times, id {id}: {reason}. \
                 Fix the cause, then run `relais dead-letters redrive --queue {queue}`."
            )
        })
        .collect()
}

/// Whether what a job is about is this message.
fn is_about(about: &str, key: &MessageKey) -> bool {
    about == key.to_string() || Some(about) == fingerprint_in(key).as_deref()
}

/// The part of a key that is made of the message's id.
pub(super) fn fingerprint_in(key: &MessageKey) -> Option<String> {
    key.sort_key().split_once('.').map(|(_, fingerprint)| fingerprint.to_owned())
}

/// A name from outside, if it is one: Meta's types and statuses are lower-case words.
pub(super) fn plain(name: &str) -> &str {
    let is_name = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_name { name } else { "unknown" }
}

/// A time in words: UTC, with milliseconds.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}
