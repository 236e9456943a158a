//! What every DynamoDB must do. `dynamo_suite!` makes a test of each case. `dynamo` runs them on the embedded engine,
//! and `infra/tests/tests/deployed/dynamo.rs` on MiniStack.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a case that cannot go on has failed

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeValue, KeysAndAttributes, Put, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update, WriteRequest,
};

pub(crate) mod table;

use table::{INDEX, TABLE, item, key, s};

/// Makes a test of each case, in the module that includes this one as `dynamo_suite`. `$client` is an async function
/// that returns a client of a database with only the empty table.
#[macro_export]
macro_rules! dynamo_suite {
    ($client:path) => {
        $crate::dynamo_suite!($client:
            a_failed_condition_is_reported_with_the_old_item,
            items_are_read_updated_deleted_and_queried_by_key_and_index,
            batches_are_written_and_read,
            a_cancelled_transaction_changes_nothing_and_says_which_condition_failed,
            a_transaction_that_is_repeated_is_carried_out_once,
            what_is_wrong_with_a_request_is_a_validation_error,
        );
    };
    ($client:path: $($case:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $case() {
            dynamo_suite::$case($client().await).await;
        })*
    };
}

pub(crate) async fn a_failed_condition_is_reported_with_the_old_item(client: Client) {
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

pub(crate) async fn items_are_read_updated_deleted_and_queried_by_key_and_index(client: Client) {
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

pub(crate) async fn batches_are_written_and_read(client: Client) {
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

pub(crate) async fn a_cancelled_transaction_changes_nothing_and_says_which_condition_failed(client: Client) {
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

pub(crate) async fn a_transaction_that_is_repeated_is_carried_out_once(client: Client) {
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

pub(crate) async fn what_is_wrong_with_a_request_is_a_validation_error(client: Client) {
    let without_key = client.put_item().table_name(TABLE).item("pk", s("contact"));
    let error = without_key.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(matches!(error, SdkError::ServiceError(_)));

    let empty = client.get_item().table_name(TABLE).set_key(Some(key("", "message")));
    assert_eq!(empty.send().await.unwrap_err().code(), Some("ValidationException"));
}

pub(crate) async fn put(client: &Client, pk: &str, sk: &str) {
    let put = client.put_item().table_name(TABLE).set_item(Some(item(pk, sk)));
    put.send().await.unwrap();
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
