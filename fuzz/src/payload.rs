//! Webhook bodies: nothing in a body is lost, and no part of it damages another.

mod lossless;
mod reading;

use http::HeaderValue;
use relais_core::job::{self, EventJob};
use relais_core::queue::MAX_BODY_BYTES;
use relais_webhook::NOT_UNDERSTOOD;
use relais_whatsapp::signature::{AppSecrets, sign};
use relais_whatsapp::webhook::{Item, ItemContent, split};
use serde_json::value::RawValue;

use relais_embedded::memory::Memory;

use crate::webhook;

/// Posts the body, signed, and compares what is then in the queue with the body.
pub fn check(body: &[u8]) {
    let items = posted(body);
    match split(body) {
        Ok(split) => {
            assert_eq!(written(&items), written(&split), "the queue holds something else than was split");
            lossless::check(&String::from_utf8_lossy(body), &items);
        }
        Err(_) => kept_whole(body, &items),
    }
    items.iter().for_each(reading::check);
    if let Ok(value) = serde_json::from_slice::<&RawValue>(body) {
        beside_others(value);
    }
}

/// The items that the webhook function puts into the queue, decoded as the worker decodes them.
fn posted(body: &[u8]) -> Vec<Item> {
    let secrets = AppSecrets::parse("app-secret").unwrap();
    let header = HeaderValue::from_str(&sign(secrets.first(), body)).unwrap();
    let (answer, memory) = webhook::post(&secrets, body, header);
    assert_eq!(answer.status(), 200, "a signed body was refused");
    let jobs = memory.bodies().into_iter().map(|job| of_queue(&memory, &job));
    let mut last = i64::MIN;
    jobs.map(|(item, came_at)| {
        assert!(came_at > last, "the order within the webhook is lost");
        last = came_at;
        item
    })
    .collect()
}

fn of_queue(memory: &Memory, body: &str) -> (Item, i64) {
    assert!(body.len() <= MAX_BODY_BYTES, "{} bytes are too many for the queue", body.len());
    match job::decode(body).unwrap() {
        EventJob::Item { item, came_at } => (item, came_at),
        EventJob::StoredItem(name) => {
            let stored = memory.take_blob(&name).expect("each blob has one pointer");
            match job::decode(&String::from_utf8(stored).unwrap()).unwrap() {
                EventJob::Item { item, came_at } => (item, came_at),
                EventJob::StoredItem(_) => panic!("a pointer to a pointer"),
            }
        }
    }
}

/// A body that is not a webhook becomes one item: the whole body, as text.
fn kept_whole(body: &[u8], items: &[Item]) {
    let [Item { field, content: ItemContent::Other { value }, .. }] = items else {
        panic!("{} items of a body that is no webhook", items.len());
    };
    assert_eq!(field, NOT_UNDERSTOOD);
    let kept: String = serde_json::from_str(value.get()).unwrap();
    assert_eq!(kept, String::from_utf8_lossy(body));
}

/// A value between two messages of a list, among the contacts or under an unknown key does not damage the two messages,
/// and is kept itself.
fn beside_others(value: &RawValue) {
    let good =
        |id: &str| format!(r#"{{"id":"{id}","from":"33639980001","type":"text","text":{{"body":"x"}}}}"#);
    let (first, last) = (good("wamid.1"), good("wamid.2"));
    let within = |members: &str| {
        format!(r#"{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{{{members}}}}}]}}]}}"#)
    };
    let between = within(&format!(r#""messages":[{first},{value},{last}]"#));
    let items = split(between.as_bytes()).unwrap();
    let texts: Vec<&str> = items.iter().map(|item| raw(item).get()).collect();
    assert_eq!(texts, [first.as_str(), value.get(), last.as_str()]);

    let among =
        within(&format!(r#""contacts":[{value},{{"wa_id":"1"}}],"new":{value},"messages":[{first},{last}]"#));
    let items = split(among.as_bytes()).unwrap();
    let texts: Vec<&str> = items.iter().map(|item| raw(item).get()).take(2).collect();
    assert_eq!(texts, [first, last]);
    let kept = items.iter().skip(2).any(|item| raw(item).get().contains(value.get()));
    assert!(kept || matches!(value.get(), "null" | "[]"), "what stands under an unknown key is lost");
}

/// The part of the body that an item holds.
fn raw(item: &Item) -> &RawValue {
    match &item.content {
        ItemContent::Message { message, .. } => message,
        ItemContent::Status { status, .. } => status,
        ItemContent::Other { value } => value,
    }
}

fn written(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| serde_json::to_string(item).unwrap()).collect()
}
