//! Meta and the model, simulated, on a port of their own.

use relais_core::Clock;
use relais_simulator::{Settings, Simulator, SimulatorConfig};
use secrecy::SecretString;
use tokio::net::TcpListener;

/// The phone number id that sends.
pub const BUSINESS: &str = "100000000000001";

/// The business account that owns it.
pub const WABA: &str = "200000000000001";

/// The customer of `events/`, whose number is reserved for fiction.
pub const CUSTOMER: &str = "33639980001";

/// The running stand-ins.
#[derive(Clone, Debug)]
pub struct StandIns {
    /// Their requests so far, and their settings.
    pub simulator: Simulator,
    /// Their [`Place::url`].
    pub url: String,
}

/// An address for the stand-ins. It is known before the resources that they are configured with exist.
#[derive(Debug)]
pub struct Place {
    listener: TcpListener,
    /// `http://127.0.0.1:…`: the value of `GRAPH_API_URL`; `OPENAI_BASE_URL` is this and `/v1`.
    pub url: String,
}

/// What the stand-ins must know about the business.
#[derive(Clone, Debug)]
pub struct StandInConfig<'a> {
    /// The URL that they post webhooks to.
    pub webhook_url: &'a str,
    /// The app secret that they sign webhooks with.
    pub app_secret: &'a str,
    /// The only access token that Graph accepts.
    pub api_token: &'a str,
    /// The client that posts webhooks.
    pub http: reqwest::Client,
}

impl Place {
    /// Binds this address; port 0 means a free port.
    pub async fn take(host: &str, port: u16) -> Self {
        let listener = TcpListener::bind((host, port)).await.unwrap();
        let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        Self { listener, url }
    }

    /// Serves the stand-ins at this address.
    pub fn serve(self, config: StandInConfig<'_>) -> StandIns {
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: config.webhook_url.to_owned(),
            app_secret: SecretString::from(config.app_secret.to_owned()),
            api_token: SecretString::from(config.api_token.to_owned()),
            phone_number_ids: vec![BUSINESS.to_owned()],
            waba_id: WABA.to_owned(),
            display_phone_number: "+33 1 99 00 00 01".to_owned(),
            business_name: "Librairie du Port".to_owned(),
            clock: Clock::system(),
            http: config.http,
            seed: 7,
        });
        simulator.set_settings(Settings::immediate());
        // Meta knows the customer, who has just written, so the 24-hour window is open.
        simulator.restore_customer(CUSTOMER, "Awa", Some(Clock::system().now()));
        let servers = simulator.servers();
        tokio::spawn(async move { axum::serve(self.listener, servers).await });
        StandIns { simulator, url: self.url }
    }
}
