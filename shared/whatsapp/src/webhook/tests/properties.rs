//! Splitting random bytes and random JSON.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{body, body_bytes};
use crate::webhook::{Item, ItemContent, split};
use crate::{InboundMessage, StatusUpdate};

fn any_json() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        Just("entry"),
        Just("changes"),
        Just("value"),
        Just("field"),
        Just("messages"),
        Just("statuses"),
        Just("message_echoes"),
        Just("history"),
        Just("threads"),
        Just("contacts"),
        Just("metadata"),
        Just("errors"),
        Just("id"),
        Just("from"),
        Just("wa_id"),
        Just("type"),
        Just("text"),
        Just("body"),
        Just("interactive"),
        Just("edit"),
        Just("message"),
        Just("timestamp"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(Value::from("text")),
    ];
    leaf.prop_recursive(8, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = split(&bytes);
    }

    #[test]
    fn damaged_bodies_are_survived(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = body_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = split(&bytes);
    }

    #[test]
    fn any_json_is_split_and_read(value in any_json()) {
        let bodies = [value.clone(), body(&value), body(&json!({"messages": [value], "statuses": [value]}))];
        for body in bodies {
            for item in split(body.to_string().as_bytes()).unwrap_or_default() {
                let stored = serde_json::to_string(&item).unwrap();
                serde_json::from_str::<Item>(&stored).unwrap();
                if let ItemContent::Message { message, .. } = &item.content {
                    let message = InboundMessage::parse(message);
                    prop_assert!(!message.summary(crate::Language::Fr).is_empty() || message.text().is_some());
                }
                if let ItemContent::Status { status, .. } = &item.content {
                    StatusUpdate::parse(status);
                }
            }
        }
    }
}
