//! What customers' files say: the words of a voice message, the text of a document, the emoji of a sticker.
//!
//! It is done once for a file, when it is stored, and kept with its message. Sounds and documents have a job of their own for
//! it, unless their kind is switched off. Pictures are not understood here: the model sees them when it answers.

mod document;
mod sound;
mod sticker;

use std::future::poll_fn;

use relais_core::blob::{BlobError, Opened, SharedMedia};
use relais_core::media::{Media, MediaState, Understood};
use relais_core::message::{Direction, Message};
use relais_core::queue::Enqueue;
use relais_core::settings::Understand;

use super::MediaWorker;
use crate::WorkError;

impl<Q: Enqueue> MediaWorker<Q> {
    /// Whether what the file of this message says is found out in a job of its own, once it is stored.
    pub(super) fn is_to_understand(&self, message: &Message) -> bool {
        let is_seen = message.kind == "image";
        message.direction == Direction::Inbound && !is_seen && self.settings.understand.takes(&message.kind)
    }

    /// What this stored file of a customer says. `None`: there is nothing to understand of such a file, or it is switched
    /// off. An error means that a later try may succeed.
    pub async fn understand(
        &self,
        message: &Message,
        media: &Media,
    ) -> Result<Option<Understood>, WorkError> {
        if media.state != MediaState::Stored || message.direction != Direction::Inbound {
            return Ok(None);
        }
        if self.is_to_understand(message) && !self.understands(message).await?.takes(&message.kind) {
            return Ok(None);
        }
        match message.kind.as_str() {
            "audio" | "voice" => self.hear(media).await,
            "document" => self.read(media).await,
            _ => Ok(None),
        }
    }

    /// What the business of this message's number has understood. With one number, nothing is read to know it.
    async fn understands(&self, message: &Message) -> Result<Understand, WorkError> {
        let number = match self.sender.numbers.as_slice() {
            [only] => only.clone(),
            _ => match self.store.conversation(message.key.contact()).await? {
                Some(conversation) => self.sender.number_of(&conversation),
                None => return Ok(self.settings.understand),
            },
        };
        Ok(self.businesses.of(&number).await?.settings.understand)
    }

    /// At most this many bytes from the beginning of a file. `None`: nothing is stored.
    async fn beginning(&self, media: &Media, most: u64) -> Result<Option<Vec<u8>>, WorkError> {
        let name = media.id.blob();
        let Some(opened) = self.files.open(&name, 0, Some(most.saturating_sub(1))).await? else {
            return Ok(None);
        };
        Ok(Some(collect(&name, opened, most).await?))
    }
}

/// All of a file, or its beginning.
async fn collect(name: &str, opened: Opened, most: u64) -> Result<Vec<u8>, BlobError> {
    let (size, mut stream) = (opened.size, opened.bytes);
    let [most, size] = [most, size.min(most)].map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    let mut whole = Vec::with_capacity(size);
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
        Some(opened) if opened.size <= most => Ok(Some(collect(&name, opened, most).await?)),
        Some(_) | None => Ok(None),
    }
}
