//! The database of a test app: a new account of MiniStack's.

use relais_aws::Store;
use relais_dynamo::{Client, Item, Page};
use relais_infra_tests::MiniStack;
use serde_json::json;

pub(crate) type Engine = Client;

pub(crate) async fn empty() -> (Engine, Store) {
    let client = MiniStack::shared().await.dynamodb_of_another_account();
    let store = Store::new(client.clone(), "relais");
    store.ensure_table().await.unwrap();
    (client, store)
}

pub(crate) fn client(engine: &Engine) -> Client {
    engine.clone()
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
