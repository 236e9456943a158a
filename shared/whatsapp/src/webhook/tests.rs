//! Splitting bodies with invented data.

mod properties;

use serde_json::{Value, json};

use super::*;
use crate::ids::PhoneNumberId;
use crate::{InboundMessage, MessageContent, StatusUpdate};

fn items(body: &Value) -> Vec<Item> {
    split(body.to_string().as_bytes()).unwrap()
}

/// A body with one change of field `messages`.
fn body(value: &Value) -> Value {
    change("messages", value)
}

fn change(field: &str, value: &Value) -> Value {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "900", "changes": [{"field": field, "value": value}]}],
    })
}

fn message(id: &str, from: &str) -> Value {
    json!({"id": id, "from": from, "timestamp": "1790000000", "type": "text", "text": {"body": "Bonjour"}})
}

/// The kind of an item, and its id or its contact's name.
fn shape(item: &Item) -> (&'static str, String) {
    match &item.content {
        ItemContent::Message { message, .. } => {
            let id = InboundMessage::parse(message).id;
            ("message", id.map(|id| id.to_string()).unwrap_or_default())
        }
        ItemContent::Status { status, .. } => {
            let id = StatusUpdate::parse(status).id;
            ("status", id.map(|id| id.to_string()).unwrap_or_default())
        }
        ItemContent::Other { value } => ("other", value.get().to_owned()),
    }
}

fn shapes(items: &[Item]) -> Vec<(&'static str, String)> {
    items.iter().map(shape).collect()
}

fn contact_name(item: &Item) -> Option<String> {
    let (ItemContent::Message { contact, .. } | ItemContent::Status { contact, .. }) = &item.content else {
        return None;
    };
    WebhookContact::parse(contact.as_ref()?).name
}

#[test]
fn every_entry_change_message_and_status_is_walked() {
    let value = |phone: &str, key: &str, list: Value| {
        json!({
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "33100000000", "phone_number_id": phone},
            key: list,
        })
    };
    let items = items(&json!({
        "object": "whatsapp_business_account",
        "entry": [
            {"id": "901", "changes": [
                {"field": "messages", "value": value("p1", "messages", json!([message("a", "1"), message("b", "2")]))},
                {"field": "messages", "value": value("p2", "statuses", json!([{"id": "c"}, {"id": "d"}]))},
            ]},
            {"id": 902, "changes": [
                {"field": "messages", "value": value("p3", "messages", json!([message("e", "1")]))},
                {"field": "account_update", "value": {"event": "X"}},
            ]},
        ],
    }));
    let place = |item: &Item| {
        let waba = item.waba_id.as_ref().map(ToString::to_string);
        let phone = item.phone_number_id.as_ref().map(ToString::to_string);
        (waba.unwrap_or_default(), phone.unwrap_or_default())
    };
    let places: Vec<_> = items.iter().map(place).collect();
    let expected = [("901", "p1"), ("901", "p1"), ("901", "p2"), ("901", "p2"), ("902", "p3"), ("902", "")];
    assert_eq!(places, expected.map(|(waba, phone)| (waba.to_owned(), phone.to_owned())));
    let expected = [
        ("message", "a"),
        ("message", "b"),
        ("status", "c"),
        ("status", "d"),
        ("message", "e"),
        ("other", r#"{"event":"X"}"#),
    ];
    assert_eq!(shapes(&items), expected.map(|(kind, id)| (kind, id.to_owned())));
}

