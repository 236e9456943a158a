//! MiniStack's DynamoDB does what the engine in the process does.

#[path = "../../../../shared/embedded/tests/dynamo_suite/mod.rs"]
mod dynamo_suite;

use aws_sdk_dynamodb::Client;
use relais_infra_tests::MiniStack;

/// A database of this case's own.
async fn empty_table() -> Client {
    let client = MiniStack::shared().await.dynamodb_of_another_account();
    dynamo_suite::table::create(&client).await;
    client
}

crate::dynamo_suite!(empty_table);
