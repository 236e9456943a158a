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
    /// The id of the only phone number that can send.
    pub phone_number_id: String,
    /// The business account that owns the number and the templates.
    pub waba_id: String,
    /// The number as people read it, e.g. `+1 555 0100`. Webhooks carry its digits.
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
