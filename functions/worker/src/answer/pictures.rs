//! Hands the pictures of the messages that wait to the model.

use relais_assistant::{MOST_PICTURE_BYTES, MOST_PICTURES, MOST_PICTURES_BYTES, Picture, Turn};
use relais_core::media::Media;
use relais_core::message::{Message, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::settings::Understand;
use relais_core::timing::STORED_TIME;
use tokio::time::{Instant, timeout_at};

use super::{Answerer, history};
use crate::media::understand::whole_file;
use crate::memory::{self, Share};

impl<Q: Enqueue> Answerer<Q> {
    /// Adds the newest pictures of the messages that wait to their turns, as many as one request takes and as are read
    /// within [`STORED_TIME`]. The notes of the others say that they could not be seen. A failure is only logged: an
    /// answer is worth more than a picture.
    ///
    /// Returns the share of memory that the pictures have. It must be kept as long as they are.
    pub(super) async fn add_pictures(
        &self,
        thread: &[Message],
        understand: Understand,
        waits: impl Fn(&MessageKey) -> bool,
        keys: &[MessageKey],
        turns: &mut [Turn],
    ) -> Option<Share> {
        let waiting = keys.iter().zip(turns).rev().filter(|(key, _)| waits(key));
        let shown: Vec<_> = waiting
            .filter_map(|(key, turn)| Some((thread.iter().find(|message| message.key == *key)?, turn)))
            .filter(|(message, _)| message.kind == "image" && message.media.is_some())
            .map(|(message, turn)| (picture_of(message, understand), turn))
            .collect();
        let ends = Instant::now() + STORED_TIME.unsigned_abs();
        let sizes = shown.iter().filter_map(|(media, _)| *media).map(most_bytes_of);
        let all = sizes.fold(0, u64::saturating_add).min(MOST_PICTURES_BYTES);
        let share = match all {
            0 => None,
            all => timeout_at(ends, memory::of_pictures(all)).await.ok().flatten(),
        };
        if all > 0 && share.is_none() {
            tracing::warn!("pictures are not handed to the model: others take the memory");
        }
        let (mut count, mut left) = (MOST_PICTURES, all);
        for (media, turn) in shown {
            let picture = match media.filter(|_| share.is_some() && count > 0) {
                Some(media) => self.picture(media, left, ends).await,
                None => None,
            };
            match picture {
                Some((picture, size)) => {
                    count -= 1;
                    left = left.saturating_sub(size);
                    turn.pictures.push(picture);
                }
                None => history::not_seen(turn),
            }
        }
        share
    }

    /// The picture and its bytes, if it has at most `most` and is read in time.
    async fn picture(&self, media: &Media, most: u64, ends: Instant) -> Option<(Picture, u64)> {
        let most = most.min(MOST_PICTURE_BYTES);
        if most == 0 || media.size.is_some_and(|size| size > most) {
            return None;
        }
        match timeout_at(ends, whole_file(&self.files, media, most)).await {
            Ok(Ok(bytes)) => {
                let bytes = bytes?;
                match Picture::read(&bytes) {
                    Ok(picture) => return Some((picture, u64::try_from(bytes.len()).unwrap_or(most))),
                    Err(reason) => {
                        tracing::info!(code = reason.code(), "a picture is not handed to the model");
                    }
                }
            }
            Ok(Err(error)) => {
                tracing::warn!(error = relais_core::error_chain(&error), "a picture could not be read");
            }
            Err(_) => tracing::warn!("a picture could not be read in time"),
        }
        None
    }
}

/// The picture of this message, unless it is switched off, not here or too large.
fn picture_of(message: &Message, understand: Understand) -> Option<&Media> {
    let media = history::is_to_be_seen(message).filter(|_| understand.pictures)?;
    Some(media).filter(|media| media.size.is_none_or(|size| size <= MOST_PICTURE_BYTES))
}

/// The most bytes that are read of this picture.
fn most_bytes_of(media: &Media) -> u64 {
    media.size.unwrap_or(MOST_PICTURE_BYTES)
}

/// Counts the pictures of an answer: those that the model got, of all that wait.
pub(super) fn count(seen: usize, all: usize) {
    metrics::count(Metric::PicturesSeen, u64::try_from(seen.min(all)).unwrap_or(0));
    metrics::count(Metric::PicturesNotSeen, u64::try_from(all.saturating_sub(seen)).unwrap_or(0));
}
