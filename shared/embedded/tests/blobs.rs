//! The local blob store.

#![allow(clippy::unwrap_used)] // a case that cannot go on has failed

mod support;

use std::fs;
use std::time::Duration;

use relais_core::blob::Blobs;
use relais_embedded::FileBlobs;

#[tokio::test]
async fn blobs_are_kept_replaced_and_found_after_a_restart() {
    let directory = support::fresh("blobs");
    let blobs = FileBlobs::open(&directory).unwrap();
    assert_eq!(blobs.get("a/0f").await.unwrap(), None);

    blobs.put("a/0f", b"first".to_vec()).await.unwrap();
    blobs.put("a/0f", b"second".to_vec()).await.unwrap();
    blobs.put("empty_-", vec![]).await.unwrap();

    let blobs = FileBlobs::open(&directory).unwrap();
    assert_eq!(blobs.get("a/0f").await.unwrap().as_deref(), Some(&b"second"[..]));
    assert_eq!(blobs.get("empty_-").await.unwrap().as_deref(), Some(&b""[..]));
}

#[tokio::test]
async fn blobs_are_listed_deleted_and_swept() {
    let blobs = FileBlobs::open(&support::fresh("listed")).unwrap();
    assert!(blobs.list("kept/").await.unwrap().is_empty());
    for name in ["kept/1", "kept/2", "events/3"] {
        blobs.put(name, b"x".to_vec()).await.unwrap();
    }
    blobs.delete("kept/1").await.unwrap();
    blobs.delete("kept/1").await.unwrap();
    assert_eq!(blobs.list("kept/").await.unwrap(), ["kept/2"]);
    assert_eq!(blobs.sweep("kept/", Duration::from_hours(1)).await.unwrap(), 0);
    assert_eq!(blobs.sweep("kept/", Duration::ZERO).await.unwrap(), 1);
    assert_eq!(blobs.list("events/").await.unwrap(), ["events/3"], "another prefix is another call");
    assert_eq!(blobs.sweep("media/", Duration::ZERO).await.unwrap(), 0);
}

#[tokio::test]
async fn names_that_could_leave_the_directory_are_refused() {
    let blobs = FileBlobs::open(&support::fresh("names")).unwrap();
    let long = "a".repeat(201);
    let names = [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        "..",
        "../a",
        "a/../b",
        ".",
        ".incoming/1",
        "A",
        "ä",
        "a b",
        "a\0",
        "c:a",
        &long,
    ];
    for name in names {
        assert!(blobs.put(name, vec![1]).await.is_err(), "{name:?}");
        assert!(blobs.get(name).await.is_err(), "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_the_old_blob_or_the_new_one_whole() {
    let blobs = FileBlobs::open(&support::fresh("whole")).unwrap();
    blobs.put("a", vec![0; 100_000]).await.unwrap();
    let writers: Vec<_> = (1..=20)
        .map(|fill| {
            let blobs = blobs.clone();
            tokio::spawn(async move { blobs.put("a", vec![fill; 100_000]).await.unwrap() })
        })
        .collect();
    for _ in 0..50 {
        let bytes = blobs.get("a").await.unwrap().unwrap();
        assert_eq!(bytes.len(), 100_000);
        assert!(bytes.iter().all(|byte| *byte == bytes[0]), "two writes were mixed");
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn what_a_crash_left_half_written_is_removed() {
    let directory = support::fresh("half");
    fs::create_dir_all(directory.join(".incoming")).unwrap();
    fs::write(directory.join(".incoming/7"), "half").unwrap();

    FileBlobs::open(&directory).unwrap().put("a", vec![1]).await.unwrap();

    assert_eq!(fs::read_dir(directory.join(".incoming")).unwrap().count(), 0);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let file = support::fresh("file");
    fs::write(&file, "a file").unwrap();
    let error = FileBlobs::open(&file).unwrap_err();
    assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
}
