//! The store: one DynamoDB table.
//!
//! | record | `pk` | `sk` | expires after |
//! |---|---|---|---|
//! | conversation, with the holders of the number that it was first seen under | contact id | `conversation` | – |
//! | pointer: the contacts that an alias has led to | contact id that this alias alone would give | `conversation` | – |
//! | blank: what stays of an erased conversation | contact id | `conversation` | 15 days |
//! | blank: a note of corrections and deletions before the first message | contact id | `conversation` | 30 days |
//! | message, with its statuses | contact id | `m.` + time + `.` + id | the retention, if there is one |
//! | statuses that came before their message | contact id | `m.` + time + `.` + id | 30 days |
//! | tombstone: what stays of an erased message that a job may complete | contact id | `m.` + time + `.` + id | 15 days |
//! | note that people wrote for each other | contact id | `note.` + time + `.` + random | as a message |
//! | page that has the conversation open | contact id | `open.` + the page's session | 75 seconds |
//! | correction or deletion that came before its message | contact id | `revised.` + direction + `.` + fingerprint of the wamid | 30 days, or the retention if that is shorter |
//! | statuses of messages sent elsewhere | `wamid#` + fingerprint of the wamid | `statuses` | 30 days |
//! | webhook item that is in no thread | `event#` + shard | hash of the item | 30 days, or the retention if that is shorter |
//! | circuit breaker of a business number | `line#` + phone number id | `line` | – |
//! | what Meta reports about the account, a number or a template | `account` | topic + `.` + fingerprint of the subject | its own time, at most 90 days |
//! | entry of a conversation in the list of what waits for a person | contact id | `waiting` | – |
//! | its entry in another list | contact id | `list.` + name | – |
//! | tombstone of an entry of an erased conversation | contact id | as the entry | 15 days |
//! | how far the conversations of an older release are on the lists | `lists` | `lists` | – |
//! | key that a person is found by, with words of the name | contact id | `find.` + key | – |
//! | version of the settings of a business number | `settings#` + phone number id | `v.` + number | the 50 newest stay |
//! | the present version of these settings, and the list of who made which | `settings#` + phone number id | `head`, `log` | – |
//! | rehearsal, with its answer | `draft#` + id | `draft` | a day |
//! | suggestion for a person, with its answer | contact | `draft.` + id | a day |
//! | the model's tokens of a day, if they are limited | `budget#` + day | `budget` | 7 days |
//! | event for a business's own system that was given up | `events#` + phone number id | id of the event | 30 days |
//! | key pair of Web Push, private key included | `push` | `key` | – |
//! | browser that is told by Web Push, with who uses it | `push` | `b.` + id, derived from its address | 30 days after its page was last opened |
//! | counters of a business number on a day | `usage#` + phone number id | the day, by the number's time zone | 400 days |
//! | uploaded file, once sent with the contact that it was sent to | `upload.` + id | `upload` | a day; once sent, as the message |
//! | idempotency key of a caller, or key of a message without a time | `once#` + fingerprint of the key | `once` | 48 hours |
//!
//! A contact id is derived from a business number and an alias. Those of version 0.1 are derived from the alias alone.
//! That release also stored aliases under `alias#` + alias, `alias`; items under `event#` + day + `#` + shard; and
//! statuses under `wamid#` + wamid. They are read and not written.
//!
//! Records with `expires` (Unix time in seconds) are deleted by DynamoDB after that time, up to 48 hours late.
//!
//! One sparse index, `by-activity`, holds the keys of conversations in four partitions, newest last. One partition can
//! take 1,000 writes a second, which is too few at Meta's highest rate of 1,000 messages a second. It also has a partition
//! for each list (`waiting`, `list#` + name), and one for each first sign of the keys that people are found by (`find#` +
//! sign).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::events::Announce;
use relais_core::queue::QueueError;
use relais_core::usage::Usage;
use relais_dynamo::{AttributeValue, Client};

use crate::check::{Check, CheckError};

mod account;
mod active;
mod attempts;
mod batch;
mod budget;
mod change;
mod circuit_breaker;
mod claims;
mod contacts;
mod conversations;
mod drafts;
mod erase;
mod events;
mod evidence;
mod find;
mod former;
mod items;
mod joins;
mod lists;
mod looking;
mod media;
mod messages;
mod notes;
mod notices;
mod older;
mod once;
mod other_items;
mod person;
mod places;
mod push;
mod quoted;
mod reached;
mod revisions;
mod settings;
mod statuses;
mod table;
mod traced;
mod uploads;
mod usage;

use conversations::conversation_item;
use items::{Item, SCHEMA};

pub use account::AccountMatter;
pub use active::Active;
pub use change::{Backoff, Changed, Missing};
pub use circuit_breaker::{CircuitBreaker, FailedMessages, Line};
pub use contacts::{Shown, Whose};
pub use conversations::{ConversationPage, Saved};
pub use drafts::{AskedDraft, DraftAsked};
pub use erase::INSERT_TIME;
pub use events::{Announcer, EventProblem, FailedEvent};
pub use find::FoundPage;
pub use lists::ListPage;
pub use looking::Looking;
pub use messages::{Inserted, MessagePage, Outcome};
pub use notes::{NotePage, Noted};
pub use notices::Notice;
pub use once::Once;
pub use other_items::{KeptItem, MAX_ITEM_BYTES};
pub use person::Records;
pub use push::{Browser, MOST_BROWSERS, RecentBrowsers};
pub use reached::Reached;
pub use revisions::{Early, Original};
pub use settings::{Recent, RecentSettings, SettingsChange, StoredSettings, VERSIONS_KEPT};
pub use statuses::{SentTo, StatusReport};
pub use traced::Traced;
pub use uploads::{DeletedUpload, Upload};
pub(crate) use usage::usage_partition;

