//! The settings that can be changed while the simulator runs: how Meta and the model behave and fail.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::graph::APP_ID;

/// Longest delay, in milliseconds: ten minutes.
const LONGEST_MS: u64 = 600_000;
/// Most extra deliveries of one webhook.
const MOST_REPEATS: u8 = 10;

/// How the stand-ins behave. By default nothing fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // switches that a test sets one by one
pub struct Settings {
    /// Deliveries of every webhook beyond the first, 0 to 10, all at once.
    pub repeat_webhooks: u8,
    /// Whether the statuses of a message are sent in a random order.
    pub shuffle_statuses: bool,
    /// Whether statuses are sent at all.
    pub send_statuses: bool,
    /// From accepting a message to `sent` (or `failed`), in milliseconds.
    pub sent_after_ms: u64,
    /// From accepting a message to `delivered`, in milliseconds.
    pub delivered_after_ms: u64,
    /// From `delivered` to `read`, in milliseconds.
    pub read_after_ms: u64,
    /// Sends are refused with this Graph error and its HTTP status until the setting is cleared. An error about the
    /// token refuses every Graph call.
    pub fail_code: Option<i64>,
    /// The HTTP status of that refusal, 400 to 599, where it differs from the usual one. Without `fail_code`, sends are
    /// refused with this status and an HTML page that is not from Graph.
    pub fail_http: Option<u16>,
    /// Seconds in the `Retry-After` header of every refusal by Graph, and of the model's rate limit.
    pub retry_after_s: Option<u64>,
    /// Sends are accepted and then fail with this Graph error, in a `failed` status.
    pub fail_status_code: Option<i64>,
    /// Sends are accepted and their statuses are sent, but the HTTP answer takes 60 seconds.
    pub timeout_after_accepting: bool,
    /// Sends are accepted and their statuses are sent, but the HTTP answer is an error page of a gateway.
    pub lose_answers: bool,
    /// Statuses wait until the setting is cleared. Then they are sent with the times at which they would have been.
    pub hold_statuses: bool,
    /// Delay between the effect of a Graph call and its HTTP answer, in milliseconds.
    pub graph_delay_ms: u64,
    /// How long the model waits before it answers, in milliseconds.
    pub model_delay_ms: u64,
    /// How the model fails. `None`: it does not.
    pub model_failure: Option<ModelFailure>,
    /// Share of message calls whose answer takes 60 seconds; half of those take effect. 0 to 1.
    pub graph_timeout_rate: f64,
    /// Share of message calls answered with a server error; half of those take effect. 0 to 1.
    pub graph_5xx_rate: f64,
    /// Share of message calls refused for their rate (130429). 0 to 1.
    pub graph_throttle_rate: f64,
    /// When the access token ends. Null: never. An exchanged token ends after 60 days.
    pub token_expires_at: Option<Timestamp>,
    /// The access token's permissions, as `debug_token` shows them.
    pub token_scopes: Vec<String>,
    /// The result of exchanging the access token.
    pub exchanged_token: ExchangedToken,
    /// The apps that `subscribed_apps` lists. Webhooks are sent all the same.
    pub subscribed_apps: Vec<String>,
}

/// How the model fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelFailure {
    /// Answers without text.
    Empty,
    /// Spends all its tokens on thoughts.
    Thoughts,
    /// Breaks off in the middle of an answer.
    Torn,
    /// Answers 200 with something that is not JSON.
    Garbage,
    /// Refuses the key.
    #[serde(rename = "error_401")]
    Error401,
    /// Answers that the rate limit is reached.
    #[serde(rename = "error_429")]
    Error429,
    /// Answers with a server error.
    #[serde(rename = "error_500")]
    Error500,
    /// Accepts the request and answers only after two minutes.
    Silence,
}

/// The result of exchanging an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangedToken {
    /// A token of 60 days.
    Good,
    /// A token that no call accepts.
    Broken,
    /// The same token again.
    Same,
}

