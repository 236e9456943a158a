//! The body of `POST /api/send_message`.

use axum::body::Body;
use axum::http::HeaderMap;
use relais_core::country::Country;
use serde_json::Value;

use super::content::{CONTENTS, Content, content, only_with};
use crate::address::{Address, Refusal};
use crate::body::{self, Fields, invalid, only, present, text};
use crate::problem::{Problem, texts};

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
    pub(super) content: Content,
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
        only(fields, &known())?;
        let to = text(fields, "to_number")?.ok_or_else(|| invalid("`to_number`"))?;
        Ok(Self {
            idempotency_key,
            fingerprint: Value::Object(fields.clone()).to_string(),
            to: Address::parse(&to, default_country).map_err(Refusal::into_problem)?,
            from_phone_id: text(fields, "from_phone_id")?,
            content: content(fields, present(fields, "resend_of").is_some())?,
            reply_to: reply_to(fields)?,
            resend_of: text(fields, "resend_of")?,
            override_opt_out: override_opt_out(fields)?,
        })
    }
}

/// All fields of the body.
fn known() -> Vec<&'static str> {
    let others = ["to_number", "preview_url", "reply_to", "resend_of", "override_opt_out", "from_phone_id"];
    CONTENTS.into_iter().chain(others).collect()
}

/// The message to quote. A reaction names its message itself.
fn reply_to(fields: &Fields) -> Result<Option<String>, Problem> {
    let reply_to = text(fields, "reply_to")?;
    if reply_to.is_some() && present(fields, "reaction").is_some() {
        return Err(only_with("reply_to", "another content than `reaction`"));
    }
    Ok(reply_to)
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

/// The caller's `Idempotency-Key`.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.as_bytes();
    let usable = (1..=LONGEST_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    let key = std::str::from_utf8(key).ok().filter(|_| usable);
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Problem::of(&texts::INVALID_IDEMPOTENCY_KEY))
}
