//! What a simulator is started with.

use relais_core::Clock;
use secrecy::SecretString;

/// What a [`Simulator`](crate::Simulator) is started with.
#[derive(Clone, Debug)]
pub struct SimulatorConfig {
    /// Where webhooks are posted, e.g. `http://127.0.0.1:3000/webhook`.
    pub webhook_url: String,
    /// Signs webhooks, and proves calls that carry an `appsecret_proof`.
    pub app_secret: SecretString,
    /// The only bearer token that Graph calls may carry.
    pub api_token: SecretString,
    /// The only phone number that can send.
    pub phone_number_id: String,
    /// The business account that owns the number and the templates.
    pub waba_id: String,
    /// The number as people read it, e.g. `+1 555 0100`. Webhooks carry its digits.
    pub display_phone_number: String,
    /// The business's name, as the phone shows it.
    pub business_name: String,
    /// The present: message times, the 24-hour window and typing follow it. Delays are real time.
    pub clock: Clock,
    /// Posts the webhooks.
    pub http: reqwest::Client,
    /// Makes the chances of a run repeatable: which calls fail, in which order statuses come. Message ids also
    /// depend on the time of the start, so that two runs over one database never share an id.
    pub seed: u64,
}
