//! The text of a document.

use std::time::Instant;

use relais_assistant::MOST_DOCUMENT_CHARACTERS;
use relais_core::media::{Media, Understood};
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::timing::DOCUMENT_DEADLINE;
use relais_documents::{Kind, Limits, MOST_BYTES, Text, Unreadable, text};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::WorkError;
use crate::media::MediaWorker;
use crate::memory;

/// As much of plain text is read. It has more than is kept in any encoding.
const MOST_PLAIN_BYTES: u64 = 64 * 1024;

/// The bytes that tell the kind of a file.
const HEADER: u64 = 1024;

/// One document is read at a time. So only one waits for memory, and pictures do not wait behind several.
static ONE: Semaphore = Semaphore::const_new(1);

impl<Q: Enqueue> MediaWorker<Q> {
    /// Reads a document. `None`: it is of a kind that is not read.
    pub(super) async fn read(&self, media: &Media) -> Result<Option<Understood>, WorkError> {
        if !self.settings.understand.documents {
            return Ok(None);
        }
        let Some(header) = self.beginning(media, HEADER).await? else { return Ok(Some(Understood::Nothing)) };
        let Some(kind) = Kind::of(&media.essence(), media.filename.as_deref(), &header) else {
            return Ok(Some(Understood::Nothing));
        };
        if kind != Kind::Plain && media.size.is_some_and(|size| size > MOST_BYTES) {
            return Ok(Some(reported(Err(Unreadable::TooLarge), media, Instant::now())));
        }
        let turn = async { ONE.acquire().await.ok().zip(memory::of_document().await) };
        let Ok(Some(turn)) = timeout(DOCUMENT_DEADLINE.unsigned_abs(), turn).await else {
            return Err(WorkError::NotReadYet);
        };
        let began = Instant::now();
        let most = if kind == Kind::Plain { MOST_PLAIN_BYTES } else { MOST_BYTES + 1 };
        let bytes = self.beginning(media, most).await?.unwrap_or_default();
        let limits = Limits { characters: MOST_DOCUMENT_CHARACTERS, time: DOCUMENT_DEADLINE.unsigned_abs() };
        let read = spawn_blocking(move || text(kind, &bytes, limits)).await;
        drop(turn);
        Ok(Some(reported(read.unwrap_or(Err(Unreadable::Broken)), media, began)))
    }
}

fn reported(read: Result<Text, Unreadable>, media: &Media, began: Instant) -> Understood {
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    match read {
        Ok(Text { mut text, is_cut }) => {
            metrics::count(Metric::DocumentsRead, 1);
            tracing::info!(bytes = media.size, millis, is_cut, "a document was read");
            if is_cut {
                text.push('…');
            }
            Understood::Text(text)
        }
        Err(reason) => {
            metrics::count(Metric::DocumentsNotRead, 1);
            tracing::info!(
                bytes = media.size,
                millis,
                code = reason.code(),
                "a document has no text to read"
            );
            Understood::Nothing
        }
    }
}
