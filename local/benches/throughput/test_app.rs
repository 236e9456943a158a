//! The built program against stand-ins.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use relais_core::Clock;
use relais_simulator::{Settings, Simulator, SimulatorConfig, user_id};
use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const BUSINESS: &str = "100000000000001";
const SECRET: &str = "secret";
const TOKEN: &str = "token";
pub(crate) const CONNECTIONS: usize = 64;

/// The program, and the stand-ins that it calls.
pub(crate) struct TestApp {
    child: Child,
    pub(crate) simulator: Simulator,
    address: String,
    admin_token: String,
    http: reqwest::Client,
}

impl TestApp {
    /// Relais, with its data on disk or in memory.
    pub(crate) async fn start(disk: Option<&TempDir>, reply_delay_ms: &str) -> Self {
        let data = disk.map_or(":memory:".into(), |folder| folder.path().to_owned());
        let program = std::env::var_os("RELAIS_PROGRAM");
        let mut command = Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_relais").into()));
        command
            .env("RELAIS_DATA_DIR", data)
            .env("RELAIS_REPLY_DELAY_MS", reply_delay_ms)
            .env("RELAIS_MAX_SENDS_PER_SECOND", "1000")
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped());
        let started = Instant::now();
        let mut app = Self::of(command, free_port()).await;
        let mut lines = BufReader::new(app.child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("it starts").unwrap();
        assert!(first.starts_with("Relais is running"), "{first}");
        let token = lines
            .map_while(Result::ok)
            .find_map(|line| line.trim().strip_prefix("admin token: ").map(str::to_owned));
        println!("start       {:>8.0} ms to listening", started.elapsed().as_secs_f64() * 1000.0);
        app.admin_token = token.expect("the admin token is printed");
        app
    }

    /// A program of `benches/peers`, in two processes of eight threads. `None` when what it needs is not installed, which
    /// `make bench` does.
    pub(crate) async fn start_peer(module: &str, disk: &TempDir) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let gunicorn = root.join("target/peers/bin/gunicorn");
        if !gunicorn.exists() {
            return None;
        }
        let port = free_port();
        let mut command = Command::new(gunicorn);
        command
            .args(["--workers", "2", "--threads", "8", "--log-level", "error", "--timeout", "600"])
            .args(["--bind", &format!("127.0.0.1:{port}"), &format!("{module}:app")])
            .current_dir(root.join("benches/peers"))
            .env("PEER_DATABASE", disk.path().join("peer.db"));
        let mut app = Self::of(command, port).await;
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(app.child.try_wait().unwrap().is_none(), "{module} ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Some(app)
    }

