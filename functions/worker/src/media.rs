//! Fetches the files of messages and understands them, one step a job.
//!
//! A file is fetched at once, because Meta has it for seven days only, and its address for five minutes. The job goes on
//! by itself, with growing pauses, until the file is stored, Meta no longer has it, or trying again makes no sense. The
//! answer to the message is a job of its own: it waits a while for the file ([`MEDIA_PATIENCE`]) and never depends on it.
//!
//! A file is in the media store only if all of it came and its size and hash are right ([`Checked`](checked::Checked)).
//! So a job that finds it there, after a crash or beside a second worker, does not fetch it again. Two workers at the same
//! moment store the same bytes under the same name.
//!
//! The bytes are stored before the message says so. If the message's person was erased meanwhile, they are removed again.
//!
//! [`MEDIA_PATIENCE`]: relais_core::timing::MEDIA_PATIENCE

mod announced;
mod checked;
mod fetch;
pub(crate) mod understand;

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_core::blob::SharedMedia;
use relais_core::contact::ContactId;
use relais_core::job::ReplyJob;
use relais_core::media::{self, Media, MediaId, MediaProblem, MediaState, Understood};
use relais_core::message::{Message, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Enqueue, MAX_DELAY};
use relais_core::timing::{FETCH_SHOWN, UNDERSTAND_PATIENCE};
use relais_core::{Clock, Settings};
use relais_sending::Sender;

use crate::WorkError;
use crate::answer::model::Model;
use fetch::Fetched;

/// The shortest pause before a file is fetched again.
const SHORTEST_PAUSE: SignedDuration = SignedDuration::from_secs(2);

/// Does the media jobs.
#[derive(Clone)]
pub struct MediaWorker<Q> {
    /// The store.
    pub store: Store,
    /// The replies queue, for later steps.
    pub replies: Q,
    /// Knows Graph and its token.
    pub sender: Sender,
    /// Where the files lie.
    pub files: SharedMedia,
    /// The model; `None` when no key is configured.
    pub assistant: Option<Model>,
    /// The settings.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
}

impl<Q: Enqueue> MediaWorker<Q> {
    /// Does the next step of this message's file. `once`: it is not tried again later, because another job does that.
    pub async fn handle(&self, contact: &ContactId, sort_key: &str, once: bool) -> Result<(), WorkError> {
        let Some(key) = MessageKey::from_sort_key(contact, sort_key) else { return Ok(()) };
        let message = self.store.message(&key).await?;
        let Some((message, media)) = message.and_then(|message| Some((message.clone(), message.media?)))
        else {
            // Its person was erased, perhaps after an earlier try had stored the file.
            return Ok(self.files.remove(&MediaId::of_message(&key).blob()).await?);
        };
        if media.id != MediaId::of_message(&key) || message.is_deleted() {
            return Ok(());
        }
        if media.is_being_fetched() {
            return self.fetch_step(&message, media, once).await;
        }
        if media.state == MediaState::Stored && media.to_understand {
            return self.understand_step(&message, media, once).await;
        }
        Ok(())
    }

    async fn fetch_step(&self, message: &Message, media: Media, once: bool) -> Result<(), WorkError> {
        let key = &message.key;
        let fetched = Box::pin(self.fetch(message, &media)).await?;
        let now = self.clock.now();
        match fetched {
            Fetched::Stored { size, mime_type } => {
                metrics::count(Metric::FilesStored, 1);
                tracing::info!(message = %key, size, "file stored");
                let mut stored =
                    Media { size: Some(size), state: MediaState::Stored, problem: None, ..media };
                stored.mime_type = mime_type.or(stored.mime_type);
                stored.to_understand = self.is_to_understand(message);
                stored.understood = Box::pin(self.emoji_of(message, &stored)).await;
                if !self.change(message, &stored).await? {
                    return Ok(self.files.remove(&stored.id.blob()).await?);
                }
                // In a job of its own, which has all of a job's time.
                if stored.to_understand { self.again(key, SignedDuration::ZERO).await } else { Ok(()) }
            }
            Fetched::Later(_) | Fetched::Failed(MediaProblem::Refused)
                if media::is_gone(message.timestamp, now) =>
            {
                metrics::count(Metric::FilesFailed, 1);
                tracing::error!(message = %key, "file not fetched in time: Meta no longer has it");
                let expired = Media { state: MediaState::Expired, problem: None, ..media };
                self.change(message, &expired).await.map(|_| ())
            }
            Fetched::Failed(problem) => {
                metrics::count(Metric::FilesFailed, 1);
                self.change(message, &failed(media, problem)).await.map(|_| ())
            }
            Fetched::Later(pause) => {
                let age = age(message, now);
                // The next step first: then this one cannot be the last that knows of the file.
                if !once {
                    self.again(key, pause.unwrap_or_default().max(pause_at(age))).await?;
                }
                if age >= FETCH_SHOWN && media.state == MediaState::Fetching {
                    tracing::error!(message = %key, "file not fetched for ten minutes: shown as failed, tried again");
                    self.change(message, &failed(media, MediaProblem::NotReached)).await?;
                }
                Ok(())
            }
        }
    }

    async fn understand_step(&self, message: &Message, media: Media, once: bool) -> Result<(), WorkError> {
        let age = age(message, self.clock.now());
        let understood = match Box::pin(self.understand(message, &media)).await {
            Ok(understood) => understood,
            Err(error) if age >= UNDERSTAND_PATIENCE => {
                let error = error.error_chain();
                tracing::error!(message = %message.key, error, "the words of a file could not be read in time");
                Some(Understood::Nothing)
            }
            Err(error) => {
                let error = error.error_chain();
                tracing::warn!(message = %message.key, error, "the words of a file could not be read yet");
                return if once { Ok(()) } else { self.again(&message.key, pause_at(age)).await };
            }
        };
        let known = Media { to_understand: false, understood, ..media };
        self.change(message, &known).await.map(|_| ())
    }

    async fn change(&self, message: &Message, media: &Media) -> Result<bool, WorkError> {
        Ok(self.store.change_media(&message.key, media, self.clock.now()).await?)
    }

    /// Queues the next step, at most [`MAX_DELAY`] from now.
    async fn again(&self, key: &MessageKey, pause: SignedDuration) -> Result<(), WorkError> {
        Ok(self.replies.send(vec![ReplyJob::media(key).after(pause)?]).await?)
    }
}

fn failed(media: Media, problem: MediaProblem) -> Media {
    Media { state: MediaState::Failed, problem: Some(problem), ..media }
}

/// How long ago the message came.
fn age(message: &Message, now: Timestamp) -> SignedDuration {
    let came = Timestamp::from_microsecond(message.came_at).unwrap_or(message.timestamp);
    now.duration_since(came).max(SignedDuration::ZERO)
}

/// The pause before the next try: half of the message's age. So the pauses grow, and no job has to count its tries.
fn pause_at(age: SignedDuration) -> SignedDuration {
    let longest = SignedDuration::try_from(MAX_DELAY).unwrap_or(SignedDuration::MAX);
    (age / 2).clamp(SHORTEST_PAUSE, longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_from_seconds_to_a_quarter_of_an_hour() {
        for (age, pause) in [(0, 2), (3, 2), (10, 5), (600, 300), (1800, 900), (86_400, 900)] {
            assert_eq!(pause_at(SignedDuration::from_secs(age)), SignedDuration::from_secs(pause), "{age}");
        }
    }
}
