//! The times that the guarantee rests on, in one place, and what must hold between them.
//!
//! What is fixed is held at build time; what can be set is refused at start, with the names of both that contradict
//! each other ([`contradictions`]). `docs/ARCHITECTURE.md` says what each is for.

use jiff::SignedDuration;

use crate::settings::{LONGEST_BURST, Settings};

/// Time limit of one answer of the model: below the 25 s that typing dots last.
pub const MODEL_DEADLINE: SignedDuration = SignedDuration::from_secs(20);

/// How long a customer waits, from the message on, for a model that asks to be left alone for a while. Beyond it the
/// fallback is of more use than an answer.
pub const MODEL_PATIENCE: SignedDuration = SignedDuration::from_mins(1);

/// How long one worker may hold a conversation while it asks the model.
pub const LEASE: SignedDuration = SignedDuration::from_secs(40);

/// The longest wait for a turn when more is to be sent than Meta takes; beyond it a message is put off.
pub const LONGEST_TURN: SignedDuration = SignedDuration::from_secs(3);

/// Graph is not called when more than this has passed since the intent was stored: the process was asleep, and
/// somebody else may be settling the send.
pub const LATEST_CALL: SignedDuration = SignedDuration::from_secs(10);

/// Time limit of one call to Graph.
pub const GRAPH_TIMEOUT: SignedDuration = SignedDuration::from_secs(15);

/// From the intent to the end of the call, at the latest.
pub const LONGEST_SEND: SignedDuration =
    SignedDuration::from_secs(LATEST_CALL.as_secs() + GRAPH_TIMEOUT.as_secs());

/// What is left to the database and the queue in a job.
const RECORDS: SignedDuration = SignedDuration::from_secs(10);

/// The longest a job takes: it may send an earlier answer, ask the model, and send again.
pub const LONGEST_JOB: SignedDuration =
    SignedDuration::from_secs(MODEL_DEADLINE.as_secs() + 2 * GRAPH_TIMEOUT.as_secs() + RECORDS.as_secs());

/// The worker's `Timeout` in `template.yaml`: a job that is begun is ended.
pub const JOB_TIMEOUT: SignedDuration = SignedDuration::from_secs(75);

/// How long a job is hidden from other workers: longer than one may run.
pub const VISIBILITY: SignedDuration = SignedDuration::from_secs(90);

const _: () = {
    assert!(
        MODEL_DEADLINE.as_secs() + RECORDS.as_secs() <= LEASE.as_secs(),
        "the lease ends before the model does"
    );
    assert!(LONGEST_TURN.as_secs() < LATEST_CALL.as_secs(), "who waits for a turn comes too late to call");
    assert!(LONGEST_JOB.as_secs() < JOB_TIMEOUT.as_secs(), "a job is cut off before it is done");
    assert!(JOB_TIMEOUT.as_secs() < VISIBILITY.as_secs(), "a job is given to another worker while it runs");
};

/// What contradicts what in these settings, each with both names.
pub fn contradictions(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    let mut must_be_longer = |name: &str, value: SignedDuration, than: &str, least: SignedDuration| {
        if value <= least {
            found.push(format!("{name} ({value:#}) must be longer than {than} ({least:#})"));
        }
    };
    must_be_longer("RELAIS_SETTLE_SECONDS", settings.settle, "a send can last", LONGEST_SEND);
    must_be_longer("the longest burst", LONGEST_BURST, "RELAIS_REPLY_DELAY_MS", settings.reply_delay);
    must_be_longer("the lease", settings.lease, "the model's deadline", MODEL_DEADLINE);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_contradict_each_other_are_named_with_what_they_contradict() {
        assert_eq!(contradictions(&Settings::default()), Vec::<String>::new());
        let settings = Settings {
            settle: SignedDuration::from_secs(25),
            reply_delay: SignedDuration::from_secs(25),
            lease: SignedDuration::from_secs(20),
            ..Settings::default()
        };
        assert_eq!(
            contradictions(&settings),
            [
                "RELAIS_SETTLE_SECONDS (25s) must be longer than a send can last (25s)",
                "the longest burst (20s) must be longer than RELAIS_REPLY_DELAY_MS (25s)",
                "the lease (20s) must be longer than the model's deadline (20s)",
            ]
        );
    }
}
