//! Meta and the model, simulated, on a port of their own.

use relais_core::Clock;
use relais_simulator::{Simulator, SimulatorConfig};
use secrecy::SecretString;
use tokio::net::TcpListener;

/// The phone number id that sends.
pub const BUSINESS: &str = "100000000000001";

/// The business account that owns it.
pub const WABA: &str = "200000000000001";

/// The customer of `events/`, whose number is reserved for fiction.
pub const CUSTOMER: &str = "33639980001";

/// The stand-ins, being served.
#[derive(Clone, Debug)]
pub struct StandIns {
    /// What they have seen, and how they behave.
    pub simulator: Simulator,
    /// `http://127.0.0.1:…`: the value of `GRAPH_API_URL`; `OPENAI_BASE_URL` is this and `/v1`.
    pub url: String,
}

impl StandIns {
    /// Serves them at this address (port 0 for a free one). Webhooks are signed with `app_secret` and go to
    /// `webhook_url`; Graph takes `api_token` only.
    pub async fn serve(address: (&str, u16), webhook_url: &str, app_secret: &str, api_token: &str) -> Self {
        Self::serve_with(address, crate::http(), webhook_url, app_secret, api_token).await
    }

    /// The same; webhooks are posted by this client.
    pub async fn serve_with(
        address: (&str, u16),
        http: reqwest::Client,
        webhook_url: &str,
        app_secret: &str,
        api_token: &str,
    ) -> Self {
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: webhook_url.to_owned(),
            app_secret: SecretString::from(app_secret.to_owned()),
            api_token: SecretString::from(api_token.to_owned()),
            phone_number_id: BUSINESS.to_owned(),
            waba_id: WABA.to_owned(),
            display_phone_number: "+33 1 99 00 00 01".to_owned(),
            business_name: "Librairie du Port".to_owned(),
            clock: Clock::system(),
            http,
            seed: 7,
        });
        simulator.set_settings(relais_simulator::Settings::immediate());
        // Meta knows whom to deliver to, and that they have just written.
        simulator.restore_customer(CUSTOMER, "Awa", Some(Clock::system().now()));
        let listener = TcpListener::bind(address).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let servers = simulator.servers();
        tokio::spawn(async move { axum::serve(listener, servers).await });
        Self { simulator, url: format!("http://127.0.0.1:{port}") }
    }
}
