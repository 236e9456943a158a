//! The table, queues and bucket that `events/env.json` names. Functions use them when they run without a deployment.

use relais_aws::Store;
use relais_core::queue::MAX_RECEIVES;
use serde_json::json;

use crate::MiniStack;
use crate::ministack::ACCOUNT;

/// The names of the resources.
#[derive(Debug)]
pub struct Resources;

impl Resources {
    /// The table.
    pub const TABLE: &str = "relais";
    /// The queue of events.
    pub const EVENTS: &str = "relais-events";
    /// The queue of replies.
    pub const REPLIES: &str = "relais-replies";
    /// The bucket.
    pub const BUCKET: &str = "relais-media";

    /// Creates them.
    pub async fn create(aws: &MiniStack) {
        Store::new(aws.dynamodb(), Self::TABLE).ensure_table().await.unwrap();
        for name in [Self::EVENTS, Self::REPLIES] {
            let dead = format!("{name}-dead");
            aws.sqs().create_queue().queue_name(&dead).send().await.unwrap();
            let redrive = json!({
                "deadLetterTargetArn": format!("arn:aws:sqs:us-east-1:{ACCOUNT}:{dead}"),
                "maxReceiveCount": MAX_RECEIVES,
            });
            let create = aws.sqs().create_queue().queue_name(name);
            let redrive_policy = aws_sdk_sqs::types::QueueAttributeName::RedrivePolicy;
            create.attributes(redrive_policy, redrive.to_string()).send().await.unwrap();
        }
        aws.call("s3", "create_bucket", &json!({"Bucket": Self::BUCKET}));
    }
}
