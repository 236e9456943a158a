//! Parses a send as Meta does: a missing or wrong parameter is refused with Meta's code.

mod content;

use relais_whatsapp::limits::{CALLBACK_DATA, TEXT_BODY, utf16_len};
use serde_json::Value;

use super::error::GraphError;
use super::templates::Template;

/// The types that Graph sends.
const TYPES: [&str; 11] = [
    "text",
    "template",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "reaction",
];

/// The recipient that the request names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Recipient {
    /// A number, digits only.
    Number(String),
    /// A business-scoped user id.
    UserId(String),
}

/// A send that passed the checks of its request.
#[derive(Debug)]
pub(super) struct SendRequest {
    pub(super) recipient: Recipient,
    /// The recipient, exactly as in the request.
    pub(super) input: String,
    pub(super) kind: String,
    /// The text that the customer will read.
    pub(super) text: String,
    pub(super) callback_data: Option<String>,
    /// `None` for other types than templates.
    pub(super) template_category: Option<String>,
}

/// Checks the parts of the body that every call about messages has.
pub(super) fn checked_body(bytes: &[u8]) -> Result<Value, GraphError> {
    let body: Value = serde_json::from_slice(bytes)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| GraphError::because(100, "The request body is not a valid JSON object."))?;
    match text_at(&body, "/messaging_product") {
        Some("whatsapp") => Ok(body),
        Some(other) => Err(GraphError::parameter(format!(
            "Param messaging_product must be one of {{WHATSAPP}} - got \"{other}\"."
        ))),
        None => Err(GraphError::missing("messaging_product")),
    }
}

/// Parses a send.
pub(super) fn read(body: &Value) -> Result<SendRequest, GraphError> {
    if text_at(body, "/recipient_type").is_some_and(|kind| kind != "individual") {
        return Err(GraphError::parameter(
            "Param recipient_type must be one of {INDIVIDUAL}: this business has no groups.",
        ));
    }
    let (recipient, input) = recipient(body)?;
    let kind = text_at(body, "/type").unwrap_or("text");
    if !TYPES.contains(&kind) {
        return Err(GraphError::parameter(format!(
            "Param type must be one of {{{}}} - got \"{kind}\".",
            TYPES.join(", ").to_uppercase()
        )));
    }
    let content = body.get(kind).filter(|content| content.is_object() || kind == "contacts");
    let content = content.ok_or_else(|| {
        GraphError::because(100, format!("Parameter '{kind}' is mandatory for type '{kind}'"))
    })?;
    let callback_data = text_at(body, "/biz_opaque_callback_data");
    at_most("biz_opaque_callback_data", callback_data, CALLBACK_DATA)?;
    if body.get("context").is_some() && text_at(body, "/context/message_id").is_none_or(str::is_empty) {
        return Err(GraphError::missing("context['message_id']"));
    }
    if kind == "reaction" && body.get("context").is_some() {
        return Err(GraphError::parameter("Param context is not supported for type REACTION."));
    }
    let mut template_category = None;
    let text = match kind {
        "text" => text(content)?,
        "template" => {
            let (template, text) = template(content)?;
            template_category = Some(template.pricing_category());
            text
        }
        "interactive" => content::interactive(content)?,
        "reaction" => content::reaction(content)?,
        "location" => content::location(content)?,
        "contacts" => content::contacts(content)?,
        _ => content::media(kind, content)?,
    };
    Ok(SendRequest {
        recipient,
        input,
        kind: kind.to_owned(),
        text,
        callback_data: callback_data.map(str::to_owned),
        template_category,
    })
}

/// `to` takes precedence over `recipient`. A number may contain `+`, spaces, dashes, dots and brackets.
fn recipient(body: &Value) -> Result<(Recipient, String), GraphError> {
    if let Some(to) = text_at(body, "/to") {
        let number: String = to.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '.' | '(' | ')')).collect();
        if number.is_empty() || number.len() > 15 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(GraphError::because(100, "Recipient is not a valid phone number."));
        }
        return Ok((Recipient::Number(number), to.to_owned()));
    }
    let user_id = text_at(body, "/recipient").ok_or_else(|| GraphError::missing("to"))?;
    match user_id.split_once('.') {
        Some((country, rest)) if country.len() == 2 && !rest.is_empty() => {
            Ok((Recipient::UserId(user_id.to_owned()), user_id.to_owned()))
        }
        _ => Err(GraphError::because(100, "Recipient is not a valid business-scoped user id.")),
    }
}

fn text(content: &Value) -> Result<String, GraphError> {
    let body = text_at(content, "/body").filter(|body| !body.trim().is_empty());
    let body = body.ok_or_else(|| GraphError::missing("text['body']"))?;
    at_most("text['body']", Some(body), TEXT_BODY)?;
    Ok(body.to_owned())
}

fn template(content: &Value) -> Result<(&'static Template, String), GraphError> {
    let name = text_at(content, "/name").ok_or_else(|| GraphError::missing("template['name']"))?;
    let language = text_at(content, "/language/code");
    let language = language.ok_or_else(|| GraphError::missing("template['language']['code']"))?;
    let template = Template::approved(name, language)?;
    let components = content.get("components").and_then(Value::as_array);
    let text = template.filled(components.map(Vec::as_slice).unwrap_or_default())?;
    Ok((template, text))
}

fn at_most(name: &str, text: Option<&str>, most: usize) -> Result<(), GraphError> {
    if text.is_some_and(|text| utf16_len(text) > most) {
        return Err(GraphError::parameter(format!("Param {name} must be at most {most} characters long.")));
    }
    Ok(())
}

pub(super) fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}