#[test]
fn standby_comes_flat_and_one_level_deeper() {
    let flat = json!({"metadata": {"phone_number_id": "p1"}, "messages": [message("a", "1")]});
    let nested = json!({"metadata": {"phone_number_id": "p1"},
        "standby": {"messages": [message("a", "1")], "statuses": [{"id": "b"}]}});
    let bare = json!({"standby": {"messages": [message("a", "1")]}});
    for (value, count, number) in [(flat, 1, Some("p1")), (nested, 2, Some("p1")), (bare, 1, None)] {
        let items = items(&change("standby", &value));
        assert_eq!(shape(&items[0]), ("message", "a".to_owned()), "{value}");
        assert_eq!((items.len(), items[0].origin()), (count, Origin::Standby));
        assert_eq!(items[0].phone_number_id.as_ref().map(PhoneNumberId::as_str), number);
    }
    let deep = format!("{}7{}", r#"{"standby":"#.repeat(50_000), "}".repeat(50_000));
    let deep = format!(r#"{{"entry":[{{"changes":[{{"field":"standby","value":{deep}}}]}}]}}"#);
    assert!(split(deep.as_bytes()).is_ok(), "no depth does harm");
}

#[test]
fn what_is_no_message_has_the_time_of_its_webhook() {
    let times = |field: &str, value: Value| {
        let entry = json!({"id": "1", "time": 1_800_000_000, "changes": [{"field": field, "value": value}]});
        let items = items(&json!({"entry": [entry]}));
        items.iter().map(|item| item.time.map(jiff::Timestamp::as_second)).collect::<Vec<_>>()
    };
    assert_eq!(times("account_update", json!({"event": "X"})), [Some(1_800_000_000)]);
    assert_eq!(times("messages", json!({"messages": [message("a", "1")]})), [None]);
    let stored = r#"{"field":"x","time":1800000000,"content":{"other":{"value":{}}}}"#;
    let item: Item = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&item).unwrap(), stored);
}

#[test]
fn a_bad_item_does_not_cost_its_neighbours() {
    let list = json!([message("a", "1"), 7, "x", {"type": 5}, null, [1], message("b", "2")]);
    let items = items(&body(&json!({"messages": list})));
    let kinds: Vec<_> = items.iter().map(|item| shape(item).0).collect();
    assert_eq!(kinds, ["message", "other", "other", "message", "other", "other", "message"]);
    let empty =
        json!({"messages": [message("a", "1")], "statuses": null, "errors": [], "message_echoes": []});
    assert_eq!(items_kinds(&self::body(&empty)), ["message"]);
    let odd = json!({"entry": [5, {"id": "1"}, {"changes": [null, {"field": "f"}, {"value": "text"}, {"value": {}}]}]});
    assert_eq!(items_kinds(&odd), ["other"; 6]);
}

fn items_kinds(body: &Value) -> Vec<&'static str> {
    items(body).iter().map(|item| shape(item).0).collect()
}

#[test]
fn errors_and_context_beside_messages_are_kept() {
    let errors = json!([{"code": 131_035}]);
    let alone = json!({"messaging_product": "whatsapp", "errors": errors});
    let [only] = items(&body(&alone)).try_into().unwrap();
    assert_eq!(shape(&only).0, "other");
    let context = json!({"type": "summary"});
    let beside = json!({"messages": [message("a", "1")], "errors": errors, "conversation_context": context});
    let items = items(&body(&beside));
    assert_eq!(items.len(), 2);
    let (kind, rest) = shape(&items[1]);
    assert_eq!(kind, "other");
    let rest: Value = serde_json::from_str(&rest).unwrap();
    assert_eq!(rest, json!({"errors": errors, "conversation_context": context}));
}

#[test]
fn echoes_keep_their_field_and_history_is_split_by_thread() {
    for (field, origin) in
        [("smb_message_echoes", Origin::Echo), ("message_echoes", Origin::Echo), ("standby", Origin::Standby)]
    {
        let items = items(&change(field, &json!({"message_echoes": [message("a", "1"), message("b", "1")]})));
        assert_eq!(shapes(&items), [("message", "a".to_owned()), ("message", "b".to_owned())]);
        assert!(items.iter().all(|item| item.origin() == origin && item.field == field));
    }
    let thread = |id: &str| json!({"id": id, "messages": [message("h", id)]});
    let history = json!({"history": [
        {"metadata": {"phase": 1}, "threads": [thread("1"), thread("2")]},
        {"errors": [{"code": 2_593_109}]},
    ]});
    let items = items(&change("history", &history));
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|item| item.origin() == Origin::History));
    let first: Value = serde_json::from_str(&shape(&items[0]).1).unwrap();
    assert_eq!(first, json!({"metadata": {"phase": 1}, "thread": thread("1")}));
}

