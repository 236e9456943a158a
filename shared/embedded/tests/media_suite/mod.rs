//! What every media store must do. `media_suite!` makes a test of each case. `media.rs` runs them on the directory and in
//! memory, and `infra/tests/tests/deployed/media.rs` on S3.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a case that cannot go on has failed

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use relais_core::blob::{BlobError, Bytes, MediaStore, SharedMedia, WrongSize, next};

/// Makes a test of each case, in the module that includes this one as `media_suite`. `$store` is an async function that
/// returns a [`SharedMedia`] of the case's own.
#[macro_export]
macro_rules! media_suite {
    ($store:path) => {
        $crate::media_suite!($store:
            a_file_is_read_as_it_was_written,
            an_empty_file_is_a_file,
            a_range_is_read,
            what_was_never_written_is_not_there,
            a_file_is_replaced_and_removed,
            a_stream_that_ends_early_changes_nothing,
            a_stream_that_goes_on_changes_nothing,
            a_stream_that_fails_changes_nothing,
            of_two_writes_at_once_one_counts_whole,
            a_file_is_renamed_over_another,
            a_file_is_renewed_as_it_is,
        );
    };
    ($store:path: $($case:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $case() {
            media_suite::$case(&*$store().await).await;
        })*
    };
}

const NAME: &str = "media/0123456789abcdef0123456789abcdef";
const OTHER: &str = "uploads/0123456789abcdef0123456789abcdef";
const TYPE: &str = "audio/ogg; codecs=opus";

/// Two megabytes that do not repeat within a part.
fn large() -> Vec<u8> {
    (0_u32..500_000).flat_map(u32::to_le_bytes).collect()
}

struct Parts(VecDeque<io::Result<bytes::Bytes>>);

impl futures_core::Stream for Parts {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

/// A stream of these bytes in parts, as a network gives them.
pub(crate) fn stream(bytes: &[u8]) -> Bytes {
    Box::pin(Parts(bytes.chunks(10_000).map(|part| Ok(part.to_vec().into())).collect()))
}

pub(crate) async fn read(mut bytes: Bytes) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(part) = next(&mut bytes).await {
        whole.extend_from_slice(&part.unwrap());
    }
    whole
}

async fn put(store: &dyn MediaStore, name: &str, bytes: &[u8]) {
    store.write(name, bytes.len() as u64, TYPE, stream(bytes)).await.unwrap();
}

async fn get(store: &dyn MediaStore, name: &str) -> Option<Vec<u8>> {
    Some(read(store.open(name, 0, None).await.unwrap()?.bytes).await)
}

/// Shared with the runs, which return one from each store.
pub(crate) fn shared(store: impl MediaStore) -> SharedMedia {
    std::sync::Arc::new(store)
}

pub(crate) async fn a_file_is_read_as_it_was_written(store: &dyn MediaStore) {
    let bytes = large();
    put(store, NAME, &bytes).await;
    let opened = store.open(NAME, 0, None).await.unwrap().unwrap();
    assert_eq!(opened.size, 2_000_000);
    assert!(read(opened.bytes).await == bytes);
    assert_eq!(store.size(NAME).await.unwrap(), Some(2_000_000));
}

pub(crate) async fn an_empty_file_is_a_file(store: &dyn MediaStore) {
    put(store, NAME, b"").await;
    assert_eq!(store.size(NAME).await.unwrap(), Some(0));
    assert_eq!(get(store, NAME).await, Some(Vec::new()));
}

pub(crate) async fn a_range_is_read(store: &dyn MediaStore) {
    let bytes = large();
    put(store, NAME, &bytes).await;
    for (from, to, range) in [
        (0, Some(0), 0..1),
        (0, Some(99_999), 0..100_000),
        (100_000, Some(250_000), 100_000..250_001),
        (1_999_999, None, 1_999_999..2_000_000),
        (5, Some(9_999_999), 5..2_000_000),
        (2_000_000, None, 0..0),
        (9_000_000, Some(9_000_001), 0..0),
    ] {
        let opened = store.open(NAME, from, to).await.unwrap().unwrap();
        assert_eq!(opened.size, 2_000_000, "{from} to {to:?}");
        assert!(read(opened.bytes).await == bytes.get(range).unwrap(), "{from} to {to:?}");
    }
}

