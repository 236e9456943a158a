//! The stand-ins for Meta and the model, on a listener of their own. The real client code calls them.

use anyhow::Context;
use jiff::Timestamp;
use relais_aws::Store;
use relais_core::Clock;
use relais_core::config::Meta;
use relais_simulator::{Simulator, SimulatorConfig};
use relais_whatsapp::signature::AppSecrets;
use secrecy::SecretString;
use tokio::net::TcpListener;

/// The id of the simulated business number.
pub(crate) const PHONE_ID: &str = "100000000000001";

/// The most customers of earlier runs that the phone knows again.
const RESTORED: usize = 50;

/// A simulator that is being served.
pub(crate) struct Simulation {
    /// Its handle.
    pub(crate) simulator: Simulator,
    /// Its address, `http://127.0.0.1:…`.
    pub(crate) base_url: String,
    /// The simulated Meta's credentials, for the webhook and the client.
    pub(crate) meta: Meta,
}

/// Serves the stand-ins on a free port and points the webhooks to this process.
pub(crate) async fn start(port: u16, clock: Clock, http: reqwest::Client) -> anyhow::Result<Simulation> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("the simulator found no free port")?;
    let base_url = format!("http://{}", listener.local_addr().context("the simulator has no address")?);
    let app_secret = random_hex()?;
    let config = SimulatorConfig {
        webhook_url: format!("http://127.0.0.1:{port}/webhook"),
        app_secret: SecretString::from(app_secret.clone()),
        api_token: SecretString::from(random_hex()?),
        phone_number_ids: vec![PHONE_ID.to_owned()],
        waba_id: "200000000000001".to_owned(),
        display_phone_number: "+33 1 99 00 00 01".to_owned(),
        business_name: "Librairie du Port".to_owned(),
        clock,
        http,
        seed: 1,
    };
    let meta = Meta {
        phone_number_ids: config.phone_number_ids.iter().cloned().map(Into::into).collect(),
        api_token: config.api_token.clone(),
        verify_token: SecretString::from(random_hex()?),
        app_secrets: AppSecrets::parse(&app_secret).context("the simulated app secret is invalid")?,
        waba_id: Some(config.waba_id.clone().into()),
        graph_url: base_url.clone(),
        graph_version: "v25.0".to_owned(),
    };
    let simulator = Simulator::new(config);
    let servers = simulator.servers();
    tokio::spawn(async move { axum::serve(listener, servers).await });
    Ok(Simulation { simulator, base_url, meta })
}

/// Makes the customers of earlier runs known to the phone, so that answers still reach them. Where an earlier run
/// advanced the clock, advances it again: otherwise its messages would lie in the future.
pub(crate) async fn restore(simulator: &Simulator, store: &Store, clock: &Clock) -> anyhow::Result<()> {
    let page = store.conversations(None, RESTORED).await?;
    let newest = page.conversations.iter().map(|conversation| conversation.last_activity).max();
    if let Some(behind) = newest.map(|newest| newest.duration_since(clock.now()))
        && behind.is_positive()
    {
        clock.advance(behind);
    }
    for conversation in page.conversations {
        if let Some(wa_id) = &conversation.identity.wa_id {
            let name = conversation.identity.name.as_deref().unwrap_or(wa_id.as_str());
            let last: Option<Timestamp> = conversation.last_inbound_at;
            simulator.restore_customer(wa_id.as_str(), name, last);
        }
    }
    Ok(())
}

/// 32 hex digits that cannot be guessed.
pub(crate) fn random_hex() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system gave no random numbers: {error}"))?;
    Ok(hex::encode(bytes))
}
