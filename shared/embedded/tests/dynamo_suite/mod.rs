//! What every DynamoDB must do. `dynamo_suite!` makes a test of each case. `dynamo` runs them on the embedded engine,
//! and `infra/tests/tests/deployed/dynamo.rs` on MiniStack.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a case that cannot go on has failed

use relais_dynamo::{AttributeValue, Client, Error, PutItem, Request, ReturnValue};
use serde_json::{Value, json};

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
        .set_item(item("contact", "message"))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValue::AllOld)
        .send()
        .await
        .unwrap_err();

    let Error::ConditionFailed { message, item: Some(old) } = again else { panic!("{again:?}") };
    assert_eq!(old, item("contact", "message"));
    assert_eq!(message, "The conditional request failed");
}

pub(crate) async fn items_are_read_updated_deleted_and_queried_by_key_and_index(client: Client) {
    for number in 0..5 {
        put(&client, "contact", &format!("message-{number}")).await;
    }
    put(&client, "another", "message-0").await;

    let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk");
    let query = query.expression_attribute_values(":pk", s("contact")).scan_index_forward(false);
    let page = query.clone().limit(3).send().await.unwrap();
    assert_eq!(page.items[0]["sk"], s("message-4"));
    assert_eq!(page.count, 3);
    let rest = query.set_exclusive_start_key(page.last_evaluated_key).send().await.unwrap();
    assert_eq!((rest.count, rest.last_evaluated_key), (2, None));

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
    assert_eq!(by_index.count, 2);

    let updated = client
        .update_item()
        .table_name(TABLE)
        .set_key(key("contact", "message-0"))
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

    let delete = client.delete_item().table_name(TABLE).set_key(key("contact", "message-0"));
    delete.send().await.unwrap();
    let get = client.get_item().table_name(TABLE).set_key(key("contact", "message-0"));
    assert_eq!(get.send().await.unwrap().item, None);
}

pub(crate) async fn batches_are_written_and_read(client: Client) {
    let puts = (0..25).map(|number| json!({"PutRequest": {"Item": item("contact", &number.to_string())}}));
    let puts = json!({"RequestItems": {TABLE: puts.collect::<Vec<_>>()}});
    let written: Value = client.call("BatchWriteItem", &puts).await.unwrap();
    assert_eq!(written["UnprocessedItems"], json!({}));

    let keys = (0..30).map(|number| key("contact", &number.to_string())).collect();
    let read = client.batch_get_item(TABLE, keys).await.unwrap();
    assert_eq!((read.items.len(), read.unprocessed.len()), (25, 0));
}

pub(crate) async fn a_cancelled_transaction_changes_nothing_and_says_which_condition_failed(client: Client) {
    put(&client, "contact", "known").await;

    let writes = ["new", "known"].map(|sk| put_if_new(&client, "contact", sk).into());
    let error = client.transact_write_items(writes.into()).await.unwrap_err();

    let Error::Cancelled { reasons } = &error else { panic!("{error:?}") };
    let [first, second] = &reasons[..] else { panic!("{error:?}") };
    assert_eq!((first.code.as_deref(), &first.item), (Some("None"), &None));
    assert_eq!(second.code.as_deref(), Some("ConditionalCheckFailed"));
    assert_eq!(second.item, Some(item("contact", "known")));
    let get = client.get_item().table_name(TABLE).set_key(key("contact", "new"));
    assert_eq!(get.send().await.unwrap().item, None);
}

pub(crate) async fn a_transaction_that_is_repeated_is_carried_out_once(client: Client) {
    let transact = async |pk: &str| {
        let update = client
            .update_item()
            .table_name(TABLE)
            .set_key(key(pk, "count"))
            .update_expression("ADD version :one")
            .expression_attribute_values(":one", AttributeValue::N("1".into()));
        let request = json!({"ClientRequestToken": "token", "TransactItems": [{"Update": update}]});
        client.call::<Value>("TransactWriteItems", &request).await
    };
    transact("contact").await.unwrap();
    transact("contact").await.unwrap();

    let get = client.get_item().table_name(TABLE).set_key(key("contact", "count"));
    let counted = get.send().await.unwrap().item.unwrap();
    assert_eq!(counted["version"], AttributeValue::N("1".into()));
    let other = transact("another").await.unwrap_err();
    assert_eq!(other.code(), Some("IdempotentParameterMismatchException"));
}

pub(crate) async fn what_is_wrong_with_a_request_is_a_validation_error(client: Client) {
    let without_key = client.put_item().table_name(TABLE).item("pk", s("contact"));
    let error = without_key.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));

    let empty = client.get_item().table_name(TABLE).set_key(key("", "message"));
    assert_eq!(empty.send().await.unwrap_err().code(), Some("ValidationException"));
}

pub(crate) async fn put(client: &Client, pk: &str, sk: &str) {
    let put = client.put_item().table_name(TABLE).set_item(item(pk, sk));
    put.send().await.unwrap();
}

fn put_if_new(client: &Client, pk: &str, sk: &str) -> Request<PutItem> {
    client
        .put_item()
        .table_name(TABLE)
        .set_item(item(pk, sk))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValue::AllOld)
}
