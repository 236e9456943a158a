//! Requests as the store makes them, and some that it does not make.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

pub(crate) const TABLE: &str = "records";

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) body: Value,
}

/// With an index of keys, and one of whole items.
pub(crate) fn table() -> Value {
    let attributes = ["pk", "sk", "ix_pk", "ix_sk", "kind"];
    let attributes = attributes.map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    let keys = |partition: &str, sort: &str| json!([{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]);
    let index = |name: &str, keys: Value, projection: &str| json!({"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": projection}});
    json!({
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": keys("pk", "sk"),
        "GlobalSecondaryIndexes": [
            index("by-activity", keys("ix_pk", "ix_sk"), "KEYS_ONLY"),
            index("by-kind", keys("kind", "sk"), "ALL"),
        ],
    })
}

pub(crate) fn any() -> impl Strategy<Value = Request> {
    prop_oneof![
        4 => (item(), condition(), select(&["NONE", "ALL_OLD"][..])).prop_map(|(item, condition, returned)| {
            let mut body = with(json!({"Item": item, "ReturnValues": returned}), &condition);
            body["TableName"] = json!(TABLE);
            Request { operation: "PutItem", body }
        }),
        5 => prop_oneof![14 => update(&UPDATES), 1 => update(&UPDATE_OF_KEY)].prop_map(|body| Request { operation: "UpdateItem", body }),
        2 => (key(), condition(), select(&["NONE", "ALL_OLD"][..])).prop_map(|(key, condition, returned)| {
            let mut body = with(json!({"Key": key, "ReturnValues": returned}), &condition);
            body["TableName"] = json!(TABLE);
            Request { operation: "DeleteItem", body }
        }),
        3 => transaction().prop_map(|body| Request { operation: "TransactWriteItems", body }),
        2 => key().prop_map(|key| Request { operation: "GetItem", body: json!({"TableName": TABLE, "Key": key}) }),
        1 => prop::collection::vec(key(), 1..4).prop_map(|keys| {
            Request { operation: "BatchGetItem", body: json!({"RequestItems": {TABLE: {"Keys": keys}}}) }
        }),
        6 => query().prop_map(|body| Request { operation: "Query", body }),
    ]
}

fn text() -> impl Strategy<Value = &'static str> {
    select(&["a", "a#1", "a#2", "b", "é", "a\u{10ffff}", "a\"\\", "0"][..])
}

fn key() -> impl Strategy<Value = Value> {
    (select(&["a", "b", "é"][..]), prop_oneof![20 => text(), 1 => Just("")])
        .prop_map(|(pk, sk)| json!({"pk": {"S": pk}, "sk": {"S": sk}}))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(|text| json!({"S": text})),
        4 => select(&["0", "1", "-7", "1795600000", "0.5", "-12.25", "100", "1.0", "1e3", "007", "12345678901234567890"][..])
            .prop_map(|number| json!({"N": number})),
        1 => any_bool().prop_map(|truth| json!({"BOOL": truth})),
        1 => Just(json!({"NULL": true})),
        1 => select(&["a", "a b", "a a", "b c", ""][..])
            .prop_map(|set| json!({"SS": set.split_whitespace().collect::<Vec<_>>()})),
        1 => Just(json!({"NS": ["1", "2"]})),
        1 => Just(json!({"B": "AP8="})),
        1 => text().prop_map(|text| json!({"L": [{"S": text}, {"M": {"n": {"N": "1"}}}]})),
        1 => text().prop_map(|text| json!({"M": {"since": {"S": text}}})),
    ]
}

fn any_bool() -> impl Strategy<Value = bool> {
    prop::bool::ANY
}

fn item() -> impl Strategy<Value = Value> {
    let names = select(&["version", "text", "sending", "ix_pk", "ix_sk", "kind", "tags", "expires"][..]);
    let attribute = (names, value(), text()).prop_map(|(name, value, text)| match name {
        "ix_pk" | "ix_sk" | "kind" if !text.starts_with('0') => (name, json!({"S": text})),
        name => (name, value),
    });
    (key(), prop::collection::vec(attribute, 0..6)).prop_map(|(mut item, attributes)| {
        for (name, value) in attributes {
            item[name] = value;
        }
        item
    })
}