pub(crate) async fn what_was_never_written_is_not_there(store: &dyn MediaStore) {
    assert!(store.open(NAME, 0, None).await.unwrap().is_none());
    assert!(store.open(NAME, 5, Some(7)).await.unwrap().is_none());
    assert_eq!(store.size(NAME).await.unwrap(), None);
    store.remove(NAME).await.unwrap();
    assert!(!store.rename(NAME, OTHER).await.unwrap());
}

pub(crate) async fn a_file_is_replaced_and_removed(store: &dyn MediaStore) {
    put(store, NAME, b"first").await;
    put(store, NAME, b"the second").await;
    assert_eq!(get(store, NAME).await.unwrap(), b"the second");
    store.remove(NAME).await.unwrap();
    assert!(get(store, NAME).await.is_none());
}

async fn fails(store: &dyn MediaStore, size: u64, bytes: Bytes) -> BlobError {
    put(store, OTHER, b"before").await;
    let error = store.write(NAME, size, TYPE, bytes).await.unwrap_err();
    assert!(get(store, NAME).await.is_none(), "a part of it was stored");
    error
}

pub(crate) async fn a_stream_that_ends_early_changes_nothing(store: &dyn MediaStore) {
    let error = fails(store, 2_000_001, stream(&large())).await;
    assert!(error.has::<WrongSize>(), "{error:?}");
    let error = fails(store, 1, stream(b"")).await;
    assert!(error.has::<WrongSize>(), "{error:?}");
}

pub(crate) async fn a_stream_that_goes_on_changes_nothing(store: &dyn MediaStore) {
    for size in [1_999_999, 1_000_000, 0] {
        let error = fails(store, size, stream(&large())).await;
        assert!(error.has::<WrongSize>(), "{size}: {error:?}");
    }
}

pub(crate) async fn a_stream_that_fails_changes_nothing(store: &dyn MediaStore) {
    let mut parts: VecDeque<io::Result<bytes::Bytes>> = VecDeque::from([Ok("half".into())]);
    parts.push_back(Err(io::ErrorKind::ConnectionReset.into()));
    let error = fails(store, 8, Box::pin(Parts(parts))).await;
    assert!(!error.has::<WrongSize>(), "{error:?}");
}

pub(crate) async fn of_two_writes_at_once_one_counts_whole(store: &dyn MediaStore) {
    let (ones, twos) = (vec![1; 500_000], vec![2; 600_000]);
    let (first, second) = tokio::join!(
        store.write(NAME, 500_000, TYPE, stream(&ones)),
        store.write(NAME, 600_000, TYPE, stream(&twos)),
    );
    assert!(first.is_ok() && second.is_ok());
    let whole = get(store, NAME).await.unwrap();
    assert!(whole == ones || whole == twos, "two writes were mixed");
}

pub(crate) async fn a_file_is_renamed_over_another(store: &dyn MediaStore) {
    put(store, NAME, b"old").await;
    put(store, OTHER, &large()).await;
    assert!(store.rename(OTHER, NAME).await.unwrap());
    assert!(get(store, NAME).await.unwrap() == large());
    assert!(get(store, OTHER).await.is_none());
    assert!(!store.rename(OTHER, NAME).await.unwrap());
    assert!(get(store, NAME).await.unwrap() == large(), "what is missing replaces nothing");
}

pub(crate) async fn a_file_is_renewed_as_it_is(store: &dyn MediaStore) {
    assert!(!store.renew(NAME).await.unwrap(), "there is none");
    put(store, NAME, b"one").await;
    for _ in 0..2 {
        assert!(store.renew(NAME).await.unwrap());
    }
    assert_eq!(get(store, NAME).await.as_deref(), Some(&b"one"[..]));
}