/// Why settings are refused. Each text is a sentence for people.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not a JSON object, an unknown name, or a value of the wrong type.
    #[error("The settings cannot be read: {0}.")]
    Unreadable(String),
    /// A number outside its range.
    #[error("`{name}` must be between 0 and {most}.")]
    OutOfRange {
        /// The setting.
        name: &'static str,
        /// Its highest value.
        most: u64,
    },
    /// Not a possible Graph error code.
    #[error("`{0}` must be a Graph error code, 0 or more, or null.")]
    NotACode(&'static str),
    /// A status that is not a refusal.
    #[error("`fail_http` must be an HTTP status from 400 to 599, or null.")]
    NotARefusal,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            repeat_webhooks: 0,
            shuffle_statuses: false,
            send_statuses: true,
            sent_after_ms: 50,
            delivered_after_ms: 150,
            read_after_ms: 1500,
            fail_code: None,
            fail_http: None,
            retry_after_s: None,
            fail_status_code: None,
            timeout_after_accepting: false,
            lose_answers: false,
            hold_statuses: false,
            graph_delay_ms: 0,
            model_delay_ms: 0,
            model_failure: None,
            graph_timeout_rate: 0.0,
            graph_5xx_rate: 0.0,
            graph_throttle_rate: 0.0,
            token_expires_at: None,
            token_scopes: ["whatsapp_business_management", "whatsapp_business_messaging"]
                .map(str::to_owned)
                .into(),
            exchanged_token: ExchangedToken::Good,
            subscribed_apps: vec![APP_ID.to_owned()],
        }
    }
}

impl Settings {
    /// No delays, for tests.
    pub fn immediate() -> Self {
        Self { sent_after_ms: 0, delivered_after_ms: 0, read_after_ms: 0, ..Self::default() }
    }

    /// These settings, changed by the members of a JSON object. Fails when a name or a value is invalid.
    pub(crate) fn overlaid(&self, changes: &Value) -> Result<Self, SettingsError> {
        let unreadable = |reason: serde_json::Error| SettingsError::Unreadable(reason.to_string());
        let mut merged = serde_json::to_value(self).map_err(unreadable)?;
        let (Some(merged_members), Some(changed)) = (merged.as_object_mut(), changes.as_object()) else {
            return Err(SettingsError::Unreadable("not a JSON object".to_owned()));
        };
        for (name, value) in changed {
            merged_members.insert(name.clone(), value.clone());
        }
        let settings: Self = serde_json::from_value(merged).map_err(unreadable)?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let ranges = [
            ("repeat_webhooks", u64::from(self.repeat_webhooks), u64::from(MOST_REPEATS)),
            ("sent_after_ms", self.sent_after_ms, LONGEST_MS),
            ("delivered_after_ms", self.delivered_after_ms, LONGEST_MS),
            ("read_after_ms", self.read_after_ms, LONGEST_MS),
            ("graph_delay_ms", self.graph_delay_ms, LONGEST_MS),
            ("model_delay_ms", self.model_delay_ms, LONGEST_MS),
        ];
        for (name, value, most) in ranges {
            if value > most {
                return Err(SettingsError::OutOfRange { name, most });
            }
        }
        let rates = [
            ("graph_timeout_rate", self.graph_timeout_rate),
            ("graph_5xx_rate", self.graph_5xx_rate),
            ("graph_throttle_rate", self.graph_throttle_rate),
        ];
        for (name, rate) in rates {
            if !(0.0..=1.0).contains(&rate) {
                return Err(SettingsError::OutOfRange { name, most: 1 });
            }
        }
        let codes = [("fail_code", self.fail_code), ("fail_status_code", self.fail_status_code)];
        for (name, code) in codes {
            if code.is_some_and(|code| code < 0) {
                return Err(SettingsError::NotACode(name));
            }
        }
        if self.fail_http.is_some_and(|status| !(400..600).contains(&status)) {
            return Err(SettingsError::NotARefusal);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_named_stays() {
        let before = Settings { repeat_webhooks: 2, ..Settings::default() };
        let after = before.overlaid(&json!({"fail_code": 131_047, "model_failure": "error_429"})).unwrap();
        assert_eq!(after.repeat_webhooks, 2);
        assert_eq!(after.fail_code, Some(131_047));
        assert_eq!(after.model_failure, Some(ModelFailure::Error429));
        let cleared = after.overlaid(&json!({"fail_code": null, "model_failure": null})).unwrap();
        assert_eq!(cleared, before);
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (changes, named) in [
            (json!({"repeat_webhooks": 11}), "repeat_webhooks"),
            (json!({"graph_5xx_rate": 1.5}), "graph_5xx_rate"),
            (json!({"fail_code": -1}), "fail_code"),
            (json!({"fail_http": 200}), "fail_http"),
            (json!({"read_after_ms": 600_001}), "read_after_ms"),
            (json!({"no_such_setting": 1}), "no_such_setting"),
            (json!({"model_failure": "tired"}), "tired"),
            (json!([]), "JSON object"),
        ] {
            let error = Settings::default().overlaid(&changes).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
    }
}
