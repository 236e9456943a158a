//! `docs/MESSAGES.md` has a row for every type that the code knows, and every type from customers has a fixture.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use relais_whatsapp::message::{InboundMessage, MessageContent};
use serde_json::value::RawValue;

use super::{fixtures, folder};

/// The rows of messages from customers.
const FROM_CUSTOMERS: [&str; 20] = [
    "`text`",
    "`image`",
    "`video`",
    "`audio`",
    "`document`",
    "`sticker`",
    "`location`",
    "`contacts`",
    "`order`",
    "`button`",
    "`interactive` (button_reply)",
    "`interactive` (list_reply)",
    "`interactive` (nfm_reply)",
    "`interactive` (call_permission_reply)",
    "`reaction`",
    "`system`",
    "`unsupported`",
    "`edit`",
    "`revoke`",
    "`request_welcome`",
];
const OTHER: &str = "any other type";

/// The types that Graph sends (Meta, "Send messages").
pub(crate) const TO_CUSTOMERS: [&str; 11] = [
    "`text`",
    "`template`",
    "`image`",
    "`video`",
    "`audio`",
    "`document`",
    "`sticker`",
    "`location`",
    "`contacts`",
    "`interactive`",
    "`reaction`",
];

/// The row of a message. A new kind of content needs one.
fn row_of(content: &MessageContent) -> &'static str {
    match content {
        MessageContent::Text { .. } => "`text`",
        MessageContent::Image(_) => "`image`",
        MessageContent::Video(_) => "`video`",
        MessageContent::Audio(_) => "`audio`",
        MessageContent::Document(_) => "`document`",
        MessageContent::Sticker(_) => "`sticker`",
        MessageContent::Location(_) => "`location`",
        MessageContent::Contacts(_) => "`contacts`",
        MessageContent::Order(_) => "`order`",
        MessageContent::Button { .. } => "`button`",
        MessageContent::ButtonReply { .. } => "`interactive` (button_reply)",
        MessageContent::ListReply { .. } => "`interactive` (list_reply)",
        MessageContent::FlowReply(_) => "`interactive` (nfm_reply)",
        MessageContent::CallPermissionReply(_) => "`interactive` (call_permission_reply)",
        MessageContent::Reaction { .. } => "`reaction`",
        MessageContent::System(_) => "`system`",
        MessageContent::Unsupported { .. } => "`unsupported`",
        MessageContent::Edit { .. } => "`edit`",
        MessageContent::Revoke { .. } => "`revoke`",
        MessageContent::RequestWelcome => "`request_welcome`",
        MessageContent::Offer(_) => "`interactive`",
        MessageContent::Call { .. } => "a missed call (`calls`)",
        MessageContent::Unknown => OTHER,
    }
}

/// The first cells of the table under this heading, without its head.
fn rows(heading: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/MESSAGES.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    cells.skip(1).map(str::to_owned).collect()
}

#[test]
fn the_table_has_a_row_for_every_type() {
    let expected = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let from: Vec<_> = FROM_CUSTOMERS.into_iter().chain([OTHER]).collect();
    assert_eq!(rows("From customers"), expected(&from));
    assert_eq!(rows("To customers"), expected(&TO_CUSTOMERS));
}

#[test]
fn every_type_from_customers_has_a_fixture() {
    let messages = fixtures(&folder()).into_iter().filter_map(|name| {
        let text = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        let message = RawValue::from_string(text).unwrap();
        (!message.get().contains("\"field\"")).then(|| InboundMessage::parse(&message))
    });
    let covered: BTreeSet<_> = messages.map(|message| row_of(&message.content)).collect();
    let missing: Vec<_> = FROM_CUSTOMERS.iter().filter(|row| !covered.contains(**row)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
