//! Every webhook body of a folder of samples. Skipped when there is no such folder beside the checkout.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

use std::{fs, path::PathBuf};

use jiff::Timestamp;
use relais_whatsapp::{InboundMessage, Item, ItemContent, MessageContent, StatusName, StatusUpdate, split};
use serde_json::Value;

/// A sample's line in `INDEX.csv`.
struct Sample {
    file: String,
    message_types: String,
    body: Vec<u8>,
}

fn samples() -> Option<Vec<Sample>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/payloads/webhooks");
    let Ok(index) = fs::read_to_string(folder.join("INDEX.csv")) else {
        println!("skipped: no sample webhooks at {}", folder.display());
        return None;
    };
    let samples: Vec<_> = index
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let columns: Vec<_> = line.split(',').collect();
            Sample {
                file: columns[0].to_owned(),
                message_types: columns[2].to_owned(),
                body: fs::read(folder.join(columns[0])).unwrap(),
            }
        })
        .collect();
    assert!(!samples.is_empty());
    Some(samples)
}

/// Counts the elements under entry → changes → value → these lists, without using the crate.
fn count(body: &Value, lists: &[&str]) -> usize {
    let values =
        |parent: &Value, key: &str| parent.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let changes = values(body, "entry").into_iter().flat_map(|entry| values(&entry, "changes"));
    changes
        .filter_map(|change| change.get("value").cloned())
        .flat_map(|value| lists.iter().map(|list| values(&value, list).len()).collect::<Vec<_>>())
        .sum()
}

fn messages(items: &[Item]) -> Vec<InboundMessage> {
    let messages = items.iter().filter_map(|item| match &item.content {
        ItemContent::Message { message, .. } => Some(InboundMessage::parse(message)),
        _ => None,
    });
    messages.collect()
}

/// Each status, and its time as the sample has it.
fn statuses(items: &[Item]) -> Vec<(StatusUpdate, String)> {
    let statuses = items.iter().filter_map(|item| match &item.content {
        ItemContent::Status { status, .. } => Some(status),
        _ => None,
    });
    let with_time = statuses.map(|raw| {
        let value: Value = serde_json::from_str(raw.get()).unwrap();
        (StatusUpdate::parse(raw), value["timestamp"].as_str().unwrap().to_owned())
    });
    with_time.collect()
}

#[test]
fn every_sample_is_split_without_loss() {
    for sample in samples().unwrap_or_default() {
        let items = split(&sample.body).unwrap_or_else(|error| panic!("{}: {error}", sample.file));
        assert!(!items.is_empty(), "{}", sample.file);
        let body: Value = serde_json::from_slice(&sample.body).unwrap();
        let expected = (count(&body, &["messages", "message_echoes"]), count(&body, &["statuses"]));
        let found = (messages(&items).len(), statuses(&items).len());
        assert_eq!(found, expected, "{}", sample.file);
        let has_more = body.as_object().unwrap().keys().any(|key| key != "object" && key != "entry");
        for item in &items {
            let is_rest = has_more && matches!(item.content, ItemContent::Other { .. });
            assert!(item.field != "unknown" || is_rest, "{}", sample.file);
            let stored = serde_json::to_string(item).unwrap();
            serde_json::from_str::<Item>(&stored).unwrap();
        }
    }
}

#[test]
fn every_message_of_a_known_type_is_understood() {
    for sample in samples().unwrap_or_default() {
        let items = split(&sample.body).unwrap();
        let messages = messages(&items);
        assert!(sample.message_types.is_empty() || !messages.is_empty(), "{}", sample.file);
        for message in messages {
            assert_ne!(message.content, MessageContent::Unknown, "{}", sample.file);
            assert!(message.id.is_some() && message.timestamp.is_some(), "{}", sample.file);
            let sender = message.from.is_some() || message.from_user_id.is_some();
            let is_known_without = sample.file.ends_with("contacts_shared_no_from.json");
            assert!(sender || is_known_without, "{}", sample.file);
        }
    }
}

#[test]
fn every_status_has_a_name_and_a_message() {
    for sample in samples().unwrap_or_default() {
        for (status, time) in statuses(&split(&sample.body).unwrap()) {
            assert!(!matches!(status.name, StatusName::Other(_)), "{}: {}", sample.file, status.status);
            assert!(status.id.is_some(), "{}", sample.file);
            // One sample has words in place of its values.
            let seconds = time.parse::<i64>().ok();
            assert_eq!(status.timestamp.map(Timestamp::as_second), seconds, "{}", sample.file);
            let failed = status.name == StatusName::Failed;
            assert_eq!(failed, !status.errors.is_empty(), "{}", sample.file);
        }
    }
}
