//! The jobs in the two queues.
//!
//! A job carries a version. A job of an older release is read. A job of a newer release is refused: it is redelivered,
//! and then dead-lettered.

mod about;
mod group;

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::webhook::{Item, ItemContent, Origin};
use serde::{Deserialize, Serialize};

use crate::contact::ContactId;
use crate::events::Event;
use crate::message::{Direction, MessageKey};
use crate::push::Push;
use crate::queue::{MAX_DELAY, NewMessage};

pub use about::about;
pub use group::group;

/// The version of the jobs that this release writes.
pub const VERSION: u32 = 1;

/// A job of the events queue: record an item of a webhook.
#[derive(Debug, Serialize, Deserialize)]
pub enum EventJob {
    /// One message, status or other item of a webhook.
    #[serde(rename = "item")]
    Item {
        /// The item.
        item: Item,
        /// When the webhook came, in microseconds, plus the position of this item in it. It orders messages to which
        /// Meta gives the same second.
        came_at: i64,
    },
    /// An item too large for a queue message: the name of the blob that holds it.
    #[serde(rename = "stored_item")]
    StoredItem(String),
}

/// A job of the replies queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplyJob {
    /// Answer this message of the contact, if it still waits for an answer.
    #[serde(rename = "reply")]
    Reply {
        /// The contact of the conversation.
        contact: ContactId,
        /// The conversation's reference to the message: [`MessageKey::reference_in`].
        #[serde(rename = "message")]
        sort_key: String,
        /// Start time of the attempt of unknown outcome that this job may repeat. `None`: the first check, which
        /// repeats no such attempt. `Some`: the second check, which repeats it if no status has been recorded. Jobs of
        /// version 0.1 carry `looks` instead. It is ignored, and they check once more.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "jiff::fmt::serde::timestamp::millisecond::optional"
        )]
        repeats: Option<Timestamp>,
    },
    /// Settle a message that a person sent: find out its outcome, and repeat it if none is recorded.
    #[serde(rename = "settle")]
    Settle {
        /// The contact that the message was sent to.
        contact: ContactId,
        /// The message's sort key.
        #[serde(rename = "message")]
        sort_key: String,
        /// Start time of the attempt that this job may repeat, as in [`ReplyJob::Reply`]. It is `Some` at once where
        /// it is certain that nothing was sent, which the message's record says.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "jiff::fmt::serde::timestamp::millisecond::optional"
        )]
        repeats: Option<Timestamp>,
    },
    /// Look again for the message that a correction or deletion came before. A worker may have been recording it.
    #[serde(rename = "revise")]
    Revise {
        /// The contact of the message.
        contact: ContactId,
        /// The direction of the message.
        direction: Direction,
        /// [`early_name`](crate::conversation::early_name) of its wamid.
        name: String,
    },
    /// Fetch the file of a message, or understand it: whichever is its next step.
    #[serde(rename = "media")]
    Media {
        /// The contact of the message.
        contact: ContactId,
        /// The message's sort key.
        #[serde(rename = "message")]
        sort_key: String,
        /// Which try this is. `None`: the first one, of a message that was just recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tries: Option<Tries>,
    },
    /// Write what a person asked the assistant for, and store it. Nothing is sent.
    #[serde(rename = "draft")]
    Draft {
        /// What is asked, in the store.
        id: String,
    },
    /// Send this event to the business's own system.
    #[serde(rename = "event")]
    Event(Event),
    /// Tell the browsers that asked for it.
    #[serde(rename = "push")]
    Push(Push),
}

/// The tries of a file, of which a job is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// When they began: a file is shown as failed after ten minutes of them. In microseconds.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub since: Timestamp,
    /// When this one is due, which tells it from all others. In microseconds.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub due: Timestamp,
}

impl Tries {
    /// The try that takes the place of the one that is noted ([`Media::next_at`](crate::media::Media::next_at)): it counts
    /// as due later, even if it is done before.
    pub fn after(noted: Option<Timestamp>, since: Timestamp, due: Timestamp) -> Self {
        let later = noted.and_then(|noted| noted.checked_add(SignedDuration::from_micros(1)).ok());
        Self { since, due: later.map_or(due, |later| later.max(due)) }
    }
}

