//! The database of a test app: the embedded engine. `infra/tests/tests/worker` replaces it with another one.

use aws_sdk_dynamodb::Client;
use relais_aws::Store;
use relais_aws::clients::embedded_dynamodb;
use relais_embedded::EmbeddedDynamo;

/// The database of one test app only.
pub(crate) type Engine = EmbeddedDynamo;

pub(crate) async fn empty() -> (Engine, Store) {
    let engine = EmbeddedDynamo::memory().unwrap();
    let store = Store::new(embedded_dynamodb(engine.clone()), "relais");
    store.ensure_table().await.unwrap();
    (engine, store)
}

pub(crate) fn client(engine: &Engine) -> Client {
    embedded_dynamodb(engine.clone())
}
