//! MiniStack's DynamoDB behaves as the embedded engine does: the same suite tests both.

#[path = "../../../../shared/embedded/tests/dynamo_suite/mod.rs"]
mod dynamo_suite;

use relais_dynamo::Client;
use relais_infra_tests::MiniStack;

/// A new database for one case.
async fn empty_table() -> Client {
    let client = MiniStack::shared().await.dynamodb_of_another_account();
    dynamo_suite::table::create(&client).await;
    client
}

crate::dynamo_suite!(empty_table);
