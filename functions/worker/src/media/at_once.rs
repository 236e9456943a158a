//! Which files this process is fetching.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use relais_core::contact::ContactId;
use relais_core::media::MediaId;

/// Files that one process fetches at once. On one machine the jobs of answers have the same 64 slots: these keep most of
/// them, however slow the line is. With fewer, a crowd that sends pictures in the same minute is answered before its
/// pictures are there. On Lambda a process has five jobs at most.
const MOST: usize = 24;

/// How many of them are of one contact at most: the others' files do not wait for one customer's slow ones.
const MOST_OF_CONTACT: usize = 4;

/// The files that this process is fetching, with their contacts: each once, however often its webhook comes, and a few at
/// the same time.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtOnce(Arc<Mutex<HashMap<MediaId, ContactId>>>);

/// The right to fetch a file, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    files: AtOnce,
    id: MediaId,
}

impl AtOnce {
    /// `None`: this file is being fetched, or as many as may be at once are, of all contacts or of this one.
    pub(super) fn begin(&self, id: &MediaId, contact: &ContactId) -> Option<Turn> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_contact = files.values().filter(|it| *it == contact).count();
        if files.contains_key(id) || files.len() >= MOST || of_contact >= MOST_OF_CONTACT {
            return None;
        }
        files.insert(id.clone(), contact.clone());
        Some(Turn { files: self.clone(), id: id.clone() })
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

    fn id(number: usize) -> MediaId {
        MediaId::of_upload(&format!("{number:032x}"))
    }

    fn contact(number: usize) -> ContactId {
        ContactId::parse(&format!("c{number:024x}")).unwrap()
    }

    #[test]
    fn each_file_is_fetched_once_and_a_few_at_the_same_time() {
        let files = AtOnce::default();
        let first = files.begin(&id(0), &contact(0)).unwrap();
        assert!(files.begin(&id(0), &contact(0)).is_none(), "it is being fetched");
        let others: Vec<_> = (1..MOST).map(|it| files.begin(&id(it), &contact(it)).unwrap()).collect();
        assert!(files.begin(&id(MOST), &contact(MOST)).is_none(), "they are too many");
        drop(first);
        assert!(files.begin(&id(MOST), &contact(MOST)).is_some());
        assert!(files.begin(&id(0), &contact(0)).is_some());
        drop(others);
    }

    #[test]
    fn one_contact_leaves_most_places_to_others() {
        let files = AtOnce::default();
        let mut own: Vec<_> =
            (0..MOST_OF_CONTACT).map(|it| files.begin(&id(it), &contact(0)).unwrap()).collect();
        assert!(files.begin(&id(MOST), &contact(0)).is_none(), "they are too many of one contact");
        let others: Vec<_> =
            (MOST_OF_CONTACT..MOST).map(|it| files.begin(&id(it), &contact(it)).unwrap()).collect();
        drop(own.pop());
        assert!(files.begin(&id(MOST), &contact(0)).is_some());
        drop((own, others));
    }
}
