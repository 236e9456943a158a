//! Errors, and how DynamoDB writes them.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use std::fmt;

use serde::Deserialize;

use crate::Item;

type Source = Box<dyn std::error::Error + Send + Sync>;

const CONDITION_FAILED: &str = "ConditionalCheckFailedException";
const CANCELLED: &str = "TransactionCanceledException";

/// Why an operation failed. No text has anything of an item.
#[derive(thiserror::Error)]
pub enum Error {
    /// The condition of a write does not hold.
    #[error("{CONDITION_FAILED}: {message}")]
    ConditionFailed {
        /// DynamoDB's words.
        message: String,
        /// The item that is stored, if the request asked for it and there is one.
        item: Option<Item>,
    },
    /// A transaction was not carried out.
    #[error("{CANCELLED}: {}", codes(reasons))]
    Cancelled {
        /// One for each write, in their order.
        reasons: Vec<CancellationReason>,
    },
    /// The request was refused for any other reason, or the service is busy or down.
    #[error("{code}: {message}")]
    Refused {
        /// DynamoDB's code, such as `ValidationException`. The status, when the answer has none.
        code: String,
        /// DynamoDB's words.
        message: String,
    },
    /// No answer came in time. The operation may have been carried out.
    #[error("Timeout: no answer in time")]
    Timeout,
    /// The connection failed. The operation may have been carried out.
    #[error("the database was not reached")]
    Unreachable(#[source] Source),
    /// The request could not be signed.
    #[error("the request was not signed")]
    Unsigned(#[source] Source),
    /// The request could not be written.
    #[error("the request cannot be written")]
    Request(#[source] Source),
    /// The answer is not what DynamoDB answers: what is wrong with it, and where. The parser's own words may quote it.
    #[error("the answer was not understood: {0:?} error at column {1}")]
    Answer(serde_json::error::Category, usize),
}

/// Why a write of a transaction was not carried out.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancellationReason {
    /// DynamoDB's code: `None` for a write that is no reason, `ConditionalCheckFailed`, `TransactionConflict`.
    #[serde(default)]
    pub code: Option<String>,
    /// The item that is stored, if the write asked for it and there is one.
    #[serde(default)]
    pub item: Option<Item>,
}

impl Error {
    /// Reads the answer of a refused request.
    pub fn refused(status: u16, body: &[u8]) -> Self {
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        let code = body.kind.rsplit('#').next().unwrap_or_default();
        let message = body.message.or(body.upper_message).unwrap_or_else(|| "no message".to_owned());
        match code {
            CONDITION_FAILED => Self::ConditionFailed { message, item: body.item },
            CANCELLED => Self::Cancelled { reasons: body.reasons.unwrap_or_default() },
            "" => Self::Refused { code: format!("status {status}"), message },
            code => Self::Refused { code: code.to_owned(), message },
        }
    }

    /// An answer that is not understood.
    pub fn answer(error: &serde_json::Error) -> Self {
        Self::Answer(error.classify(), error.column())
    }

    /// DynamoDB's code, if it answered.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::ConditionFailed { .. } => Some(CONDITION_FAILED),
            Self::Cancelled { .. } => Some(CANCELLED),
            Self::Refused { code, .. } => Some(code),
            Self::Timeout
            | Self::Unreachable(_)
            | Self::Unsigned(_)
            | Self::Request(_)
            | Self::Answer(..) => None,
        }
    }

    /// Whether the condition of a write does not hold.
    pub fn is_condition_failed(&self) -> bool {
        matches!(self, Self::ConditionFailed { .. })
    }
}

/// Shows no item.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match std::error::Error::source(self) {
            Some(source) => write!(f, ": {source:?}"),
            None => Ok(()),
        }
    }
}

/// Shows no item.
impl fmt::Debug for CancellationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationReason").field("code", &self.code).finish_non_exhaustive()
    }
}

fn codes(reasons: &[CancellationReason]) -> String {
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_deref().unwrap_or("None")).collect();
    codes.join(", ")
}

/// The body of a refusal.
#[derive(Default, Deserialize)]
struct Body {
    /// Such as `com.amazonaws.dynamodb.v20120810#ValidationException`.
    #[serde(rename = "__type", default)]
    kind: String,
    #[serde(default)]
    message: Option<String>,
    /// Errors that are not the table's own have it in this form.
    #[serde(rename = "Message", default)]
    upper_message: Option<String>,
    #[serde(rename = "Item", default)]
    item: Option<Item>,
    #[serde(rename = "CancellationReasons", default)]
    reasons: Option<Vec<CancellationReason>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart() {
        let text = |status, body: &str| {
            let error = Error::refused(status, body.as_bytes());
            (error.code().map(str::to_owned).unwrap(), error.to_string())
        };
        let cases = [
            (
                400,
                r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}"#,
                ("ResourceNotFoundException", "ResourceNotFoundException: no table"),
            ),
            (
                400,
                r#"{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not you"}"#,
                ("AccessDeniedException", "AccessDeniedException: not you"),
            ),
            (
                400,
                r#"{"__type":"UnknownOperationException"}"#,
                ("UnknownOperationException", "UnknownOperationException: no message"),
            ),
            (503, "<html>", ("status 503", "status 503: no message")),
            (500, "", ("status 500", "status 500: no message")),
        ];
        for (status, body, (code, whole)) in cases {
            assert_eq!(text(status, body), (code.to_owned(), whole.to_owned()));
        }
    }

    #[test]
    fn a_failed_condition_has_the_stored_item_and_shows_none_of_it() {
        let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message":"The conditional request failed","Item":{"text":{"S":"hush"}}}"#;
        let error = Error::refused(400, body.as_bytes());
        assert!(error.is_condition_failed());
        assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
        let Error::ConditionFailed { message, item: Some(item) } = error else { panic!("{error:?}") };
        assert_eq!(message, "The conditional request failed");
        assert_eq!(item["text"].as_s().unwrap(), "hush");
    }

    #[test]
    fn a_cancelled_transaction_has_a_reason_for_each_write() {
        let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message":"Transaction cancelled","CancellationReasons":[{"Code":"None"},
            {"Code":"ConditionalCheckFailed","Message":"The conditional request failed","Item":{"a":{"S":"hush"}}},
            {"Code":"TransactionConflict"}]}"#;
        let error = Error::refused(400, body.as_bytes());
        assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
        assert_eq!(
            error.to_string(),
            "TransactionCanceledException: None, ConditionalCheckFailed, TransactionConflict"
        );
        let Error::Cancelled { reasons } = error else { panic!("{error:?}") };
        assert!(!format!("{reasons:?}").contains("hush"));
        assert_eq!(reasons[1].item.as_ref().unwrap()["a"].as_s().unwrap(), "hush");
        assert_eq!(reasons[2].code.as_deref(), Some("TransactionConflict"));
    }
}