/// The store over one table. Clones share the client.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
    retention: Option<Retention>,
    usage: Usage,
    announcer: Option<Arc<dyn Announce>>,
    /// No conversation of an older release is without its lists any more.
    all_listed: Arc<AtomicBool>,
}

/// How long messages are stored, and the clock by which they expire.
#[derive(Clone, Debug)]
struct Retention {
    period: SignedDuration,
    clock: Clock,
}

/// How long records are stored that belong to no conversation: kept webhook items, and statuses of messages that are
/// not stored.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Store {
    /// The store in the table with this name.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        let (usage, all_listed) = (Usage::default(), Arc::default());
        Self { client, table: table.into(), retention: None, usage, announcer: None, all_listed }
    }

    /// The same store, in which what is written from now on expires after this time (`RELAIS_RETENTION_DAYS`).
    #[must_use]
    pub fn with_retention(self, period: Option<SignedDuration>, clock: &Clock) -> Self {
        let retention = period.map(|period| Retention { period, clock: clock.clone() });
        Self { retention, ..self }
    }

    /// The same store, which counts here.
    #[must_use]
    pub fn counting_in(self, usage: &Usage) -> Self {
        Self { usage: usage.clone(), ..self }
    }

    /// The same store, which announces what it is about to write.
    #[must_use]
    pub fn announcing(self, announcer: Arc<dyn Announce>) -> Self {
        Self { announcer: Some(announcer), ..self }
    }

    /// Whether an item has expired. DynamoDB deletes it up to 48 hours later.
    fn is_expired(&self, item: &Item) -> bool {
        self.retention.as_ref().is_some_and(|retention| has_expired(item, retention.clock.now()))
    }

    /// Checks that the table that `variable` names exists and may be read. Costs half a read unit.
    pub async fn check(&self, variable: &'static str) -> Result<(), CheckError> {
        let action = "dynamodb:GetItem";
        let call = self.client.get_item().table_name(&self.table);
        let call = call.key("pk", items::s("check")).key("sk", items::s("check")).send();
        Check { what: "table", name: &self.table, variable, action }
            .run(call, relais_dynamo::Error::code)
            .await
    }
}

/// What the store could not do. The text never holds a record's content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The call failed.
    #[error("the database could not {operation}{}", retry_hint(*.retryable))]
    Call {
        /// What the call was for.
        operation: &'static str,
        /// Whether the same call may succeed later.
        retryable: bool,
        /// DynamoDB's code and words, or why there was no response.
        #[source]
        source: relais_dynamo::Error,
    },
    /// A record is not in the shape this release writes.
    #[error("the {record} record cannot be read: {detail}")]
    Unreadable {
        /// Which kind of record.
        record: &'static str,
        /// Which field, and why; never its content.
        detail: String,
    },
    /// A newer release wrote the record: this release does not read it.
    #[error("the {record} record has version {version}, this release knows {SCHEMA}: finish the deployment")]
    Newer {
        /// Which kind of record.
        record: &'static str,
        /// The version it has.
        version: u32,
    },
    /// Other workers saved the same conversation at every attempt.
    #[error("other workers kept changing the conversation; a retry may succeed")]
    Contended,
    /// An event about the write could not be queued, so nothing was written.
    #[error("an event could not be announced; a retry may succeed")]
    Announce(#[source] QueueError),
    /// A value cannot be stored.
    #[error("the {record} record cannot be written: {detail}")]
    Unwritable {
        /// Which kind of record.
        record: &'static str,
        /// Why.
        detail: String,
    },
}

fn retry_hint(retryable: bool) -> &'static str {
    if retryable { "; a retry may succeed" } else { "" }
}

impl StoreError {
    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Call { retryable: true, .. } | Self::Contended | Self::Announce(_))
    }

    pub(crate) fn call(operation: &'static str) -> impl FnOnce(relais_dynamo::Error) -> Self {
        move |source| {
            let final_codes = ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"];
            let retryable = source.code().is_none_or(|code| !final_codes.contains(&code));
            Self::Call { operation, retryable, source }
        }
    }
}

/// Whether a conditional write was carried out: `false` when its condition did not hold.
fn carried_out<T>(
    written: Result<T, relais_dynamo::Error>,
    operation: &'static str,
) -> Result<bool, StoreError> {
    match written {
        Ok(_) => Ok(true),
        Err(error) if error.is_condition_failed() => Ok(false),
        Err(error) => Err(StoreError::call(operation)(error)),
    }
}

/// The value of `expires` for what is stored at `at` and for this long.
fn expiry(at: Timestamp, period: SignedDuration) -> AttributeValue {
    items::n(at.saturating_add(period).unwrap_or(Timestamp::MAX).as_second())
}

/// Whether an item's time to live has passed.
fn has_expired(item: &Item, now: Timestamp) -> bool {
    let expires = item.get("expires").and_then(|expires| expires.as_n()?.parse::<i64>().ok());
    expires.is_some_and(|expires| expires <= now.as_second())
}
