//! Old messages, which Meta shares when a business connects its phone app. One webhook contains thousands. Each thread
//! becomes an item, and so does the other content of a chunk.

use serde_json::value::RawValue;

use super::walk::{beside, object_of};
use crate::lenient::{Object, elements};

/// Splits `value.history` into one value per thread, each with its chunk's metadata. A chunk without threads is kept
/// whole.
pub(super) fn threads(history: &RawValue) -> Vec<Box<RawValue>> {
    elements(history).into_iter().flat_map(chunk).collect()
}

fn chunk(raw: &RawValue) -> Vec<Box<RawValue>> {
    let Some(chunk) = Object::parse(raw.get()) else {
        return vec![raw.to_owned()];
    };
    let threads: Vec<_> = chunk.all("threads").flat_map(elements).collect();
    if threads.is_empty() {
        return vec![raw.to_owned()];
    }
    let metadata: Vec<_> = chunk.all("metadata").map(|metadata| ("metadata", metadata)).collect();
    let with_metadata = |thread| object_of(&[metadata.as_slice(), &[("thread", thread)]].concat());
    let beside = beside(&chunk, &["metadata", "threads"]);
    threads.into_iter().filter_map(with_metadata).chain(beside).collect()
}
