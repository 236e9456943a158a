//! Fetches the files of messages and understands them, one step a job.
//!
//! A file is fetched at once, because Meta has it for seven days only, and its address for five minutes. The job goes on
//! by itself, with growing pauses, until the file is stored, Meta no longer has it, or trying again makes no sense. The
//! answer to the message is a job of its own: it waits a while for the file ([`MEDIA_PATIENCE`]) and never depends on it.
//!
//! Each try queues the next one, and *then* notes in the message when that is due ([`Media::next_at`]). A job that is due
//! earlier than what is noted ends; the noted time is never set back. So at least one job goes on: whatever is noted was
//! queued before. And at most about one does: a job that is redelivered after its note ends, and of several that were
//! queued without a note, because a worker died in between or a webhook was redelivered, all but the latest end at their
//! next try. A person who asks for a file queues a try that is due later than any, so it takes the place of the others.
//!
//! A failure of the database or of the media store is rescheduled in the same way. So it leaves no file without a job.
//!
//! A file is in the media store only if all of it came and its size and hash are right ([`Checked`](checked::Checked)).
//! So a job that finds it there, after a crash or beside a second worker, does not fetch it again. Two workers at the same
//! moment store the same bytes under the same name.
//!
//! The bytes are stored before the message says so. If the message's person was erased meanwhile, they are removed again.
//!
//! [`MEDIA_PATIENCE`]: relais_core::timing::MEDIA_PATIENCE

mod announced;
mod at_once;
mod checked;
mod fetch;
pub(crate) mod understand;

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_core::blob::SharedMedia;
use relais_core::contact::ContactId;
use relais_core::job::{ReplyJob, Tries};
use relais_core::media::{self, Media, MediaId, MediaProblem, MediaState, Understood};
use relais_core::message::{Message, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::{Enqueue, MAX_DELAY};
use relais_core::timing::{FETCH_SHOWN, UNDERSTAND_PATIENCE};
use relais_core::{Clock, Settings};
use relais_sending::{Sender, spread};

use crate::WorkError;
use crate::answer::model::Model;
use crate::business::Businesses;
pub(crate) use at_once::AtOnce;
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
    /// The files that this process is fetching.
    pub(crate) at_once: AtOnce,
    /// The model; `None` when no key is configured.
    pub assistant: Option<Model>,
    /// What each business number has set.
    pub businesses: Businesses,
    /// The settings of the deployment.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
}

impl<Q: Enqueue> MediaWorker<Q> {
    /// Does the next step of this message's file. `tries`: which try it is, unless it is the first.
    pub async fn handle(
        &self,
        contact: &ContactId,
        sort_key: &str,
        tries: Option<Tries>,
    ) -> Result<(), WorkError> {
        let Some(key) = MessageKey::from_sort_key(contact, sort_key) else { return Ok(()) };
        match Box::pin(self.step(&key, tries)).await {
            Err(error @ (WorkError::Store(_) | WorkError::Blob(_))) if error.is_retryable() => {
                let error = error.error_chain();
                tracing::error!(message_key = %key, error, "the job of a file failed: tried again");
                let since = tries.map_or(key.at(), |tries| tries.since);
                self.queue(&key, tries, pause_at(self.age(since))).await
            }
            done => done,
        }
    }

    async fn step(&self, key: &MessageKey, tries: Option<Tries>) -> Result<(), WorkError> {
        let message = self.store.message(key).await?;
        let due = tries.map(|tries| tries.due);
        let Some((message, media)) = message.and_then(|message| {
            // An older release recorded no file. Whoever asks for it may not have noted it yet.
            let older = || due.and(announced::by_webhook(&message));
            let media = message.media.clone().or_else(|| Some(Media::announced(key, &older()?.1)));
            Some((message, media?))
        }) else {
            // Its person was erased, perhaps after an earlier try had stored the file.
            return Ok(self.files.remove(&MediaId::of_message(key).blob()).await?);
        };
        let is_its_own = media.id == MediaId::of_message(key) && !message.is_deleted();
        if !is_its_own || media.next_at > due {
            return Ok(());
        }
        // A try that is not noted yet is one that somebody asked for, also after a failure.
        let is_wanted = media.is_being_fetched() || media.state == MediaState::Failed && media.next_at < due;
        let media = Media { next_at: due, ..media };
        if is_wanted {
            return self.fetch_step(&message, media, tries).await;
        }
        if media.state == MediaState::Stored && media.to_understand {
            return self.understand_step(&message, media, tries).await;
        }
        Ok(())
    }

