//! The files that Meta keeps: those of customers and those that the business uploaded.
//!
//! A file is read in Graph's three steps: a webhook names its id, the id is exchanged for an address that lives five
//! minutes, and the address serves the bytes to whoever has the token ([`serve`]). An upload gets an id ([`upload`]).

mod fault;
mod form;
mod serve;
mod types;
mod upload;

use std::collections::{HashMap, VecDeque};

use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::limits::{MEDIA_ID, MEDIA_URL, UPLOADED_ID};
use sha2::{Digest, Sha256};

use crate::Simulator;
pub use fault::FileFault;
pub(super) use serve::{ADDRESS, bytes, delete, described};
pub(crate) use upload::is_upload;
pub(super) use upload::post;

/// Bytes of files that are kept at most. The oldest files are dropped.
const BYTES_KEPT: usize = 256 * 1024 * 1024;

/// A file that Meta keeps.
#[derive(Clone, Debug)]
pub(crate) struct MediaFile {
    pub(crate) bytes: Bytes,
    pub(crate) mime_type: String,
    sha256: [u8; 32],
    /// When its id ends.
    ends: Timestamp,
    /// The number that it was uploaded for. `None`: it came from a customer.
    number: Option<String>,
    fault: Option<FileFault>,
}

/// The newest files.
#[derive(Debug, Default)]
pub(crate) struct MediaFiles {
    by_id: HashMap<String, MediaFile>,
    oldest_first: VecDeque<String>,
    bytes: usize,
    /// The file and the end of each address.
    addresses: HashMap<String, (String, Timestamp)>,
}

impl MediaFiles {
    fn keep(&mut self, id: String, file: MediaFile) {
        self.bytes += file.bytes.len();
        self.oldest_first.push_back(id.clone());
        self.by_id.insert(id, file);
        while self.bytes > BYTES_KEPT
            && self.oldest_first.len() > 1
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, id: &str) -> Option<MediaFile> {
        let removed = self.by_id.remove(id)?;
        self.bytes -= removed.bytes.len();
        self.oldest_first.retain(|kept| kept != id);
        Some(removed)
    }

    fn find(&self, id: &str, now: Timestamp) -> Option<&MediaFile> {
        self.by_id.get(id).filter(|file| file.ends > now)
    }
}

impl MediaFile {
    fn new(bytes: Bytes, mime_type: &str, ends: Timestamp, number: Option<String>) -> Self {
        let sha256 = Sha256::digest(&bytes).into();
        Self { bytes, mime_type: mime_type.to_owned(), sha256, ends, number, fault: None }
    }

    /// Its SHA-256 as a webhook writes it.
    fn sha256_in_webhooks(&self) -> String {
        STANDARD.encode(self.sha256)
    }
}

impl Simulator {
    /// Places a file at Meta, as if a customer had sent it. Returns its id, which a webhook names. It lives for seven days.
    pub fn place_file(&self, bytes: impl Into<Bytes>, mime_type: &str) -> String {
        let ends = self.config().clock.now() + lifetime(MEDIA_ID);
        self.keep_file(MediaFile::new(bytes.into(), mime_type, ends, None))
    }

    /// What is wrong with the file of this id from now on.
    pub fn break_file(&self, id: &str, fault: Option<FileFault>) {
        self.with(|world| {
            if let Some(file) = world.files.by_id.get_mut(id) {
                file.fault = fault;
            }
        });
    }

    /// The bytes and the type of the file with this id, also of one that was uploaded. `None`: Meta does not have it, or no
    /// longer.
    pub fn file_of(&self, id: &str) -> Option<(Bytes, String)> {
        self.file(id).map(|file| (file.bytes, file.mime_type))
    }

    /// The SHA-256 of the file with this id, as a webhook writes it.
    pub fn file_hash(&self, id: &str) -> Option<String> {
        self.file(id).map(|file| file.sha256_in_webhooks())
    }

    /// The file with this id.
    pub(crate) fn file(&self, id: &str) -> Option<MediaFile> {
        let now = self.config().clock.now();
        self.read(|world| world.files.find(id, now).cloned())
    }

    fn keep_file(&self, file: MediaFile) -> String {
        self.with(|world| {
            let id = world.ids.media();
            world.files.keep(id.clone(), file);
            id
        })
    }

    /// The id of an upload for this number.
    fn keep_upload(&self, bytes: Bytes, mime_type: &str, number: &str) -> String {
        let ends = self.config().clock.now() + lifetime(UPLOADED_ID);
        self.keep_file(MediaFile::new(bytes, mime_type, ends, Some(number.to_owned())))
    }

    /// The key of a new address of this file.
    fn new_address(&self, id: &str) -> String {
        let now = self.config().clock.now();
        self.with_unannounced(|world| {
            world.files.addresses.retain(|_, (_, ends)| *ends > now);
            let key = world.ids.media();
            world.files.addresses.insert(key.clone(), (id.to_owned(), now + lifetime(MEDIA_URL)));
            key
        })
    }

    /// The file at the address with this key.
    fn at_address(&self, key: &str) -> Option<MediaFile> {
        let now = self.config().clock.now();
        self.read(|world| {
            let (id, _) = world.files.addresses.get(key).filter(|(_, ends)| *ends > now)?;
            world.files.find(id, now).cloned()
        })
    }
}

fn lifetime(period: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(period).unwrap_or(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_files_make_room_for_new_ones() {
        let mut files = MediaFiles::default();
        for id in 0..4 {
            let file = MediaFile {
                bytes: Bytes::from(vec![0; BYTES_KEPT / 3]),
                mime_type: String::new(),
                sha256: [0; 32],
                ends: Timestamp::MAX,
                number: None,
                fault: None,
            };
            files.keep(id.to_string(), file);
        }
        assert_eq!(files.by_id.len(), 3);
        assert!(!files.by_id.contains_key("0"));
    }
}
