//! The store: one DynamoDB table.
//!
//! | record | `pk` | `sk` |
//! |---|---|---|
//! | conversation | contact id | `conversation` |
//! | message | contact id | `m.` + time + `.` + id |
//! | pointer from a further alias to its contact | contact id that this alias alone would give | `conversation` |
//! | statuses of messages sent elsewhere | `wamid#` + fingerprint of the wamid | `statuses` |
//! | webhook item that is neither message nor status | `event#` + day + `#` + shard | hash of the item |
//! | circuit breaker of a business number | `line#` + phone number id | `line` |
//! | idempotency key of a caller | `once#` + fingerprint of the key | `once` |
//!
//! One sparse index, `by-activity`, holds the keys of conversations in four partitions, newest last. One partition can
//! take 1,000 writes a second, which is too few at Meta's highest rate of 1,000 messages a second.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;

use crate::check::{Check, CheckError};

mod batch;
mod change;
mod circuit_breaker;
mod claims;
mod contacts;
mod conversations;
mod former;
mod items;
mod joins;
mod messages;
mod notices;
mod once;
mod other_items;
mod places;
mod reached;
mod statuses;
mod table;

use items::SCHEMA;

pub use change::{Backoff, Changed, Missing};
pub use circuit_breaker::CircuitBreaker;
pub use contacts::{Shown, Whose};
pub use conversations::{ConversationPage, Saved};
pub use messages::{Inserted, MessagePage, Outcome};
pub use notices::Notice;
pub use once::Once;
pub use other_items::MAX_ITEM_BYTES;
pub use reached::Reached;
pub use statuses::StatusReport;

/// The store over one table. Clones share the client.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// The store in the table with this name.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// Checks that the table that `variable` names exists and may be read. Costs half a read unit.
    pub async fn check(&self, variable: &'static str) -> Result<(), CheckError> {
        let action = "dynamodb:GetItem";
        let call = self.client.get_item().table_name(&self.table);
        let call = call.key("pk", items::s("check")).key("sk", items::s("check")).send();
        Check { what: "table", name: &self.table, variable, action }.run(call).await
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
        /// DynamoDB's error code, or the SDK's kind of error when there was no response.
        #[source]
        source: CallError,
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
    /// A value cannot be stored.
    #[error("the {record} record cannot be written: {detail}")]
    Unwritable {
        /// Which kind of record.
        record: &'static str,
        /// Why.
        detail: String,
    },
}

/// The code and message of a failed call, without the contents of items.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct CallError {
    code: String,
    message: String,
}

fn retry_hint(retryable: bool) -> &'static str {
    if retryable { "; a retry may succeed" } else { "" }
}

impl StoreError {
    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Call { retryable: true, .. } | Self::Contended)
    }

    pub(crate) fn call<E>(operation: &'static str) -> impl FnOnce(SdkError<E>) -> Self
    where
        E: aws_sdk_dynamodb::error::ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        move |error| {
            let (code, message) = match error.as_service_error() {
                Some(service) => (
                    service.code().unwrap_or("unknown").to_owned(),
                    service.message().unwrap_or("no message").to_owned(),
                ),
                None => (word_for(&error).to_owned(), "the request did not complete".to_owned()),
            };
            let final_codes = ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"];
            let retryable = !final_codes.contains(&code.as_str());
            Self::Call { operation, retryable, source: CallError { code, message } }
        }
    }
}

/// Whether a conditional update was carried out: `false` when its condition did not hold.
fn carried_out<T>(
    updated: Result<T, SdkError<UpdateItemError>>,
    operation: &'static str,
) -> Result<bool, StoreError> {
    match updated {
        Ok(_) => Ok(true),
        Err(error) => match error.as_service_error() {
            Some(refused) if refused.is_conditional_check_failed_exception() => Ok(false),
            _ => Err(StoreError::call(operation)(error)),
        },
    }
}

fn word_for<E>(error: &SdkError<E>) -> &'static str {
    match error {
        SdkError::TimeoutError(_) => "Timeout",
        SdkError::DispatchFailure(_) => "DispatchFailure",
        SdkError::ResponseError(_) => "MalformedResponse",
        SdkError::ConstructionFailure(_) => "MalformedRequest",
        _ => "ServiceError",
    }
}
