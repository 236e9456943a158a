//! The trace that Lambda begins for a webhook goes on with what the webhook queues.

use std::time::Duration;

use relais_infra_tests::quick::{self, Noted, TRACE};
use relais_infra_tests::tools::root;
use relais_infra_tests::{Settings, event};
use tokio::process::Command;
use tokio::time::timeout;

#[tokio::test]
async fn what_a_webhook_queues_belongs_to_its_trace() {
    let (settings, noted) = (Settings::read(), Noted::default());
    let aws = quick::aws_noting(quick::secret(&settings), noted.clone()).await;
    let variables = quick::variables(&settings, "WebhookFunction", &aws, "http://127.0.0.1:9");
    let lambda = quick::lambda("webhook", &event("text")).await;
    let ended = Command::new(root().join("target/lambda/webhook/bootstrap"))
        .env_clear()
        .envs(variables.into_iter().chain(lambda))
        .kill_on_drop(true)
        .output();
    timeout(Duration::from_mins(1), ended).await.unwrap().unwrap();
    let calls = noted.lock().unwrap();
    let (queued, others): (Vec<_>, Vec<_>) =
        calls.iter().partition(|(operation, _)| operation.starts_with("AmazonSQS.SendMessage"));
    assert!(!queued.is_empty() && queued.iter().all(|(_, trace)| trace == TRACE), "{queued:?}");
    assert!(others.iter().all(|(_, trace)| trace.is_empty()), "{others:?}");
}
