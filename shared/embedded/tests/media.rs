//! The media store on the directory, and in memory.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

mod media_suite;
mod support;

use std::fs;
use std::future::{Future, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use relais_core::blob::{MEDIA, MediaStore, SharedMedia};
use relais_embedded::FileBlobs;

fn on_disk() -> impl Future<Output = SharedMedia> {
    ready(media_suite::shared(FileBlobs::open(&support::fresh("media")).unwrap()))
}

crate::media_suite!(on_disk);

#[cfg(feature = "memory")]
mod in_memory {
    use super::*;

    fn memory() -> impl Future<Output = SharedMedia> {
        ready(media_suite::shared(relais_embedded::memory::Memory::default()))
    }

    crate::media_suite!(memory);
}

/// A stream of one part, which then never goes on.
struct Stalls(bool);

impl Stream for Stalls {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::replace(&mut self.0, true) {
            Poll::Pending
        } else {
            Poll::Ready(Some(Ok("half".into())))
        }
    }
}

#[tokio::test]
async fn a_write_whose_caller_goes_away_leaves_nothing() {
    let directory = support::fresh("gone");
    let blobs = FileBlobs::open(&directory).unwrap();
    let incoming = || fs::read_dir(directory.join(".incoming")).unwrap().count();
    let mut write = blobs.write("media/1", 8, "image/png", Box::pin(Stalls(false)));
    let started = async {
        while incoming() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { _ = &mut write => panic!("it has no end"), () = started => {} }
    drop(write);
    while incoming() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(blobs.size("media/1").await.unwrap(), None);
}

#[tokio::test]
async fn names_that_could_leave_the_directory_are_refused() {
    let blobs = FileBlobs::open(&support::fresh("names")).unwrap();
    for name in ["../a", "/a", "media/../a", "media/A", ""] {
        assert!(blobs.write(name, 1, "image/png", media_suite::stream(b"x")).await.is_err(), "{name}");
        assert!(blobs.open(name, 0, None).await.is_err(), "{name}");
        assert!(blobs.size(name).await.is_err(), "{name}");
        assert!(blobs.rename("media/a", name).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn a_directory_has_no_addresses() {
    let blobs = FileBlobs::open(&support::fresh("links")).unwrap();
    assert!(blobs.link_to_read("media/1", "image/png", "inline").await.unwrap().is_none());
    assert!(blobs.link_to_write("uploads/1", 1, "image/png").await.unwrap().is_none());
}

#[tokio::test]
async fn a_file_that_is_renewed_is_not_swept_by_the_age_of_its_first_send() {
    let directory = support::fresh("renewed");
    let blobs = FileBlobs::open(&directory).unwrap();
    for name in ["media/1", "media/2"] {
        blobs.write(name, 1, "image/png", media_suite::stream(b"x")).await.unwrap();
        let file = fs::File::options().append(true).open(directory.join(name)).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.set_modified(written - Duration::from_hours(2)).unwrap();
    }
    assert!(blobs.renew("media/2").await.unwrap());
    assert_eq!(blobs.sweep(MEDIA, Duration::from_hours(1)).await.unwrap(), 1);
    assert_eq!(blobs.size("media/1").await.unwrap(), None);
    assert_eq!(blobs.size("media/2").await.unwrap(), Some(1));
}

/// A link that leads nowhere is listed, and has no metadata, as a file that was removed since it was listed.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_vanishes_during_a_sweep_does_not_end_it() {
    let directory = support::fresh("vanishing");
    let blobs = FileBlobs::open(&directory).unwrap();
    for name in ["media/1", "media/2", "media/3"] {
        blobs.write(name, 1, "image/png", media_suite::stream(b"x")).await.unwrap();
    }
    fs::remove_file(directory.join("media/2")).unwrap();
    std::os::unix::fs::symlink(directory.join("nowhere"), directory.join("media/2")).unwrap();
    assert_eq!(blobs.sweep(MEDIA, Duration::ZERO).await.unwrap(), 2);
}

#[tokio::test]
async fn files_are_swept_by_their_prefix() {
    let blobs = FileBlobs::open(&support::fresh("swept")).unwrap();
    for name in ["media/1", "uploads/1"] {
        blobs.write(name, 1, "image/png", media_suite::stream(b"x")).await.unwrap();
    }
    assert_eq!(blobs.sweep(MEDIA, Duration::ZERO).await.unwrap(), 1);
    assert_eq!(blobs.size("uploads/1").await.unwrap(), Some(1));
}
