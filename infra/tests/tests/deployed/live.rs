//! The built function of `infra/live.yaml`, with a stand-in for AppSync Events.

use relais_infra_tests::{Emulator, event};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Its file in `events/`.
pub(crate) const BATCH: &str = "stream-batch";

#[tokio::test]
async fn a_batch_of_the_stream_is_published_without_what_was_written() {
    let appsync = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/event"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"failed": [], "successful": [{}]})))
        .expect(1)
        .mount(&appsync)
        .await;
    let variables = [("LIVE_URL".to_owned(), format!("{}/event", appsync.uri()))];
    let emulator = Emulator::start("live", &variables).await;
    assert_eq!(emulator.invoke(&event(BATCH)).await, Value::Null);

    let requests = appsync.received_requests().await.unwrap();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    let published = json!({"conversations": ["c0123456789abcdef01234567"]}).to_string();
    assert_eq!(body, json!({"channel": "/changes/all", "events": [published]}));
    let printed = emulator.printed();
    for private in ["Bonjour", "Zoé", "33639980001"] {
        assert!(!printed.contains(private), "it printed `{private}`");
    }
}
