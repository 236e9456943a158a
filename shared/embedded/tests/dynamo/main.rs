//! DynamoDB inside the process, asked through the AWS SDK.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

#[path = "../support/mod.rs"]
mod support;
mod table;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeValue, KeysAndAttributes, Put, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure,
    TableStatus, TimeToLiveSpecification, TransactWriteItem, Update, WriteRequest,
};
use relais_embedded::EmbeddedDynamo;

use support::fresh;
use table::{INDEX, TABLE, client, create, item, key, s};

async fn memory() -> (Client, EmbeddedDynamo) {
    let dynamo = EmbeddedDynamo::memory().unwrap();
    let client = client(dynamo.clone());
    create(&client).await;
    (client, dynamo)
}

async fn put(client: &Client, pk: &str, sk: &str) {
    let put = client.put_item().table_name(TABLE).set_item(Some(item(pk, sk)));
    put.send().await.unwrap();
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
async fn a_condition_that_fails_says_so_and_gives_the_old_item() {
    let (client, _) = memory().await;
    put(&client, "contact", "message").await;

    let again = client
        .put_item()
        .table_name(TABLE)
        .set_item(Some(item("contact", "message")))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await
        .unwrap_err();

    let error = again.into_service_error();
    let aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(error) = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(error.item, Some(item("contact", "message")));
    assert_eq!(error.message(), Some("The conditional request failed"));
}

#[tokio::test]
async fn items_are_read_updated_deleted_and_queried_by_key_and_index() {
    let (client, _) = memory().await;
    for number in 0..5 {
        put(&client, "contact", &format!("message-{number}")).await;
    }
    put(&client, "another", "message-0").await;

    let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk");
    let query = query.expression_attribute_values(":pk", s("contact")).scan_index_forward(false);
    let page = query.clone().limit(3).send().await.unwrap();
    assert_eq!(page.items()[0]["sk"], s("message-4"));
    assert_eq!(page.count(), 3);
    let rest = query.set_exclusive_start_key(page.last_evaluated_key).send().await.unwrap();
    assert_eq!((rest.count(), rest.last_evaluated_key), (2, None));

    let by_index = client
        .query()
        .table_name(TABLE)
        .index_name(INDEX)
        .key_condition_expression("kind = :kind AND begins_with(sk, :start)")
        .expression_attribute_values(":kind", s("message"))
        .expression_attribute_values(":start", s("message-0"))
        .send()
        .await
        .unwrap();
    assert_eq!(by_index.count(), 2);

    let updated = client
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key("contact", "message-0")))
        .update_expression("SET #status.#name = if_not_exists(#status.#name, :at) ADD version :one")
        .expression_attribute_names("#status", "statuses")
        .expression_attribute_names("#name", "sent")
        .expression_attribute_values(":at", s("2026-01-01"))
        .expression_attribute_values(":one", AttributeValue::N("1".into()))
        .return_values(ReturnValue::AllNew)
        .send()
        .await
        .unwrap()
        .attributes
        .unwrap();
    assert_eq!(updated["statuses"].as_m().unwrap()["sent"], s("2026-01-01"));
    assert_eq!(updated["version"], AttributeValue::N("1".into()));

    let delete = client.delete_item().table_name(TABLE).set_key(Some(key("contact", "message-0")));
    delete.send().await.unwrap();
    let get = client.get_item().table_name(TABLE).set_key(Some(key("contact", "message-0")));
    assert_eq!(get.send().await.unwrap().item, None);
}

#[tokio::test]
async fn batches_are_written_and_read() {
    let (client, _) = memory().await;
    let puts = (0..25).map(|number| {
        let request = PutRequest::builder().set_item(Some(item("contact", &number.to_string())));
        WriteRequest::builder().put_request(request.build().unwrap()).build()
    });
    let write = client.batch_write_item().request_items(TABLE, puts.collect());
    assert_eq!(write.send().await.unwrap().unprocessed_items, Some(HashMap::new()));

    let keys = (0..30).map(|number| key("contact", &number.to_string())).collect();
    let keys = KeysAndAttributes::builder().set_keys(Some(keys)).build().unwrap();
    let read = client.batch_get_item().request_items(TABLE, keys).send().await.unwrap();
    assert_eq!(read.responses.unwrap()[TABLE].len(), 25);
}

fn put_if_new(pk: &str, sk: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name(TABLE)
        .set_item(Some(item(pk, sk)))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

fn count_one(pk: &str) -> TransactWriteItem {
    let update = Update::builder()
        .table_name(TABLE)
        .set_key(Some(key(pk, "count")))
        .update_expression("ADD version :one")
        .expression_attribute_values(":one", AttributeValue::N("1".into()));
    TransactWriteItem::builder().update(update.build().unwrap()).build()
}

#[tokio::test]
async fn a_cancelled_transaction_changes_nothing_and_says_which_condition_failed() {
    let (client, _) = memory().await;
    put(&client, "contact", "known").await;

    let error = client
        .transact_write_items()
        .transact_items(put_if_new("contact", "new"))
        .transact_items(put_if_new("contact", "known"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();

    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(error) =
        error
    else {
        panic!("{error:?}")
    };
    let [first, second] = error.cancellation_reasons() else { panic!("{error:?}") };
    assert_eq!((first.code(), first.item()), (Some("None"), None));
    assert_eq!(second.code(), Some("ConditionalCheckFailed"));
    assert_eq!(second.item(), Some(&item("contact", "known")));
    let get = client.get_item().table_name(TABLE).set_key(Some(key("contact", "new")));
    assert_eq!(get.send().await.unwrap().item, None);
}

#[tokio::test]
async fn a_transaction_that_is_repeated_is_carried_out_once() {
    let (client, _) = memory().await;
    let transact = |pk: &str| {
        let transact = client.transact_write_items().transact_items(count_one(pk));
        transact.client_request_token("token")
    };
    transact("contact").send().await.unwrap();
    transact("contact").send().await.unwrap();

    let get = client.get_item().table_name(TABLE).set_key(Some(key("contact", "count")));
    let counted = get.send().await.unwrap().item.unwrap();
    assert_eq!(counted["version"], AttributeValue::N("1".into()));
    let other = transact("another").send().await.unwrap_err().into_service_error();
    assert!(other.is_idempotent_parameter_mismatch_exception(), "{other:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_a_validation_error() {
    let (client, _) = memory().await;
    let without_key = client.put_item().table_name(TABLE).item("pk", s("contact"));
    let error = without_key.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(matches!(error, SdkError::ServiceError(_)));

    let empty = client.get_item().table_name(TABLE).set_key(Some(key("", "message")));
    assert_eq!(empty.send().await.unwrap_err().code(), Some("ValidationException"));

    let unknown = client.list_backups().send().await.unwrap_err();
    assert_eq!(unknown.code(), Some("UnknownOperationException"));
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
