//! A call of a tool of the business's own, over HTTP.
//!
//! The request has `Authorization: Bearer` with the tool's secret, `Idempotency-Key`, and the customer as WhatsApp names
//! them in `Relais-Customer`, so that a tool need not believe what a customer says of themselves.

use std::time::Duration;

use relais_aws::outward::{Outward, OutwardRequest};
use relais_core::business::{Method, OwnTool};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::Recipient;
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::said::Said;

/// The most bytes of an answer that are read.
const MOST_READ: usize = 64 * 1024;
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
    let (address, others) = match tool.address(arguments) {
        Ok(found) => found,
        // Nobody calls it with such arguments.
        Err(_) => (tool.url.clone(), arguments.clone()),
    };
    let (method, url, body) = match tool.method {
        Method::Get => (reqwest::Method::GET, with_query(&address, &others), Vec::new()),
        Method::Post => {
            add(CONTENT_TYPE, "application/json", false);
            (reqwest::Method::POST, address, Value::Object(others).to_string().into_bytes())
        }
    };
    let request = OutwardRequest { method, url, headers, body, limit, most: MOST_READ };
    Said::of(outward.send(request).await)
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
