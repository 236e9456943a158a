//! A call of a tool of the business's own, over HTTP.
//!
//! The request has `Authorization: Bearer` with the tool's secret, `Idempotency-Key`, and the customer as WhatsApp names
//! them in `Relais-Customer`, so that a tool need not believe what a customer says of themselves.

use std::time::Duration;

use relais_aws::outward::{Outward, OutwardError, OutwardRequest, OutwardResponse};
use relais_core::business::{Method, OwnTool};
use relais_core::conversation::{Conversation, TOOL_CONTENT as CONTENT};
use relais_core::message::ToolOutcome;
use relais_whatsapp::ids::Recipient;
use reqwest::Url;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use serde_json::{Map, Value};

/// The most bytes of an answer that are read.
const MOST_READ: usize = 64 * 1024;
/// The most characters of an answer that the model is told, and of a refusal.
pub(super) const MOST_TOLD: usize = 6_000;
const MOST_REFUSAL: usize = 500;

/// What the model is told of a call whose outcome is not known.
pub(super) const IN_DOUBT: &str = "It is not known whether this was done. Do not try it in another way. Say that a colleague \
    will check, or hand over.";

/// What the model is told of a call that certainly did nothing.
pub(super) const NOTHING_DONE: &str =
    "The tool does not work at the moment, and nothing was done. Go on without it.";

/// The customer, as tools are told of them.
pub(in crate::answer) struct Customer(Option<String>);

impl Customer {
    /// The number with `+`, or the user id of one who shows none.
    pub(in crate::answer) fn of(conversation: &Conversation) -> Self {
        Self(conversation.identity.recipient().map(|recipient| match recipient {
            Recipient::Phone(number) => format!("+{}", number.as_str()),
            Recipient::User(id) => id.as_str().to_owned(),
        }))
    }

    /// Nobody: a rehearsal.
    pub(in crate::answer) fn nobody() -> Self {
        Self(None)
    }
}

/// What a call brought.
pub(super) struct Said(Result<OutwardResponse, OutwardError>);

/// Calls a tool once.
pub(super) async fn call(
    outward: &Outward,
    tool: &OwnTool,
    arguments: &Map<String, Value>,
    key: &str,
    customer: &Customer,
    limit: Duration,
) -> Said {
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &str, is_secret: bool| {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(is_secret);
            headers.insert(name, value);
        }
    };
    add(ACCEPT, "application/json, text/plain;q=0.9", false);
    add(HeaderName::from_static("idempotency-key"), key, false);
    if let Some(customer) = &customer.0 {
        add(HeaderName::from_static("relais-customer"), customer, true);
    }
    if let Some(secret) = &tool.secret {
        add(AUTHORIZATION, &format!("Bearer {}", secret.expose()), true);
    }
    let (method, url, body) = match tool.method {
        Method::Get => (reqwest::Method::GET, with_query(&tool.url, arguments), Vec::new()),
        Method::Post => {
            add(CONTENT_TYPE, "application/json", false);
            (
                reqwest::Method::POST,
                tool.url.clone(),
                Value::Object(arguments.clone()).to_string().into_bytes(),
            )
        }
    };
    let request = OutwardRequest { method, url, headers, body, limit, most: MOST_READ };
    Said(outward.send(request).await)
}

/// The address with the arguments in its query: texts as they are, all else as JSON.
fn with_query(address: &str, arguments: &Map<String, Value>) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    for (name, value) in arguments {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        url.query_pairs_mut().append_pair(name, &text);
    }
    url.into()
}

impl Said {
    /// The status of the answer, for the log.
    pub(super) fn status(&self) -> Option<u16> {
        match &self.0 {
            Ok(response) => Some(response.status.as_u16()),
            Err(OutwardError::Unclear { status, .. }) => status.map(|status| status.as_u16()),
            Err(_) => None,
        }
    }

    /// What became of the call. A server that failed may have done its work before.
    pub(super) fn outcome(&self, changes: bool) -> ToolOutcome {
        let unclear = if changes { ToolOutcome::InDoubt } else { ToolOutcome::Failed };
        match &self.0 {
            Ok(response) if response.status.is_success() => ToolOutcome::Done,
            Ok(response) if response.status.is_server_error() => unclear,
            Ok(_) | Err(OutwardError::Refused(_) | OutwardError::NotSent(_) | OutwardError::Client(_)) => {
                ToolOutcome::Failed
            }
            Err(OutwardError::Unclear { .. }) => unclear,
        }
    }

    /// What the model is told.
    pub(super) fn told(&self, changes: bool) -> String {
        if self.outcome(changes) == ToolOutcome::InDoubt {
            return IN_DOUBT.to_owned();
        }
        match &self.0 {
            Ok(response) if response.status.is_success() => match text_of(response, MOST_TOLD) {
                Some(text) if text.is_empty() => "Done. The tool says nothing more.".to_owned(),
                Some(text) => format!("{CONTENT}{text}"),
                None => "Done, but the answer is no text that can be read.".to_owned(),
            },
            Ok(response) if response.status.is_client_error() => {
                let text = text_of(response, MOST_REFUSAL).filter(|text| !text.is_empty());
                let why = text.map_or_else(String::new, |text| format!(" {CONTENT}{text}"));
                format!("The tool refused this with status {}.{why}", response.status.as_u16())
            }
            _ => NOTHING_DONE.to_owned(),
        }
    }
}

/// The text of an answer, without control characters. `None`: it is a web page, or no text.
fn text_of(response: &OutwardResponse, most: usize) -> Option<String> {
    let kind = response.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let encoding = response.headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        return None;
    }
    let is_text = ["json", "text/plain", "text/csv", "text/markdown", "xml", "yaml"];
    let kind = kind.to_ascii_lowercase();
    if kind.contains("html") || !(kind.is_empty() || is_text.iter().any(|known| kind.contains(known))) {
        return None;
    }
    let text = String::from_utf8_lossy(&response.body);
    let text = text.trim().trim_start_matches('\u{feff}');
    let looks_like_page = text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    if looks_like_page || text.matches('\u{fffd}').count() > text.len() / 20 {
        return None;
    }
    let clean: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(most + 1).collect();
    let is_cut = response.cut || clean.chars().count() > most;
    let kept: String = clean.chars().take(most).collect();
    Some(if is_cut { format!("{kept}\n(The rest is left out.)") } else { kept })
}
