//! Files of messages as files of the directory. They are written and read part by part.
//!
//! A file is written beside the others and renamed once it is whole and on disk. A write that fails, or whose caller
//! goes away, removes what it has written. What a crash left is removed when the directory is opened.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use futures_core::Stream;
use relais_core::blob::{Blobs, Bytes, Link, MediaStore, Opened, Pending, exactly, next};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{FileBlobs, found, move_to, path, refused, sync_directory, unblock};

/// Parts that wait for the disk at most. A part is what the network gave at once.
const WAITING: usize = 4;

/// Bytes that are read at once.
const PART: u64 = 64 * 1024;

/// What the task that writes is given. If the other end goes away without [`Part::End`], the file is not whole.
enum Part {
    Bytes(bytes::Bytes),
    End,
}

impl MediaStore for FileBlobs {
    fn write<'a>(&'a self, name: &'a str, size: u64, _: &'a str, bytes: Bytes) -> Pending<'a, ()> {
        Box::pin(async move {
            let written = self.receive(name, exactly(size, bytes)).await;
            written.map_err(|error| refused("store", name, error))
        })
    }

    fn open<'a>(&'a self, name: &'a str, from: u64, to: Option<u64>) -> Pending<'a, Option<Opened>> {
        Box::pin(async move {
            let opened = path(&self.directory, name).map(|file| unblock(move || opened(&file, from)));
            let opened = async { opened?.await }.await.map_err(|error| refused("read", name, error))?;
            Ok(opened.map(|(file, size)| {
                let end = to.map_or(size, |to| size.min(to.saturating_add(1)));
                let left = end.saturating_sub(from);
                Opened { size, bytes: Box::pin(Reading { file: Some(file), left, part: None }) }
            }))
        })
    }

    fn size<'a>(&'a self, name: &'a str) -> Pending<'a, Option<u64>> {
        Box::pin(async move {
            let size = path(&self.directory, name)
                .map(|file| unblock(move || found(fs::metadata(file)).map(|it| it.map(|it| it.len()))));
            async { size?.await }.await.map_err(|error| refused("read", name, error))
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Pending<'a, ()> {
        Box::pin(self.delete(name))
    }

    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let renamed = async {
                let (file, target) = (path(&self.directory, from)?, path(&self.directory, to)?);
                let (directory, changes) = (Arc::clone(&self.directory), self.changes.clone());
                unblock(move || {
                    let _change = changes.one();
                    let moved = found(move_to(&directory, &file, &target))?;
                    file.parent().filter(|_| moved.is_some()).map_or(Ok(()), sync_directory)?;
                    Ok(moved.is_some())
                })
                .await
            };
            renamed.await.map_err(|error| refused("rename", from, error))
        })
    }

    #[allow(clippy::disallowed_methods)] // a sweep counts by the system clock
    fn renew<'a>(&'a self, name: &'a str) -> Pending<'a, bool> {
        Box::pin(async move {
            let renewed = path(&self.directory, name).map(|file| {
                unblock(move || {
                    let Some(file) = found(File::options().append(true).open(file))? else {
                        return Ok(false);
                    };
                    file.set_modified(SystemTime::now())?;
                    Ok(true)
                })
            });
            async { renewed?.await }.await.map_err(|error| refused("renew", name, error))
        })
    }

    fn link_to_read<'a>(&'a self, _: &'a str, _: &'a str, _: &'a str) -> Pending<'a, Option<Link>> {
        Box::pin(async { Ok(None) })
    }

    fn link_to_write<'a>(&'a self, _: &'a str, _: u64, _: &'a str) -> Pending<'a, Option<Link>> {
        Box::pin(async { Ok(None) })
    }
}

impl FileBlobs {
    async fn receive(&self, name: &str, mut bytes: Bytes) -> io::Result<()> {
        let target = path(&self.directory, name)?;
        let (directory, incoming) = (Arc::clone(&self.directory), self.incoming());
        let changes = self.changes.clone();
        let (parts, received) = mpsc::channel(WAITING);
        let writing = spawn_blocking(move || {
            let written = write_parts(&incoming, received).and_then(|()| {
                let _change = changes.one();
                move_to(&directory, &incoming, &target)
            });
            if written.is_err() {
                // What cannot be removed now is removed when the directory is opened.
                let _ = fs::remove_file(&incoming);
            }
            written
        });
        let failure = loop {
            let (part, is_last) = match next(&mut bytes).await {
                Some(Ok(part)) => (Part::Bytes(part), false),
                Some(Err(error)) => break Some(error),
                None => (Part::End, true),
            };
            // If the task has ended before, it says why.
            if parts.send(part).await.is_err() || is_last {
                break None;
            }
        };
        drop(parts);
        let written = writing.await.map_err(io::Error::other)?;
        failure.map_or(written, Err)
    }
}

fn write_parts(incoming: &Path, mut parts: mpsc::Receiver<Part>) -> io::Result<()> {
    let mut file = File::create(incoming)?;
    loop {
        match parts.blocking_recv() {
            Some(Part::Bytes(part)) => file.write_all(&part)?,
            Some(Part::End) => return file.sync_all(),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// A file from byte `from` on, with its size. `None` when it does not exist.
fn opened(file: &Path, from: u64) -> io::Result<Option<(File, u64)>> {
    let Some(mut file) = found(File::open(file))? else { return Ok(None) };
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(from.min(size)))?;
    Ok(Some((file, size)))
}

/// The file, and what was read from it.
type ReadPart = (File, Vec<u8>);

/// The next `left` bytes of a file. It is read only as fast as the stream is.
struct Reading {
    file: Option<File>,
    left: u64,
    part: Option<JoinHandle<io::Result<ReadPart>>>,
}

impl Stream for Reading {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.part.is_none() {
            let Some(mut file) = self.file.take().filter(|_| self.left > 0) else { return Poll::Ready(None) };
            let most = self.left.min(PART);
            self.part = Some(spawn_blocking(move || {
                let mut part = Vec::with_capacity(usize::try_from(most).unwrap_or_default());
                (&mut file).take(most).read_to_end(&mut part)?;
                Ok((file, part))
            }));
        }
        let Some(part) = &mut self.part else { return Poll::Ready(None) };
        let part = ready!(Pin::new(part).poll(context)).map_err(io::Error::other).flatten();
        self.part = None;
        Poll::Ready(Some(part.and_then(|(file, part)| {
            if part.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.left = self.left.saturating_sub(u64::try_from(part.len()).unwrap_or(u64::MAX));
            self.file = Some(file);
            Ok(part.into())
        })))
    }
}
