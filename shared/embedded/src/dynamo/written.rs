//! Which records a request has written, for who wants to know at once: the keys, and nothing of their content.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// Is called with the partition key and the sort key of each written or deleted record.
pub(super) type OnWrite = dyn Fn(&str, &str) + Send + Sync;

/// Calls `tell` for each record of a request that was carried out. Of a batch these are also the ones that the engine left
/// for another request.
pub(super) fn tell(operation: &str, body: &[u8], tell: &OnWrite) {
    let known = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"];
    if !known.contains(&operation) {
        return;
    }
    // The engine has read the same bytes, so they are JSON.
    let Ok(request) = serde_json::from_slice::<Write>(body) else { return };
    let in_transaction =
        request.transact_items.into_iter().flat_map(|each| [each.put, each.update, each.delete]);
    let in_batch =
        request.request_items.0.into_iter().flat_map(|each| [each.put_request, each.delete_request]);
    let own = Named { item: request.item, key: request.key };
    for named in in_transaction.chain(in_batch).flatten().chain([own]) {
        if let Some(Key { pk, sk }) = named.item.or(named.key) {
            tell(&pk.text, &sk.text);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Write {
    #[serde(default)]
    item: Option<Key>,
    #[serde(default)]
    key: Option<Key>,
    #[serde(default)]
    transact_items: Vec<InTransaction>,
    #[serde(default)]
    request_items: Tables,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InTransaction {
    put: Option<Named>,
    update: Option<Named>,
    delete: Option<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InBatch {
    put_request: Option<Named>,
    delete_request: Option<Named>,
}

/// A record by its content or its key.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    #[serde(default)]
    item: Option<Key>,
    #[serde(default)]
    key: Option<Key>,
}

#[derive(Deserialize)]
struct Key {
    pk: Text,
    sk: Text,
}

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "S")]
    text: String,
}

/// The requests of a batch, whatever the names of their tables.
#[derive(Default)]
struct Tables(Vec<InBatch>);

impl<'de> Deserialize<'de> for Tables {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfAny;
        impl<'de> Visitor<'de> for OfAny {
            type Value = Tables;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("requests by table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tables, A::Error> {
                let mut all = Vec::new();
                while map.next_key::<IgnoredAny>()?.is_some() {
                    all.append(&mut map.next_value()?);
                }
                Ok(Tables(all))
            }
        }
        deserializer.deserialize_map(OfAny)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::*;

    fn told(operation: &str, body: &serde_json::Value) -> Vec<String> {
        let all = Mutex::new(Vec::new());
        let all = std::sync::Arc::new(all);
        let into = all.clone();
        tell(operation, body.to_string().as_bytes(), &move |pk, sk| {
            into.lock().unwrap().push(format!("{pk} {sk}"));
        });
        all.lock().unwrap().clone()
    }

    #[test]
    fn every_kind_of_write_tells_its_keys() {
        let record = |pk: &str| json!({"pk": {"S": pk}, "sk": {"S": "m.1"}, "text": {"S": "Bonjour"}});
        let key = |pk: &str| json!({"pk": {"S": pk}, "sk": {"S": "m.1"}});
        assert_eq!(told("PutItem", &json!({"TableName": "t", "Item": record("a")})), ["a m.1"]);
        assert_eq!(told("UpdateItem", &json!({"TableName": "t", "Key": key("b")})), ["b m.1"]);
        assert_eq!(told("DeleteItem", &json!({"Key": key("c"), "ReturnValues": "ALL_OLD"})), ["c m.1"]);
        let batch = json!({"RequestItems": {"t": [
            {"PutRequest": {"Item": record("d")}}, {"DeleteRequest": {"Key": key("e")}},
        ]}});
        assert_eq!(told("BatchWriteItem", &batch), ["d m.1", "e m.1"]);
        let transaction = json!({"ClientRequestToken": "x", "TransactItems": [
            {"Put": {"TableName": "t", "Item": record("f")}}, {"Update": {"Key": key("g")}},
            {"ConditionCheck": {"Key": key("h")}}, {"Delete": {"Key": key("i")}},
        ]});
        assert_eq!(told("TransactWriteItems", &transaction), ["f m.1", "g m.1", "i m.1"]);
    }

    #[test]
    fn a_read_tells_nothing() {
        let key = json!({"TableName": "t", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}});
        assert!(told("GetItem", &key).is_empty());
        assert!(told("PutItem", &json!("no request")).is_empty());
    }
}