    /// The program on this port, and the stand-ins that it calls.
    async fn of(mut command: Command, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let http = reqwest::Client::builder().pool_max_idle_per_host(CONNECTIONS).build().unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let simulator = Simulator::new(SimulatorConfig {
            webhook_url: format!("{address}/webhook"),
            app_secret: SecretString::from(SECRET),
            api_token: SecretString::from(TOKEN),
            phone_number_ids: vec![BUSINESS.to_owned()],
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
        let ours: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        let child = command
            .env_clear()
            .envs(ours)
            .env("PORT", port.to_string())
            .env("WHATSAPP_PHONE_ID", BUSINESS)
            .env("WHATSAPP_API_TOKEN", TOKEN)
            .env("WHATSAPP_VERIFY_TOKEN", "verify")
            .env("WHATSAPP_APP_SECRET", SECRET)
            .env("GRAPH_API_URL", &base)
            .env("OPENAI_API_KEY", "key")
            .env("OPENAI_BASE_URL", format!("{base}/v1"))
            .spawn()
            .unwrap();
        Self { child, simulator, address, admin_token: String::new(), http }
    }

    /// Posts one body. Returns the time until it was answered 200.
    pub(crate) fn post(&self, (body, signature): (String, String)) -> impl Future<Output = Duration> + use<> {
        let request = self.http.post(format!("{}/webhook", self.address));
        let request = request
            .header("X-Hub-Signature-256", signature)
            .header("content-type", "application/json")
            .body(body);
        async move {
            let begun = Instant::now();
            assert_eq!(request.send().await.unwrap().status(), 200);
            begun.elapsed()
        }
    }

    /// Waits until the customer's first message is recorded. Returns the time that took.
    pub(crate) fn until_recorded(&self, customer: &str) -> impl Future<Output = Duration> + use<> {
        let url = format!("{}/api/messages/{customer}", self.address);
        let (http, token) = (self.http.clone(), self.admin_token.clone());
        async move {
            let begun = Instant::now();
            loop {
                let answer = http.get(&url).bearer_auth(&token).send().await.unwrap();
                if answer.status() == 200 && answer.text().await.unwrap().contains("inbound") {
                    return begun.elapsed();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Posts every body once. Returns the seconds that it took. All are answered 200.
    pub(crate) async fn post_all(&self, bodies: Vec<(String, String)>) -> f64 {
        let bodies = Arc::new(bodies);
        let next = Arc::new(AtomicUsize::new(0));
        let start = Instant::now();
        let mut senders = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (bodies, next, http) = (bodies.clone(), next.clone(), self.http.clone());
            let url = format!("{}/webhook", self.address);
            senders.spawn(async move {
                while let Some((body, signature)) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let request = http
                        .post(&url)
                        .header("X-Hub-Signature-256", signature)
                        .header("content-type", "application/json")
                        .body(body.clone());
                    assert_eq!(request.send().await.unwrap().status(), 200);
                }
            });
        }
        senders.join_all().await;
        start.elapsed().as_secs_f64()
    }

    /// What the program and its own processes have used of the processors so far.
    pub(crate) fn processor_seconds(&self) -> f64 {
        self.processes().into_iter().map(processor_seconds).sum()
    }

    /// The program, and the processes that it has started.
    fn processes(&self) -> Vec<u32> {
        let id = self.child.id();
        let started = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        std::iter::once(id).chain(started.split_whitespace().filter_map(|id| id.parse().ok())).collect()
    }

    pub(crate) fn print_size(&self, when: &str) {
        let megabytes =
            |name: &str| -> f64 { self.processes().into_iter().map(|id| memory_mb(id, name)).sum() };
        println!(
            "memory      {:>8.1} MB at most, {:.1} MB now, {when}",
            megabytes("VmHWM:"),
            megabytes("VmRSS:")
        );
    }
}

fn processor_seconds(process: u32) -> f64 {
    let times = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // After the name, which may hold anything, user and system time are the 12th and 13th, in hundredths on Linux.
    let (_, fields) = times.rsplit_once(')').unwrap_or_default();
    let ticks: f64 =
        fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn memory_mb(process: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if self.processes().len() > 1 {
            // It ends what it has started.
            Command::new("kill").arg(self.child.id().to_string()).status().ok();
        } else {
            self.child.kill().ok();
        }
        self.child.wait().ok();
    }
}

/// One signed webhook with one message.
pub(crate) fn webhook(customer: usize, n: usize) -> (String, String) {
    webhook_of(&number(customer), &[format!("wamid.{n}")])
}

/// One signed webhook with a message for each id.
pub(crate) fn webhook_of(wa_id: &str, ids: &[String]) -> (String, String) {
    let now = Clock::system().now().as_second();
    let user_id = user_id(wa_id);
    let message = |id: &String| {
        format!(
            r#"{{"from":"{wa_id}","from_user_id":"{user_id}","id":"{id}","timestamp":"{now}","type":"text","text":{{"body":"Bonjour, vous êtes ouverts demain ?"}}}}"#
        )
    };
    let messages = ids.iter().map(message).collect::<Vec<_>>().join(",");
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"2","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"33199000001","phone_number_id":"{BUSINESS}"}},"contacts":[{{"profile":{{"name":"Someone"}},"wa_id":"{wa_id}","user_id":"{user_id}"}}],"messages":[{messages}]}}}}]}}]}}"#
    );
    let signature = sign(&SecretString::from(SECRET), body.as_bytes());
    (body, signature)
}

pub(crate) fn number(n: usize) -> String {
    format!("336399{n:05}")
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
