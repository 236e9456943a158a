//! A local blob store: a file per blob, in a directory.

mod media;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use relais_core::blob::{BlobError, Blobs};

/// Longest name, in bytes. A file system allows 255 bytes for each part of it.
const MAX_NAME: usize = 200;

/// Where a blob is written before it is renamed. No valid name contains the dot.
const INCOMING: &str = ".incoming";

/// A directory of blobs. Clones share it.
///
/// Names are parts of `[a-z0-9_-]` joined by `/`, at most 200 bytes. Other names are refused, so no name leaves the
/// directory.
#[derive(Clone, Debug)]
pub struct FileBlobs {
    directory: Arc<Path>,
    written: Arc<AtomicU64>,
    changes: Changes,
}

/// Held for reading while the names in the directory change, and for writing while they must not.
#[derive(Clone, Debug, Default)]
struct Changes(Arc<RwLock<()>>);

impl Changes {
    fn one(&self) -> RwLockReadGuard<'_, ()> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileBlobs {
    /// Uses `directory`, and makes it if it is missing. Removes blobs that a crash left half written.
    pub fn open(directory: &Path) -> Result<Self, OpenBlobsError> {
        let incoming = directory.join(INCOMING);
        let prepare = || {
            if incoming.exists() {
                fs::remove_dir_all(&incoming)?;
            }
            fs::create_dir_all(&incoming)
        };
        prepare().map_err(|source| OpenBlobsError { directory: directory.to_owned(), source })?;
        Ok(Self { directory: Arc::from(directory), written: Arc::default(), changes: Changes::default() })
    }

    /// A path that no other call writes to.
    fn incoming(&self) -> PathBuf {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        self.directory.join(INCOMING).join(number.to_string())
    }
}

impl FileBlobs {
    /// Runs `work` while no blob is stored, renamed or deleted, and blocks the thread until then. Reading goes on.
    pub fn while_unchanged<T>(&self, work: impl FnOnce(&Path) -> T) -> T {
        let _held = self.changes.0.write().unwrap_or_else(PoisonError::into_inner);
        work(&self.directory)
    }

    /// Deletes the blobs whose names begin with `prefix` and that were stored longer than `lifetime` ago, by the system
    /// clock. Returns their number. On AWS a rule of the bucket does this.
    pub async fn sweep(&self, prefix: &str, lifetime: Duration) -> Result<usize, BlobError> {
        let folder = path(&self.directory, prefix.trim_end_matches('/'));
        let folder = folder.map_err(|error| refused("sweep", prefix, error))?;
        let changes = self.changes.clone();
        unblock(move || {
            let mut deleted = 0;
            for file in files(&folder)? {
                let _change = changes.one();
                // One that is gone since it was listed was moved, or deleted by somebody else.
                let Some(metadata) = found(fs::metadata(&file))? else { continue };
                let age = metadata.modified()?.elapsed().unwrap_or_default();
                if age > lifetime && found(fs::remove_file(file))?.is_some() {
                    deleted += 1;
                }
            }
            Ok(deleted)
        })
        .await
        .map_err(|error| refused("sweep", prefix, error))
    }
}

impl Blobs for FileBlobs {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let target = path(&self.directory, name).map_err(|error| refused("store", name, error))?;
        let (directory, incoming) = (Arc::clone(&self.directory), self.incoming());
        let changes = self.changes.clone();
        unblock(move || write(&directory, &incoming, &target, &bytes, &changes))
            .await
            .map_err(|error| refused("store", name, error))
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        let file = path(&self.directory, name).map_err(|error| refused("read", name, error))?;
        unblock(move || found(fs::read(file))).await.map_err(|error| refused("read", name, error))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BlobError> {
        let folder = prefix.trim_end_matches('/').to_owned();
        let directory = path(&self.directory, &folder).map_err(|error| refused("list", prefix, error))?;
        unblock(move || {
            let names = files(&directory)?.into_iter();
            let names = names.filter_map(|file| Some(format!("{folder}/{}", file.file_name()?.to_str()?)));
            Ok(names.collect())
        })
        .await
        .map_err(|error| refused("list", prefix, error))
    }

    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        let file = path(&self.directory, name).map_err(|error| refused("delete", name, error))?;
        let changes = self.changes.clone();
        unblock(move || {
            let _change = changes.one();
            match found(fs::remove_file(&file))? {
                Some(()) => file.parent().map_or(Ok(()), sync_directory),
                None => Ok(()),
            }
        })
        .await
        .map_err(|error| refused("delete", name, error))
    }
}

/// The files in a directory; none when it does not exist.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = found(fs::read_dir(directory))?.into_iter().flatten();
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// `None` when the file does not exist.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(it) => Ok(Some(it)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The directory of the blob store cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the blob directory {} cannot be used: check that it is writable and has space", directory.display())]
pub struct OpenBlobsError {
    /// The path that [`FileBlobs::open`] received.
    pub directory: PathBuf,
    /// The operating system's error.
    #[source]
    pub source: io::Error,
}

fn path(directory: &Path, name: &str) -> io::Result<PathBuf> {
    let safe = |part: &str| {
        let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        !part.is_empty() && part.bytes().all(allowed)
    };
    if name.len() <= MAX_NAME && name.split('/').all(safe) {
        Ok(directory.join(name))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "names are [a-z0-9_-] parts joined by /"))
    }
}

/// Writes the bytes to disk before it renames the file, and writes the new name to disk before it returns.
fn write(
    directory: &Path,
    incoming: &Path,
    target: &Path,
    bytes: &[u8],
    changes: &Changes,
) -> io::Result<()> {
    let mut file = File::create(incoming)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let _change = changes.one();
    move_to(directory, incoming, target)
}

/// Renames a file, and writes the new name to disk before it returns.
fn move_to(directory: &Path, file: &Path, target: &Path) -> io::Result<()> {
    let parent = target.parent().unwrap_or(directory);
    fs::create_dir_all(parent)?;
    fs::rename(file, target)?;
    parent.ancestors().take_while(|ancestor| ancestor.starts_with(directory)).try_for_each(sync_directory)
}

/// Windows cannot sync a directory, and does not need it.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(windows) { Ok(()) } else { File::open(directory)?.sync_all() }
}

async fn unblock<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn refused(operation: &'static str, name: &str, error: io::Error) -> BlobError {
    BlobError { operation, name: name.to_owned(), source: error.into() }
}
