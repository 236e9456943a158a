//! Compares each function's permissions with the calls that the other steps made: none may be missing, none unused.
//!
//! A missing one shows by itself, because MiniStack refuses what a role does not allow. An unused one is an action that
//! the role's own statements allow and that CloudTrail has not recorded.

use std::collections::{BTreeMap, BTreeSet};

use relais_infra_tests::{BATCHES, Stack};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const FUNCTIONS: [&str; 4] =
    ["WebhookFunction", "WorkerFunction", "AdminApiFunction", "TokenRefreshFunction"];

/// Actions that Lambda itself uses under a function's role, and that our code never calls: logs, traces, and receiving
/// from the queues.
const BY_LAMBDA: [&str; 8] = [
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];

/// Actions that no step brings about, or that are not seen: a file that arrives after its person was erased is deleted;
/// without the permission to list, S3 answers 403 instead of 404 for a missing file; and the keys of a former name are
/// deleted in a transaction, whose parts CloudTrail does not record.
const RARE: [(&str, &str); 3] = [
    ("WorkerFunction", "s3:DeleteObject"),
    ("WorkerFunction", "s3:ListBucket"),
    ("WorkerFunction", "dynamodb:DeleteItem"),
];

pub(super) fn every_function_may_do_what_it_did_and_no_more(stack: &Stack) {
    let calls = calls_by_key(stack);
    let mut known = BTreeSet::new();
    let mut differences = Vec::new();
    for function in FUNCTIONS {
        let get = json!({"FunctionName": stack.resource(function)});
        let configuration = stack.aws.call("lambda", "get_function_configuration", &get);
        let key = key_of(&configuration);
        let made = calls.get(&key).cloned().unwrap_or_default();
        known.insert(key);
        let role = configuration["Role"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let allowed = allowed(stack, &role);
        println!("{function}: {made:?}");
        let is_rare = |action: &str| BY_LAMBDA.contains(&action) || RARE.contains(&(function, action));
        for action in allowed.difference(&made).filter(|action| !is_rare(action)) {
            differences.push(format!("{function} may {action} and never does"));
        }
        for action in made.difference(&allowed) {
            differences.push(format!("{function} does {action} without a statement of its own"));
        }
    }
    let strangers: Vec<_> =
        calls.keys().filter(|key| key.starts_with("ASIA") && !known.contains(*key)).collect();
    assert!(strangers.is_empty(), "calls of somebody who is none of the functions: {strangers:?}");
    assert!(differences.is_empty(), "{differences:#?}");
}

/// The access key that MiniStack gives a function's role.
fn key_of(configuration: &Value) -> String {
    let text = |name: &str| configuration[name].as_str().unwrap().to_owned();
    let digest = Sha256::digest(format!("{}:{}", text("FunctionArn"), text("Role")));
    format!("ASIA{}", &hex::encode_upper(digest)[..16])
}

/// The actions that a role's own statements allow. Managed policies of AWS are left out: they are for Lambda itself.
fn allowed(stack: &Stack, role: &str) -> BTreeSet<String> {
    let names = stack.aws.call("iam", "list_role_policies", &json!({"RoleName": role}));
    let mut actions = BTreeSet::new();
    for name in names["PolicyNames"].as_array().unwrap().iter().filter(|name| **name != BATCHES) {
        let policy = stack.aws.call("iam", "get_role_policy", &json!({"RoleName": role, "PolicyName": name}));
        for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
            assert_eq!(statement["Effect"], "Allow", "{role}: a statement that forbids is not compared");
            for action in texts(&statement["Action"]) {
                assert!(!action.contains('*'), "{role}: {action} is more than anybody needs");
                let everywhere = texts(&statement["Resource"]).contains(&"*".to_owned());
                assert!(
                    !everywhere || BY_LAMBDA.contains(&action.as_str()),
                    "{role}: {action} on everything"
                );
                actions.insert(action);
            }
        }
    }
    actions
}

fn texts(one_or_many: &Value) -> Vec<String> {
    let many = one_or_many.as_array().cloned().unwrap_or_else(|| vec![one_or_many.clone()]);
    many.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The actions of every recorded call, by the access key that signed it.
fn calls_by_key(stack: &Stack) -> BTreeMap<String, BTreeSet<String>> {
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in recorded(stack) {
        let (source, name) = (event["EventSource"].as_str().unwrap(), event["EventName"].as_str().unwrap());
        let key = event["AccessKeyId"].as_str().unwrap_or_default().to_owned();
        calls.entry(key).or_default().insert(action(source, name));
    }
    calls
}

/// The IAM action that a call needs. A batch of sends needs the action of a send.
fn action(source: &str, name: &str) -> String {
    let service = source.trim_end_matches(".amazonaws.com");
    let name = match (service, name) {
        ("sqs", "SendMessageBatch") => "SendMessage",
        ("s3", "HeadObject") => "GetObject",
        ("s3", "CopyObject") => "PutObject",
        ("s3", "ListObjects" | "ListObjectsV2") => "ListBucket",
        // It puts and deletes; each needs its own permission, which other calls of the same function use too.
        ("dynamodb", "TransactWriteItems") => "PutItem",
        _ => name,
    };
    format!("{service}:{name}")
}

/// All events, newest first. CloudTrail returns 50 at a time, so each page ends at the time of the previous page's last
/// event.
fn recorded(stack: &Stack) -> Vec<Value> {
    let mut events = Vec::new();
    let mut end: Option<Value> = None;
    loop {
        let ask = end.as_ref().map_or(json!({}), |end| json!({"EndTime": end}));
        let page = stack.aws.call("cloudtrail", "lookup_events", &ask);
        let page = page["Events"].as_array().unwrap().clone();
        let last = page.last().map(|event| event["EventTime"].clone());
        events.extend(page);
        if last.is_none() || last == end {
            return events;
        }
        end = last;
    }
}
