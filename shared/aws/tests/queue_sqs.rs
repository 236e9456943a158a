//! SQS does what every queue does. Runs against the endpoint in `RELAIS_TEST_SQS_ENDPOINT` (a local SQS such as
//! MiniStack's, `http://localhost:4566`); skipped without it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a case that cannot go on has failed

#[path = "../../embedded/tests/queue_suite/mod.rs"]
mod queue_suite;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{BehaviorVersion, Config, Region};
use aws_sdk_sqs::types::QueueAttributeName;
use queue_suite::World;
use relais_aws::sqs::{DeadLetterQueue, SqsQueue};
use relais_core::dead_letter::DeadLetter;
use relais_core::queue::MAX_RECEIVES;

struct Sqs {
    client: Client,
    url: String,
}

impl World for Sqs {
    type Queue = SqsQueue;

    fn queue(&self) -> SqsQueue {
        SqsQueue::new(self.client.clone(), &self.url)
    }

    async fn pass(&self, time: Duration) {
        tokio::time::sleep(time + Duration::from_millis(200)).await;
    }

    async fn dead_letters(&self) -> Vec<DeadLetter> {
        self.dead_letter_queue().await.list(100).await.unwrap()
    }

    async fn redrive(&self) -> usize {
        self.dead_letter_queue().await.redrive().await.unwrap()
    }
}

impl Sqs {
    async fn dead_letter_queue(&self) -> DeadLetterQueue {
        self.queue().dead_letter_queue("events").await.unwrap().expect("the redrive policy names one")
    }
}

/// Two queues of this case's own, tied as `template.yaml` ties them.
async fn world() -> Option<Sqs> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let client = client()?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("relais-test-{}-{number}", std::process::id());

    let dead_letter_url = create(&client, &format!("{name}-dead"), None).await;
    let attributes = client.get_queue_attributes().queue_url(&dead_letter_url);
    let attributes = attributes.attribute_names(QueueAttributeName::QueueArn).send().await.unwrap();
    let arn = &attributes.attributes.unwrap()[&QueueAttributeName::QueueArn];
    let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":{MAX_RECEIVES}}}"#);
    let url = create(&client, &name, Some(redrive)).await;
    Some(Sqs { client, url })
}

async fn create(client: &Client, name: &str, redrive: Option<String>) -> String {
    let mut create = client.create_queue().queue_name(name);
    if let Some(redrive) = redrive {
        create = create.attributes(QueueAttributeName::RedrivePolicy, redrive);
    }
    create.send().await.unwrap().queue_url.unwrap()
}

fn client() -> Option<Client> {
    let endpoint = std::env::var_os("RELAIS_TEST_SQS_ENDPOINT")?.into_string().unwrap();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .allow_no_auth();
    Some(Client::from_conf(config.build()))
}

queue_suite!(world);
