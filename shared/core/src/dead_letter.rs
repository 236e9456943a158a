//! Dead letters, and the depth of a queue.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::job;

/// The number of messages in a queue, by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Depth {
    /// Messages that may be received now.
    pub visible: u64,
    /// Messages that are not due yet: sent with a delay, or returned for a later retry.
    pub delayed: u64,
    /// Messages that were received and are neither deleted nor returned. SQS also counts here those returned for a
    /// later retry.
    pub in_flight: u64,
    /// Dead letters.
    pub dead: u64,
    /// The age of the oldest message, dead letters excluded. `None` on SQS, which reports it only to `CloudWatch`.
    pub oldest: Option<Duration>,
}

/// A message that was received [`MAX_RECEIVES`](crate::queue::MAX_RECEIVES) times without success. `Debug` omits the
/// body.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// As in [`Received::id`](crate::queue::Received::id).
    pub id: String,
    /// The queue it was sent to: `events` or `replies`.
    pub queue: String,
    /// The body, as it was sent.
    pub body: String,
    /// Why its last try failed. `None`: the queue moved it by itself, for example because its worker was killed.
    pub reason: Option<String>,
    /// How many times it was received. If it has no reason, SQS also counts each listing of the dead letters.
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it became a dead letter. `None` on SQS if it has no reason.
    pub died_at: Option<Timestamp>,
}

/// The part of a dead letter that may be shown. It contains no message text, no name and no number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// See [`DeadLetter::id`].
    pub id: String,
    /// See [`DeadLetter::queue`].
    pub queue: String,
    /// The kind of job: see [`job::kind`].
    pub job: String,
    /// The message or the conversation that it is about: see [`job::about`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Why it failed, if that is known here. The log has it under the id.
    pub reason: Option<String>,
    /// See [`DeadLetter::receive_count`].
    pub receive_count: u32,
    /// See [`DeadLetter::sent_at`].
    pub sent_at: Timestamp,
    /// See [`DeadLetter::died_at`].
    pub died_at: Option<Timestamp>,
}

impl DeadLetter {
    /// The summary, without message text. If no reason was kept and the job cannot be read, that is the reason.
    pub fn summary(self) -> Summary {
        let (job, fault) = match job::kind(&self.body) {
            Ok(kind) => (kind, None),
            Err(error) => ("unreadable", Some(error.to_string())),
        };
        Summary {
            about: job::about(&self.body),
            id: self.id,
            queue: self.queue,
            job: job.to_owned(),
            reason: self.reason.or(fault),
            receive_count: self.receive_count,
            sent_at: self.sent_at,
            died_at: self.died_at,
        }
    }
}

impl fmt::Debug for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetter")
            .field("id", &self.id)
            .field("queue", &self.queue)
            .field("reason", &self.reason)
            .field("receive_count", &self.receive_count)
            .field("sent_at", &self.sent_at)
            .field("died_at", &self.died_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dead_letter(body: &str, reason: Option<&str>) -> DeadLetter {
        DeadLetter {
            id: "7".into(),
            queue: "events".into(),
            body: body.into(),
            reason: reason.map(str::to_owned),
            receive_count: 10,
            sent_at: Timestamp::UNIX_EPOCH,
            died_at: None,
        }
    }

    #[test]
    fn a_summary_has_the_job_and_the_reason_and_no_message_text() {
        let message = r#"{"v":1,"job":{"item":{"came_at":1,"item":{"field":"messages","content":{"message":
            {"message":{"from":"33639980001","text":{"body":"private words"}}}}}}}}"#;
        for (body, reason, job, said) in [
            (message, None, "message", None),
            (message, Some("the blob is missing"), "message", Some("the blob is missing")),
            ("private words", None, "unreadable", Some("not a job")),
            (r#"{"v":99,"job":"private words"}"#, None, "unreadable", Some("version 99")),
            (r#"{"v":99,"job":1}"#, Some("kept"), "unreadable", Some("kept")),
        ] {
            let summary = dead_letter(body, reason).summary();
            assert_eq!(summary.job, job);
            let given = summary.reason.clone().unwrap_or_default();
            assert!(given.contains(said.unwrap_or_default()), "{given}");
            assert_eq!(given.is_empty(), said.is_none());
            let shown = format!("{summary:?} {:?}", dead_letter(body, reason));
            assert!(!shown.contains("private") && !shown.contains("33639980001"), "{shown}");
        }
    }
}
