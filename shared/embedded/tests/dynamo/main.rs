//! The embedded DynamoDB, called through the AWS SDK.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

#[path = "../dynamo_suite/mod.rs"]
mod dynamo_suite;
#[path = "../support/mod.rs"]
mod support;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{AttributeValue, TableStatus, TimeToLiveSpecification};
use relais_embedded::EmbeddedDynamo;

use dynamo_suite::put;
use dynamo_suite::table::{INDEX, TABLE, create, item, s};
use support::fresh;

fn client(dynamo: EmbeddedDynamo) -> Client {
    Client::from_conf(
        Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(dynamo)
            .region(Region::new(EmbeddedDynamo::REGION))
            .endpoint_url(EmbeddedDynamo::ENDPOINT)
            .allow_no_auth()
            .build(),
    )
}

async fn memory() -> (Client, EmbeddedDynamo) {
    let dynamo = EmbeddedDynamo::memory().unwrap();
    let client = client(dynamo.clone());
    create(&client).await;
    (client, dynamo)
}

async fn empty_table() -> Client {
    memory().await.0
}

dynamo_suite!(empty_table);

#[tokio::test]
async fn an_operation_that_is_not_served_is_named_as_such() {
    let (client, _) = memory().await;
    let unknown = client.list_backups().send().await.unwrap_err();
    assert_eq!(unknown.code(), Some("UnknownOperationException"));
}

#[tokio::test]
async fn a_table_with_an_index_is_made_and_described() {
    let (client, dynamo) = memory().await;

    let table = client.describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();

    assert_eq!(table.table_status, Some(TableStatus::Active));
    assert_eq!(table.global_secondary_indexes()[0].index_name(), Some(INDEX));
    let error = client.describe_table().table_name("another").send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
    assert_eq!(dynamo.counts()["DescribeTable"], 2);
    assert_eq!(dynamo.counts()["CreateTable"], 1);
}

#[tokio::test]
async fn expired_items_are_swept() {
    let (client, dynamo) = memory().await;
    let time_to_live = TimeToLiveSpecification::builder().attribute_name("expires").enabled(true);
    let update = client.update_time_to_live().table_name(TABLE);
    update.time_to_live_specification(time_to_live.build().unwrap()).send().await.unwrap();
    for (sk, expires) in [("old", "1000000000"), ("new", "9000000000")] {
        let mut item = item("contact", sk);
        item.insert("expires".into(), AttributeValue::N(expires.into()));
        client.put_item().table_name(TABLE).set_item(Some(item)).send().await.unwrap();
    }

    let swept = dynamo.sweep_expired().await.unwrap();

    let left = client.scan().table_name(TABLE).send().await.unwrap();
    assert_eq!((swept, left.items().len()), (1, 1));
    assert_eq!(left.items()[0]["sk"], s("new"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_keeps_what_was_written_by_many_at_once() {
    let path = fresh("dynamo");
    {
        let client = client(EmbeddedDynamo::open(&path).unwrap());
        create(&client).await;
        let writers: Vec<_> = (0..50)
            .map(|number| {
                let client = client.clone();
                tokio::spawn(async move { put(&client, "contact", &number.to_string()).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
    }

    let client = client(EmbeddedDynamo::open(&path).unwrap());
    let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk");
    let all = query.expression_attribute_values(":pk", s("contact")).send().await.unwrap();
    assert_eq!(all.count(), 50);
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let path = fresh("broken");
    std::fs::write(&path, "no database".repeat(1000)).unwrap();
    let error = EmbeddedDynamo::open(&path).unwrap_err();
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
}
