//! Which files this process is fetching.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use relais_core::media::MediaId;

/// Files that one process fetches at once. On one machine the jobs of answers have the same 64 slots: these keep most of
/// them, however slow the line is. On Lambda a process has five jobs at most.
const MOST: usize = 8;

/// The files that this process is fetching: each once, however often its webhook comes, and a few at the same time.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtOnce(Arc<Mutex<HashSet<MediaId>>>);

/// The right to fetch a file, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    files: AtOnce,
    id: MediaId,
}

impl AtOnce {
    /// `None`: this file is being fetched, or as many as may be at once are.
    pub(super) fn begin(&self, id: &MediaId) -> Option<Turn> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let may = files.len() < MOST && files.insert(id.clone());
        may.then(|| Turn { files: self.clone(), id: id.clone() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.files.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_fetched_once_and_a_few_at_the_same_time() {
        let files = AtOnce::default();
        let id = |number: usize| MediaId::of_upload(&format!("{number:032x}"));
        let first = files.begin(&id(0)).unwrap();
        assert!(files.begin(&id(0)).is_none(), "it is being fetched");
        let others: Vec<_> = (1..MOST).map(|number| files.begin(&id(number)).unwrap()).collect();
        assert!(files.begin(&id(MOST)).is_none(), "they are too many");
        drop(first);
        assert!(files.begin(&id(MOST)).is_some());
        assert!(files.begin(&id(0)).is_some());
        drop(others);
    }
}
