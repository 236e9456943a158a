//! What customers' files say: the words of a voice message, the text of a document, the emoji of a sticker.
//!
//! It is done once for a file, when it is stored, and kept with its message. Pictures are not understood here: the model sees
//! them when it answers.

mod document;
mod sound;
mod sticker;

use std::future::poll_fn;

use jiff::Timestamp;
use relais_core::blob::{BlobError, Bytes, SharedMedia};
use relais_core::media::{Media, MediaState, Understood};
use relais_core::message::{Direction, Message};
use relais_core::queue::Enqueue;
use relais_core::timing::UNDERSTAND_PATIENCE;

use super::MediaWorker;
use crate::WorkError;

impl<Q: Enqueue> MediaWorker<Q> {
    /// What this stored file of a customer says. `None`: there is nothing to understand of such a file, or it is switched
    /// off.
    ///
    /// An error means that a later try may succeed. A file that is older than [`UNDERSTAND_PATIENCE`] is not tried again:
    /// then this returns [`Understood::Nothing`] in place of an error of the model.
    pub async fn understand(
        &self,
        message: &Message,
        media: &Media,
    ) -> Result<Option<Understood>, WorkError> {
        if media.state != MediaState::Stored || message.direction != Direction::Inbound {
            return Ok(None);
        }
        let understood = match message.kind.as_str() {
            "audio" | "voice" => self.hear(media).await,
            "document" => self.read(media).await,
            "sticker" => self.emoji(media).await,
            _ => Ok(None),
        };
        match understood {
            Err(error @ (WorkError::NotHeard(_) | WorkError::NotReadYet)) if self.is_too_late(message) => {
                tracing::warn!(
                    error = error.error_chain(),
                    "a file is not understood: it is not tried again"
                );
                Ok(Some(Understood::Nothing))
            }
            understood => understood,
        }
    }

    fn is_too_late(&self, message: &Message) -> bool {
        let came = Timestamp::from_microsecond(message.came_at).unwrap_or(message.timestamp);
        self.clock.now().duration_since(came) > UNDERSTAND_PATIENCE
    }

    /// At most this many bytes from the beginning of a file. `None`: nothing is stored.
    async fn beginning(&self, media: &Media, most: u64) -> Result<Option<Vec<u8>>, WorkError> {
        let name = media.id.blob();
        let Some(opened) = self.files.open(&name, 0, Some(most.saturating_sub(1))).await? else {
            return Ok(None);
        };
        Ok(Some(collect(&name, opened.bytes, most).await?))
    }
}

/// All of a stream, or its beginning.
async fn collect(name: &str, mut stream: Bytes, most: u64) -> Result<Vec<u8>, BlobError> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut whole = Vec::new();
    while let Some(part) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        let part = part.map_err(|error| BlobError {
            operation: "read",
            name: name.to_owned(),
            source: Box::new(error),
        })?;
        let room = most.saturating_sub(whole.len());
        whole.extend_from_slice(part.get(..room).unwrap_or(&part));
        if whole.len() >= most {
            break;
        }
    }
    Ok(whole)
}

/// The bytes of a file that has at most `most`. `None`: it has more, or nothing is stored.
pub(crate) async fn whole_file(
    files: &SharedMedia,
    media: &Media,
    most: u64,
) -> Result<Option<Vec<u8>>, BlobError> {
    let name = media.id.blob();
    match files.open(&name, 0, None).await? {
        Some(opened) if opened.size <= most => Ok(Some(collect(&name, opened.bytes, most).await?)),
        Some(_) | None => Ok(None),
    }
}
