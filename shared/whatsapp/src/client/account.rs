//! The state of what the account consists of: the number, and who is told of its messages.
//!
//! Read when a person asks what is wrong. Meta documents these answers loosely, so every field may be missing.

use reqwest::Method;

use super::token::app_token;
use super::{GraphClient, SendError};
use crate::ids::AppId;
use crate::lenient::Fields;

/// The state of the number, and not the number itself.
const PHONE_FIELDS: &str =
    "code_verification_status,quality_rating,name_status,platform_type,status,throughput,account_mode";

/// The state of the number that sends.
/// <https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account-to-number-current-status/>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhoneNumber {
    /// `VERIFIED`, `NOT_VERIFIED`, `EXPIRED`.
    pub code_verification_status: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, or `UNKNOWN` while little was sent.
    pub quality_rating: Option<String>,
    /// Of the display name: `APPROVED`, `DECLINED`, …
    pub name_status: Option<String>,
    /// `CLOUD_API` once the number is registered there; `ON_PREMISE`, `NOT_APPLICABLE`.
    pub platform_type: Option<String>,
    /// `CONNECTED`, `DISCONNECTED`, `BANNED`, `FLAGGED`, `RESTRICTED`, …
    pub status: Option<String>,
    /// `STANDARD` (80 messages a second) or `HIGH` (1,000).
    pub throughput: Option<String>,
    /// `LIVE`, or `SANDBOX` for a test number.
    pub account_mode: Option<String>,
}

/// An app that is told of what happens in the business account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscribedApp {
    /// Which.
    pub id: AppId,
    /// The address that gets this account's webhooks in place of the app's own.
    pub override_callback_uri: Option<String>,
}

/// What an app wants to be told, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// `whatsapp_business_account` for what concerns us.
    pub object: Option<String>,
    /// Where webhooks go.
    pub callback_url: Option<String>,
    /// Whether they do.
    pub active: Option<bool>,
    /// `messages` and the like.
    pub fields: Vec<String>,
}

impl GraphClient {
    /// Looks the number up. Also the harmless call that shows whether a token is good for anything.
    pub async fn phone_number(&self) -> Result<PhoneNumber, SendError> {
        let mut url = self.url(self.config.phone_number_id.as_str(), "");
        url.query_pairs_mut().append_pair("fields", PHONE_FIELDS);
        let answer = self.call(self.http.request(Method::GET, url)).await?;
        let fields = answer.fields().filter(|fields| fields.exists());
        fields.map(PhoneNumber::read).ok_or_else(|| SendError::unclear(&answer))
    }

    /// The apps that get the business account's webhooks.
    pub async fn subscribed_apps(&self) -> Result<Vec<SubscribedApp>, SendError> {
        let waba_id = self.config.waba_id.as_ref().ok_or_else(SendError::no_waba_id)?;
        let url = self.url(waba_id.as_str(), "subscribed_apps");
        let answer = self.call(self.http.request(Method::GET, url)).await?;
        let fields = answer.fields().filter(|fields| fields.get("data").is_some());
        let fields = fields.ok_or_else(|| SendError::unclear(&answer))?;
        Ok(fields.objects("data").filter_map(SubscribedApp::read).collect())
    }

    /// What the app is subscribed to. Asked with the app's own token: a wrong app id or secret is refused here.
    pub async fn subscriptions(&self, app: &AppId) -> Result<Vec<Subscription>, SendError> {
        let url = self.bare_url(&[app.as_str(), "subscriptions"]);
        let request = self.http.request(Method::GET, url);
        let answer = self.call_with(&app_token(app, &self.config.app_secret), request).await?;
        let fields = answer.fields().filter(|fields| fields.get("data").is_some());
        let fields = fields.ok_or_else(|| SendError::unclear(&answer))?;
        Ok(fields.objects("data").map(Subscription::read).collect())
    }
}

impl PhoneNumber {
    fn read(fields: Fields<'_>) -> Self {
        Self {
            code_verification_status: fields.text("code_verification_status"),
            quality_rating: fields.text("quality_rating"),
            name_status: fields.text("name_status"),
            platform_type: fields.text("platform_type"),
            status: fields.text("status"),
            throughput: fields.object("throughput").text("level"),
            account_mode: fields.text("account_mode"),
        }
    }
}

impl SubscribedApp {
    fn read(fields: Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.object("whatsapp_business_api_data").id("id").or_else(|| fields.id("id"))?,
            override_callback_uri: fields.text("override_callback_uri"),
        })
    }
}

impl Subscription {
    fn read(fields: Fields<'_>) -> Self {
        Self {
            object: fields.text("object"),
            callback_url: fields.text("callback_url"),
            active: fields.boolean("active"),
            fields: fields.objects("fields").filter_map(|field| field.text("name")).collect(),
        }
    }
}
