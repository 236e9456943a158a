//! How fast and how small: the built program against stand-ins without delays, on the same machine.
//!
//! Prints counts and ratios, fails on nothing: a slow machine is no defect. `cargo bench -p relais-local`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use relais_core::Clock;
use relais_simulator::{Settings, Simulator, SimulatorConfig};
use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const BUSINESS: &str = "100000000000001";
const SECRET: &str = "secret";
const TOKEN: &str = "token";
const CONNECTIONS: usize = 64;

#[tokio::main]
async fn main() {
    let disk = tempfile::tempdir().unwrap();
    intake(Some(&disk), 20_000).await;
    let disk = tempfile::tempdir().unwrap();
    turns("on disk", Some(&disk), 2_000).await;
    turns("in memory", None, 5_000).await;
}

/// Signed webhooks accepted durably, one message each, while the answers wait.
async fn intake(disk: Option<&TempDir>, count: usize) {
    let stage = Stage::start(disk, "60000").await;
    let bodies: Vec<_> = (0..count).map(|n| webhook(n % 5_000, n)).collect();
    let seconds = stage.post_all(bodies).await;
    println!(
        "intake      {:>8.0} webhooks/s ({count} in {seconds:.2} s, {CONNECTIONS} connections)",
        count as f64 / seconds
    );
    stage.print_size("intake");
}

/// Whole turns: webhook in, model asked, reply sent, both recorded, three statuses recorded.
async fn turns(name: &str, disk: Option<&TempDir>, count: usize) {
    let stage = Stage::start(disk, "0").await;
    for n in 0..count {
        stage.simulator.restore_customer(&number(n), "Someone", Some(Clock::system().now()));
    }
    let bodies: Vec<_> = (0..count).map(|n| webhook(n, n)).collect();
    let start = Instant::now();
    stage.post_all(bodies).await;
    stage.simulator.wait_for_accepted(count as u64).await;
    let replied = start.elapsed().as_secs_f64();
    stage.simulator.wait_for_webhooks().await;
    let all = start.elapsed().as_secs_f64();
    println!(
        "turns       {:>8.0} turns/s {name} ({count} in {replied:.2} s; with all statuses in, {all:.2} s)",
        count as f64 / replied
    );
    stage.print_size(name);
}

struct Stage {
    child: Child,
    simulator: Simulator,
    webhook: String,
    http: reqwest::Client,
}

impl Stage {
    async fn start(disk: Option<&TempDir>, reply_delay_ms: &str) -> Self {
        let port = free_port();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let http = reqwest::Client::builder().pool_max_idle_per_host(CONNECTIONS).build().unwrap();
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: format!("http://127.0.0.1:{port}/webhook"),
            app_secret: SecretString::from(SECRET),
            api_token: SecretString::from(TOKEN),
            phone_number_id: BUSINESS.to_owned(),
            waba_id: "2".to_owned(),
            display_phone_number: "+33 1 99 00 00 01".to_owned(),
            business_name: "Bench".to_owned(),
            clock: Clock::system(),
            http: http.clone(),
            seed: 1,
        });
        simulator.set_settings(Settings::immediate());
        let servers = simulator.servers();
        tokio::spawn(async move { axum::serve(listener, servers).await });
        let data = disk.map_or(":memory:".into(), |folder| folder.path().to_owned());
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_relais"))
            .env_clear()
            .env("PORT", port.to_string())
            .env("RELAIS_DATA_DIR", data)
            .env("RELAIS_REPLY_DELAY_MS", reply_delay_ms)
            .env("RELAIS_MAX_SENDS_PER_SECOND", "1000")
            .env("RUST_LOG", "error")
            .env("WHATSAPP_PHONE_ID", BUSINESS)
            .env("WHATSAPP_API_TOKEN", TOKEN)
            .env("WHATSAPP_VERIFY_TOKEN", "verify")
            .env("WHATSAPP_APP_SECRET", SECRET)
            .env("GRAPH_API_URL", &base)
            .env("OPENAI_API_KEY", "key")
            .env("OPENAI_BASE_URL", format!("{base}/v1"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("it starts").unwrap();
        assert!(first.starts_with("Relais is running"), "{first}");
        lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("admin token")));
        println!("start       {:>8.0} ms to listening", started.elapsed().as_secs_f64() * 1000.0);
        Self { child, simulator, webhook: format!("http://127.0.0.1:{port}/webhook"), http }
    }

    /// Posts every body once and says how many seconds it took. All are answered 200.
    async fn post_all(&self, bodies: Vec<(String, String)>) -> f64 {
        let bodies = Arc::new(bodies);
        let next = Arc::new(AtomicUsize::new(0));
        let start = Instant::now();
        let mut senders = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (bodies, next, http, url) =
                (bodies.clone(), next.clone(), self.http.clone(), self.webhook.clone());
            senders.spawn(async move {
                while let Some((body, signature)) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let request = http.post(&url).header("X-Hub-Signature-256", signature).body(body.clone());
                    assert_eq!(request.send().await.unwrap().status(), 200);
                }
            });
        }
        senders.join_all().await;
        start.elapsed().as_secs_f64()
    }

    fn print_size(&self, when: &str) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        };
        if let (Some(most), Some(now)) = (kilobytes("VmHWM:"), kilobytes("VmRSS:")) {
            println!("memory      {:>8.1} MB at most, {:.1} MB now, {when}", most / 1024.0, now / 1024.0);
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn webhook(customer: usize, n: usize) -> (String, String) {
    let wa_id = number(customer);
    let now = Clock::system().now().as_second();
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"2","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"33199000001","phone_number_id":"{BUSINESS}"}},"contacts":[{{"profile":{{"name":"Someone"}},"wa_id":"{wa_id}"}}],"messages":[{{"from":"{wa_id}","id":"wamid.{n}","timestamp":"{now}","type":"text","text":{{"body":"Bonjour, vous êtes ouverts demain ?"}}}}]}}}}]}}]}}"#
    );
    let signature = sign(&SecretString::from(SECRET), body.as_bytes());
    (body, signature)
}

fn number(n: usize) -> String {
    format!("336399{n:05}")
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
