//! What the client sends, and what it reads.

#![allow(clippy::unwrap_used)] // a case that cannot go on has failed

use std::sync::{Arc, Mutex};

use relais_dynamo::{Answer, AttributeValue, Client, Error, Item, Page, ReturnValue, Transport};
use serde_json::{Value, json};

/// A transport that keeps the last request, and answers so.
#[derive(Clone, Debug)]
struct Recorder {
    answer: &'static str,
    last: Arc<Mutex<(&'static str, Value)>>,
}

impl Transport for Recorder {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        *self.last.lock().unwrap() = (operation, serde_json::from_slice(&request).unwrap());
        Box::pin(async { Ok(self.answer.as_bytes().to_owned()) })
    }
}

fn client(answer: &'static str) -> (Client, Recorder) {
    let recorder = Recorder { answer, last: Arc::default() };
    (Client::new(recorder.clone()), recorder)
}

impl Recorder {
    #[track_caller]
    fn assert_sent(&self, operation: &str, request: &Value) {
        let last = self.last.lock().unwrap();
        assert_eq!((last.0, &last.1), (operation, request));
    }
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn key(pk: &str) -> Item {
    Item::from([("pk".to_owned(), s(pk))])
}

#[tokio::test]
async fn an_item_is_asked_for_by_its_key() {
    let (client, sent) = client(r#"{"Item": {"pk": {"S": "a"}, "at": {"N": "1"}}, "ConsumedCapacity": {}}"#);
    let get = client.get_item().table_name("t").key("pk", s("a")).consistent_read(true);
    let item = get.send().await.unwrap().item.unwrap();
    assert_eq!(item["at"].as_n().unwrap(), "1");
    sent.assert_sent(
        "GetItem",
        &json!({"TableName": "t", "Key": {"pk": {"S": "a"}}, "ConsistentRead": true}),
    );
}

#[tokio::test]
async fn an_item_that_is_not_there_is_none() {
    let (client, _) = client("{}");
    assert_eq!(client.get_item().table_name("t").set_key(key("a")).send().await.unwrap().item, None);
}

#[tokio::test]
async fn an_item_is_put_on_a_condition() {
    let (client, sent) = client("{}");
    let put =
        client.put_item().table_name("t").set_item(key("a")).item("n", AttributeValue::N("2".to_owned()));
    let put = put
        .condition_expression("version = :loaded")
        .expression_attribute_values(":loaded", AttributeValue::N("1".to_owned()))
        .return_values_on_condition_check_failure(ReturnValue::AllOld);
    put.send().await.unwrap();
    sent.assert_sent(
        "PutItem",
        &json!({
            "TableName": "t",
            "Item": {"pk": {"S": "a"}, "n": {"N": "2"}},
            "ConditionExpression": "version = :loaded",
            "ExpressionAttributeValues": {":loaded": {"N": "1"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }),
    );
}

#[tokio::test]
async fn an_item_is_updated_and_returned() {
    let (client, sent) = client(r#"{"Attributes": {"n": {"N": "2"}}}"#);
    let update = client
        .update_item()
        .table_name("t")
        .set_key(key("a"))
        .update_expression("ADD #n :one")
        .expression_attribute_names("#n", "n")
        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
        .return_values(ReturnValue::UpdatedNew);
    assert_eq!(update.send().await.unwrap().attributes.unwrap()["n"].as_n().unwrap(), "2");
    sent.assert_sent(
        "UpdateItem",
        &json!({
            "TableName": "t",
            "Key": {"pk": {"S": "a"}},
            "UpdateExpression": "ADD #n :one",
            "ExpressionAttributeNames": {"#n": "n"},
            "ExpressionAttributeValues": {":one": {"N": "1"}},
            "ReturnValues": "UPDATED_NEW",
        }),
    );
}

#[tokio::test]
async fn an_item_is_deleted() {
    let (client, sent) = client("{}");
    client.delete_item().table_name("t").set_key(key("a")).send().await.unwrap();
    sent.assert_sent("DeleteItem", &json!({"TableName": "t", "Key": {"pk": {"S": "a"}}}));
}

#[tokio::test]
async fn a_query_is_read_by_page() {
    let (client, sent) =
        client(r#"{"Items": [{"pk": {"S": "a"}}], "Count": 1, "LastEvaluatedKey": {"pk": {"S": "a"}}}"#);
    let query = client
        .query()
        .table_name("t")
        .index_name("i")
        .key_condition_expression("pk = :pk")
        .filter_expression("n > :n")
        .expression_attribute_values(":pk", s("a"))
        .scan_index_forward(false)
        .limit(5)
        .set_exclusive_start_key(Some(key("z")));
    let page = query.send().await.unwrap();
    assert_eq!((page.count, page.items, page.last_evaluated_key), (1, vec![key("a")], Some(key("a"))));
    sent.assert_sent(
        "Query",
        &json!({
            "TableName": "t",
            "IndexName": "i",
            "KeyConditionExpression": "pk = :pk",
            "FilterExpression": "n > :n",
            "ExpressionAttributeValues": {":pk": {"S": "a"}},
            "ScanIndexForward": false,
            "Limit": 5,
            "ExclusiveStartKey": {"pk": {"S": "z"}},
        }),
    );
}

#[tokio::test]
async fn a_query_may_ask_for_the_number_only() {
    let (client, sent) = client(r#"{"Count": 7}"#);
    let page = client.query().table_name("t").select_count().send().await.unwrap();
    assert_eq!((page.count, page.items, page.last_evaluated_key), (7, vec![], None));
    sent.assert_sent("Query", &json!({"TableName": "t", "Select": "COUNT"}));
}

#[tokio::test]
async fn a_batch_says_what_was_not_read() {
    let (client, sent) = client(
        r#"{"Responses": {"t": [{"pk": {"S": "a"}}]}, "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "b"}}]}}}"#,
    );
    let batch = client.batch_get_item("t", vec![key("a"), key("b")]).await.unwrap();
    assert_eq!((batch.items, batch.unprocessed), (vec![key("a")], vec![key("b")]));
    sent.assert_sent(
        "BatchGetItem",
        &json!({"RequestItems": {"t": {"Keys": [{"pk": {"S": "a"}}, {"pk": {"S": "b"}}]}}}),
    );
}

#[tokio::test]
async fn a_transaction_has_its_writes_in_order_and_a_token_of_its_own() {
    let (client, sent) = client("{}");
    let token = async || {
        let put = client.put_item().table_name("t").set_item(key("a")).condition_expression("c");
        let update = client.update_item().table_name("t").set_key(key("b")).update_expression("u");
        let delete = client.delete_item().table_name("t").set_key(key("c"));
        client.transact_write_items(vec![put.into(), update.into(), delete.into()]).await.unwrap();
        let (operation, mut request) = sent.last.lock().unwrap().clone();
        let token = request.as_object_mut().unwrap().remove("ClientRequestToken").unwrap();
        let writes = json!([
            {"Put": {"TableName": "t", "Item": {"pk": {"S": "a"}}, "ConditionExpression": "c"}},
            {"Update": {"TableName": "t", "Key": {"pk": {"S": "b"}}, "UpdateExpression": "u"}},
            {"Delete": {"TableName": "t", "Key": {"pk": {"S": "c"}}}},
        ]);
        assert_eq!((operation, request), ("TransactWriteItems", json!({"TransactItems": writes})));
        token.as_str().unwrap().to_owned()
    };
    let (first, second) = (token().await, token().await);
    assert_eq!(first.len(), 32);
    assert_ne!(first, second);
}

#[tokio::test]
async fn any_operation_can_be_called() {
    let (client, sent) = client(r#"{"Items": [], "Count": 0}"#);
    let page: Page = client.call("Scan", &json!({"TableName": "t"})).await.unwrap();
    assert_eq!(page.count, 0);
    sent.assert_sent("Scan", &json!({"TableName": "t"}));
}

#[tokio::test]
async fn an_answer_of_something_else_is_an_error() {
    for answer in ["", "<html>", r#"{"Item": {"pk": {"X": 1}}}"#] {
        let (client, _) = client(answer);
        let error = client.get_item().table_name("t").send().await.unwrap_err();
        assert!(matches!(error, Error::Answer(..)), "{error:?}");
    }
}
