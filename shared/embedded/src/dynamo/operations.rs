//! Answers one request: the JSON of the DynamoDB protocol over the engine's functions.

use dynoxide::{Database, DynoxideError, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::tokens::RecentTokens;

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
pub(super) fn respond(
    database: &Database,
    tokens: &mut RecentTokens,
    operation: &str,
    body: &[u8],
) -> Response {
    match run(database, tokens, operation, body) {
        Some(Ok(body)) => Ok(body),
        Some(Err(error)) => Err(Refusal { status: error.status_code(), body: error.to_json().into_bytes() }),
        None => Err(Refusal {
            status: 400,
            body: br#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#.to_vec(),
        }),
    }
}

/// `None` for an operation that is not supported here.
fn run(
    database: &Database,
    tokens: &mut RecentTokens,
    operation: &str,
    body: &[u8],
) -> Option<Result<Vec<u8>>> {
    Some(match operation {
        "BatchGetItem" => call(body, |request| database.batch_get_item(request)),
        "BatchWriteItem" => call(body, |request| database.batch_write_item(request)),
        "CreateTable" => call(body, |request| database.create_table(request)),
        "DeleteItem" => call(body, |request| database.delete_item(request)),
        "DeleteTable" => call(body, |request| database.delete_table(request)),
        "DescribeTable" => call(body, |request| database.describe_table(request)),
        "DescribeTimeToLive" => call(body, |request| database.describe_time_to_live(request)),
        "GetItem" => call(body, |request| database.get_item(request)),
        "ListTables" => call(body, |request| database.list_tables(request)),
        "PutItem" => call(body, |request| database.put_item(request)),
        "Query" => call(body, |request| database.query(request)),
        "Scan" => call(body, |request| database.scan(request)),
        "TransactGetItems" => call(body, |request| database.transact_get_items(request)),
        "TransactWriteItems" => transact(database, tokens, body),
        "UpdateItem" => call(body, |request| database.update_item(request)),
        "UpdateTable" => call(body, |request| database.update_table(request)),
        "UpdateTimeToLive" => call(body, |request| database.update_time_to_live(request)),
        _ => return None,
    })
}

/// The engine keeps each transaction's token for ten minutes and scans all of them at every transaction, and the client
/// gives every transaction a token. So the tokens are removed before the engine sees them, and [`RecentTokens`] keeps
/// the last ones.
fn transact(database: &Database, tokens: &mut RecentTokens, body: &[u8]) -> Result<Vec<u8>> {
    call(body, |mut request: dynoxide::actions::transact_write_items::TransactWriteItemsRequest| {
        let token = request.client_request_token.take();
        tokens.once(token, body, || database.transact_write_items(request))
    })
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
