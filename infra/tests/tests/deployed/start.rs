//! A function that lacks something does not start. Its log names what is missing and what to do.

use relais_infra_tests::{Emulator, MiniStack, Resources, Settings, event};
use serde_json::json;

type Variables = Vec<(String, String)>;

/// Starts the function with this change to its variables. It must not start, and its log must contain these words.
async fn fails(aws: &MiniStack, name: &str, change: &[(&str, &str)], says: &[&str]) {
    let function = match name {
        "webhook" => "WebhookFunction",
        "worker" => "WorkerFunction",
        _ => "AdminApiFunction",
    };
    let mut variables: Variables = Settings::read().of(function, &aws.url(), "http://127.0.0.1:9");
    variables.retain(|(name, _)| !change.iter().any(|(changed, _)| changed == name));
    variables.extend(change.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let emulator = Emulator::start(name, &variables).await;
    let answer = emulator.answer(&event("text")).await;
    assert!(!answer.contains("statusCode"), "{name} {change:?} started: {answer}");
    let log = emulator.printed();
    let log = log.lines().find(|line| line.contains("the function does not start")).unwrap_or_default();
    for words in says {
        assert!(log.contains(words), "{name} {change:?} does not say `{words}`: {}", emulator.printed());
    }
    assert!(!log.contains("of-the-events"), "a secret's value is in the log: {log}");
}

#[tokio::test]
async fn a_function_that_lacks_what_it_needs_says_so_and_does_not_start() {
    let aws = MiniStack::start().await;
    Resources::create(&aws).await;
    let queue = |name: &str| format!("{}/000000000000/{name}", aws.url());

    let missing = [("WHATSAPP_APP_SECRET", ""), ("MEDIA_BUCKET", "")];
    fails(&aws, "webhook", &missing, &["WHATSAPP_APP_SECRET is missing", "MEDIA_BUCKET is missing"]).await;
    let missing = [("REPLIES_DEAD_LETTERS_URL", "")];
    fails(&aws, "worker", &missing, &["REPLIES_DEAD_LETTERS_URL is missing"]).await;
    let absent = queue("nothing-here");
    for (name, variable) in [("webhook", "EVENTS_QUEUE_URL"), ("worker", "REPLIES_QUEUE_URL")] {
        fails(&aws, name, &[(variable, &absent)], &["does not exist", "nothing-here", variable]).await;
    }
    for name in ["worker", "admin-api"] {
        fails(&aws, name, &[("TABLE_NAME", "no-table")], &["does not exist", "no-table", "TABLE_NAME"]).await;
    }

    aws.call("iam", "create_user", &json!({"UserName": "nobody"}));
    let key = aws.call("iam", "create_access_key", &json!({"UserName": "nobody"}));
    let text = |name: &str| key["AccessKey"][name].as_str().unwrap().to_owned();
    let (id, secret) = (text("AccessKeyId"), text("SecretAccessKey"));
    let nobody = [("AWS_ACCESS_KEY_ID", id.as_str()), ("AWS_SECRET_ACCESS_KEY", &secret)];
    fails(&aws, "webhook", &nobody, &["may not call sqs:GetQueueAttributes", "policy"]).await;
    fails(&aws, "worker", &nobody, &["may not call dynamodb:GetItem", "policy"]).await;
}

#[tokio::test]
async fn a_secret_of_the_wrong_shape_is_named_and_never_shown() {
    let aws = MiniStack::start().await;
    Resources::create(&aws).await;
    for (name, text, says) in [
        ("list", "[\"value-of-the-events\"]", "not a JSON object"),
        ("nested", "{\"WHATSAPP_API_TOKEN\": {\"is\": \"value-of-the-events\"}}", "WHATSAPP_API_TOKEN"),
    ] {
        let made = aws.call("secretsmanager", "create_secret", &json!({"Name": name, "SecretString": text}));
        let arn = made["ARN"].as_str().unwrap();
        fails(&aws, "webhook", &[("RELAIS_SECRET_ARN", arn)], &[says]).await;
    }
    let arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:none-abcdef";
    fails(&aws, "webhook", &[("RELAIS_SECRET_ARN", arn)], &["secret", "does not exist"]).await;
}
