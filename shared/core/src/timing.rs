//! The times that the delivery guarantee depends on, and the conditions between them.
//!
//! Conditions between fixed times are checked at build time. Times that can be set have their defaults here, and
//! [`crate::config`] refuses values that contradict each other. `docs/ARCHITECTURE.md` explains each time.

use jiff::SignedDuration;

/// Default of `RELAIS_REPLY_DELAY_MS`: a burst without a pause longer than this is answered once.
pub const REPLY_DELAY: SignedDuration = SignedDuration::from_millis(1500);

/// A burst that never pauses is answered after this long.
pub const LONGEST_BURST: SignedDuration = SignedDuration::from_secs(20);

/// Default of `RELAIS_SETTLE_SECONDS`: how long a send of unknown outcome waits for a status before it may be repeated.
pub const SETTLE: SignedDuration = SignedDuration::from_secs(120);

/// A message that comes this long after the first one of a burst begins a new burst.
pub const NEW_BURST: SignedDuration = SignedDuration::from_secs(2 * LONGEST_BURST.as_secs());

/// An unclear send is repeated only on the second check, at least this long after the first. Statuses that our own
/// outage has delayed are recorded meanwhile.
pub const SECOND_CHECK: SignedDuration = SignedDuration::from_secs(15);

/// Default of `RELAIS_TAKEOVER_HOURS`: how long a takeover lasts after the last message that a person wrote.
pub const TAKEOVER: SignedDuration = SignedDuration::from_hours(12);

/// How long a customer waits for the person who took the conversation over. Then it is marked for any person.
pub const PERSON_PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// Default of `RELAIS_GREETING_SECONDS`: a message of the phone app that comes this soon after the customer began to
/// write is taken for the app's own greeting or away text.
pub const GREETING: SignedDuration = SignedDuration::from_secs(10);

/// Default of `RELAIS_HISTORY_DAYS`: how far back the model reads a thread. It bounds what a mistake about who wrote can
/// show to somebody else.
pub const HISTORY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Time limit of one answer of the model. The first call has two thirds of it, below the 25 s that WhatsApp shows a typing
/// indicator; the rest is for asking again, or for the fallback model.
pub const MODEL_DEADLINE: SignedDuration = SignedDuration::from_secs(30);

/// Time limit of reading what one answer shows of the media store: all its pictures together, and the wait for memory.
/// Also of reading a sticker when it is stored. What was not read by then is not seen.
pub const STORED_TIME: SignedDuration = SignedDuration::from_secs(5);

/// Time limit of embedding a question, and the parts of the facts before the first one. The pictures are read meanwhile.
pub const EMBEDDING_TIME: SignedDuration = SignedDuration::from_secs(3);

/// After embedding has failed, it is tried again this much later.
pub const EMBEDDING_REST: SignedDuration = SignedDuration::from_mins(1);

/// Time limit of one transcription. Speech is transcribed faster than it is spoken.
pub const TRANSCRIBE_DEADLINE: SignedDuration = SignedDuration::from_secs(25);

/// Time limit of reading one document.
pub const DOCUMENT_DEADLINE: SignedDuration = SignedDuration::from_secs(10);

/// A file that could not be understood is tried again until it is this old. Then it is of no use for an answer, and people
/// read or hear it themselves.
pub const UNDERSTAND_PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// How long a customer waits for a model that is rate limited, counted from the message. After that the fallback text
/// is of more use than an answer.
pub const MODEL_PATIENCE: SignedDuration = SignedDuration::from_mins(1);

/// How long an answer waits for the files of what it answers, counted from the message: until they are fetched, and their
/// words are read. Then the model is told that there is a file, and no more.
pub const MEDIA_PATIENCE: SignedDuration = SignedDuration::from_secs(25);

/// How long an answer waits for files, counted from the beginning of its burst: also for a customer who sends one picture
/// after the other.
pub const BURST_MEDIA_PATIENCE: SignedDuration = SignedDuration::from_secs(35);

/// A job that finds a file that is still expected checks again after this long.
pub const MEDIA_RECHECK: SignedDuration = SignedDuration::from_secs(2);

/// Time limit of fetching one file: its address, and then all of its bytes. A file of 100 MB needs 2 MB in a second. One
/// that takes longer is begun anew, with growing pauses, until it expires.
pub const MEDIA_TIME: SignedDuration = SignedDuration::from_secs(60);

/// Time limit of uploading one file to Graph before it is sent. One that takes longer is begun anew, as after any other
/// failure.
pub const UPLOAD_TIME: SignedDuration = SignedDuration::from_secs(45);

/// A file that could not be uploaded for this long after the first try is given up, and the message with it.
pub const UPLOAD_PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// A file that could not be fetched for this long is shown as failed. Its job goes on until Meta no longer has it.
pub const FETCH_SHOWN: SignedDuration = SignedDuration::from_mins(10);

/// How long one worker may hold a conversation's lease while it reads the pictures and asks the model.
pub const LEASE: SignedDuration = SignedDuration::from_secs(45);

/// A job that finds the lease taken checks again after this long.
pub const LEASE_RECHECK: SignedDuration = SignedDuration::from_secs(3);

