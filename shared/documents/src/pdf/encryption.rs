//! Files that are encrypted with the empty password, such as the statements of many banks. Every viewer opens them.
//!
//! The parser loads an encrypted file without [`guard::keep`], and so without limits. Therefore the entry that says that the
//! file is encrypted gets another name in a copy of it. The copy is loaded twice like any other file: for the dictionary
//! that describes the encryption, and for its objects, of which each stream is decrypted as soon as it is read. Strings
//! outside of streams stay encrypted: no text of a page is in them.

use std::cell::RefCell;

use lopdf::encryption::decrypt_object;
use lopdf::{Dictionary, Document, EncryptionState, Object, ObjectId};

use super::{guard, load};
use crate::{Unreadable, work};

/// What the entry is called in the copy.
const OTHER_NAME: &[u8] = b"encrypt";

/// The number under which a dictionary is put that has none of its own.
const OWN_NUMBER: ObjectId = (u32::MAX, 0);

thread_local! {
    /// How the file of this thread is encrypted.
    static STATE: RefCell<Option<EncryptionState>> = const { RefCell::new(None) };
}

/// Loads an encrypted file that has the empty password.
pub(super) fn load_encrypted(bytes: &[u8]) -> Result<Document, Unreadable> {
    let renamed = renamed(bytes);
    let mut described = load(&renamed, only_encryption)?;
    let state = state(&mut described).ok_or(Unreadable::Encrypted)?;
    drop(described);
    STATE.set(Some(state));
    load(&renamed, guard::keep)
}

/// Decrypts a stream of an encrypted file. What cannot be decrypted stays as it is: it is no text.
pub(super) fn decrypt(id: ObjectId, stream: &mut Object) {
    STATE.with_borrow(|state| {
        if let Some(state) = state {
            let _ = decrypt_object(state, id, stream);
        }
    });
}

/// A copy in which the entry has its other name, which differs in the first letter only.
fn renamed(bytes: &[u8]) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    for place in guard::encrypt_names(bytes) {
        match copy.get_mut(place + 1..place + 3) {
            // `#45` is `E`, and `#65` is `e`.
            Some([b'#', high]) => *high = b'6',
            Some([first, _]) => *first = b'e',
            _ => {}
        }
    }
    copy
}

/// The parser asks this about each object: only a dictionary that describes the encryption is kept.
fn only_encryption(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    work::check();
    match object {
        Object::Dictionary(dict) if describes_encryption(dict) => Some((id, object.clone())),
        _ => None,
    }
}

fn describes_encryption(dict: &Dictionary) -> bool {
    dict.has(b"Filter") && dict.has(b"O") && dict.has(b"U")
}

/// `None`: it has another password, or its encryption is not known.
fn state(document: &mut Document) -> Option<EncryptionState> {
    let described = match document.trailer.remove(OTHER_NAME)? {
        Object::Reference(id) => id,
        dict => {
            document.objects.insert(OWN_NUMBER, dict);
            OWN_NUMBER
        }
    };
    document.trailer.set("Encrypt", Object::Reference(described));
    document.authenticate_password("").ok()?;
    EncryptionState::decode(document, "").ok()
}
