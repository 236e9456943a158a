//! The worker: does the jobs of the two queues.
//!
//! *Events* are recorded at once, in any order and any number of times, by the [`Recorder`]. *Replies* are jobs that
//! send: the [`Answerer`] decides, asks the model, sends and records ([`Answerer::answer`]), and settles what a person
//! sent ([`Answerer::settle`]).
//!
//! Every job ends, queues a later job and ends, or fails. A job that fails is redelivered.

mod answer;
pub mod aws;
mod batch;
mod error;
mod record;
mod settle;

use relais_core::blob::Blobs;
use relais_core::job::{self, EventJob, ReplyJob};
use relais_core::queue::{Enqueue, Received};

pub use answer::Answerer;
pub use answer::model::{Model, assistant};
pub use batch::{RepliesQueue, Unfinished, handle_batch, response};
pub use error::WorkError;
pub use record::Recorder;

/// Does the jobs of both queues.
#[derive(Clone)]
pub struct Worker<Q, B> {
    /// Records what webhooks brought.
    pub recorder: Recorder<Q, B>,
    /// Answers customers and settles sends.
    pub answerer: Answerer<Q>,
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
    /// The queue's name, in the log and in the list of dead letters.
    pub fn queue(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Replies => "replies",
        }
    }
}

impl<Q: Enqueue, B: Blobs> Worker<Q, B> {
    /// A worker that answers as `answerer` does, and records for the same number in the same store.
    pub fn new(answerer: Answerer<Q>, blobs: B) -> Self {
        let recorder = Recorder {
            store: answerer.store.clone(),
            replies: answerer.replies.clone(),
            blobs,
            business: answerer.sender.business.clone(),
            settings: answerer.settings.clone(),
            clock: answerer.clock.clone(),
        };
        Self { recorder, answerer }
    }

    /// Does one queue message's job. On an error the message is to be redelivered.
    pub async fn handle(&self, source: Source, message: &Received) -> Result<(), WorkError> {
        match source {
            Source::Events => self.recorder.record(job::decode::<EventJob>(&message.body)?).await,
            Source::Replies => match job::decode::<ReplyJob>(&message.body)? {
                ReplyJob::Reply { contact, sort_key, repeats } => {
                    let token = format!("{}/{}", message.id, message.receive_count);
                    self.answerer.answer(&contact, &sort_key, repeats, &token).await
                }
                ReplyJob::Settle { contact, sort_key, repeats } => {
                    self.answerer.settle(&contact, &sort_key, repeats).await
                }
            },
        }
    }
}