#[test]
fn what_stands_beside_the_documented_parts_is_kept() {
    let list = json!({"messages": [message("a", "1")]});
    let beside_value = json!({"field": "messages", "value": list, "new": 1});
    let beside_changes =
        json!({"id": "9", "time": 5, "changes": [{"field": "messages", "value": list}], "new": 2});
    let plain = json!({"id": "9", "changes": [{"field": "messages", "value": list}]});
    let thread = json!({"id": "1", "messages": []});
    let chunk = json!({"metadata": {"phase": 1}, "threads": [thread], "errors": [{"code": 4}]});
    for (body, known, rest) in [
        (json!({"entry": [{"id": "9", "changes": [beside_value]}]}), "message", json!({"new": 1})),
        (json!({"entry": [beside_changes]}), "message", json!({"new": 2})),
        (json!({"object": "x", "entry": [plain], "new": 3}), "message", json!({"new": 3})),
        (change("history", &json!({"history": [chunk]})), "other", json!({"errors": [{"code": 4}]})),
    ] {
        let items = items(&body);
        let [first, last] = &items[..] else { panic!("{items:?}") };
        assert_eq!(shape(first).0, known, "{body}");
        assert_eq!(serde_json::from_str::<Value>(&shape(last).1).unwrap(), rest, "{body}");
    }
}

#[test]
fn a_broken_key_costs_no_more_than_itself() {
    let text = r#"{"entry":[{"id":"9","\ud83d":1,"changes":[{"field":"messages","value":{"\ude00":2,"messages":[{"id":"a"}]}}]}]}"#;
    let items = split(text.as_bytes()).unwrap();
    let kept = |json: &str| ("other", json.to_owned());
    assert_eq!(
        shapes(&items),
        [("message", "a".to_owned()), kept("{\"\u{fffd}\":2}"), kept("{\"\u{fffd}\":1}")]
    );
}

#[test]
fn bodies_that_are_not_quite_as_documented() {
    let value = json!({"messages": [message("a", "1")]});
    let change = json!({"field": "messages", "value": value});
    let entry = json!({"id": "9", "changes": [change]});
    for body in [
        json!({"entry": [entry]}),
        json!({"object": "whatsapp_business_account", "entry": entry}),
        json!({"entry": [{"id": "9", "changes": change}]}),
        entry,
        change,
        json!({"entry": [{"field": "messages", "changes": [{"value": value}]}]}),
        json!({"entry": [{"changes": [{"value": {"field": "messages", "messages": [message("a", "1")]}}]}]}),
        value,
    ] {
        let items = items(&body);
        assert_eq!(shapes(&items), [("message", "a".to_owned())], "{body}");
        assert_eq!(items[0].field, "messages", "{body}");
    }
    assert!(items(&json!({"object": "whatsapp_business_account", "entry": []})).is_empty());
    let with_mark = format!("\u{feff} {}\n", self::body(&json!({"messages": [message("a", "1")]})));
    assert_eq!(split(with_mark.as_bytes()).unwrap().len(), 1);
}

#[test]
fn a_repeated_key_loses_nothing() {
    let text = r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"a"}],"messages":[{"id":"b"}]}}]}]}"#;
    assert_eq!(split(text.as_bytes()).unwrap().len(), 2);
}

