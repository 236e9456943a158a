//! The embedded DynamoDB, called through the client.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

#[path = "../dynamo_suite/mod.rs"]
mod dynamo_suite;
#[path = "../support/mod.rs"]
mod support;

use relais_dynamo::{AttributeValue, Client, Page};
use relais_embedded::EmbeddedDynamo;
use serde_json::{Value, json};

use dynamo_suite::put;
use dynamo_suite::table::{INDEX, TABLE, create, item, s};
use support::fresh;

async fn memory() -> (Client, EmbeddedDynamo) {
    let dynamo = EmbeddedDynamo::memory().unwrap();
    let client = Client::new(dynamo.clone());
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
    let unknown = client.call::<Value>("ListBackups", &json!({})).await.unwrap_err();
    assert_eq!(unknown.code(), Some("UnknownOperationException"));
}

#[tokio::test]
async fn a_table_with_an_index_is_made_and_described() {
    let (client, dynamo) = memory().await;

    let described: Value = client.call("DescribeTable", &json!({"TableName": TABLE})).await.unwrap();

    assert_eq!(described["Table"]["TableStatus"], "ACTIVE");
    assert_eq!(described["Table"]["GlobalSecondaryIndexes"][0]["IndexName"], INDEX);
    let error = client.call::<Value>("DescribeTable", &json!({"TableName": "another"})).await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    assert_eq!(dynamo.counts()["DescribeTable"], 2);
    assert_eq!(dynamo.counts()["CreateTable"], 1);
}

#[tokio::test]
async fn expired_items_are_swept() {
    let (client, dynamo) = memory().await;
    let time_to_live = json!({"AttributeName": "expires", "Enabled": true});
    let request = json!({"TableName": TABLE, "TimeToLiveSpecification": time_to_live});
    client.call::<Value>("UpdateTimeToLive", &request).await.unwrap();
    for (sk, expires) in [("old", "1000000000"), ("new", "9000000000")] {
        let mut item = item("contact", sk);
        item.insert("expires".into(), AttributeValue::N(expires.into()));
        client.put_item().table_name(TABLE).set_item(item).send().await.unwrap();
    }

    let swept = dynamo.sweep_expired().await.unwrap();

    let left: Page = client.call("Scan", &json!({"TableName": TABLE})).await.unwrap();
    assert_eq!((swept, left.items.len()), (1, 1));
    assert_eq!(left.items[0]["sk"], s("new"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_keeps_what_was_written_by_many_at_once() {
    let path = fresh("dynamo");
    {
        let client = Client::new(EmbeddedDynamo::open(&path).unwrap());
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

    let client = Client::new(EmbeddedDynamo::open(&path).unwrap());
    let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk");
    let all = query.expression_attribute_values(":pk", s("contact")).send().await.unwrap();
    assert_eq!(all.count, 50);
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let path = fresh("broken");
    std::fs::write(&path, "no database".repeat(1000)).unwrap();
    let error = EmbeddedDynamo::open(&path).unwrap_err();
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
}