/// The longest wait for a slot to send. A message that would wait longer is rescheduled.
pub const LONGEST_SEND_WAIT: SignedDuration = SignedDuration::from_secs(3);

/// Graph is not called later than this after the intent was stored. The process was suspended, and another worker may
/// be settling the send already.
pub const LATEST_CALL: SignedDuration = SignedDuration::from_secs(10);

/// Time limit of one call to Graph.
pub const GRAPH_TIMEOUT: SignedDuration = SignedDuration::from_secs(15);

/// Time limit of everything that follows the last look at the clock: the call, and after a refused token the read of
/// the secret and the second call.
pub const SEND_LIMIT: SignedDuration = SignedDuration::from_secs(20);

/// The longest time from the intent to the end of the last call.
pub const LONGEST_SEND: SignedDuration =
    SignedDuration::from_secs(LATEST_CALL.as_secs() + SEND_LIMIT.as_secs());

/// A send of unknown outcome that may not be repeated ends as unknown this long after it began: it is shown as that, and
/// a person decides. Newer messages are answered from then on.
pub const UNKNOWN_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// The time between two probes of an open circuit breaker, and between two requests of a waiting message for a permit.
/// So every waiting message asks again within this time after a probe was accepted.
pub const PROBE_INTERVAL: SignedDuration = SignedDuration::from_secs(60);

/// A template that waits for an open circuit breaker is given up this long after it was written.
pub const TEMPLATE_PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// The part of a job's time that is reserved for the database and the queue.
const RECORDS: SignedDuration = SignedDuration::from_secs(10);

/// The longest time to record an event: the calls to the database, retries included. An event is not begun with less
/// time left.
pub const EVENT_TIME: SignedDuration = SignedDuration::from_secs(15);

/// The longest time of a reply job: it may send an earlier answer, read the pictures, ask the model, and send again.
pub const LONGEST_JOB: SignedDuration = SignedDuration::from_secs(
    STORED_TIME.as_secs() + MODEL_DEADLINE.as_secs() + 2 * SEND_LIMIT.as_secs() + RECORDS.as_secs(),
);

/// The worker's `Timeout` in `template.yaml`. It is long enough to finish every job that is begun.
pub const JOB_TIMEOUT: SignedDuration = SignedDuration::from_secs(90);

/// The visibility timeout of both queues: longer than a job may run.
pub const VISIBILITY: SignedDuration = SignedDuration::from_secs(100);

/// The same on SQS: Lambda invokes a throttled batch again within it, so AWS asks for six times the function's time limit.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
pub const VISIBILITY_ON_SQS: SignedDuration = SignedDuration::from_secs(6 * JOB_TIMEOUT.as_secs());

const _: () = {
    assert!(
        STORED_TIME.as_secs() + MODEL_DEADLINE.as_secs() + RECORDS.as_secs() <= LEASE.as_secs(),
        "the lease ends before the model does"
    );
    assert!(EMBEDDING_TIME.as_secs() <= STORED_TIME.as_secs(), "embedding takes longer than the pictures");
    assert!(
        LONGEST_SEND_WAIT.as_secs() < LATEST_CALL.as_secs(),
        "a message that waits for its slot is sent too late"
    );
    assert!(GRAPH_TIMEOUT.as_secs() <= SEND_LIMIT.as_secs(), "a send is over before its first call is");
    assert!(SETTLE.as_secs() < UNKNOWN_AFTER.as_secs(), "a send ends as unknown before it was settled");
    assert!(LONGEST_JOB.as_secs() < JOB_TIMEOUT.as_secs(), "a job is stopped before it is done");
    assert!(
        MEDIA_TIME.as_secs() + STORED_TIME.as_secs() + RECORDS.as_secs() <= LONGEST_JOB.as_secs(),
        "a file is fetched for longer than a job is given"
    );
    assert!(
        UPLOAD_TIME.as_secs() + SEND_LIMIT.as_secs() + RECORDS.as_secs() <= LONGEST_JOB.as_secs(),
        "a file is uploaded for so long that its message cannot be sent in the same job"
    );
    assert!(GRAPH_TIMEOUT.as_secs() < MEDIA_TIME.as_secs(), "no time is left after the address of a file");
    assert!(
        MEDIA_PATIENCE.as_secs() < BURST_MEDIA_PATIENCE.as_secs(),
        "the file of a burst's first message is not waited for"
    );
    assert!(
        BURST_MEDIA_PATIENCE.as_secs() + MEDIA_RECHECK.as_secs() < NEW_BURST.as_secs(),
        "each picture begins a new burst before the one before it is answered"
    );
    assert!(
        BURST_MEDIA_PATIENCE.as_secs() < MODEL_PATIENCE.as_secs(),
        "an answer waits longer for a file than for a model"
    );
    assert!(EVENT_TIME.as_secs() < JOB_TIMEOUT.as_secs(), "an event is never begun");
    assert!(JOB_TIMEOUT.as_secs() < VISIBILITY.as_secs(), "a job is redelivered while it runs");
    assert!(REPLY_DELAY.as_millis() < LONGEST_BURST.as_millis(), "a burst ends before its first pause");
    assert!(LONGEST_SEND.as_secs() < SETTLE.as_secs(), "a send is repeated while it runs");
};
