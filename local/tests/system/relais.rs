//! The built program, started and stopped by a test.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

/// How long a test waits for something to happen before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A running Relais with its data and its log. Remembered words must not be in the log.
pub(crate) struct Relais {
    child: Option<Child>,
    pub(crate) port: u16,
    pub(crate) token: String,
    pub(crate) first_line: String,
    variables: Vec<(String, String)>,
    folder: TempDir,
    /// The most bytes that a file may have, which stands in for a full disk.
    pub(crate) largest_file: Option<u64>,
    said: Vec<String>,
    pub(crate) http: reqwest::Client,
}

impl Relais {
    /// Starts the program with these variables and no others.
    pub(crate) fn start(variables: &[(&str, &str)]) -> Self {
        Self::start_on(free_port(), variables)
    }

    pub(crate) fn start_on(port: u16, variables: &[(&str, &str)]) -> Self {
        let mut relais = Self {
            child: None,
            port,
            token: String::new(),
            first_line: String::new(),
            variables: variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            folder: tempfile::tempdir().unwrap(),
            largest_file: None,
            said: Vec::new(),
            http: client(),
        };
        relais.start_again();
        relais
    }

    /// Starts the program again on the same data.
    pub(crate) fn start_again(&mut self) {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut child = self
            .largest_file
            .map_or_else(command, limited)
            .current_dir(self.folder.path())
            .env("RUST_LOG", "trace")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("PORT", self.port.to_string())
            .env("RELAIS_DATA_DIR", self.data_dir())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        self.child = Some(child);
        self.first_line = lines.next().unwrap_or_else(|| panic!("it did not start: {}", self.log_text()));
        let token = lines.find_map(|line| line.trim().strip_prefix("admin token: ").map(str::to_owned));
        self.token = token.expect("the admin token is printed");
        // The connections to the earlier process are closed.
        self.http = client();
    }

    /// Runs the program once more, with its own variables and these.
    pub(crate) fn ask(&self, arguments: &[&str], more: &[(&str, &str)]) -> Output {
        command()
            .args(arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("PORT", self.port.to_string())
            .env("RELAIS_DATA_DIR", self.data_dir())
            .envs(more.iter().copied())
            .output()
            .unwrap()
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks it to end, as a service is ended. Returns how long that took.
    pub(crate) fn end(&mut self) -> Duration {
        let mut child = self.child.take().unwrap();
        let asked = Instant::now();
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        child.wait().unwrap();
        asked.elapsed()
    }

    /// Puts its data aside, so that it has none. The program must have ended.
    pub(crate) fn put_data_aside(&self) {
        assert!(self.child.is_none(), "it runs");
        std::fs::rename(self.data_dir(), self.folder.path().join("aside")).unwrap();
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Remembers words that must not be in the log.
    pub(crate) fn remember(&mut self, words: &str) {
        self.said.push(words.to_owned());
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request =
            self.http.request(method, format!("{}{path}", self.address())).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(Method::GET, path, None).await;
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Calls the API until the answer meets the condition.
    pub(crate) async fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let (status, body) = self.call(Method::GET, path, None).await;
            if status.is_success() && is_so(&body) {
                return body;
            }
            assert!(start.elapsed() < PATIENCE, "{path} stayed {status} {body}\n{}", self.log_text());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) fn log_text(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log()).unwrap_or_default()).into_owned()
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("relais.log")
    }

    /// Ends the program, and searches its log for the remembered words.
    pub(crate) fn finish(mut self) {
        self.kill();
        let log = self.log_text();
        assert!(log.contains("recorded") || self.said.is_empty(), "the log is empty");
        for words in &self.said {
            let line = log.lines().find(|line| line.contains(words.as_str()));
            assert!(line.is_none(), "the log holds what was said: {line:?}");
        }
        assert!(!log.contains(&self.token), "the log holds the admin token");
    }
}

impl Drop for Relais {
    /// Searches the log for the words of every customer, also when a test ends without `finish`.
    fn drop(&mut self) {
        self.kill();
        if !std::thread::panicking() {
            let log = self.log_text();
            assert!(!log.contains("Bonjour"), "the log holds what a customer wrote");
            assert!(!log.contains(&self.token), "the log holds the admin token");
        }
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap()
}

/// The program in the project's folder, with an empty environment. `RELAIS_PROGRAM` names another build of it, such as
/// the release.
pub(crate) fn command() -> Command {
    let program = std::env::var_os("RELAIS_PROGRAM");
    let mut command = Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_relais").into()));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).env_clear();
    command
}

/// The program, whose files end at this many bytes: more than that cannot be written, as on a full disk.
pub(crate) fn limited(largest_file: u64) -> Command {
    let program = command();
    let mut shell = Command::new("/bin/sh");
    // The limit counts in 512 bytes. Without the trap a signal would end the program.
    shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$1\""]).arg((largest_file / 512).to_string());
    shell.arg(program.get_program()).env_clear();
    shell
}

pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
