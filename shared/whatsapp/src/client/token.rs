//! Looks the access token up, and exchanges it for a new one.
//!
//! Both calls carry tokens in their query, because Meta accepts them nowhere else. Errors contain no address, and
//! requests are not logged.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};

use super::{GraphClient, GraphConfig, SendError};
use crate::ids::AppId;
use crate::lenient::Fields;

/// Meta's data about a token.
/// <https://developers.facebook.com/docs/graph-api/reference/debug_token/>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// Whether Graph accepts calls with it.
    pub is_valid: bool,
    /// The app that it was made for.
    pub app_id: Option<AppId>,
    /// `SYSTEM_USER`, `USER`, `PAGE`, `APP`.
    pub kind: Option<String>,
    /// When the token ends.
    pub expires_at: Expiry,
    /// The end of the access to data, which a person extends by signing in again.
    pub data_access_expires_at: Expiry,
    /// Its permissions, such as `whatsapp_business_messaging`.
    pub scopes: Vec<String>,
    /// The subcode of Meta's reason when the token is invalid: 463 for an expired one, 460 after a password change, …
    pub error_subcode: Option<i64>,
}

/// When something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Never: Meta says 0.
    Never,
    /// At this time.
    At(Timestamp),
    /// Meta did not say.
    Unknown,
}

/// A new token from an exchange.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The token.
    pub token: SecretString,
    /// How long the token is valid, about 60 days. `None` when Meta does not say.
    pub expires_in: Option<Duration>,
}

impl GraphClient {
    /// Looks our token up. With an app id, the call uses the app's own token, which also proves the app secret. Without
    /// one, it uses the token itself.
    pub async fn debug_token(&self, app: Option<&AppId>) -> Result<TokenInfo, SendError> {
        let mut url = self.bare_url(&["debug_token"]);
        url.query_pairs_mut().append_pair("input_token", self.config.token.expose_secret());
        let request = self.http.request(Method::GET, url);
        let response = match app {
            Some(app) => self.call_with(&app_token(app, &self.config.app_secret), request).await?,
            None => self.call(request).await?,
        };
        let data = response.fields().map(|fields| fields.object("data"));
        data.and_then(TokenInfo::read).ok_or_else(|| SendError::unclear(&response))
    }

    /// Requests a token for another 60 days. The present one stays valid until its own end; an expired one is refused.
    pub async fn exchange_token(&self, app: &AppId) -> Result<NewToken, SendError> {
        let mut url = self.bare_url(&["oauth", "access_token"]);
        url.query_pairs_mut()
            .append_pair("grant_type", "fb_exchange_token")
            .append_pair("client_id", app.as_str())
            .append_pair("client_secret", self.config.app_secret.expose_secret())
            .append_pair("set_token_expires_in_60_days", "true")
            .append_pair("fb_exchange_token", self.config.token.expose_secret());
        let response = self.call(self.http.request(Method::GET, url)).await?;
        let fields = response.fields();
        let token = fields.and_then(|fields| fields.text("access_token"));
        let seconds = fields.and_then(|fields| fields.integer("expires_in"));
        Ok(NewToken {
            token: token.ok_or_else(|| SendError::unclear(&response))?.into(),
            expires_in: seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs),
        })
    }

    /// The same client with another token.
    #[must_use]
    pub fn with_token(&self, token: SecretString) -> Self {
        self.with_credentials(Some(token), None)
    }

    /// The same client with another token, app secret or both. `None` keeps the present one.
    #[must_use]
    pub fn with_credentials(&self, token: Option<SecretString>, app_secret: Option<SecretString>) -> Self {
        let mut other = self.clone();
        if let Some(token) = token {
            other.config.token = token;
        }
        if let Some(secret) = app_secret {
            other.config.app_secret = secret;
        }
        other
    }

    /// Whether both clients have the same token and the same app secret.
    pub fn has_credentials_of(&self, other: &Self) -> bool {
        let credentials = |client: &Self| {
            let GraphConfig { token, app_secret, .. } = &client.config;
            [token, app_secret].map(|value| value.expose_secret().to_owned())
        };
        credentials(self) == credentials(other)
    }
}

/// An app's token is its id and its secret.
pub(super) fn app_token(app: &AppId, secret: &SecretString) -> SecretString {
    SecretString::from(format!("{}|{}", app.as_str(), secret.expose_secret()))
}

impl TokenInfo {
    /// `None` when the response does not say whether the token is valid.
    fn read(data: Fields<'_>) -> Option<Self> {
        let scopes = data.get("scopes").and_then(serde_json::Value::as_array);
        let scopes = scopes.into_iter().flatten().filter_map(serde_json::Value::as_str);
        Some(Self {
            is_valid: data.boolean("is_valid")?,
            app_id: data.id("app_id"),
            kind: data.text("type"),
            expires_at: Expiry::read(data.integer("expires_at")),
            data_access_expires_at: Expiry::read(data.integer("data_access_expires_at")),
            scopes: scopes.map(str::to_owned).collect(),
            error_subcode: data.object("error").integer("subcode"),
        })
    }
}

impl Expiry {
    fn read(seconds: Option<i64>) -> Self {
        match seconds {
            Some(0) => Self::Never,
            Some(seconds) => Timestamp::from_second(seconds).map_or(Self::Unknown, Self::At),
            None => Self::Unknown,
        }
    }

    /// Whole days that are left: 0 on the last day and afterwards. `None` when no end is known.
    pub fn days_left(self, now: Timestamp) -> Option<i64> {
        match self {
            Self::At(end) => Some((end.duration_since(now).as_hours() / 24).max(0)),
            Self::Never | Self::Unknown => None,
        }
    }
}
