//! The worker: takes jobs from the two queues.
//!
//! *Events* are recorded at once, in any order and any number of times ([`record`](Worker::record)). *Replies* are
//! where something is sent: [`answer`](Worker::answer) decides, asks the model, sends and records, and
//! [`settle`](Worker::settle) looks after what a person sent.
//!
//! Every job either ends, puts a later job in the queue and ends, or fails; one that fails comes back.

mod answer;
pub mod aws;
mod batch;
mod error;
mod history;
mod model;
mod record;
mod settle;

use jiff::Timestamp;
use relais_aws::Store;
use relais_core::blob::Blobs;
use relais_core::conversation::queue_delay;
use relais_core::job::{self, EventJob, ReplyJob};
use relais_core::queue::{NewMessage, Queue, Received};
use relais_core::{Clock, Settings};
use relais_sending::Sender;
use relais_whatsapp::ids::PhoneNumberId;

pub use batch::{Unfinished, handle_batch, response};
pub use error::WorkError;
pub use model::{Model, assistant};

/// Everything a job may use.
#[derive(Clone)]
pub struct Worker<Q, B> {
    /// Where everything is recorded.
    pub store: Store,
    /// Where later jobs go.
    pub replies: Q,
    /// What fit no queue message.
    pub blobs: B,
    /// The one place that sends.
    pub sender: Sender,
    /// The model; `None` when no key is configured.
    pub assistant: Option<Model>,
    /// What the model is told of the business.
    pub system_prompt: String,
    /// The number this deployment answers for.
    pub business: PhoneNumberId,
    /// When and how answers are given.
    pub settings: Settings,
    /// The present.
    pub clock: Clock,
}

/// Which of the two queues a message came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Messages, statuses and other webhook items.
    Events,
    /// Answers to give and sends to settle.
    Replies,
}

impl Source {
    /// What the queue is called, here and in the list of dead letters.
    pub fn queue(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Replies => "replies",
        }
    }
}

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Does one queue message's job. On an error the message is to come back.
    pub async fn handle(&self, source: Source, message: &Received) -> Result<(), WorkError> {
        match source {
            Source::Events => self.record(job::decode::<EventJob>(&message.body)?).await,
            Source::Replies => match job::decode::<ReplyJob>(&message.body)? {
                ReplyJob::Reply { contact, sort_key, repeats } => {
                    let token = format!("{}/{}", message.id, message.receive_count);
                    self.answer(&contact, &sort_key, repeats, &token).await
                }
                ReplyJob::Settle { contact, sort_key, repeats } => {
                    self.settle(&contact, &sort_key, repeats).await
                }
            },
        }
    }

    /// Puts a job in the replies queue for a time to come.
    async fn later(&self, job: &ReplyJob, at: Timestamp) -> Result<(), WorkError> {
        let delay = queue_delay(at, self.clock.now()).unsigned_abs();
        let message = NewMessage { body: job::encode(job)?, delay };
        Ok(self.replies.send(vec![message]).await?)
    }
}
