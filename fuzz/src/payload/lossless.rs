//! Every part of a body in Meta's documented shape is in some item, byte for byte.

use relais_whatsapp::webhook::{Item, ItemContent};
use serde_json::value::RawValue;

use crate::json_text::{JsonText, elements, under};

/// Keys that describe a value's parts. Each of its items has them instead.
const ENVELOPE: [&str; 5] = ["messaging_product", "metadata", "contacts", "field", "object"];

/// The parts that must be found: each message and each status as an item of its own, the rest within any other item.
#[derive(Default)]
struct Expected<'a> {
    messages: Vec<&'a str>,
    statuses: Vec<&'a str>,
    others: Vec<&'a str>,
}

pub(super) fn check(body: &str, items: &[Item]) {
    let body = body.trim_start_matches('\u{feff}').trim();
    let Some(root) = JsonText::of(body).pairs() else { panic!("no object was split") };
    if under(&root, "entry").next().is_none() {
        return;
    }
    let mut expected = Expected::default();
    for entry in under(&root, "entry").flat_map(elements) {
        expected.entry(entry);
    }
    expected.beside(&root, &["object", "entry"]);
    let found = |kind: fn(&ItemContent) -> Option<&RawValue>| -> Vec<&str> {
        items.iter().filter_map(|item| kind(&item.content)).map(RawValue::get).collect()
    };
    let messages = found(|content| match content {
        ItemContent::Message { message, .. } => Some(message),
        _ => None,
    });
    assert_eq!(messages, expected.messages, "messages");
    let statuses = found(|content| match content {
        ItemContent::Status { status, .. } => Some(status),
        _ => None,
    });
    assert_eq!(statuses, expected.statuses, "statuses");
    let others = found(|content| match content {
        ItemContent::Other { value } => Some(value),
        _ => None,
    });
    for part in expected.others {
        assert!(others.iter().any(|other| other.contains(part)), "lost: {part}");
    }
}

impl<'a> Expected<'a> {
    fn entry(&mut self, raw: &'a RawValue) {
        let pairs = JsonText::of(raw.get()).pairs().unwrap_or_default();
        let changes: Vec<_> = under(&pairs, "changes").collect();
        if changes.is_empty() {
            return self.others.push(raw.get());
        }
        for change in changes.into_iter().flat_map(elements) {
            self.change(change);
        }
        self.beside(&pairs, &["id", "time", "field", "object", "changes"]);
    }

    fn change(&mut self, raw: &'a RawValue) {
        let pairs = JsonText::of(raw.get()).pairs().unwrap_or_default();
        let values: Vec<_> = under(&pairs, "value").collect();
        if values.is_empty() {
            return self.others.push(raw.get());
        }
        for value in values {
            match JsonText::of(value.get()).pairs() {
                Some(pairs) => pairs.into_iter().for_each(|(key, part)| self.part(key.as_deref(), part)),
                None => self.others.push(value.get()),
            }
        }
        self.beside(&pairs, &["field", "object", "value"]);
    }

    fn part(&mut self, key: Option<&str>, raw: &'a RawValue) {
        match key {
            Some(key) if ENVELOPE.contains(&key) => {}
            Some("messages" | "message_echoes") => self.list(raw, |this| &mut this.messages),
            Some("statuses") => self.list(raw, |this| &mut this.statuses),
            Some("history") => elements(raw).into_iter().for_each(|chunk| self.chunk(chunk)),
            _ if raw.get() == "[]" => {}
            _ => self.others.push(raw.get()),
        }
    }

    fn list(&mut self, raw: &'a RawValue, kind: fn(&mut Self) -> &mut Vec<&'a str>) {
        for element in elements(raw) {
            let is_object = matches!(JsonText::of(element.get()), JsonText::Object(_));
            let list = if is_object { kind(self) } else { &mut self.others };
            list.push(element.get());
        }
    }

    /// A chunk of history has its messages by thread.
    fn chunk(&mut self, raw: &'a RawValue) {
        let pairs = JsonText::of(raw.get()).pairs().unwrap_or_default();
        let threads: Vec<_> = under(&pairs, "threads").flat_map(elements).collect();
        if threads.is_empty() {
            return self.others.push(raw.get());
        }
        self.others.extend(threads.into_iter().map(RawValue::get));
        self.beside(&pairs, &["threads"]);
    }

    /// The values under other keys than these.
    fn beside(&mut self, pairs: &[(Option<String>, &'a RawValue)], known: &[&str]) {
        let unknown = pairs.iter().filter(|(key, _)| key.as_deref().is_none_or(|key| !known.contains(&key)));
        self.others.extend(unknown.map(|(_, part)| part.get()).filter(|part| *part != "[]"));
    }
}
