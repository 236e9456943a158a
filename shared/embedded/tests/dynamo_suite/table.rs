//! A table like the store's: two keys and an index.

use relais_dynamo::{AttributeValue, Client, Item};
use serde_json::{Value, json};

pub(crate) const TABLE: &str = "messages";
pub(crate) const INDEX: &str = "by-kind";

pub(crate) async fn create(client: &Client) {
    let attributes = ["pk", "sk", "kind"];
    let attributes = attributes.map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    let request = json!({
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": keys("pk", "sk"),
        "GlobalSecondaryIndexes": [
            {"IndexName": INDEX, "KeySchema": keys("kind", "sk"), "Projection": {"ProjectionType": "ALL"}},
        ],
    });
    client.call::<Value>("CreateTable", &request).await.unwrap();
}

fn keys(partition: &str, sort: &str) -> Value {
    json!([
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ])
}

pub(crate) fn key(pk: &str, sk: &str) -> Item {
    Item::from([("pk".into(), s(pk)), ("sk".into(), s(sk))])
}

pub(crate) fn item(pk: &str, sk: &str) -> Item {
    let mut item = key(pk, sk);
    item.insert("kind".into(), s("message"));
    item.insert("statuses".into(), AttributeValue::M(Item::new()));
    item
}

pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
