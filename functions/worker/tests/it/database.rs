//! The database of a test app: the embedded engine. `infra/tests/tests/worker` replaces it with another one.

use relais_aws::Store;
use relais_dynamo::{Client, Item, Page};
use relais_embedded::EmbeddedDynamo;
use serde_json::json;

/// The database of one test app only.
pub(crate) type Engine = EmbeddedDynamo;

pub(crate) async fn empty() -> (Engine, Store) {
    let engine = EmbeddedDynamo::memory().unwrap();
    let store = Store::new(Client::new(engine.clone()), "relais");
    store.ensure_table().await.unwrap();
    (engine, store)
}

pub(crate) fn client(engine: &Engine) -> Client {
    Client::new(engine.clone())
}

/// All records.
pub(crate) async fn all(engine: &Engine) -> Vec<Item> {
    let mut all = Vec::new();
    let mut request = json!({"TableName": "relais"});
    loop {
        let page: Page = client(engine).call("Scan", &request).await.unwrap();
        all.extend(page.items);
        let Some(last) = page.last_evaluated_key else { return all };
        request["ExclusiveStartKey"] = json!(last);
    }
}
