//! Sends every file of `events/` to the built functions, under Lambda's runtime interface emulator.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use relais_infra_tests::{Emulator, LocalAws, MiniStack, Resources, Settings, event, tools};
use relais_whatsapp::signature::sign;
use secrecy::SecretString;
use serde_json::Value;

/// The expected answer to an event.
#[derive(Clone, Copy, Debug)]
enum Expected {
    /// An HTTP response with this status, whose body contains this.
    Http(u16, &'static str),
    /// 200, and this many new jobs in the events queue.
    Enqueued(usize),
    /// A batch of which these records are reported as failed.
    Failures(&'static [&'static str]),
    /// An empty answer, and no error.
    Done,
}

/// The order matters: later events build on what earlier ones recorded.
const CASES: &[(&str, &str, Expected)] = &[
    ("handshake", "webhook", Expected::Http(200, "1158201444")),
    ("text", "webhook", Expected::Enqueued(1)),
    ("image", "webhook", Expected::Enqueued(1)),
    ("voice", "webhook", Expected::Enqueued(1)),
    ("interactive-reply", "webhook", Expected::Enqueued(1)),
    ("status-sent", "webhook", Expected::Enqueued(1)),
    ("status-failed", "webhook", Expected::Enqueued(1)),
    ("batch", "webhook", Expected::Enqueued(4)),
    ("base64-body", "webhook", Expected::Enqueued(1)),
    ("bad-signature", "webhook", Expected::Http(403, "signature")),
    ("queue-batch-with-poison", "worker", Expected::Failures(&["00000000-0000-4000-8000-000000000002"])),
    ("reply-job", "worker", Expected::Failures(&[])),
    ("admin-list", "admin-api", Expected::Http(200, "+33639980001")),
    ("admin-send", "admin-api", Expected::Http(200, "success")),
    ("admin-unauthorised", "admin-api", Expected::Http(401, "unauthorized")),
    ("refresh-tick", "token-refresh", Expected::Done),
];

const FUNCTIONS: &[(&str, &str)] = &[
    ("webhook", "WebhookFunction"),
    ("worker", "WorkerFunction"),
    ("admin-api", "AdminApiFunction"),
    ("token-refresh", "TokenRefreshFunction"),
];

/// Texts that neither a function nor its runtime may print.
fn private(settings: &Settings) -> [&str; 4] {
    let value = |name| settings.value("WorkerFunction", name);
    [value("WHATSAPP_APP_SECRET"), value("WHATSAPP_API_TOKEN"), "Bonjour", "33639980001"]
}

#[tokio::test]
async fn every_event_is_answered_as_it_should_be() {
    answer_every_event(tools::function).await;
}

/// The same by the functions that `make deploy` deploys unless it is told otherwise.
#[tokio::test]
#[ignore = "needs the functions for arm64 and an emulator: `make test-arm`"]
async fn every_event_is_answered_on_arm64() {
    let folder = tempfile::tempdir().unwrap();
    answer_every_event(|name| tools::emulated_function(name, folder.path())).await;
}

async fn answer_every_event(program: impl Fn(&str) -> PathBuf) {
    let settings = Settings::read();
    let LocalAws { aws, stand_ins } = LocalAws::start().await;
    for (name, logical_id) in FUNCTIONS {
        let variables = settings.of(logical_id, &aws.url(), &stand_ins.url);
        let emulator = Emulator::run(&program(name), name, &variables).await;
        for (case, _, expected) in CASES.iter().filter(|(_, function, _)| function == name) {
            let answer = emulator.invoke(&event(case)).await;
            check(case, &answer, *expected, &aws).await;
        }
        let printed = emulator.printed();
        for secret in private(&settings) {
            assert!(!printed.contains(secret), "{name} printed `{secret}`");
        }
    }
    assert_eq!(stand_ins.simulator.accepted().len(), 2, "the assistant's answer and the agent's");
}