#[test]
fn what_is_no_webhook() {
    let deep = "[".repeat(100_000);
    let closed = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let table = [
        ("", NotUnderstood::Empty),
        (" \n", NotUnderstood::Empty),
        ("hello", NotUnderstood::NotJson),
        ("[]", NotUnderstood::NotJson),
        ("7", NotUnderstood::NotJson),
        ("{\"entry\":", NotUnderstood::NotJson),
        (&deep, NotUnderstood::NotJson),
        (&closed, NotUnderstood::NotJson),
        ("{}", NotUnderstood::NoChanges),
        ("{\"object\":\"page\"}", NotUnderstood::NoChanges),
        ("{\"entry\":null}", NotUnderstood::NoChanges),
    ];
    for (text, outcome) in table {
        assert_eq!(split(text.as_bytes()).unwrap_err(), outcome);
    }
}

#[test]
fn deep_nesting_inside_an_item_stays_in_that_item() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let text = format!(
        r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{"messages":[{{"id":"a","x":{deep}}},{{"id":"b"}}]}}}}]}}]}}"#
    );
    let items = split(text.as_bytes()).unwrap();
    assert_eq!(shapes(&items), [("message", "a".to_owned()), ("message", "b".to_owned())]);
}

#[test]
fn broken_unicode_costs_no_item() {
    let text = r#"{"entry":[{"id":"9","changes":[{"field":"messages","value":{
        "contacts":[{"wa_id":"1","profile":{"name":"Zo\ud83d"}}],
        "messages":[{"id":"a","from":"1","type":"text","text":{"body":"x\ud83d y\u0000"}},{"id":"b","from":"1"}]}}]}]}"#;
    let items = split(text.as_bytes()).unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(contact_name(&items[0]).as_deref(), Some("Zo\u{fffd}"));
    let stored = serde_json::to_string(&items[0]).unwrap();
    assert!(stored.contains(r"x\ud83d y\u0000"), "kept byte for byte");
    let restored: Item = serde_json::from_str(&stored).unwrap();
    let ItemContent::Message { message, .. } = &restored.content else { panic!("{restored:?}") };
    let body = "x\u{fffd} y\0".to_owned();
    assert_eq!(InboundMessage::parse(message).content, MessageContent::Text { body });

    let mut bytes = body_bytes();
    let at = bytes.windows(7).position(|seven| seven == b"Bonjour").unwrap();
    bytes[at] = 0xff;
    assert_eq!(split(&bytes).unwrap().len(), 1);
}

fn body_bytes() -> Vec<u8> {
    body(&json!({"messages": [message("a", "1")]})).to_string().into_bytes()
}

#[test]
fn items_go_through_a_queue_unchanged() {
    let raw = r#"{ "id" : "a",  "n":1.0e2, "s":"\u00e9\/" }"#;
    let text = format!(
        r#"{{"entry":[{{"id":"9","changes":[{{"field":"f","value":{{"metadata":{{"phone_number_id":5,"display_phone_number":"33"}},
        "contacts":[{{"wa_id":"1"}}],"messages":[{raw}],"statuses":[{raw}],"more":[1]}}}}]}}]}}"#
    );
    let items = split(text.as_bytes()).unwrap();
    assert_eq!(items.len(), 3);
    for item in items {
        let stored = serde_json::to_string(&item).unwrap();
        let restored: Item = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&restored).unwrap(), stored);
        assert_eq!(restored.phone_number_id, Some("5".into()));
        assert_eq!(restored.waba_id, Some("9".into()));
        if let ItemContent::Message { message, contact } = &restored.content {
            assert_eq!(message.get(), raw);
            assert_eq!(contact.as_ref().unwrap().get(), r#"{"wa_id":"1"}"#);
        }
    }
}

