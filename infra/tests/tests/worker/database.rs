//! The database of a test app: a new account of MiniStack's.

use aws_sdk_dynamodb::Client;
use relais_aws::Store;
use relais_infra_tests::MiniStack;

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
