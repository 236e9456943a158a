//! The worker: does the jobs of the two queues.
//!
//! The [`Recorder`] records *events*. They may come in any order and more than once. The [`Answerer`] does the jobs of
//! the *replies* queue, which send: it answers a customer's message ([`Answerer::answer`]) or settles a message that a
//! person sent ([`Answerer::settle`]).
//!
//! Every job ends, queues a later job and ends, or fails. A failed job is redelivered, up to
//! [`MAX_RECEIVES`](relais_core::queue::MAX_RECEIVES) times, and then dead-lettered.

mod answer;
pub mod aws;
mod batch;
mod business;
mod draft;
mod elapsed;
mod error;
mod events;
mod media;
mod memory;
mod push;
mod record;
mod settle;
mod usage;

use std::sync::Arc;

use relais_aws::secret::Secret;
use relais_aws::store::Announcer;
use relais_core::blob::Blobs;
use relais_core::job::{self, EventJob, ReplyJob};
use relais_core::queue::{Enqueue, Received};

pub use answer::model::{Model, assistant};
pub use answer::{Answerer, ToolClients};
pub use batch::{RepliesQueue, Unfinished, handle_batch, response};
pub use business::Businesses;
pub use error::WorkError;
pub use events::EventSender;
pub use media::MediaWorker;
pub use push::PushSender;
pub use record::Recorder;

/// Does the jobs of both queues.
#[derive(Clone)]
pub struct Worker<Q, B> {
    /// Records the items of webhooks.
    pub recorder: Recorder<Q, B>,
    /// Answers customers and settles sends.
    pub answerer: Answerer<Q>,
    /// Fetches and understands the files of messages.
    pub media: MediaWorker<Q>,
    /// Sends events to the business's own systems.
    pub events: EventSender<Q>,
    /// Tells the browsers that asked for it.
    pub pushes: PushSender<Q>,
}

/// The queue that a message came from.
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
    /// A worker with this answerer, and a recorder for the same numbers and store. Without a model that transcribes,
    /// voice is switched off.
    pub fn new(mut answerer: Answerer<Q>, blobs: B) -> Self {
        let transcribes = answerer.assistant.as_ref().is_some_and(|model| model.transcribe_model().is_some());
        answerer.settings.understand.voice &= transcribes;
        answerer.businesses = answerer.businesses.over(answerer.settings.clone());
        let announcer = Arc::new(Announcer::new(
            answerer.businesses.recent().clone(),
            answerer.sender.numbers.clone(),
            answerer.replies.clone(),
        ));
        answerer.store = answerer.store.announcing(announcer.clone());
        answerer.sender.store = answerer.sender.store.announcing(announcer);
        let recorder = Recorder {
            store: answerer.store.clone(),
            replies: answerer.replies.clone(),
            blobs,
            businesses: answerer.sender.numbers.clone(),
            account: answerer.sender.account().cloned(),
            settings: answerer.settings.clone(),
            clock: answerer.clock.clone(),
        };
        let media = MediaWorker {
            store: answerer.store.clone(),
            replies: answerer.replies.clone(),
            sender: answerer.sender.clone(),
            files: answerer.files.clone(),
            at_once: media::AtOnce::default(),
            assistant: answerer.assistant.clone(),
            businesses: answerer.businesses.clone(),
            settings: answerer.settings.clone(),
            clock: answerer.clock.clone(),
        };
        let events = EventSender::of(&answerer);
        let pushes = PushSender::of(&answerer);
        Self { recorder, answerer, media, events, pushes }
    }

    /// The same worker, with the token and the app secret from this secret, if there is one.
    #[must_use]
    pub fn following(mut self, secret: Option<&Secret>) -> Self {
        let sender = self.answerer.sender.following(secret.cloned());
        self.answerer.sender = sender.clone();
        self.media.sender = sender;
        self
    }

    /// Does the job in a queue message. On an error the caller has the message redelivered.
    pub async fn handle(&self, source: Source, message: &Received) -> Result<(), WorkError> {
        match source {
            Source::Events => self.recorder.record(job::decode::<EventJob>(&message.body)?).await,
            Source::Replies => match job::decode::<ReplyJob>(&message.body)? {
                ReplyJob::Reply { contact, sort_key, repeats } => {
                    let token = format!("{}/{}", message.id, message.receive_count);
                    Box::pin(self.answerer.answer(&contact, &sort_key, repeats, &token)).await
                }
                ReplyJob::Settle { contact, sort_key, repeats } => {
                    Box::pin(self.answerer.settle(&contact, &sort_key, repeats)).await
                }
                ReplyJob::Revise { contact, direction, name } => {
                    Box::pin(self.recorder.revise(&contact, direction, &name)).await
                }
                ReplyJob::Draft { id } => Box::pin(self.answerer.draft(&id)).await,
                ReplyJob::Push(push) => Box::pin(self.pushes.handle(push)).await,
                ReplyJob::Event(event) => Box::pin(self.events.handle(event)).await,
                ReplyJob::Media { contact, sort_key, tries } => {
                    Box::pin(self.media.handle(&contact, &sort_key, tries)).await
                }
            },
        }
    }
}
