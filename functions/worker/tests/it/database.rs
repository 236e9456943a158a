//! The database of a test app: the engine in this process. `infra/tests/tests/worker` has another in its place.

use aws_sdk_dynamodb::Client;
use relais_aws::Store;
use relais_aws::clients::embedded_dynamodb;
use relais_embedded::EmbeddedDynamo;

/// A database that nothing else uses.
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
