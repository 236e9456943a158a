//! The part of the Graph API for messages, templates and the state of the account.
//!
//! Each call has a time limit and carries the token as a header and the `appsecret_proof`. A call returns either the
//! documented response or a [`SendError`], which says whether the message may have been sent. The client never retries:
//! Graph has no idempotency key, so only the caller, who stored the intent to send, can decide that.

mod account;
mod config;
mod error;
mod examine;
mod media;
mod response;
mod templates;
#[cfg(test)]
mod tests;
mod token;

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

pub use account::{PhoneNumber, SubscribedApp, Subscription};
pub use config::{ConfigError, GraphConfig};
pub use error::SendError;
pub use examine::{MANAGING_SCOPE, SENDING_SCOPE, TokenFault};
pub use media::{Download, FileBytes, MediaAddress};
pub use response::Accepted;
pub use templates::TemplatePage;
pub use token::{Expiry, NewToken, TokenInfo};

use crate::ids::{PhoneNumberId, WabaId, Wamid};
use crate::{outbound::OutboundMessage, signature::appsecret_proof};

const USER_AGENT: &str = concat!("relais/", env!("CARGO_PKG_VERSION"));

/// Templates per page. Meta allows more, but a page grows with every button of every template.
const TEMPLATES_PER_PAGE: &str = "100";
const TEMPLATE_FIELDS: &str = "id,name,language,status,category,quality_score,rejected_reason,components";

/// A client for the business numbers of one account. Cheap to clone.
#[derive(Debug, Clone)]
pub struct GraphClient {
    http: reqwest::Client,
    config: GraphConfig,
    base_url: Url,
}

impl GraphClient {
    /// Builds a client over the process's HTTP client. Fails when the address or the version is invalid.
    pub fn new(http: reqwest::Client, config: GraphConfig) -> Result<Self, ConfigError> {
        let base_url = config.check()?;
        Ok(Self { http, config, base_url })
    }

    /// Sends a message to Graph, from its own number. Success means accepted, not delivered: statuses report the delivery.
    pub async fn send(&self, message: &OutboundMessage) -> Result<Accepted, SendError> {
        message.check().map_err(SendError::unsendable)?;
        let response = self.post_message(&message.from, &message.to_request()).await?;
        response::accepted(&response).ok_or_else(|| SendError::unclear(&response))
    }

    /// Marks a customer's message to the number `from` and all earlier ones as read. With `typing`, the customer also
    /// sees a typing indicator for 25 seconds or until the reply arrives. Possible for 30 days.
    pub async fn mark_read(
        &self,
        from: &PhoneNumberId,
        wamid: &Wamid,
        typing: bool,
    ) -> Result<(), SendError> {
        let request = MarkRead {
            messaging_product: "whatsapp",
            status: "read",
            message_id: wamid,
            typing_indicator: typing.then_some(TypingIndicator { kind: "text" }),
        };
        let response = self.post_message(from, &request).await?;
        if response::succeeded(&response) { Ok(()) } else { Err(SendError::unclear(&response)) }
    }

    /// The business account, if it is set.
    pub fn account(&self) -> Option<&WabaId> {
        self.config.waba_id.as_ref()
    }

    /// One page of the account's templates. `after` is the cursor that the previous page returned.
    pub async fn templates(&self, after: Option<&str>) -> Result<TemplatePage, SendError> {
        let waba_id = self.config.waba_id.as_ref().ok_or_else(SendError::no_waba_id)?;
        let mut url = self.url(waba_id.as_str(), "message_templates");
        url.query_pairs_mut()
            .append_pair("fields", TEMPLATE_FIELDS)
            .append_pair("limit", TEMPLATES_PER_PAGE)
            .extend_pairs(after.map(|cursor| ("after", cursor)));
        let response = self.call(self.http.request(Method::GET, url)).await?;
        TemplatePage::read(&response).ok_or_else(|| SendError::unclear(&response))
    }

    async fn post_message(
        &self,
        from: &PhoneNumberId,
        body: &impl Serialize,
    ) -> Result<response::Response, SendError> {
        let url = self.url(from.as_str(), "messages");
        self.call(self.http.request(Method::POST, url).json(body)).await
    }

    /// `{base}/{version}/{id}/{edge}` with the `appsecret_proof`.
    fn url(&self, id: &str, edge: &str) -> Url {
        let mut url = self.bare_url(&[id, edge]);
        let proof = appsecret_proof(&self.config.app_secret, &self.config.token);
        url.query_pairs_mut().append_pair("appsecret_proof", &proof);
        url
    }

    /// `{base}/{version}` and this path, without the `appsecret_proof`: that belongs to our own token only.
    fn bare_url(&self, path: &[&str]) -> Url {
        let mut url = self.base_url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            let path = path.iter().filter(|part| !part.is_empty());
            segments.pop_if_empty().push(&self.config.version).extend(path);
        }
        url
    }

    /// Makes one call with our token. Returns the JSON response, or an error also when a 2xx response contains one.
    async fn call(&self, request: RequestBuilder) -> Result<response::Response, SendError> {
        self.call_with(&self.config.token, request).await
    }

    /// Makes one call with our token that may take longer than others.
    async fn call_within(
        &self,
        limit: Duration,
        request: RequestBuilder,
    ) -> Result<response::Response, SendError> {
        self.make(&self.config.token, limit, request).await
    }

    /// Makes one call with another token.
    async fn call_with(
        &self,
        token: &SecretString,
        request: RequestBuilder,
    ) -> Result<response::Response, SendError> {
        self.make(token, self.config.timeout, request).await
    }

    async fn make(
        &self,
        token: &SecretString,
        limit: Duration,
        request: RequestBuilder,
    ) -> Result<response::Response, SendError> {
        let request = request
            .bearer_auth(token.expose_secret())
            .header(reqwest::header::USER_AGENT, USER_AGENT)
            .timeout(limit);
        let received = request.send().await.map_err(SendError::transport)?;
        let status = received.status().as_u16();
        let retry_after = response::retry_after(received.headers());
        let bytes = response::body(received).await?;
        let body: Option<Value> = serde_json::from_slice(&bytes).ok();
        let response = response::Response { status, retry_after, body };
        if response::is_error(&response) { Err(SendError::refused(&response)) } else { Ok(response) }
    }
}

#[derive(Serialize)]
struct MarkRead<'a> {
    messaging_product: &'static str,
    status: &'static str,
    message_id: &'a Wamid,
    #[serde(skip_serializing_if = "Option::is_none")]
    typing_indicator: Option<TypingIndicator>,
}

#[derive(Serialize)]
struct TypingIndicator {
    #[serde(rename = "type")]
    kind: &'static str,
}