/// An expression, the attributes behind its names, and the names of its values.
type Template = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

/// An expression, its names, its values.
type Expression = (&'static str, &'static [(&'static str, &'static str)], Vec<(&'static str, Value)>);

fn condition() -> impl Strategy<Value = Expression> {
    const CONDITIONS: [Template; 17] = [
        ("", &[], &[]),
        ("attribute_not_exists(pk)", &[], &[]),
        ("attribute_exists(pk) AND attribute_not_exists(erased)", &[], &[]),
        (
            "attribute_not_exists(pk) OR #rev.#since = :a",
            &[("#rev", "sending"), ("#since", "since")],
            &[":a"],
        ),
        ("version = :a", &[], &[":a"]),
        ("attribute_not_exists(version) OR version <= :a", &[], &[":a"]),
        ("(version > :a OR NOT version < :b) AND attribute_exists(sk)", &[], &[":a", ":b"]),
        ("version BETWEEN :a AND :b", &[], &[":a", ":b"]),
        ("#text IN (:a, :b)", &[("#text", "text")], &[":a", ":b"]),
        ("begins_with(#text, :a)", &[("#text", "text")], &[":a"]),
        ("#text <> :a", &[("#text", "text")], &[":a"]),
        ("version = :a OR (attribute_not_exists(version) AND :a = :b)", &[], &[":a", ":b"]),
        ("contains(tags, :a)", &[], &[":a"]),
        ("size(#text) > :a", &[("#text", "text")], &[":a"]),
        ("text = :a", &[], &[":a"]),
        ("#unknown = :a", &[], &[":a"]),
        ("version = :a", &[("#unused", "text")], &[":a"]),
    ];
    expression(&CONDITIONS)
}

fn expression(among: &'static [Template]) -> impl Strategy<Value = Expression> {
    (select(among), value(), value()).prop_map(|((text, names, values), first, second)| {
        let values = values.iter().copied().zip([first, second]).collect();
        (text, names, values)
    })
}

fn with(mut body: Value, (text, names, values): &Expression) -> Value {
    if text.is_empty() {
        return body;
    }
    body["ConditionExpression"] = json!(text);
    body["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    add(&mut body, names, values);
    body
}

fn add(body: &mut Value, names: &[(&str, &str)], values: &[(&str, Value)]) {
    let mut put = |name: &str, more: Map<String, Value>| {
        if !more.is_empty() {
            let there = body.as_object_mut().unwrap().entry(name).or_insert_with(|| json!({}));
            there.as_object_mut().unwrap().extend(more);
        }
    };
    put(
        "ExpressionAttributeNames",
        names.iter().map(|(name, attribute)| ((*name).to_owned(), json!(attribute))).collect(),
    );
    put(
        "ExpressionAttributeValues",
        values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    );
}

/// Updates of other attributes than the keys.
const UPDATES: [Template; 14] = [
    ("SET version = :x", &[], &[":x"]),
    ("SET #text = :x, changed = :y REMOVE ix_pk, ix_sk", &[("#text", "text")], &[":x", ":y"]),
    ("SET ix_pk = :x, ix_sk = :y", &[], &[":x", ":y"]),
    ("SET kind = :x", &[], &[":x"]),
    ("SET sending.#at = :x", &[("#at", "since")], &[":x"]),
    ("SET sending.#at = if_not_exists(sending.#at, :x) REMOVE sending.unsent", &[("#at", "at")], &[":x"]),
    ("ADD version :x SET v = :y", &[], &[":x", ":y"]),
    ("ADD tags :x", &[], &[":x"]),
    ("SET version = version + :x", &[], &[":x"]),
    ("SET version = if_not_exists(version, :x) - :y", &[], &[":x", ":y"]),
    ("REMOVE version, absent", &[], &[]),
    ("SET list = list_append(if_not_exists(list, :x), :y)", &[], &[":x", ":y"]),
    ("DELETE tags :x", &[], &[":x"]),
    ("SET version = :x, version = :y", &[], &[":x", ":y"]),
];

/// In a transaction the engine carries this out, where DynamoDB refuses it, and its item is then found under the keys of
/// before. So it is asked for alone only.
const UPDATE_OF_KEY: [Template; 1] = [("SET sk = :x", &[], &[":x"])];

fn update(among: &'static [Template]) -> impl Strategy<Value = Value> {
    let returned = select(&["NONE", "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_NEW", "UPDATED_OLD"][..]);
    (key(), expression(among), condition(), returned).prop_map(|(key, update, condition, returned)| {
        let (text, names, values) = &update;
        let body =
            json!({"TableName": TABLE, "Key": key, "UpdateExpression": text, "ReturnValues": returned});
        let mut body = with(body, &condition);
        add(&mut body, names, values);
        body
    })
}

fn transaction() -> impl Strategy<Value = Value> {
    let write = prop_oneof![
        (item(), condition()).prop_map(|(item, condition)| ("Put", with(json!({"Item": item}), &condition))),
        update(&UPDATES).prop_map(|mut update| {
            update.as_object_mut().unwrap().remove("ReturnValues");
            ("Update", update)
        }),
        (key(), condition()).prop_map(|(key, condition)| ("Delete", with(json!({"Key": key}), &condition))),
    ];
    prop::collection::vec(write, 1..4).prop_map(|writes| {
        let writes = writes.into_iter().map(|(kind, mut write)| {
            write["TableName"] = json!(TABLE);
            json!({kind: write})
        });
        json!({"TransactItems": writes.collect::<Vec<_>>()})
    })
}

fn query() -> impl Strategy<Value = Value> {
    const RANGES: [(&str, usize); 9] = [
        ("", 0),
        (" AND #sort = :x", 1),
        (" AND #sort < :x", 1),
        (" AND #sort <= :x", 1),
        (" AND #sort > :x", 1),
        (" AND #sort >= :x", 1),
        (" AND #sort BETWEEN :x AND :y", 2),
        (" AND begins_with(#sort, :x)", 1),
        (" AND contains(#sort, :x)", 1),
    ];
    const PLACES: [(Option<&str>, &str, &str); 3] =
        [(None, "pk", "sk"), (Some("by-activity"), "ix_pk", "ix_sk"), (Some("by-kind"), "kind", "sk")];
    let bounds = (text(), text());
    let page =
        (prop::option::of(0_u32..5), any_bool(), any_bool(), prop::option::of((key(), text(), text())));
    (select(&PLACES[..]), select(&["a", "b", "é"][..]), select(&RANGES[..]), bounds, page).prop_map(
        |((index, partition, sort), of, (range, values), (low, high), (limit, forward, counts, start))| {
            let mut body = json!({
                "TableName": TABLE,
                "KeyConditionExpression": format!("{partition} = :of{range}"),
                "ExpressionAttributeValues": {":of": {"S": of}},
                "ScanIndexForward": forward,
            });
            if values > 0 {
                body["ExpressionAttributeNames"] = json!({"#sort": sort});
                body["ExpressionAttributeValues"][":x"] = json!({"S": low});
            }
            if values > 1 {
                body["ExpressionAttributeValues"][":y"] = json!({"S": high});
            }
            if let Some(index) = index {
                body["IndexName"] = json!(index);
            }
            if let Some(limit) = limit {
                body["Limit"] = json!(limit);
            }
            if counts {
                body["Select"] = json!("COUNT");
                body["FilterExpression"] = json!("attribute_exists(version) OR tags = :of");
            }
            if let Some((mut key, first, second)) = start {
                if index.is_some() {
                    key[partition] = json!({"S": first});
                    key[sort] = json!({"S": second});
                }
                key[partition] = json!({"S": of});
                body["ExclusiveStartKey"] = key;
            }
            body
        },
    )
}
