//! The suite that every queue must pass, on MiniStack's SQS.

#[path = "../../../../shared/embedded/tests/queue_suite/mod.rs"]
mod queue_suite;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{MessageSystemAttributeName, QueueAttributeName};
use queue_suite::World;
use relais_aws::access::Access;
use relais_aws::sqs::{DeadLetterQueue, SqsQueue};
use relais_core::dead_letter::DeadLetter;
use relais_core::queue::{Enqueue, MAX_RECEIVES, NewMessage};
use relais_infra_tests::MiniStack;

struct Sqs {
    access: Access,
    url: String,
}

impl World for Sqs {
    type Queue = SqsQueue;

    fn queue(&self) -> SqsQueue {
        SqsQueue::new(&self.access, &self.url)
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

/// A queue and its dead-letter queue for one case, connected by a redrive policy as in `template.yaml`.
async fn world() -> Sqs {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let aws = MiniStack::shared().await;
    let client = aws.sqs();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("suite-{number}");

    let dead_letter_url = create(&client, &format!("{name}-dead"), None).await;
    let attributes = client.get_queue_attributes().queue_url(&dead_letter_url);
    let attributes = attributes.attribute_names(QueueAttributeName::QueueArn).send().await.unwrap();
    let arn = &attributes.attributes.unwrap()[&QueueAttributeName::QueueArn];
    let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":{MAX_RECEIVES}}}"#);
    let url = create(&client, &name, Some(redrive)).await;
    Sqs { access: aws.access(), url }
}

async fn create(client: &Client, name: &str, redrive: Option<String>) -> String {
    let mut create = client.create_queue().queue_name(name);
    if let Some(redrive) = redrive {
        create = create.attributes(QueueAttributeName::RedrivePolicy, redrive);
    }
    create.send().await.unwrap().queue_url.unwrap()
}

crate::queue_suite!(world);

/// The group of the one message in the queue, which is hidden from then on.
async fn group(client: &Client, url: &str) -> Option<String> {
    let name = MessageSystemAttributeName::MessageGroupId;
    let received = client.receive_message().queue_url(url).message_system_attribute_names(name.clone());
    let [message] = received.wait_time_seconds(5).send().await.unwrap().messages.unwrap().try_into().unwrap();
    message.attributes.and_then(|mut attributes| attributes.remove(&name))
}

/// The local AWS keeps the group and delivers in no other order: docs/AWS.md.
#[tokio::test]
async fn a_job_has_its_conversations_group_also_when_it_was_delayed_or_redriven() {
    let (world, client) = (world().await, MiniStack::shared().await.sqs());
    let contact = "c0123456789abcdef01234567";
    let body = format!(r#"{{"v":1,"job":{{"reply":{{"contact":"{contact}","message":"m"}}}}}}"#);

    let delayed = NewMessage { body: body.clone(), delay: Duration::from_secs(1) };
    world.queue().send(vec![delayed]).await.unwrap();
    assert_eq!(group(&client, &world.url).await.as_deref(), Some(contact));

    let dead = format!("{}-dead", world.url);
    client.send_message().queue_url(&dead).message_body(&body).send().await.unwrap();
    assert_eq!(world.redrive().await, 1);
    assert_eq!(group(&client, &world.url).await.as_deref(), Some(contact));
}
