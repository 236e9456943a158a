//! A table like the store's: two keys and an index.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};

pub(crate) const TABLE: &str = "messages";
pub(crate) const INDEX: &str = "by-kind";

pub(crate) async fn create(client: &Client) {
    let index = GlobalSecondaryIndex::builder()
        .index_name(INDEX)
        .key_schema(key_element("kind", KeyType::Hash))
        .key_schema(key_element("sk", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build());
    let mut create = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key_element("pk", KeyType::Hash))
        .key_schema(key_element("sk", KeyType::Range))
        .global_secondary_indexes(index.build().unwrap());
    for name in ["pk", "sk", "kind"] {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        let attribute = attribute.attribute_type(ScalarAttributeType::S).build().unwrap();
        create = create.attribute_definitions(attribute);
    }
    create.send().await.unwrap();
}

fn key_element(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
}

pub(crate) fn key(pk: &str, sk: &str) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".into(), s(pk)), ("sk".into(), s(sk))])
}

pub(crate) fn item(pk: &str, sk: &str) -> HashMap<String, AttributeValue> {
    let mut item = key(pk, sk);
    item.insert("kind".into(), s("message"));
    item.insert("statuses".into(), AttributeValue::M(HashMap::new()));
    item
}

pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
