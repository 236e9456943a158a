//! A built function under AWS's own runtime interface emulator, which has the runtime's protocol and nothing else of
//! Lambda.

use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use relais_core::timing::JOB_TIMEOUT;
use serde_json::Value;

use crate::child::ChildProcess;
use crate::ministack::{KEY, REGION, free_port};
use crate::tools::{function, runtime_interface_emulator};

const START: Duration = Duration::from_secs(30);
const ATTEMPTS: usize = 5;

/// A running emulator with one function in it. It ends when this is dropped.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    http: reqwest::Client,
    child: ChildProcess,
}

impl Emulator {
    /// Starts the function with this name (`webhook`, `worker`, …), with these variables and with the keys and the region
    /// that Lambda sets.
    pub async fn start(name: &str, variables: &[(String, String)]) -> Self {
        Self::run(&function(name), name, variables).await
    }

    /// Starts this program under a function's name.
    pub async fn run(program: &Path, name: &str, variables: &[(String, String)]) -> Self {
        for _ in 0..ATTEMPTS {
            if let Some(started) = Self::try_start(program, name, variables).await {
                return started;
            }
        }
        panic!("the emulator did not start on any of {ATTEMPTS} free ports");
    }

    async fn try_start(program: &Path, name: &str, variables: &[(String, String)]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (port, runtime_port) = (free_port(), free_port());
        let mut settings = ChildProcess::settings();
        settings
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            // The longest of `template.yaml`: the worker begins no job when too little time is left.
            .env("AWS_LAMBDA_FUNCTION_TIMEOUT", JOB_TIMEOUT.as_secs().to_string())
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", KEY)
            .env("AWS_REGION", REGION)
            .env("AWS_DEFAULT_REGION", REGION)
            .envs(variables.iter().map(|(name, value)| (name, value)));
        let addresses = [
            "--runtime-interface-emulator-address".to_owned(),
            format!("127.0.0.1:{port}"),
            "--runtime-api-address".to_owned(),
            format!("127.0.0.1:{runtime_port}"),
            program.display().to_string(),
        ];
        let addresses = addresses.each_ref().map(String::as_str);
        let child = ChildProcess::start(&runtime_interface_emulator(), &addresses, settings, folder);
        let url = format!("http://127.0.0.1:{port}/2015-03-31/functions/function/invocations");
        let started = Self { url, http: crate::http(), child };
        let end = Instant::now() + START;
        while Instant::now() < end {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(started);
            }
            if started.printed().contains("address already in use") {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the emulator does not listen: {}", started.printed());
    }

    /// Invokes the function with this event. An answer that is not JSON fails the test.
    pub async fn invoke(&self, event: &Value) -> Value {
        let answer = self.answer(event).await;
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}\n{}", self.printed()))
    }

    /// Invokes the function and returns its answer, which is empty when it did not start.
    pub async fn answer(&self, event: &Value) -> String {
        let request = self.http.post(&self.url).body(event.to_string());
        request.send().await.unwrap().text().await.unwrap()
    }

    /// The most memory that the function has used so far, in KB: the program itself, or the Python that its script runs.
    pub fn function_memory_kb(&self, program: &Path) -> u64 {
        let ours = |process: &Path| {
            let line = std::fs::read(process.join("cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            let is_function = line.trim() == program.display().to_string() || line.contains("awslambdaric");
            is_function && belongs_to(process, self.child.id())
        };
        let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        processes.filter(|process| ours(process)).map(|process| status(&process, "VmHWM:")).max().unwrap_or(0)
    }

    /// What the emulator and the function have printed.
    pub fn printed(&self) -> String {
        self.child.printed()
    }
}

/// Whether a process is a descendant of another.
fn belongs_to(process: &Path, ancestor: u32) -> bool {
    let mut process = process.to_owned();
    while process.exists() {
        let parent = status(&process, "PPid:");
        if parent == u64::from(ancestor) {
            return true;
        }
        if parent <= 1 {
            return false;
        }
        process = Path::new("/proc").join(parent.to_string());
    }
    false
}

/// A number of `/proc/…/status`.
fn status(process: &Path, name: &str) -> u64 {
    let text = std::fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
