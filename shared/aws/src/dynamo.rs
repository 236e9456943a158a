//! DynamoDB over signed HTTPS.

use relais_dynamo::{Answer, Client, Error, Transport};

use crate::access::{Access, CallError, JsonService};

/// A client of the region's DynamoDB.
pub fn client(access: &Access) -> Client {
    Client::new(JsonService::dynamodb(access))
}

impl Transport for JsonService {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        Box::pin(async move {
            let answer = self.answer(operation, request.into()).await;
            answer.map(Into::into).map_err(failed)
        })
    }
}

fn failed(error: CallError) -> Error {
    match error {
        CallError::Refused { status, body, .. } => Error::refused(status, &body.0),
        CallError::Silent(_) => Error::Timeout,
        CallError::Unreachable(_, error) if error.is_timeout() && !error.is_connect() => Error::Timeout,
        CallError::Unreachable(_, error) => Error::Unreachable(error.into()),
        CallError::Unsigned(error) => Error::Unsigned(error.into()),
        CallError::Shape { category, column, .. } => Error::Answer(category, column),
    }
}

#[cfg(test)]
mod tests;