#[test]
fn contacts_are_matched_by_id() {
    let contacts = json!([
        {"wa_id": "2", "profile": {"name": "Two"}},
        {"user_id": "FR.3", "profile": {"name": "Three"}},
        {"parent_user_id": "FR.ENT.4", "user_id": "FR.x", "profile": {"name": "Four"}},
        {"wa_id": "FR.5", "profile": {"name": "Five"}},
        "odd",
    ]);
    let update = |fields: Value| fields;
    let table = [
        (update(json!({"from": "2"})), Some("Two")),
        (update(json!({"from": 2})), Some("Two")),
        (update(json!({"from_user_id": "FR.3", "from": "9"})), Some("Three")),
        (update(json!({"from": "FR.3"})), Some("Three")),
        (update(json!({"from_parent_user_id": "FR.ENT.4"})), Some("Four")),
        (update(json!({"from_user_id": "FR.5"})), Some("Five")),
        (update(json!({"from": "33100000000", "to": "2"})), Some("Two")),
        (update(json!({"from": "8"})), None),
        (update(json!({})), None),
    ];
    for (update, name) in table {
        let items = items(&body(&json!({"contacts": contacts, "messages": [update]})));
        assert_eq!(contact_name(&items[0]).as_deref(), name, "{update}");
    }
    let status = json!({"recipient_type": "group", "recipient_id": "G", "recipient_participant_id": "2"});
    let items = items(&body(&json!({"contacts": contacts, "statuses": [status]})));
    assert_eq!(contact_name(&items[0]).as_deref(), Some("Two"));
}

#[test]
fn the_only_contact_is_taken_unless_it_is_somebody_else() {
    let table = [
        (json!({"wa_id": "2"}), json!({}), true),
        (json!({"wa_id": "2"}), json!({"from_user_id": "FR.1"}), true),
        (json!({}), json!({"from": "1"}), true),
        (json!({"wa_id": "2"}), json!({"from": "33100000000", "to_user_id": "FR.1"}), true),
        (json!({"wa_id": "2"}), json!({"from": "33100000000", "to": "1"}), false),
        (json!({"wa_id": "2"}), json!({"from": "1"}), false),
        (json!({"user_id": "FR.2"}), json!({"from_user_id": "FR.1"}), false),
        (json!({"wa_id": "2", "user_id": "FR.2"}), json!({"from": "1", "from_user_id": "FR.2"}), true),
    ];
    for (contact, update, taken) in table {
        let items = items(&body(&json!({"contacts": [contact], "messages": [update]})));
        let ItemContent::Message { contact: found, .. } = &items[0].content else { panic!("{items:?}") };
        assert_eq!(found.is_some(), taken, "{contact} {update}");
    }
}

#[test]
fn contacts_in_part() {
    let parse = |contact: Value| WebhookContact::parse(&serde_json::value::to_raw_value(&contact).unwrap());
    let whole = parse(json!({
        "wa_id": 33_612_345_678_i64, "user_id": "FR.1", "parent_user_id": "FR.ENT.1",
        "profile": {"name": "Zoé", "username": "@zoe"},
    }));
    assert_eq!(whole.wa_id, Some("33612345678".into()));
    assert_eq!(whole.username.as_deref(), Some("zoe"));
    assert_eq!(whole.name.as_deref(), Some("Zoé"));
    let swapped = parse(json!({"wa_id": "FR.1", "profile": null}));
    assert_eq!((swapped.wa_id, swapped.user_id), (None, Some("FR.1".into())));
    for odd in [json!(null), json!([]), json!({"profile": 5, "wa_id": ""})] {
        assert_eq!(parse(odd), WebhookContact::default());
    }
}

#[test]
fn a_thousand_updates() {
    let messages: Vec<_> = (0..1000).map(|n| message(&format!("m{n}"), &n.to_string())).collect();
    let contacts: Vec<_> =
        (0..1000).map(|n| json!({"wa_id": n.to_string(), "profile": {"name": n}})).collect();
    let items = items(&body(&json!({"contacts": contacts, "messages": messages})));
    assert_eq!(items.len(), 1000);
    for (n, item) in items.iter().enumerate() {
        assert_eq!(contact_name(item), Some(n.to_string()));
    }
}

#[test]
fn debug_shows_no_words() {
    let items = items(&body(&json!({"messages": [message("a", "1")]})));
    assert!(!format!("{items:?}").contains("Bonjour"));
}
