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

/// The stand-ins, being served.
#[derive(Clone, Debug)]
pub struct StandIns {
    /// What they have seen, and how they behave.
    pub simulator: Simulator,
    /// Their [`Place::url`].
    pub url: String,
}

/// A place where stand-ins will be served: its address is known before what they are told of is there.
#[derive(Debug)]
pub struct Place {
    listener: TcpListener,
    /// `http://127.0.0.1:…`: the value of `GRAPH_API_URL`; `OPENAI_BASE_URL` is this and `/v1`.
    pub url: String,
}

/// What the stand-ins are told of the business.
#[derive(Clone, Debug)]
pub struct StandInConfig<'a> {
    /// Where webhooks go.
    pub webhook_url: &'a str,
    /// What signs them.
    pub app_secret: &'a str,
    /// The only token that Graph takes.
    pub api_token: &'a str,
    /// Posts them.
    pub http: reqwest::Client,
}

impl Place {
    /// Takes this address; port 0 for a free one.
    pub async fn take(host: &str, port: u16) -> Self {
        let listener = TcpListener::bind((host, port)).await.unwrap();
        let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        Self { listener, url }
    }

    /// Serves the stand-ins here.
    pub fn serve(self, config: StandInConfig<'_>) -> StandIns {
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: config.webhook_url.to_owned(),
            app_secret: SecretString::from(config.app_secret.to_owned()),
            api_token: SecretString::from(config.api_token.to_owned()),
            phone_number_id: BUSINESS.to_owned(),
            waba_id: WABA.to_owned(),
            display_phone_number: "+33 1 99 00 00 01".to_owned(),
            business_name: "Librairie du Port".to_owned(),
            clock: Clock::system(),
            http: config.http,
            seed: 7,
        });
        simulator.set_settings(Settings::immediate());
        // Meta knows whom to deliver to, and that they have just written.
        simulator.restore_customer(CUSTOMER, "Awa", Some(Clock::system().now()));
        let servers = simulator.servers();
        tokio::spawn(async move { axum::serve(self.listener, servers).await });
        StandIns { simulator, url: self.url }
    }
}
