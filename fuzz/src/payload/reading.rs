//! The parsers return exactly the values that stand in the item's JSON.

use std::fmt::Write;

use jiff::Timestamp;
use relais_whatsapp::webhook::{Item, ItemContent, WebhookContact};
use relais_whatsapp::{InboundMessage, Language, StatusUpdate, WaId, Wamid};
use serde_json::Value;

pub(super) fn check(item: &Item) {
    match &item.content {
        ItemContent::Message { contact, message } => {
            contact.as_deref().map(WebhookContact::parse);
            let parsed = InboundMessage::parse(message);
            for language in [Language::En, Language::Fr] {
                assert!(
                    !parsed.summary(language).is_empty() || parsed.text().is_some(),
                    "a message without a summary"
                );
            }
            if let Some(written) = value(message.get()) {
                as_written(&written, &parsed);
            }
        }
        ItemContent::Status { contact, status } => {
            contact.as_deref().map(WebhookContact::parse);
            let parsed = StatusUpdate::parse(status);
            let Some(written) = value(status.get()) else { return };
            if let Some(id) = id(&written, "id") {
                assert_eq!(parsed.id.as_ref().map(Wamid::as_str), Some(id));
            }
            if let Some(data) = text(&written, "biz_opaque_callback_data") {
                assert_eq!(parsed.biz_opaque_callback_data.as_deref(), Some(data));
            }
            if let Some(name) = text(&written, "status") {
                assert_eq!(parsed.status, name);
                assert!(parsed.name.as_str().eq_ignore_ascii_case(name), "{name} became {:?}", parsed.name);
            }
            if let Some(seconds) = seconds(&written) {
                assert_eq!(parsed.timestamp.map(Timestamp::as_second), Some(seconds));
            }
        }
        ItemContent::Other { .. } => {}
    }
}

fn as_written(written: &Value, parsed: &InboundMessage) {
    if written["type"].is_null() && written["message"].is_object() {
        return; // an echo, whose members are one level deeper
    }
    if let Some(id) = id(written, "id") {
        assert_eq!(parsed.id.as_ref().map(Wamid::as_str), Some(id));
    }
    // A longer text is nobody's id.
    if let Some(from) = id(written, "from").filter(|from| from.len() <= 140) {
        let number = parsed.from.as_ref().map(WaId::as_str) == Some(from);
        assert!(number || parsed.from_user_id.is_some(), "nobody wrote it");
    }
    if let Some(kind) = text(written, "type") {
        assert_eq!(parsed.kind, kind);
    }
    if let Some(seconds) = seconds(written) {
        assert_eq!(parsed.timestamp.map(Timestamp::as_second), Some(seconds));
    }
    match (parsed.kind.as_str(), text(&written["text"], "body")) {
        ("text", Some(body)) => {
            assert_eq!(parsed.text(), Some(body));
            assert_eq!(parsed.summary(Language::Fr), body);
        }
        ("image" | "video" | "audio" | "voice" | "document", _) => {
            assert_eq!(parsed.text(), text(&written[&parsed.kind], "caption"));
        }
        _ => {}
    }
}

/// The JSON, with lone surrogates replaced. `None` for JSON that serde does not read, such as deep nesting.
fn value(json: &str) -> Option<Value> {
    serde_json::from_str(json).or_else(|_| serde_json::from_str(&whole(json))).ok()
}

/// Decodes each run of `\u` escapes as UTF-16 and writes it again, with replacement characters for lone surrogates.
fn whole(json: &str) -> String {
    let mut whole = String::new();
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        while let Some(unit) = unit(rest) {
            units.push(unit);
            rest = &rest[6..];
        }
        if units.is_empty() {
            let other: String = rest.chars().take(2).collect();
            whole.push_str(&other);
            rest = &rest[other.len()..];
        }
        for read in char::decode_utf16(units) {
            let read = read.unwrap_or(char::REPLACEMENT_CHARACTER);
            read.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(whole, "\\u{unit:04x}").unwrap());
        }
    }
    whole + rest
}

fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// A string that is not empty.
fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object[key].as_str().filter(|text| !text.is_empty())
}

/// A string that is short enough for an id.
fn id<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    text(object, key).filter(|id| id.len() <= 1024)
}

/// A time as Meta gives it: seconds since 1970, in digits.
fn seconds(object: &Value) -> Option<i64> {
    let digits =
        object["timestamp"].as_str().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok().filter(|seconds| (1..10_000_000_000).contains(seconds))
}
