//! Dead letters, and the depth of a queue.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::job;

/// How many messages a queue has, and in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Depth {
    /// May be received now.
    pub visible: u64,
    /// Wait for their time: sent with a delay, or given back for later.
    pub delayed: u64,
    /// Were received and are neither deleted nor given back yet. SQS counts those given back for later here.
    pub in_flight: u64,
    /// Dead letters.
    pub dead: u64,
    /// Since the oldest message was sent; dead letters do not count. SQS tells it to `CloudWatch` alone: `None`.
    pub oldest: Option<Duration>,
}

/// A message that was handed out too often. `Debug` leaves the body out.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// As in [`Received::id`](crate::queue::Received::id).
    pub id: String,
    /// The queue it was sent to: `events` or `replies`.
    pub queue: String,
    /// As it was sent.
    pub body: String,
    /// Why its last try failed; `None` when whoever had it could not say.
    pub reason: Option<String>,
    /// How often it was handed out. One without a reason SQS goes on counting when dead letters are listed.
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it became a dead letter; SQS does not say it of one without a reason.
    pub died_at: Option<Timestamp>,
}

/// What may be shown of a dead letter: nothing that a customer wrote, no name, no number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// See [`DeadLetter::id`].
    pub id: String,
    /// See [`DeadLetter::queue`].
    pub queue: String,
    /// What was to be done: see [`job::kind`].
    pub job: String,
    /// Why it was not done, as far as that is known here. The log has it under the id.
    pub reason: Option<String>,
    /// See [`DeadLetter::receive_count`].
    pub receive_count: u32,
    /// See [`DeadLetter::sent_at`].
    pub sent_at: Timestamp,
    /// See [`DeadLetter::died_at`].
    pub died_at: Option<Timestamp>,
}

impl DeadLetter {
    /// Without what was written. A job that cannot be read says so itself, also where no reason was kept.
    pub fn summary(self) -> Summary {
        let (job, fault) = match job::kind(&self.body) {
            Ok(kind) => (kind, None),
            Err(error) => ("unreadable", Some(error.to_string())),
        };
        Summary {
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

    fn letter(body: &str, reason: Option<&str>) -> DeadLetter {
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
    fn a_summary_says_what_and_why_and_not_what_was_written() {
        let message = r#"{"v":1,"job":{"item":{"came_at":1,"item":{"field":"messages","content":{"message":
            {"message":{"from":"33639980001","text":{"body":"private words"}}}}}}}}"#;
        for (body, reason, job, said) in [
            (message, None, "message", None),
            (message, Some("the blob is missing"), "message", Some("the blob is missing")),
            ("private words", None, "unreadable", Some("not a job")),
            (r#"{"v":99,"job":"private words"}"#, None, "unreadable", Some("version 99")),
            (r#"{"v":99,"job":1}"#, Some("kept"), "unreadable", Some("kept")),
        ] {
            let summary = letter(body, reason).summary();
            assert_eq!(summary.job, job);
            let given = summary.reason.clone().unwrap_or_default();
            assert!(given.contains(said.unwrap_or_default()), "{given}");
            assert_eq!(given.is_empty(), said.is_none());
            let shown = format!("{summary:?} {:?}", letter(body, reason));
            assert!(!shown.contains("private") && !shown.contains("33639980001"), "{shown}");
        }
    }
}