impl ReplyJob {
    /// The job that answers the message with this key in the conversation of this contact.
    pub fn reply(conversation: &ContactId, key: &MessageKey) -> Self {
        let sort_key = key.reference_in(conversation);
        Self::Reply { contact: conversation.clone(), sort_key, repeats: None }
    }

    /// The job that settles a person's message with this key.
    pub fn settle(key: &MessageKey, repeats: Option<Timestamp>) -> Self {
        Self::Settle { contact: key.contact().clone(), sort_key: key.sort_key().to_owned(), repeats }
    }

    /// The job that fetches and understands the file of the message with this key.
    pub fn media(key: &MessageKey, tries: Option<Tries>) -> Self {
        Self::Media { contact: key.contact().clone(), sort_key: key.sort_key().to_owned(), tries }
    }

    /// The queue message of this job, due after `delay`. A longer delay is cut to [`MAX_DELAY`] (15 minutes).
    pub fn after(&self, delay: SignedDuration) -> Result<NewMessage, JobError> {
        Ok(NewMessage {
            body: encode(self)?,
            delay: delay.max(SignedDuration::ZERO).unsigned_abs().min(MAX_DELAY),
        })
    }

    /// The queue message of this job, due at `at`. The delay is at least a second, so that a job that reschedules
    /// itself does not spin. It is at most [`MAX_DELAY`]; then the job reschedules itself again.
    pub fn due_at(&self, at: Timestamp, now: Timestamp) -> Result<NewMessage, JobError> {
        self.after(at.duration_since(now).max(SignedDuration::from_secs(1)))
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope<J> {
    v: u32,
    job: J,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// Why a queue message could not be read as a job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// A newer release wrote it, and only that release can do it.
    #[error("the job has version {0}, this release knows {VERSION}: finish the deployment, then redrive it")]
    Newer(u32),
    /// It is not a job.
    #[error("the queue message is not a job: {0}")]
    Malformed(String),
}

/// Writes a job as the body of a queue message.
pub fn encode<J: Serialize>(job: &J) -> Result<String, JobError> {
    serde_json::to_string(&Envelope { v: VERSION, job }).map_err(|error| malformed(&error))
}

/// Reads the body of a queue message.
pub fn decode<J: for<'de> Deserialize<'de>>(body: &str) -> Result<J, JobError> {
    let version: Version = serde_json::from_str(body).map_err(|error| malformed(&error))?;
    if version.v > VERSION {
        return Err(JobError::Newer(version.v));
    }
    let envelope: Envelope<J> = serde_json::from_str(body).map_err(|error| malformed(&error))?;
    Ok(envelope.job)
}

/// The kind of the job in a message of either queue, as a short name.
pub fn kind(body: &str) -> Result<&'static str, JobError> {
    if let Ok(job) = decode::<ReplyJob>(body) {
        return Ok(match job {
            ReplyJob::Reply { .. } => "reply",
            ReplyJob::Settle { .. } => "settle",
            ReplyJob::Revise { .. } => "revise",
            ReplyJob::Media { .. } => "media",
            ReplyJob::Draft { .. } => "draft",
            ReplyJob::Event(_) => "event",
            ReplyJob::Push(_) => "push",
        });
    }
    Ok(match decode::<EventJob>(body)? {
        EventJob::StoredItem(_) => "large item",
        EventJob::Item { item, .. } => match (&item.content, item.origin()) {
            (ItemContent::Message { .. }, Origin::Messages) => "message",
            (ItemContent::Message { .. }, _) => "message from elsewhere",
            (ItemContent::Status { .. }, _) => "status",
            (ItemContent::Other { .. }, _) => "other item",
        },
    })
}

/// The kind of the error and its position, never the text at that position: it may be private.
fn malformed(error: &serde_json::Error) -> JobError {
    JobError::Malformed(format!("{:?} at line {} column {}", error.classify(), error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Alias;

    fn reply() -> ReplyJob {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        ReplyJob::Reply { contact, sort_key: "0000000000001.wamid.1".into(), repeats: None }
    }

    #[test]
    fn a_job_survives_the_queue() {
        let body = encode(&reply()).unwrap();
        assert_eq!(decode::<ReplyJob>(&body).unwrap(), reply());
    }

    #[test]
    fn a_later_try_of_a_file_counts_as_due_later_than_the_noted_one() {
        let at = |micros| Timestamp::from_microsecond(micros).unwrap();
        for (noted, due, expected) in [(None, 5, 5), (Some(4), 5, 5), (Some(5), 5, 6), (Some(90), 5, 91)] {
            let tries = Tries::after(noted.map(at), at(1), at(due));
            assert_eq!(tries, Tries { since: at(1), due: at(expected) }, "{noted:?} {due}");
        }
    }

    #[test]
    fn a_job_is_due_a_second_to_fifteen_minutes_from_now() {
        let now = Timestamp::UNIX_EPOCH;
        for (at, delay) in [(-5, 1), (0, 1), (1, 1), (40, 40), (900, 900), (5000, 900)] {
            let message = reply().due_at(now + SignedDuration::from_secs(at), now).unwrap();
            assert_eq!(message.delay.as_secs(), delay, "{at}");
        }
        assert_eq!(reply().after(SignedDuration::from_millis(300)).unwrap().delay.as_millis(), 300);
    }

    #[test]
    fn a_job_of_version_0_1_is_read() {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let at = "0000000000001.wamid.1";
        let body =
            format!(r#"{{"v":1,"job":{{"reply":{{"contact":"{contact}","message":"{at}","looks":1}}}}}}"#);
        assert_eq!(decode::<ReplyJob>(&body).unwrap(), reply());
        let body = format!(r#"{{"v":1,"job":{{"settle":{{"contact":"{contact}","message":"{at}"}}}}}}"#);
        let settle = ReplyJob::Settle { contact, sort_key: at.into(), repeats: None };
        assert_eq!(decode::<ReplyJob>(&body).unwrap(), settle);
    }

    #[test]
    fn a_newer_job_is_refused() {
        let body = encode(&reply()).unwrap().replace("\"v\":1", "\"v\":2");
        assert!(matches!(decode::<ReplyJob>(&body), Err(JobError::Newer(2))));
    }

    #[test]
    fn each_job_has_its_kind() {
        let settle = r#"{"v":1,"job":{"settle":{"contact":"c","message":"m"}}}"#;
        let revise = r#"{"v":1,"job":{"revise":{"contact":"c","direction":"inbound","name":"n"}}}"#;
        let media = r#"{"v":1,"job":{"media":{"contact":"c","message":"m"}}}"#;
        let item = |field: &str, content: &str| {
            format!(
                r#"{{"v":1,"job":{{"item":{{"came_at":1,"item":{{"field":"{field}","content":{content}}}}}}}}}"#
            )
        };
        for (body, expected) in [
            (encode(&reply()).unwrap(), "reply"),
            (settle.to_owned(), "settle"),
            (revise.to_owned(), "revise"),
            (media.to_owned(), "media"),
            (r#"{"v":1,"job":{"draft":{"id":"d"}}}"#.to_owned(), "draft"),
            (
                r#"{"v":1,"job":{"event":{"type":"message.sent","contact":"c","message":"m","at":1}}}"#
                    .to_owned(),
                "event",
            ),
            (r#"{"v":1,"job":{"push":{"contact":"c","about":"wrote","at":1}}}"#.to_owned(), "push"),
            (r#"{"v":1,"job":{"stored_item":"events/1"}}"#.to_owned(), "large item"),
            (item("messages", r#"{"message":{"message":{}}}"#), "message"),
            (item("history", r#"{"message":{"message":{}}}"#), "message from elsewhere"),
            (item("messages", r#"{"status":{"status":{}}}"#), "status"),
            (item("account_update", r#"{"other":{"value":1}}"#), "other item"),
        ] {
            assert_eq!(kind(&body).unwrap(), expected, "{body}");
        }
        assert!(matches!(kind("{}"), Err(JobError::Malformed(_))));
    }

    #[test]
    fn the_error_for_a_malformed_job_does_not_quote_it() {
        for body in ["", "{", "secret words", "{\"v\":1,\"job\":{\"reply\":{\"secret\":1}}}"] {
            let error = decode::<ReplyJob>(body).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
