//! `template.yaml`, deployed on MiniStack by `sam deploy`. `infra/deploy/tests` tests `make deploy`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tools::root;
use crate::{MiniStack, Place, StandInConfig, StandIns};

/// All names of the stack begin with this, so here both queues have "replies" in theirs. The worker must tell them apart
/// by the URL it is configured with.
const NAME: &str = "auto-replies";

/// The bucket that `sam deploy` uploads the zip files to.
const CODE_BUCKET: &str = "relais-code";

/// A deployed stack, with Meta and the model simulated.
#[derive(Debug)]
pub struct Stack {
    /// The AWS that it is deployed on.
    pub aws: MiniStack,
    /// Meta and the model.
    pub stand_ins: StandIns,
    /// The HTTP API's address.
    pub api: String,
    /// A client that resolves the API's host name, which is in no DNS.
    pub http: reqwest::Client,
    outputs: BTreeMap<String, String>,
    resources: BTreeMap<String, String>,
}

/// The values in the secret.
pub mod secrets {
    /// `WHATSAPP_APP_SECRET`.
    pub const APP_SECRET: &str = "app-secret-of-the-stack";
    /// `WHATSAPP_API_TOKEN`.
    pub const API_TOKEN: &str = "api-token-of-the-stack";
    /// `WHATSAPP_VERIFY_TOKEN`.
    pub const VERIFY_TOKEN: &str = "verify-token-of-the-stack";
    /// `OPENAI_API_KEY`.
    pub const MODEL_KEY: &str = "model-key-of-the-stack";
}

impl Stack {
    /// Deploys the template, fills the secret and serves the stand-ins.
    pub async fn deploy() -> Self {
        let aws = MiniStack::start().await;
        aws.call("s3", "create_bucket", &json!({"Bucket": CODE_BUCKET}));
        let place = Place::take("127.0.0.1", 0).await;
        sam_deploy(&aws, &place.url);
        fix_concurrency(&aws);
        let outputs = outputs(&aws);
        let resources = resources(&aws);
        allow_batches(&aws, &resources);
        // The policy refuses requests without TLS, and MiniStack has no TLS here.
        aws.call("s3", "delete_bucket_policy", &json!({"Bucket": resources["MediaBucket"]}));
        let api = outputs
            .get("ApiUrl")
            .expect("the template has an output ApiUrl")
            .trim_end_matches('/')
            .to_owned();
        let http = client_that_finds(&api, aws.port());
        let stand_ins = place.serve(StandInConfig {
            webhook_url: &format!("{api}/webhook"),
            app_secret: secrets::APP_SECRET,
            api_token: secrets::API_TOKEN,
            http: http.clone(),
        });
        let stack = Self { aws, stand_ins, api, http, outputs, resources };
        stack.fill_secret();
        stack
    }

    /// An output of the template.
    pub fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("the template has no output {name}"))
    }

    /// The physical id of a resource, by its logical id in the template.
    pub fn resource(&self, logical_id: &str) -> &str {
        self.resources.get(logical_id).unwrap_or_else(|| panic!("the template has no resource {logical_id}"))
    }

    /// Waits until `look` finds something. Fails the test with `what` after 200 seconds.
    pub async fn wait_for<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        mut look: impl FnMut() -> F,
    ) -> T {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("waited in vain until {what}: {}", self.aws.printed());
    }

    fn fill_secret(&self) {
        let values = json!({
            "WHATSAPP_PHONE_ID": crate::BUSINESS,
            "WHATSAPP_BUSINESS_ACCOUNT_ID": crate::WABA,
            "WHATSAPP_APP_ID": relais_simulator::APP_ID,
            "WHATSAPP_API_TOKEN": secrets::API_TOKEN,
            "WHATSAPP_APP_SECRET": secrets::APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": secrets::VERIFY_TOKEN,
            "OPENAI_API_KEY": secrets::MODEL_KEY,
        });
        let put = json!({"SecretId": self.resource("Secret"), "SecretString": values.to_string()});
        self.aws.call("secretsmanager", "put_secret_value", &put);
    }
}

