//! The state of a phone number, and which apps receive the account's webhooks.
//!
//! Read when a person looks for a fault. Meta documents these responses loosely, so every field may be missing.

use reqwest::Method;

use super::token::app_token;
use super::{GraphClient, SendError};
use crate::ids::{AppId, PhoneNumberId};
use crate::lenient::Fields;

/// The fields of the number's state. The number itself is not requested.
const PHONE_FIELDS: &str =
    "code_verification_status,quality_rating,name_status,platform_type,status,throughput,account_mode";

/// The state of a business number.
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

/// An app that receives the business account's webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscribedApp {
    /// Its id.
    pub id: AppId,
    /// The address that receives this account's webhooks instead of the app's own address.
    pub override_callback_uri: Option<String>,
}

/// One subscription of an app: which events it receives, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// `whatsapp_business_account` for WhatsApp.
    pub object: Option<String>,
    /// The address of the webhook.
    pub callback_url: Option<String>,
    /// Whether webhooks are delivered.
    pub active: Option<bool>,
    /// The subscribed fields, such as `messages`.
    pub fields: Vec<String>,
}

impl GraphClient {
    /// Reads this number's state. Also a harmless call to test whether a token works.
    pub async fn phone_number(&self, number: &PhoneNumberId) -> Result<PhoneNumber, SendError> {
        let mut url = self.url(number.as_str(), "");
        url.query_pairs_mut().append_pair("fields", PHONE_FIELDS);
        let response = self.call(self.http.request(Method::GET, url)).await?;
        let fields = response.fields().filter(|fields| fields.exists());
        fields.map(PhoneNumber::read).ok_or_else(|| SendError::unclear(&response))
    }

    /// The apps that receive the business account's webhooks.
    pub async fn subscribed_apps(&self) -> Result<Vec<SubscribedApp>, SendError> {
        let waba_id = self.config.waba_id.as_ref().ok_or_else(SendError::no_waba_id)?;
        let url = self.url(waba_id.as_str(), "subscribed_apps");
        let response = self.call(self.http.request(Method::GET, url)).await?;
        let fields = response.fields().filter(|fields| fields.get("data").is_some());
        let fields = fields.ok_or_else(|| SendError::unclear(&response))?;
        Ok(fields.objects("data").filter_map(SubscribedApp::read).collect())
    }

    /// The app's subscriptions. The call uses the app's own token, so a wrong app id or secret is refused here.
    pub async fn subscriptions(&self, app: &AppId) -> Result<Vec<Subscription>, SendError> {
        let url = self.bare_url(&[app.as_str(), "subscriptions"]);
        let request = self.http.request(Method::GET, url);
        let response = self.call_with(&app_token(app, &self.config.app_secret), request).await?;
        let fields = response.fields().filter(|fields| fields.get("data").is_some());
        let fields = fields.ok_or_else(|| SendError::unclear(&response))?;
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
