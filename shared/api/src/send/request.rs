//! The body of `POST /api/send_message`.

use axum::body::Body;
use axum::http::HeaderMap;
use relais_core::country::Country;
use relais_whatsapp::outbound::{OutboundBody, TemplateMessage, Unsendable};
use serde_json::Value;

use crate::address::{Address, Refusal};
use crate::body::{self, Fields, invalid, only, present, text};
use crate::problem::{Problem, texts};

/// The deepest nesting of a template's component; Meta's components have five levels.
const MOST_LEVELS: u8 = 16;

/// Characters of the longest reason to write to a customer who opted out.
const LONGEST_REASON: usize = 200;

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
    /// Why a template goes to a customer who opted out.
    pub(super) override_opt_out: Option<String>,
}

impl Request {
    /// A number in it that has no country code is one of `default_country`.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: Body,
        default_country: Option<Country>,
    ) -> Result<Self, Problem> {
        let idempotency_key = idempotency_key(headers)?;
        Self::parse(idempotency_key, &body::read(body).await?, default_country)
    }

    fn parse(
        idempotency_key: Option<String>,
        fields: &Fields,
        default_country: Option<Country>,
    ) -> Result<Self, Problem> {
        if present(fields, "media").is_some() {
            return Err(Problem::of(&texts::NOT_SUPPORTED));
        }
        only(
            fields,
            &[
                "to_number",
                "message",
                "template",
                "reply_to",
                "resend_of",
                "override_opt_out",
                "from_phone_id",
                "media",
            ],
        )?;
        let to = text(fields, "to_number")?.ok_or_else(|| invalid("`to_number`"))?;
        Ok(Self {
            idempotency_key,
            fingerprint: Value::Object(fields.clone()).to_string(),
            to: Address::parse(&to, default_country).map_err(Refusal::into_problem)?,
            from_phone_id: text(fields, "from_phone_id")?,
            body: content(fields)?,
            reply_to: text(fields, "reply_to")?,
            resend_of: text(fields, "resend_of")?,
            override_opt_out: override_opt_out(fields)?,
        })
    }
}

/// A reason that people can read later. A blank one is none.
fn override_opt_out(fields: &Fields) -> Result<Option<String>, Problem> {
    let Some(reason) = text(fields, "override_opt_out")? else { return Ok(None) };
    let reason = reason.trim();
    if (1..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Ok(Some(reason.to_owned()));
    }
    Err(Problem::of(&texts::INVALID_FIELD).saying(
        format!("`override_opt_out` is a reason of 1 to {LONGEST_REASON} characters."),
        format!("`override_opt_out` est une raison de 1 à {LONGEST_REASON} caractères."),
    ))
}

fn content(fields: &Fields) -> Result<OutboundBody, Problem> {
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

fn template(fields: &Fields) -> Result<TemplateMessage, Problem> {
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

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.as_bytes();
    let usable = (1..=LONGEST_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    let key = std::str::from_utf8(key).ok().filter(|_| usable);
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Problem::of(&texts::INVALID_IDEMPOTENCY_KEY))
}
