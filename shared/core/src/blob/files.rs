//! The port of the files that messages have: a bucket on AWS, a folder on one machine.
//!
//! A file that a person uploads lies under [`UPLOADS`] and is deleted after [`UNSENT`]. Once its message is stored, it is
//! moved to [`MEDIA`], where files stay as long as messages. So an upload that no message has goes away by itself, and
//! bytes that arrive after that change nothing.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use jiff::SignedDuration;

use super::{BlobError, Bytes};

/// How the names of files begin that belong to a message.
pub const MEDIA: &str = "media/";

/// How the names of files begin that were uploaded and not sent yet.
pub const UPLOADS: &str = "uploads/";

/// How long an upload is stored that is not sent. A bucket counts whole days, so there it may be almost two.
pub const UNSENT: SignedDuration = SignedDuration::from_hours(24);

/// How long a [`Link`] to read is valid.
pub const READ_LINK: SignedDuration = SignedDuration::from_mins(10);

/// How long a [`Link`] to write is valid. It must begin by then, and may take longer.
pub const WRITE_LINK: SignedDuration = SignedDuration::from_hours(1);

/// A call of a [`MediaStore`].
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, BlobError>> + Send + 'a>>;

/// A file of the media store that was opened.
pub struct Opened {
    /// The bytes of the whole file.
    pub size: u64,
    /// The range, or the whole file.
    pub bytes: Bytes,
}

/// An address of the media store at which a browser reads or writes one file itself.
#[derive(Clone)]
pub struct Link {
    /// `GET` or `PUT`.
    pub method: &'static str,
    /// The address. It grants the access, so it is a secret.
    pub url: String,
    /// Headers that the request must carry, beside those that a browser sets itself.
    pub headers: Vec<(String, String)>,
}

/// Shows no address, which is a secret.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Files of messages: a bucket on AWS, a folder on one machine. They are streamed, because one may have 100 MB.
pub trait MediaStore: fmt::Debug + Send + Sync + 'static {
    /// Stores exactly `size` bytes under this name, durably, before it returns. A stream that fails, ends early or goes
    /// on is an error, and then nothing changes. Of two writes at once the one that ends last counts, whole.
    /// `mime_type` is the type that the store notes, if it notes one.
    fn write<'a>(&'a self, name: &'a str, size: u64, mime_type: &'a str, bytes: Bytes) -> Pending<'a, ()>;

    /// Opens a file from byte `from` on, to byte `to` (inclusive) or the end. A range behind the end is empty. `None`:
    /// nothing has this name.
    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>>;

    /// The bytes of a file. `None`: nothing has this name.
    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>>;

    /// Deletes a file. Deleting one that does not exist changes nothing.
    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()>;

    /// Moves a file to another name, in the place of what has that name. `false`: nothing has the first name. If it
    /// stops midway, both names may have the file.
    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let Some(opened) = self.open(from, 0, None).await? else { return Ok(false) };
            self.write(to, opened.size, "application/octet-stream", opened.bytes).await?;
            self.remove(from).await?;
            Ok(true)
        })
    }

    /// Has the age of a file begin anew: a retention deletes files by their age. `false`: nothing has this name.
    fn renew<'a>(&'a self, name: &'a str) -> Pending<'a, bool> {
        Box::pin(async move { Ok(self.size(name).await?.is_some()) })
    }

    /// An address to read this file at, for [`READ_LINK`], served with these headers. `None`: this store has no
    /// addresses, and the caller reads it with [`Self::open`].
    fn link_to_read<'a>(
        &'a self,
        name: &'a str,
        content_type: &'a str,
        content_disposition: &'a str,
    ) -> Pending<'a, Option<Link>>;

    /// An address to write exactly `size` bytes of this type to, for [`WRITE_LINK`]. `None`: this store has no
    /// addresses, and the caller writes with [`Self::write`].
    fn link_to_write<'a>(&'a self, name: &'a str, size: u64, mime_type: &'a str)
    -> Pending<'a, Option<Link>>;
}

/// A media store that is shared.
pub type SharedMedia = Arc<dyn MediaStore>;
