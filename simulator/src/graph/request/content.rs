//! Checks the contents that are more than a text, as Meta does: a count that is wrong is refused with 131009, and a
//! parameter that is missing or too long with 100.

use relais_whatsapp::limits::{
    BUTTON_ID, BUTTON_TITLE, BUTTONS, CAPTION, CARDS, FOOTER, HEADER, INTERACTIVE_BODY, LIST_BODY, LIST_ROWS,
    ROW_DESCRIPTION, ROW_ID, ROW_TITLE,
};
use serde_json::Value;

use super::{at_most, text_at};
use crate::graph::error::GraphError;

/// A value that is not valid.
const NOT_VALID: i64 = 131_009;

/// A picture, video, sound, document or sticker. Returns its caption.
pub(super) fn media(kind: &str, content: &Value) -> Result<String, GraphError> {
    if text_at(content, "/id").or(text_at(content, "/link")).is_none_or(str::is_empty) {
        return Err(GraphError::because(100, format!("Parameter '{kind}' needs one of 'id' and 'link'.")));
    }
    let caption = text_at(content, "/caption");
    if caption.is_some() && matches!(kind, "audio" | "sticker") {
        return Err(unexpected(&format!("{kind}['caption']")));
    }
    if content.get("filename").is_some() && kind != "document" {
        return Err(unexpected(&format!("{kind}['filename']")));
    }
    at_most(&format!("{kind}['caption']"), caption, CAPTION)?;
    Ok(caption.unwrap_or_default().to_owned())
}

/// A place. Returns its name.
pub(super) fn location(content: &Value) -> Result<String, GraphError> {
    for (name, most) in [("latitude", 90.0), ("longitude", 180.0)] {
        let value = content.get(name).ok_or_else(|| GraphError::missing(&format!("location['{name}']")))?;
        let degrees = value.as_f64().or_else(|| value.as_str()?.parse().ok());
        if degrees.is_none_or(|degrees| !(-most..=most).contains(&degrees)) {
            return Err(GraphError::parameter(format!(
                "Param location['{name}'] is not a valid coordinate."
            )));
        }
    }
    Ok(text_at(content, "/name").unwrap_or_default().to_owned())
}

/// Contact cards. Returns the name on the first one.
pub(super) fn contacts(content: &Value) -> Result<String, GraphError> {
    let cards = content.as_array().map(Vec::as_slice).unwrap_or_default();
    if cards.is_empty() || cards.len() > CARDS {
        return Err(count("contacts", CARDS));
    }
    let mut names = Vec::new();
    for (place, card) in cards.iter().enumerate() {
        let name = text_at(card, "/name/formatted_name").filter(|name| !name.is_empty());
        let field = format!("contacts[{place}]['name']");
        names.push(name.ok_or_else(|| GraphError::missing(&format!("{field}['formatted_name']")))?);
        let parts = card.get("name").and_then(Value::as_object).map_or(0, serde_json::Map::len);
        if parts < 2 {
            return Err(GraphError::parameter(format!("Param {field} needs one more part of the name.")));
        }
    }
    Ok(names.first().copied().unwrap_or_default().to_owned())
}

/// A reaction. Returns its emoji.
pub(super) fn reaction(content: &Value) -> Result<String, GraphError> {
    text_at(content, "/message_id").ok_or_else(|| GraphError::missing("reaction['message_id']"))?;
    let emoji =
        text_at(content, "/emoji").ok_or_else(|| GraphError::missing("reaction['emoji']"))?.to_owned();
    if emoji.chars().any(|c| c.is_ascii_alphabetic() || c.is_whitespace()) {
        return Err(GraphError::because(NOT_VALID, "Parameter 'emoji' must be an emoji."));
    }
    Ok(emoji)
}

/// Buttons, a list, a link button, or a request for the location. Returns the text.
pub(super) fn interactive(content: &Value) -> Result<String, GraphError> {
    let kind = text_at(content, "/type").ok_or_else(|| GraphError::missing("interactive['type']"))?;
    match kind {
        "button" => buttons(content)?,
        "list" => list(content)?,
        "cta_url" => link(content)?,
        "location_request_message" => {
            if text_at(content, "/action/name") != Some("send_location") {
                return Err(GraphError::parameter(
                    "Param interactive['action']['name'] must be one of {SEND_LOCATION}.",
                ));
            }
        }
        // Products and flows need a catalogue or a flow, which this account has not.
        _ => {
            return Err(GraphError::parameter("Param interactive['type'] is not supported by this account."));
        }
    }
    header(content, kind)?;
    at_most("interactive['footer']['text']", text_at(content, "/footer/text"), FOOTER)?;
    let body = required(content, "/body/text", "interactive['body']['text']")?;
    at_most(
        "interactive['body']['text']",
        Some(body),
        if kind == "list" { LIST_BODY } else { INTERACTIVE_BODY },
    )?;
    Ok(body.to_owned())
}

