//! Records as DynamoDB items.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::media::Media;
use relais_core::message::{
    Direction, Message, MessageKey, RestsOn, Revisions, SendFailure, Sending, SentBy,
};
use relais_core::status::StatusMap;
use relais_dynamo::AttributeValue;
pub(super) use relais_dynamo::Item;
use relais_whatsapp::ids::{UserId, Wamid};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// Version of the record shapes that this release writes, in every record as `v`. A record with an older version is
/// read. A record with a newer version is not read or changed: the caller gets [`StoreError::Newer`].
pub(super) const SCHEMA: u32 = 2;

/// Bytes of the longest raw payload that is stored with its message; DynamoDB allows an item 400 KB.
const LONGEST_RAW: usize = 100_000;

/// Prefix of a status's attribute: `st.delivered` = Unix time in milliseconds.
pub(super) const STATUS_PREFIX: &str = "st.";

pub(super) fn s(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(super) fn n<T: ToString + Copy>(value: T) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn message_sk(key: &MessageKey) -> String {
    format!("m.{}", key.sort_key())
}

/// A message's fields as attributes. Names are short, because every message stores them.
#[derive(Serialize, Deserialize)]
struct MessageRow {
    v: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wamid: Option<Wamid>,
    dir: Direction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to_user: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from_name: Option<String>,
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media: Option<Media>,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    ts: Timestamp,
    #[serde(default)]
    came: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<SentBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<SendFailure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<Wamid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resend_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    override_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rests_on: Option<Box<RestsOn>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sending: Option<Sending>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    once: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    unknown: Option<Timestamp>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    probe_of: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Revisions::is_empty")]
    rev: Revisions,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    changed_at: Timestamp,
}

/// A message's attributes with its statuses, without its keys.
pub(super) fn message_attributes(message: &Message) -> Result<Item, StoreError> {
    let row = MessageRow {
        v: SCHEMA,
        wamid: message.wamid.clone(),
        dir: message.direction,
        from: message.from.clone(),
        to: message.to.clone(),
        to_user: message.to_user.clone(),
        from_name: message.from_name.clone(),
        kind: message.kind.clone(),
        text: message.text.clone(),
        raw: message.raw.clone().filter(|raw| raw.len() <= LONGEST_RAW),
        media: message.media.clone(),
        ts: message.timestamp,
        came: message.came_at,
        by: message.sent_by,
        error: message.error.clone(),
        reply_to: message.reply_to.clone(),
        resend_of: message.resend_of.clone(),
        override_reason: message.override_reason.clone(),
        rests_on: message.rests_on.clone(),
        sending: message.sending.clone(),
        once: message.once.clone(),
        unknown: message.unknown_since,
        probe_of: message.probe_of,
        rev: message.revisions.clone(),
        changed_at: message.changed_at,
    };
    let mut item = to_item("message", &row)?;
    for (name, at) in message.statuses.iter() {
        item.insert(format!("{STATUS_PREFIX}{name}"), n(at.as_millisecond()));
    }
    Ok(item)
}

/// Reads a message. `None` when the record has only statuses: the message itself is not written yet.
pub(super) fn read_message(item: Item) -> Result<Option<Message>, StoreError> {
    let key = message_key(&item)?;
    let statuses = read_statuses(&item);
    if !item.contains_key("v") {
        return Ok(None);
    }
    let row: MessageRow = from_item("message", item)?;
    Ok(Some(Message {
        key,
        wamid: row.wamid,
        direction: row.dir,
        from: row.from,
        to: row.to,
        to_user: row.to_user,
        from_name: row.from_name,
        kind: row.kind,
        text: row.text,
        raw: row.raw,
        media: row.media,
        timestamp: row.ts,
        came_at: row.came,
        sent_by: row.by,
        statuses,
        error: row.error,
        reply_to: row.reply_to,
        resend_of: row.resend_of,
        override_reason: row.override_reason,
        rests_on: row.rests_on,
        sending: row.sending,
        once: row.once,
        unknown_since: row.unknown,
        probe_of: row.probe_of,
        revisions: row.rev,
        changed_at: row.changed_at,
    }))
}

/// Whether an outbound message's record has the outcome of the send.
pub(super) fn has_outcome(item: &Item) -> bool {
    item.contains_key("wamid")
        || item.contains_key("error")
        || item.keys().any(|name| name.starts_with(STATUS_PREFIX))
}

pub(super) fn read_statuses(item: &Item) -> StatusMap {
    item.iter()
        .filter_map(|(name, value)| {
            let name = name.strip_prefix(STATUS_PREFIX)?;
            let ms = value.as_n()?.parse().ok()?;
            Some((name.to_owned(), Timestamp::from_millisecond(ms).ok()?))
        })
        .collect()
}

pub(super) fn message_key(item: &Item) -> Result<MessageKey, StoreError> {
    let part = |name: &str| item.get(name).and_then(|value| value.as_s());
    part("pk")
        .and_then(|pk| ContactId::parse(pk))
        .zip(part("sk").and_then(|sk| sk.strip_prefix("m.")))
        .and_then(|(contact, sort_key)| MessageKey::from_sort_key(&contact, sort_key))
        .ok_or_else(|| StoreError::Unreadable {
            record: "message",
            detail: "its key is not a message's".into(),
        })
}

pub(super) fn to_item<T: Serialize>(record: &'static str, value: &T) -> Result<Item, StoreError> {
    relais_dynamo::to_item(value)
        .map_err(|error| StoreError::Unwritable { record, detail: error.to_string() })
}

pub(super) fn to_attribute<T: Serialize>(
    record: &'static str,
    value: &T,
) -> Result<AttributeValue, StoreError> {
    relais_dynamo::to_attribute_value(value)
        .map_err(|error| StoreError::Unwritable { record, detail: error.to_string() })
}

pub(super) fn from_item<T: for<'de> Deserialize<'de>>(
    record: &'static str,
    item: Item,
) -> Result<T, StoreError> {
    let version = item.get("v").and_then(|v| v.as_n()?.parse().ok()).unwrap_or(SCHEMA);
    if version > SCHEMA {
        return Err(StoreError::Newer { record, version });
    }
    relais_dynamo::from_item(item)
        .map_err(|error| StoreError::Unreadable { record, detail: error.to_string() })
}