/// Longer than anything here takes, unless the machine is very busy. A worker that just started may not read a refused
/// token's secret again for ten seconds.
const PATIENCE: Duration = Duration::from_secs(200);

fn sam_deploy(aws: &MiniStack, graph: &str) {
    let mut sam = aws.tool("sam");
    sam.current_dir(root()).args([
        "deploy",
        "--template-file",
        "template.yaml",
        "--config-env",
        "none",
        "--stack-name",
        NAME,
        "--s3-bucket",
        CODE_BUCKET,
        "--region",
        "us-east-1",
        "--capabilities",
        "CAPABILITY_IAM",
        "--no-confirm-changeset",
        "--no-progressbar",
        "--parameter-overrides",
        &format!("Architecture={}", if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }),
        &format!("GraphApiUrl={graph}"),
        &format!("OpenaiBaseUrl={graph}/v1"),
        "DeletionProtection=false",
    ]);
    let output = sam.output().unwrap();
    let [printed, errors] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "sam deploy failed: {printed}{errors}{}", aws.printed());
}

/// Sets the concurrency of the event sources again, as numbers. CloudFormation converts a parameter's text into a number
/// where a property needs one. MiniStack does not, and then polls no queue.
fn fix_concurrency(aws: &MiniStack) {
    let mappings = aws.call("lambda", "list_event_source_mappings", &json!({}));
    for mapping in mappings["EventSourceMappings"].as_array().unwrap() {
        let scaling = json!({"UUID": mapping["UUID"], "ScalingConfig": mapping["ScalingConfig"]});
        aws.call("lambda", "update_event_source_mapping", &scaling);
    }
}

/// The policy that `allow_batches` adds. It is not in the template.
pub const BATCHES: &str = "ministack-batches";

/// On AWS `sqs:SendMessage` also allows sends in batches, which have no action of their own. MiniStack requires an action
/// named after the call, so each role gets it for the queues that it may send to, and for no others.
fn allow_batches(aws: &MiniStack, resources: &BTreeMap<String, String>) {
    for role in resources.iter().filter(|(logical_id, _)| logical_id.ends_with("Role")).map(|(_, role)| role)
    {
        let names = aws.call("iam", "list_role_policies", &json!({"RoleName": role}));
        for name in names["PolicyNames"].as_array().unwrap() {
            let policy = aws.call("iam", "get_role_policy", &json!({"RoleName": role, "PolicyName": name}));
            let statements = policy["PolicyDocument"]["Statement"].as_array().unwrap().iter();
            let sends = |statement: &&Value| statement["Action"].to_string().contains("\"sqs:SendMessage\"");
            let batches: Vec<_> = statements
                .filter(sends)
                .map(|it| json!({"Effect": "Allow", "Action": "sqs:SendMessageBatch", "Resource": it["Resource"]}))
                .collect();
            if !batches.is_empty() {
                let document = json!({"Version": "2012-10-17", "Statement": batches}).to_string();
                let put = json!({"RoleName": role, "PolicyName": BATCHES, "PolicyDocument": document});
                aws.call("iam", "put_role_policy", &put);
            }
        }
    }
}

fn outputs(aws: &MiniStack) -> BTreeMap<String, String> {
    let stacks = aws.call("cloudformation", "describe_stacks", &json!({"StackName": NAME}));
    table(&stacks["Stacks"][0]["Outputs"], "OutputKey", "OutputValue")
}

fn resources(aws: &MiniStack) -> BTreeMap<String, String> {
    let resources = aws.call("cloudformation", "describe_stack_resources", &json!({"StackName": NAME}));
    table(&resources["StackResources"], "LogicalResourceId", "PhysicalResourceId")
}

fn table(entries: &Value, key: &str, value: &str) -> BTreeMap<String, String> {
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    entries.as_array().unwrap().iter().map(|entry| (text(entry, key), text(entry, value))).collect()
}

fn client_that_finds(url: &str, port: u16) -> reqwest::Client {
    let host = reqwest::Url::parse(url).unwrap().host_str().unwrap().to_owned();
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    reqwest::Client::builder().resolve(&host, here).build().unwrap()
}
