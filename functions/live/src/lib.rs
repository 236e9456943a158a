//! Tells open inboxes which conversations change: reads the table's stream, and publishes the contact ids on a channel of
//! AppSync Events, ids and nothing else.
//!
//! It is a signal and no record. `GET /api/changes` says what changed, so a signal that is lost is made good by the next
//! poll, and one that comes twice asks once more. This is what `GET /api/changes/stream` tells on one machine.

mod records;

use relais_aws::channel::{Channel, PublishError};
use relais_aws::clients::Clients;
use relais_aws::function::Environment;
use relais_aws::http::{ClientError, client_of_function};
use serde_json::{Value, json};

pub use records::Records;

/// The channel. `infra/live.yaml` has its namespace, and `frontend/src/inbox/socket.ts` subscribes to it.
pub const CHANNEL: &str = "/changes/all";

/// The most conversations that an event names, as in the stream of one machine. So an event has at most 1.5 KB, and AppSync
/// meters operations in parts of 5 KB.
const MOST_IN_AN_EVENT: usize = 50;

/// Why the function does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is missing.
    #[error(
        "LIVE_URL is not set: it is the address for events of the API of AppSync Events, which infra/live.yaml sets"
    )]
    NoAddress,
    /// The HTTP client could not be made.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// What the function keeps between invocations.
#[derive(Clone, Debug)]
pub struct Function {
    channel: Channel,
}

impl Function {
    /// Makes the client. Makes no call yet.
    pub fn start(environment: Environment) -> Result<Self, StartError> {
        let url =
            environment("LIVE_URL").filter(|url| !url.trim().is_empty()).ok_or(StartError::NoAddress)?;
        let clients = Clients::of_function(environment, &client_of_function()?);
        Ok(Self { channel: clients.channel(url.trim(), CHANNEL) })
    }

    /// Publishes one event for a batch of the stream. Lambda calls again when it fails.
    pub async fn handle(&self, records: Records) -> Result<(), PublishError> {
        match event(&records) {
            Some(event) => self.channel.publish(&event).await,
            None => Ok(()),
        }
    }
}

/// The event that names what changed; `null` in place of names says that something did. `None`: no conversation changed.
fn event(records: &Records) -> Option<Value> {
    let changed = records.conversations();
    match changed.len() {
        0 => None,
        1..=MOST_IN_AN_EVENT => Some(json!({"conversations": changed})),
        _ => Some(json!({"conversations": null})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(keys: impl IntoIterator<Item = String>) -> Records {
        let records: Vec<_> = keys
            .into_iter()
            .map(|pk| json!({"eventName": "MODIFY", "dynamodb": {"Keys": {"pk": {"S": pk}}}}))
            .collect();
        serde_json::from_value(json!({"Records": records})).unwrap()
    }

    #[test]
    fn a_conversation_is_named_once_and_only_conversations_are() {
        let keys = ["c0123456789abcdef01234567", "settings#1", "c0123456789abcdef01234567", "Zoé", ""];
        let event = event(&written(keys.map(str::to_owned)));
        assert_eq!(event, Some(json!({"conversations": ["c0123456789abcdef01234567"]})));
        assert_eq!(super::event(&written(["account".to_owned()])), None);
        assert_eq!(super::event(&written([])), None);
    }

    #[test]
    fn an_event_is_small_whatever_the_batch() {
        let ids = |count: u32| written((0..count).map(|n| format!("c{n:024x}")));
        let most = event(&ids(50)).unwrap();
        assert_eq!(most["conversations"].as_array().unwrap().len(), 50);
        assert!(most.to_string().len() < 1_500, "{}", most.to_string().len());
        assert_eq!(event(&ids(51)), Some(json!({"conversations": null})));
        assert_eq!(event(&ids(10_000)), Some(json!({"conversations": null})));
    }
}
