//! Message text, names, numbers and tokens reach no log.

use relais_infra_tests::{CUSTOMER, Stack, secrets};
use serde_json::json;

pub(super) fn no_log_holds_a_secret_or_what_people_wrote(stack: &Stack) {
    let groups = stack.aws.call("logs", "describe_log_groups", &json!({}));
    let mut lines = Vec::new();
    for group in groups["logGroups"].as_array().unwrap() {
        let name = &group["logGroupName"];
        let events = stack.aws.call("logs", "filter_log_events", &json!({"logGroupName": name}));
        let events = events["events"].as_array().unwrap().iter();
        lines.extend(events.map(|event| event["message"].as_str().unwrap().to_owned()));
    }
    assert!(lines.iter().any(|line| line.contains("webhook accepted")), "the functions' logs are not here");
    let words = ["ouverts demain", "9 h à 19 h", "Awa", CUSTOMER];
    let secrets = [secrets::APP_SECRET, secrets::API_TOKEN, secrets::VERIFY_TOKEN, secrets::MODEL_KEY];
    for line in &lines {
        for word in words.iter().chain(&secrets) {
            assert!(!line.contains(word), "`{word}` is in the log: {line}");
        }
    }
}
