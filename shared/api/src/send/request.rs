//! The body of `POST /api/send_message`, read field by field: an error names the field and never quotes its value.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::HeaderMap;
use relais_core::country::Country;
use relais_whatsapp::outbound::{OutboundBody, TemplateMessage, Unsendable};
use serde_json::{Map, Value};

use crate::address::{Address, Refusal};
use crate::problem::{Problem, texts};

/// Bytes of the largest body that is read.
const MOST_BYTES: usize = 64 * 1024;

/// The deepest nesting of a template's component; Meta's components have five levels.
const MOST_LEVELS: u8 = 16;

/// Characters of the longest idempotency key.
const LONGEST_KEY: usize = 255;

/// A well-formed request. [`super::draft::Draft`] checks whether the send is possible.
pub(super) struct Request {
    /// A repeat with the same key sends nothing.
    pub(super) idempotency_key: Option<String>,
    /// Equal for equal bodies.
    pub(super) fingerprint: String,
    pub(super) to: Address,
    /// The business number to write from. `None`: the conversation's.
    pub(super) from_phone_id: Option<String>,
    pub(super) body: OutboundBody,
    /// The message to quote: a wamid or a message key.
    pub(super) reply_to: Option<String>,
    /// The key of the failed message that is sent again.
    pub(super) resend_of: Option<String>,
}

impl Request {
    /// A number in it that has no country code is one of `default_country`.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: Body,
        default_country: Option<Country>,
    ) -> Result<Self, Problem> {
        let bytes = to_bytes(body, MOST_BYTES).await;
        let bytes = bytes.map_err(|_| Problem::of(&texts::PAYLOAD_TOO_LARGE))?;
        Self::parse(idempotency_key(headers)?, &bytes, default_country)
    }

    fn parse(
        idempotency_key: Option<String>,
        bytes: &Bytes,
        default_country: Option<Country>,
    ) -> Result<Self, Problem> {
        let body: Value = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        let Value::Object(fields) = &body else { return Err(invalid("the object around the fields")) };
        if present(fields, "media").is_some() {
            return Err(Problem::of(&texts::NOT_SUPPORTED));
        }
        only(
            fields,
            &["to_number", "message", "template", "reply_to", "resend_of", "from_phone_id", "media"],
        )?;
        let to = text(fields, "to_number")?.ok_or_else(|| invalid("`to_number`"))?;
        Ok(Self {
            idempotency_key,
            fingerprint: body.to_string(),
            to: Address::parse(&to, default_country).map_err(Refusal::into_problem)?,
            from_phone_id: text(fields, "from_phone_id")?,
            body: content(fields)?,
            reply_to: text(fields, "reply_to")?,
            resend_of: text(fields, "resend_of")?,
        })
    }
}

fn content(fields: &Map<String, Value>) -> Result<OutboundBody, Problem> {
    match (text(fields, "message")?, present(fields, "template")) {
        (Some(body), None) => sendable(OutboundBody::Text { body, preview_url: true }),
        (None, Some(Value::Object(fields))) => template(fields).map(OutboundBody::Template),
        (None, Some(_)) => Err(invalid("`template`")),
        (Some(_), Some(_)) | (None, None) => Err(Problem::of(&texts::MESSAGE_OR_TEMPLATE)),
    }
}

/// Checks the content against Graph's limits, which `relais_whatsapp` knows.
fn sendable(body: OutboundBody) -> Result<OutboundBody, Problem> {
    match body.check() {
        Ok(()) => Ok(body),
        Err(Unsendable::EmptyText) => Err(Problem::of(&texts::EMPTY_TEXT)),
        Err(Unsendable::LongText) => Err(Problem::of(&texts::TEXT_TOO_LONG)),
        Err(error @ Unsendable::LongCallbackData) => Err(Problem::internal(error)),
    }
}

fn template(fields: &Map<String, Value>) -> Result<TemplateMessage, Problem> {
    only(fields, &["name", "language", "components"])?;
    let required = |name: &'static str, shown: &'static str| {
        text(fields, name)?.filter(|value| !value.is_empty()).ok_or_else(|| invalid(shown))
    };
    let components = match present(fields, "components") {
        None => Vec::new(),
        Some(Value::Array(components)) if components.iter().all(is_component) => components.clone(),
        Some(_) => return Err(invalid("`template.components`")),
    };
    Ok(TemplateMessage {
        name: required("name", "`template.name`")?,
        language: required("language", "`template.language`")?,
        components,
    })
}

fn is_component(value: &Value) -> bool {
    value.is_object() && is_storable(value, MOST_LEVELS)
}

/// Whether DynamoDB can store a value. Its limits: no empty attribute names, 32 levels of nesting including the
/// record's own, and numbers from 1e-130 to 1e126.
fn is_storable(value: &Value, levels: u8) -> bool {
    let within = |value: &Value| levels.checked_sub(1).is_some_and(|levels| is_storable(value, levels));
    match value {
        Value::Array(elements) => elements.iter().all(within),
        Value::Object(members) => members.iter().all(|(name, value)| !name.is_empty() && within(value)),
        Value::Number(number) => {
            number.as_f64().is_some_and(|number| number == 0.0 || (1e-100..1e100).contains(&number.abs()))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// A field that is present and not null.
fn present<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

fn text(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match present(fields, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(invalid(&format!("`{name}`"))),
    }
}

fn only(fields: &Map<String, Value>, known: &[&str]) -> Result<(), Problem> {
    if fields.keys().all(|name| known.contains(&name.as_str())) {
        return Ok(());
    }
    let known = known.join(", ");
    Err(Problem::of(&texts::UNKNOWN_FIELD).saying(
        format!("There is a field other than {known}. Leave it out."),
        format!("Il y a un champ autre que {known}. Enlevez-le."),
    ))
}

fn invalid(what: &str) -> Problem {
    Problem::of(&texts::INVALID_FIELD).saying(
        format!("In the body, {what} is missing or has the wrong type. GET /api/openapi.json describes it."),
        format!("Dans l'appel, {what} manque ou n'a pas le bon type. GET /api/openapi.json le décrit."),
    )
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::of(&texts::MALFORMED_JSON).saying(
        format!("The body is not well-formed JSON at line {line}, column {column}."),
        format!("Le corps de l'appel n'est pas du JSON bien formé, ligne {line}, colonne {column}."),
    )
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.as_bytes();
    let usable = (1..=LONGEST_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    let key = std::str::from_utf8(key).ok().filter(|_| usable);
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Problem::of(&texts::INVALID_IDEMPOTENCY_KEY))
}