fn header(content: &Value, kind: &str) -> Result<(), GraphError> {
    let Some(header) = content.get("header") else { return Ok(()) };
    match text_at(header, "/type") {
        Some("text") => {
            required(header, "/text", "interactive['header']['text']")?;
            at_most("interactive['header']['text']", text_at(header, "/text"), HEADER)
        }
        Some(file @ ("image" | "video" | "document")) if kind != "list" => {
            media(file, header.get(file).unwrap_or(&Value::Null)).map(|_| ())
        }
        _ => Err(GraphError::because(NOT_VALID, "Header type is not supported for this interactive type.")),
    }
}

fn buttons(content: &Value) -> Result<(), GraphError> {
    let buttons = content.pointer("/action/buttons").and_then(Value::as_array).map(Vec::as_slice);
    let buttons = buttons.unwrap_or_default();
    if buttons.is_empty() || buttons.len() > BUTTONS {
        return Err(GraphError::because(
            NOT_VALID,
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
        ));
    }
    let (mut ids, mut titles) = (Vec::new(), Vec::new());
    for button in buttons {
        let id = required(button, "/reply/id", "button['reply']['id']")?;
        let title = required(button, "/reply/title", "button['reply']['title']")?;
        at_most("button['reply']['id']", Some(id), BUTTON_ID)?;
        at_most("button title", Some(title), BUTTON_TITLE)?;
        if ids.contains(&id) || titles.contains(&title) {
            return Err(GraphError::because(NOT_VALID, "Button ids and titles must be unique."));
        }
        ids.push(id);
        titles.push(title);
    }
    Ok(())
}

fn list(content: &Value) -> Result<(), GraphError> {
    let button = required(content, "/action/button", "interactive['action']['button']")?;
    at_most("interactive['action']['button']", Some(button), BUTTON_TITLE)?;
    let sections = content.pointer("/action/sections").and_then(Value::as_array).map(Vec::as_slice);
    let sections = sections.unwrap_or_default();
    if sections.is_empty() || sections.len() > LIST_ROWS {
        return Err(count("sections", LIST_ROWS));
    }
    let mut ids = Vec::new();
    for section in sections {
        if sections.len() > 1 {
            required(section, "/title", "section['title']")?;
        }
        at_most("section['title']", text_at(section, "/title"), ROW_TITLE)?;
        for row in section.get("rows").and_then(Value::as_array).into_iter().flatten() {
            let id = required(row, "/id", "row['id']")?;
            at_most("row['id']", Some(id), ROW_ID)?;
            at_most("row['title']", Some(required(row, "/title", "row['title']")?), ROW_TITLE)?;
            at_most("row['description']", text_at(row, "/description"), ROW_DESCRIPTION)?;
            if ids.contains(&id) {
                return Err(GraphError::because(NOT_VALID, "Row ids must be unique."));
            }
            ids.push(id);
        }
    }
    if ids.is_empty() || ids.len() > LIST_ROWS {
        return Err(count("rows", LIST_ROWS));
    }
    Ok(())
}

fn link(content: &Value) -> Result<(), GraphError> {
    let label = required(content, "/action/parameters/display_text", "parameters['display_text']")?;
    at_most("parameters['display_text']", Some(label), BUTTON_TITLE)?;
    let url = required(content, "/action/parameters/url", "parameters['url']")?;
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    Err(GraphError::because(NOT_VALID, "Parameter 'url' must be a valid URL."))
}

fn required<'a>(value: &'a Value, pointer: &str, name: &str) -> Result<&'a str, GraphError> {
    let text = text_at(value, pointer).filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| GraphError::missing(name))
}

fn count(what: &str, most: usize) -> GraphError {
    let details = format!("Invalid {what} count. Min allowed {what}: 1, Max allowed {what}: {most}");
    GraphError::because(NOT_VALID, details)
}

fn unexpected(name: &str) -> GraphError {
    GraphError::parameter(format!("Unexpected key \"{name}\"."))
}
