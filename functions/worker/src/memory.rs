//! The memory that customers' files may take in this process, however many jobs run side by side.
//!
//! Files pass as streams, with two exceptions: pictures go to the model as text, of which several copies exist at once, and
//! the parser of a document loads all of it. A job that needs one of these waits for its share first. So the process stays
//! below [`MOST`] and the 40 MB that it needs anyway; the worker's `MemorySize` in `template.yaml` has room for both.

use tokio::sync::{Semaphore, SemaphorePermit};

/// The most memory of all shares together, in bytes.
const MOST: u32 = 320 * 1024 * 1024;

/// The bytes that a picture takes for each of its own: in base64, in a request, in the request's text, and both once more
/// while a slow model is asked a second time.
const COPIES: u64 = 7;

static FREE: Semaphore = Semaphore::const_new(MOST as usize);

/// A share of the memory. It is given back when this is dropped.
pub(crate) type Share = SemaphorePermit<'static>;

/// The share of pictures of so many bytes together, once it is free. There is no time limit here.
pub(crate) async fn of_pictures(bytes: u64) -> Option<Share> {
    share(bytes.saturating_mul(COPIES)).await
}

/// The share of a document that is parsed, once it is free. There is no time limit here.
pub(crate) async fn of_document() -> Option<Share> {
    share(relais_documents::MOST_MEMORY).await
}

async fn share(bytes: u64) -> Option<Share> {
    let bytes = u32::try_from(bytes).unwrap_or(MOST).min(MOST);
    FREE.acquire_many(bytes).await.ok()
}
