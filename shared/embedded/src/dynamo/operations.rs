//! The engine's answer to a request: the JSON of the DynamoDB protocol over the engine's functions.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use dynoxide::actions::vector_lifecycle::VectorIndexLifecycle;
use dynoxide::actions::{
    batch_get_item, batch_write_item, create_table, delete_item, describe_table, describe_time_to_live,
    get_item, put_item, query, scan, transact_write_items, update_item, update_time_to_live,
};
use dynoxide::storage::Storage;
use dynoxide::{DynoxideError, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The body of a response, which is DynamoDB JSON.
pub(super) type Response = std::result::Result<Vec<u8>, Refusal>;

/// The response to a refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// 400 or 500.
    pub(super) status: u16,
    /// DynamoDB JSON.
    pub(super) body: Vec<u8>,
}

/// Answers one request; an error becomes a response too.
pub(super) fn respond(storage: &Storage, operation: &str, body: &[u8]) -> Response {
    match run(storage, operation, body) {
        Some(Ok(body)) => Ok(body),
        Some(Err(error)) => Err(refusal(&error)),
        None => Err(Refusal {
            status: 400,
            body: br#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#.to_vec(),
        }),
    }
}

/// An error as DynamoDB writes it.
pub(super) fn refusal(error: &DynoxideError) -> Refusal {
    Refusal { status: error.status_code(), body: error.to_json().into_bytes() }
}

/// `None` for an operation that is not supported here.
fn run(storage: &Storage, operation: &str, body: &[u8]) -> Option<Result<Vec<u8>>> {
    Some(match operation {
        "BatchGetItem" => call(body, |request| ready(batch_get_item::execute(storage, request))),
        "BatchWriteItem" => call(body, |request| ready(batch_write_item::execute(storage, request))),
        "CreateTable" => call(body, |request| ready(create_table::execute(storage, request))),
        "DeleteItem" => call(body, |request| ready(delete_item::execute(storage, request))),
        "DescribeTable" => {
            // Only of indexes that are being made, of a kind that no table here has.
            let lifecycle = VectorIndexLifecycle::new();
            call(body, |request| ready(describe_table::execute(storage, request, &lifecycle)))
        }
        "DescribeTimeToLive" => call(body, |request| ready(describe_time_to_live::execute(storage, request))),
        "GetItem" => call(body, |request| ready(get_item::execute(storage, request))),
        "PutItem" => call(body, |request| ready(put_item::execute(storage, request))),
        "Query" => call(body, |request| ready(query::execute(storage, request))),
        "Scan" => call(body, |request| ready(scan::execute(storage, request))),
        // The token is not the engine's to see: `tokens` remembers those of all transactions.
        "TransactWriteItems" => call(body, |mut request: transact_write_items::TransactWriteItemsRequest| {
            request.client_request_token = None;
            ready(transact_write_items::execute(storage, request))
        }),
        "UpdateItem" => call(body, |request| ready(update_item::execute(storage, request))),
        "UpdateTimeToLive" => call(body, |request| ready(update_time_to_live::execute(storage, request))),
        _ => return None,
    })
}

/// The result of a future that never waits, as those of the engine on SQLite.
fn ready<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(DynoxideError::InternalServerError("the engine waits for something".to_owned())),
    }
}

fn call<Request: DeserializeOwned, Response: Serialize>(
    body: &[u8],
    run: impl FnOnce(Request) -> Result<Response>,
) -> Result<Vec<u8>> {
    let request = serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    let response = run(request).map_err(untagged)?;
    serde_json::to_vec(&response).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine's parsers put the kind of an error in front of its text, and serde appends a position. Both are removed.
fn unreadable(text: &str) -> DynoxideError {
    const REFUSALS: [&str; 3] = ["VALIDATION:", "VALIDATION_REQUEST:", "VALIDATION_AS_READ:"];
    const MALFORMED: [&str; 2] = ["SERIALIZATION:", "SERIALIZATION_AS_READ:"];
    let without = |marks: &[&str]| marks.iter().find_map(|mark| text.strip_prefix(mark));
    let plain = |text: &str| match text.rsplit_once(" at line ") {
        Some((text, _position)) => text.to_owned(),
        None => text.to_owned(),
    };
    if let Some(refusal) = without(&REFUSALS) {
        DynoxideError::ValidationException(plain(refusal))
    } else if let Some(malformed) = without(&MALFORMED) {
        DynoxideError::SerializationException(plain(malformed))
    } else if text.contains("missing field") || text.contains("unknown variant") {
        DynoxideError::ValidationException(plain(text))
    } else {
        DynoxideError::SerializationException(plain(text))
    }
}

/// The engine distinguishes two validation errors; DynamoDB's protocol has only one.
fn untagged(error: DynoxideError) -> DynoxideError {
    match error {
        DynoxideError::EnvelopedValidation(text) => DynoxideError::ValidationException(text),
        error => error,
    }
}
