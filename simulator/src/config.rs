//! The configuration of a simulator.

use relais_core::Clock;
use secrecy::SecretString;

/// The configuration of a [`Simulator`](crate::Simulator).
#[derive(Clone, Debug)]
pub struct SimulatorConfig {
    /// The address that webhooks are posted to, e.g. `http://127.0.0.1:3000/webhook`.
    pub webhook_url: String,
    /// Signs webhooks, and verifies calls that carry an `appsecret_proof`.
    pub app_secret: SecretString,
    /// The bearer token that Graph calls must carry.
    pub api_token: SecretString,
    /// The ids of the phone numbers that can send and receive. The first is the default.
    pub phone_number_ids: Vec<String>,
    /// The business account that owns the number and the templates.
    pub waba_id: String,
    /// The first number as people read it, e.g. `+1 555 0100`. Webhooks carry its digits. Each further number is the next
    /// one up: `+1 555 0101`.
    pub display_phone_number: String,
    /// The business's name, as the phone shows it.
    pub business_name: String,
    /// The clock of message times, the 24-hour window and the typing indicator. Delays are in real time.
    pub clock: Clock,
    /// The HTTP client that posts the webhooks.
    pub http: reqwest::Client,
    /// Makes the random choices of a run repeatable: which calls fail, and in which order statuses are sent. Message
    /// ids also depend on the start time, so that two runs over one database never share an id.
    pub seed: u64,
}

impl SimulatorConfig {
    /// The number that is meant if none is named.
    pub(crate) fn default_number(&self) -> &str {
        self.phone_number_ids.first().map_or("", String::as_str)
    }

    /// The number with this id, as people read it. `None`: there is no such number.
    pub(crate) fn display_of(&self, id: &str) -> Option<String> {
        let place = self.phone_number_ids.iter().position(|known| known == id)?;
        let text = &self.display_phone_number;
        let (start, last) = text.split_at(text.trim_end_matches(|c: char| c.is_ascii_digit()).len());
        let raised = last.parse().unwrap_or(0_usize).saturating_add(place);
        Some(format!("{start}{raised:0width$}", width = last.len()))
    }

    /// The digits of the number with this id, as in webhooks.
    pub(crate) fn digits_of(&self, id: &str) -> Option<String> {
        Some(self.display_of(id)?.chars().filter(char::is_ascii_digit).collect())
    }
}
