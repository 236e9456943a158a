//! The blob port: data that is too large for a queue message or a record. It is S3 on AWS, and files on one machine.

mod files;
mod stream;

use std::error::Error;
use std::io;

use jiff::SignedDuration;

use crate::mentions::Mentions;

pub use files::{
    Link, MEDIA, MediaStore, Opened, Pending, READ_LINK, SharedMedia, UNSENT, UPLOADS, WRITE_LINK,
};
pub use stream::{Bytes, WrongSize, exactly, next};

/// How every blob's name begins: items that are too large for a queue message, and items that are too large for a
/// record. Files of messages have names of their own ([`MEDIA`], [`UPLOADS`]).
pub const PREFIXES: [&str; 2] = ["events/", "kept/"];

/// How long a blob is stored at most. A job is tried for minutes and then kept as a dead letter for at most 14 days.
/// After a redrive that fails it is kept for 14 days more.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Stores bytes under a name and reads them.
pub trait Blobs: Clone + Send + Sync + 'static {
    /// Stores `bytes` durably before it returns. Storing the same name again replaces it.
    fn put(&self, name: &str, bytes: Vec<u8>) -> impl Future<Output = Result<(), BlobError>> + Send;

    /// The bytes, or `None` when nothing has that name.
    fn get(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, BlobError>> + Send;

    /// The names that begin with `prefix`, one of [`PREFIXES`], in no order.
    fn list(&self, prefix: &str) -> impl Future<Output = Result<Vec<String>, BlobError>> + Send;

    /// Deletes a blob. Deleting one that does not exist changes nothing.
    fn delete(&self, name: &str) -> impl Future<Output = Result<(), BlobError>> + Send;
}

/// The names of the blobs that mention a person. It reads every blob: only items of hundreds of kilobytes are stored as
/// one, so there are few.
pub async fn about<B: Blobs>(blobs: &B, person: &Mentions) -> Result<Vec<String>, BlobError> {
    let mut found = Vec::new();
    for prefix in PREFIXES {
        for name in blobs.list(prefix).await? {
            let Some(bytes) = blobs.get(&name).await? else { continue };
            if person.are_in(&String::from_utf8_lossy(&bytes)) {
                found.push(name);
            }
        }
    }
    Ok(found)
}

/// An operation of the blob store failed. It may be retried, unless the bytes themselves were wrong ([`WrongSize`]).
#[derive(Debug, thiserror::Error)]
#[error("the blob store could not {operation} `{name}`")]
pub struct BlobError {
    /// The operation, as a verb.
    pub operation: &'static str,
    /// The name of the blob.
    pub name: String,
    /// The adapter's own error.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

impl BlobError {
    /// Whether an error of this type is in the error chain, also inside of an [`io::Error`].
    pub fn has<E: Error + 'static>(&self) -> bool {
        let mut next: Option<&(dyn Error + 'static)> = Some(&*self.source);
        while let Some(error) = next {
            if error.is::<E>() {
                return true;
            }
            // The source of an io::Error is the source of the error inside of it.
            let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            next = match inside {
                Some(inside) => Some(inside),
                None => error.source(),
            };
        }
        false
    }
}