/// The same in containers, as `events/README.md` describes it for one event by hand.
#[tokio::test(flavor = "multi_thread")] // the stand-ins must answer while the test waits for a container
#[ignore = "needs a Docker engine with the image of Lambda's provided.al2023 runtime: `make test-sam`"]
async fn every_event_is_answered_by_sam_local_invoke() {
    let settings = Settings::read();
    let local_aws = LocalAws::for_containers().await.expect("the ports of events/env.json are free");
    for (case, function, expected) in CASES {
        let (_, logical_id) = FUNCTIONS.iter().find(|(name, _)| name == function).unwrap();
        let file = format!("events/{case}.json");
        let output = Command::new(tools::python_tool("sam"))
            .current_dir(tools::root())
            .env("SAM_CLI_TELEMETRY", "0")
            .args(["local", "invoke", logical_id, "--event", &file, "--env-vars", "events/env.json"])
            .args(["--skip-pull-image", "--region", "us-east-1"])
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{case}: {printed}");
        let answer = String::from_utf8_lossy(&output.stdout);
        let answer = answer.lines().last().unwrap_or("null");
        let answer = serde_json::from_str(answer).unwrap_or_else(|error| panic!("{case}: {error}: {answer}"));
        check(case, &answer, *expected, &local_aws.aws).await;
        for secret in private(&settings) {
            assert!(!printed.contains(secret), "{case} printed `{secret}`");
        }
        println!("{case}: {answer}");
    }
    let accepted = local_aws.stand_ins.simulator.accepted();
    assert_eq!(accepted.len(), 2, "the assistant's answer and the agent's");
}

async fn check(case: &str, answer: &Value, expected: Expected, aws: &MiniStack) {
    let enqueued = enqueued(aws).await;
    let wanted = if let Expected::Enqueued(count) = expected { count } else { 0 };
    assert_eq!(enqueued, wanted, "{case}: {answer}");
    match expected {
        Expected::Http(status, part) => {
            assert_eq!(answer["statusCode"], status, "{case}: {answer}");
            assert!(answer["body"].as_str().unwrap().contains(part), "{case}: {answer}");
        }
        Expected::Enqueued(_) => assert_eq!(answer["statusCode"], 200, "{case}: {answer}"),
        Expected::Failures(ids) => {
            let failures =
                answer["batchItemFailures"].as_array().unwrap_or_else(|| panic!("{case}: {answer}"));
            let failed: Vec<_> =
                failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap()).collect();
            assert_eq!(failed, ids, "{case}");
        }
        Expected::Done => assert_eq!(*answer, Value::Null, "{case}"),
    }
}

/// Removes all jobs from the events queue, and returns how many there were.
async fn enqueued(aws: &MiniStack) -> usize {
    let sqs = aws.sqs();
    let url = sqs.get_queue_url().queue_name(Resources::EVENTS).send().await.unwrap().queue_url.unwrap();
    let mut count = 0;
    loop {
        let received = sqs.receive_message().queue_url(&url).max_number_of_messages(10).send().await.unwrap();
        let messages = received.messages.unwrap_or_default();
        if messages.is_empty() {
            return count;
        }
        count += messages.len();
        for message in messages {
            sqs.delete_message()
                .queue_url(&url)
                .receipt_handle(message.receipt_handle.unwrap())
                .send()
                .await
                .unwrap();
        }
    }
}

#[test]
fn every_file_has_its_case() {
    let entries = std::fs::read_dir(tools::root().join("events")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<_> = names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    let cases = CASES.iter().map(|(case, _, _)| (*case).to_owned());
    let cases: BTreeSet<_> = cases.chain(["env".to_owned(), super::live::BATCH.to_owned()]).collect();
    assert_eq!(files, cases);
}

#[test]
fn signatures_match_the_secret_in_env_json() {
    let secret =
        SecretString::from(Settings::read().value("WebhookFunction", "WHATSAPP_APP_SECRET").to_owned());
    let mut checked = 0;
    for (case, _, _) in CASES {
        let event = event(case);
        let Some(signature) = event["headers"]["x-hub-signature-256"].as_str() else { continue };
        let body = event["body"].as_str().unwrap();
        let bytes = match event["isBase64Encoded"].as_bool() {
            Some(true) => BASE64_STANDARD.decode(body).unwrap(),
            _ => body.as_bytes().to_vec(),
        };
        assert_eq!(sign(&secret, &bytes) == signature, *case != "bad-signature", "{case}");
        checked += 1;
    }
    assert!(checked > 5);
}