    async fn fetch_step(
        &self,
        message: &Message,
        media: Media,
        tries: Option<Tries>,
    ) -> Result<(), WorkError> {
        let key = &message.key;
        let fetched = Box::pin(self.fetch(message, &media)).await?;
        let now = self.clock.now();
        match fetched {
            Fetched::Stored { size, mime_type } => {
                metrics::count(Metric::FilesStored, 1);
                tracing::info!(message_key = %key, size, "file stored");
                let mut stored =
                    Media { size: Some(size), state: MediaState::Stored, problem: None, ..media };
                stored.mime_type = mime_type.or(stored.mime_type);
                stored.to_understand = self.is_to_understand(message);
                stored.understood = Box::pin(self.emoji_of(message, &stored)).await;
                if !self.change(message, &stored).await? {
                    return self.remove_if_erased(key).await;
                }
                if !stored.to_understand {
                    return Ok(());
                }
                // In a job of its own, which has all of a job's time, and ten minutes of tries.
                let tries = tries.map(|tries| Tries { since: now, ..tries });
                self.queue(key, tries, SignedDuration::ZERO).await
            }
            Fetched::Busy => self.queue(key, tries, SHORTEST_PAUSE).await,
            Fetched::Later(_) | Fetched::Failed(MediaProblem::Refused)
                if media::is_gone(message.timestamp, now) =>
            {
                metrics::count(Metric::FilesFailed, 1);
                tracing::error!(message_key = %key, "file not fetched in time: Meta no longer has it");
                let expired = Media { state: MediaState::Expired, problem: None, ..media };
                self.change(message, &expired).await.map(|_| ())
            }
            Fetched::Failed(problem) => {
                metrics::count(Metric::FilesFailed, 1);
                self.change(message, &failed(media, problem)).await.map(|_| ())
            }
            Fetched::Later(pause) => {
                let since = tries.map_or(now, |tries| tries.since);
                let waiting = if self.age(since) < FETCH_SHOWN {
                    Media { state: MediaState::Fetching, problem: None, ..media }
                } else {
                    if media.state == MediaState::Fetching {
                        tracing::error!(message_key = %key, "file not fetched for ten minutes: shown as failed, tried again");
                    }
                    failed(media, MediaProblem::NotReached)
                };
                self.try_later(message, waiting, since, pause).await
            }
        }
    }

    async fn understand_step(
        &self,
        message: &Message,
        media: Media,
        tries: Option<Tries>,
    ) -> Result<(), WorkError> {
        let since = tries.map_or(self.clock.now(), |tries| tries.since);
        let age = self.age(since);
        let understood = match Box::pin(self.understand(message, &media)).await {
            Ok(understood) => understood,
            Err(error) if age >= UNDERSTAND_PATIENCE => {
                let error = error.error_chain();
                tracing::error!(message_key = %message.key, error, "the words of a file could not be read in time");
                Some(Understood::Nothing)
            }
            Err(error) => {
                let error = error.error_chain();
                tracing::warn!(message_key = %message.key, error, "the words of a file could not be read yet");
                return self.try_later(message, media, since, None).await;
            }
        };
        let known = Media { to_understand: false, understood, ..media };
        self.change(message, &known).await.map(|_| ())
    }

    async fn change(&self, message: &Message, media: &Media) -> Result<bool, WorkError> {
        Ok(self.store.change_media(&message.key, media, self.clock.now()).await?)
    }

    /// Removes what was stored for a message whose person was erased meanwhile.
    async fn remove_if_erased(&self, key: &MessageKey) -> Result<(), WorkError> {
        if self.store.message(key).await?.is_none() {
            self.files.remove(&MediaId::of_message(key).blob()).await?;
        }
        Ok(())
    }

    /// Queues the next try and notes it, with what is known of the file. `asked`: the shortest pause that Graph asks for.
    async fn try_later(
        &self,
        message: &Message,
        media: Media,
        since: Timestamp,
        asked: Option<SignedDuration>,
    ) -> Result<(), WorkError> {
        let pause = asked.unwrap_or_default().max(pause_at(self.age(since)));
        // Two jobs may do this in the same millisecond, and only one of them goes on.
        let apart = SignedDuration::from_millis(1).mul_f64(spread());
        let due = self.clock.now().saturating_add(pause + apart).unwrap_or(Timestamp::MAX);
        let tries = Tries::after(media.next_at, since, due);
        // Queued first: then this job cannot be the last that knows of the file.
        self.queue(&message.key, Some(tries), pause).await?;
        self.change(message, &Media { next_at: Some(tries.due), ..media }).await.map(|_| ())
    }

    /// Queues a job of this file, at most [`MAX_DELAY`] from now.
    async fn queue(
        &self,
        key: &MessageKey,
        tries: Option<Tries>,
        pause: SignedDuration,
    ) -> Result<(), WorkError> {
        Ok(self.replies.send(vec![ReplyJob::media(key, tries).after(pause)?]).await?)
    }

    /// How long ago this was.
    fn age(&self, since: Timestamp) -> SignedDuration {
        self.clock.now().duration_since(since).max(SignedDuration::ZERO)
    }
}

fn failed(media: Media, problem: MediaProblem) -> Media {
    Media { state: MediaState::Failed, problem: Some(problem), ..media }
}

/// The pause before the next try: half of the time since the first one. So the pauses grow, and no job has to
/// count its tries.
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
