//! Hands the pictures of the messages that wait to the model.

use relais_assistant::{MOST_PICTURE_BYTES, MOST_PICTURES, MOST_PICTURES_BYTES, Picture, Turn};
use relais_core::media::Media;
use relais_core::message::{Message, MessageKey};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;

use super::{Answerer, history};
use crate::media::understand::whole_file;

impl<Q: Enqueue> Answerer<Q> {
    /// Adds the newest pictures of the messages that wait to their turns, as many as one request takes. The notes of the
    /// others say that they could not be seen. A failure is only logged: an answer is worth more than a picture.
    pub(super) async fn add_pictures(
        &self,
        thread: &[Message],
        waits: impl Fn(&MessageKey) -> bool,
        keys: &[MessageKey],
        turns: &mut [Turn],
    ) {
        let (mut count, mut left) = (MOST_PICTURES, MOST_PICTURES_BYTES);
        let waiting = keys.iter().zip(turns).rev().filter(|(key, _)| waits(key));
        for (key, turn) in waiting {
            let Some(message) = thread.iter().find(|message| message.key == *key) else { continue };
            if message.kind != "image" || message.media.is_none() {
                continue;
            }
            let media = history::is_to_be_seen(message).filter(|_| self.settings.understand.pictures);
            let picture = match media {
                Some(media) if count > 0 => self.picture(media, left).await,
                Some(_) | None => None,
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
    }

    /// The picture and its bytes, if it has at most `most`.
    async fn picture(&self, media: &Media, most: u64) -> Option<(Picture, u64)> {
        let most = most.min(MOST_PICTURE_BYTES);
        if most == 0 || media.size.is_some_and(|size| size > most) {
            return None;
        }
        match whole_file(&self.files, media, most).await {
            Ok(bytes) => {
                let bytes = bytes?;
                match Picture::read(&bytes) {
                    Ok(picture) => return Some((picture, u64::try_from(bytes.len()).unwrap_or(most))),
                    Err(reason) => {
                        tracing::info!(code = reason.code(), "a picture is not handed to the model");
                    }
                }
            }
            Err(error) => {
                tracing::warn!(error = relais_core::error_chain(&error), "a picture could not be read");
            }
        }
        None
    }
}

/// Counts the pictures of an answer: those that the model got, of all that wait.
pub(super) fn count(seen: usize, all: usize) {
    metrics::count(Metric::PicturesSeen, u64::try_from(seen.min(all)).unwrap_or(0));
    metrics::count(Metric::PicturesNotSeen, u64::try_from(all.saturating_sub(seen)).unwrap_or(0));
}
