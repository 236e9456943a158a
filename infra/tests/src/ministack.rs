//! A local AWS: MiniStack, on a port of its own.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_sqs::config::{BehaviorVersion, Region};
use relais_aws::access::{Access, Credentials};
use relais_aws::http::SdkHttp;
use relais_aws::s3::S3Blobs;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::child::ChildProcess;
use crate::tools::python_tool;

/// MiniStack's default account. The key `test` is its root user's.
pub(crate) const ACCOUNT: &str = "000000000000";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const KEY: &str = "test";

/// It starts in less than a second, but a busy machine may take longer.
const START: Duration = Duration::from_mins(1);

/// How many ports are tried: another program may take one before MiniStack listens on it.
const ATTEMPTS: usize = 5;

/// The folder, within its own, of the keys that its user pools sign with.
const STATE: &str = "state";

/// Calls any operation of any service, by boto3's names.
const CALL: &str = "
import boto3, json, sys
service, operation, parameters = sys.argv[1:]
answer = getattr(boto3.client(service), operation)(**json.loads(parameters))
print(json.dumps(answer, default=lambda it: it.isoformat() if hasattr(it, 'isoformat') else it.read().decode()))
";

/// A running MiniStack. Clones share it, and it ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct MiniStack {
    port: u16,
    running: Arc<ChildProcess>,
}

impl MiniStack {
    /// Starts one on a free port of this machine. It enforces IAM and records every call in CloudTrail.
    pub async fn start() -> Self {
        for _ in 0..ATTEMPTS {
            if let Some(started) = Self::try_start("127.0.0.1", free_port(), true).await {
                return started;
            }
        }
        panic!("MiniStack did not start on any of {ATTEMPTS} free ports");
    }

    /// One that all tests of this program share, for suites in which each case uses names of its own.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<MiniStack> = OnceCell::const_new();
        SHARED.get_or_init(Self::start).await
    }

    /// Starts one at this port of all the machine's addresses, for containers. It accepts any key, because the keys of
    /// containers are unknown. `None` when the port is taken.
    pub async fn for_everybody(port: u16) -> Option<Self> {
        Self::try_start("0.0.0.0", port, false).await
    }

    async fn try_start(host: &str, port: u16, enforces_iam: bool) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = ChildProcess::settings();
        settings
            .env("BIND_HOST", host)
            .env("GATEWAY_PORT", port.to_string())
            .env("TMPDIR", folder.path())
            .env("STATE_DIR", folder.path().join(STATE))
            .env("S3_DATA_DIR", folder.path().join("s3"))
            .env("AUTH", enforces_iam.to_string())
            .env("CLOUDTRAIL_RECORDING", "1")
            .env("CLOUDTRAIL_MAX_EVENTS", "100000")
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0");
        aws_variables(&mut settings, port);
        let running = Arc::new(ChildProcess::start(&python_tool("ministack"), &[], settings, folder));
        let started = Self { port, running };
        started.answers().await.then_some(started)
    }

    async fn answers(&self) -> bool {
        let http = crate::http();
        let health = format!("{}/_ministack/health", self.url());
        let end = Instant::now() + START;
        while Instant::now() < end {
            if http.get(&health).send().await.is_ok_and(|answer| answer.status().is_success())
                && self.running.printed().contains("Running on")
            {
                return true;
            }
            if self.running.printed().contains("address already in use") {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("MiniStack does not answer: {}", self.printed());
    }

    /// `http://127.0.0.1:…`
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The file of the key that a user pool signs identity tokens with. A test makes expired tokens with it.
    pub fn signing_key(&self, user_pool: &str) -> PathBuf {
        self.running.folder().join(STATE).join("cognito-pool-keys").join(format!("{user_pool}-id.pem"))
    }

    /// The ids of the processes whose program lies in this MiniStack's folder and has this size in bytes.
    pub fn processes_of(&self, program_bytes: u64) -> Vec<String> {
        let folder = self.running.folder();
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let runs = |process: &PathBuf| {
            let program = std::fs::read_link(process.join("exe")).unwrap_or_default();
            program.starts_with(folder) && program.metadata().is_ok_and(|it| it.len() == program_bytes)
        };
        let ours = processes.map(|entry| entry.path()).filter(runs);
        ours.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
    }

    /// The last 40 lines that it has printed, for the message of a failed test.
    pub fn printed(&self) -> String {
        let printed = self.running.printed();
        let lines: Vec<_> = printed.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Calls AWS by boto3's names, e.g. `("s3", "create_bucket", json!({"Bucket": "…"}))`. An error fails the test.
    pub fn call(&self, service: &str, operation: &str, parameters: &Value) -> Value {
        self.try_call(service, operation, parameters)
            .unwrap_or_else(|error| panic!("{service} {operation}: {error}"))
    }

    /// The same. An error is returned with boto3's text.
    pub fn try_call(&self, service: &str, operation: &str, parameters: &Value) -> Result<Value, String> {
        let mut command = self.tool("python");
        let output =
            command.args(["-c", CALL, service, operation, &parameters.to_string()]).output().unwrap();
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(error.lines().last().unwrap_or_default().to_owned());
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    }

    /// A Python tool whose variables point to this MiniStack.
    pub fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(python_tool(name));
        aws_variables(&mut command, self.port);
        command.env("SAM_CLI_TELEMETRY", "0");
        command
    }

    /// A client of its DynamoDB.
    pub fn dynamodb(&self) -> relais_dynamo::Client {
        relais_aws::dynamo::client(&self.access())
    }

    /// A client of its DynamoDB for a new account, which has no tables yet.
    pub fn dynamodb_of_another_account(&self) -> relais_dynamo::Client {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        // MiniStack accepts an account's number as the key of its root user.
        let key = format!("{:012}", NUMBER.fetch_add(1, Ordering::Relaxed));
        relais_aws::dynamo::client(&self.access_as(&key))
    }

    /// Access to it, as a function has it.
    pub fn access(&self) -> Access {
        self.access_as(KEY)
    }

    /// This bucket of its S3.
    pub fn blobs(&self, bucket: &str) -> S3Blobs {
        S3Blobs::new(&self.access(), bucket)
    }

    fn access_as(&self, key: &str) -> Access {
        let keys = Credentials::new(key, KEY, None);
        Access::new(crate::http(), REGION, Some(keys)).at(&self.url())
    }

    /// An SDK client of its SQS.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(SdkHttp(crate::http()))
            .region(Region::new(REGION))
            .credentials_provider(aws_sdk_sqs::config::Credentials::new(KEY, KEY, None, None, "test"))
            .endpoint_url(self.url());
        aws_sdk_sqs::Client::from_conf(config.build())
    }
}

fn aws_variables(command: &mut Command, port: u16) {
    command
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE")
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", KEY)
        .env("AWS_REGION", REGION)
        .env("AWS_DEFAULT_REGION", REGION);
}

/// A port that nothing listens on at the moment.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
