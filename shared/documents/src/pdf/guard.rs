//! What is checked before and while a PDF is loaded.
//!
//! An object in memory has up to a hundred times the bytes that it has in the file: `[0 0 0]`. So the objects of the file are
//! counted before it is loaded, and those that are loaded are weighed, because a table of objects can name the same bytes
//! many times.

use std::cell::Cell;
use std::mem::size_of;

use lopdf::{Dictionary, Object, ObjectId};

use super::encryption;
use crate::{Unreadable, work};

/// The most words of a file: numbers, names, brackets and the like. No object is less than one. A file of 10 MB of pictures
/// has about half as many by chance.
const MOST_WORDS: usize = 1_200_000;

/// The words that an array counts for beside its brackets: it takes room for four objects, however few it has.
const ARRAY: usize = 5;

/// The most memory that loaded objects may have, in bytes.
const MOST_MEMORY: usize = 64 * 1024 * 1024;

/// The most memory of one object besides streams, in bytes. It is copied once, and no table of pages is so large.
const MOST_OBJECT: usize = 16 * 1024 * 1024;

thread_local! {
    static LOADED: Cell<usize> = const { Cell::new(0) };
}

/// Refuses a file whose objects may be too many.
pub(super) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    LOADED.set(0);
    let (mut words, mut is_in_word) = (0_usize, false);
    for byte in bytes {
        let is_part = !is_white(*byte) && !is_delimiter(*byte);
        words += usize::from(is_delimiter(*byte) || (is_part && !is_in_word));
        words += if *byte == b'[' { ARRAY } else { 0 };
        is_in_word = is_part;
    }
    if words > MOST_WORDS { Err(Unreadable::TooLarge) } else { Ok(()) }
}

/// The places of the names that say that the file is encrypted.
pub(super) fn encrypt_names(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(place, _)| place);
    slashes.filter(|place| bytes.get(place + 1..).is_some_and(|rest| is_name(rest, b"Encrypt")))
}

/// Whether this name begins here. Any of its letters may be written as `#45`.
fn is_name(mut rest: &[u8], name: &[u8]) -> bool {
    for expected in name {
        let (found, after) = match rest {
            [b'#', high, low, after @ ..] => {
                (hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low), after)
            }
            [byte, after @ ..] => (Some(*byte), after),
            [] => return false,
        };
        if found != Some(*expected) {
            return false;
        }
        rest = after;
    }
    rest.first().is_none_or(|byte| is_white(*byte) || is_delimiter(*byte))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0xc | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The parser asks this about each object that it has read. Pictures and the outlines of fonts are not kept. Leaves the
/// work when there are too many objects, or the time is over.
pub(super) fn keep(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    work::check();
    let own = weight(object, 0);
    let loaded = LOADED.get().saturating_add(own);
    LOADED.set(loaded);
    if loaded > MOST_MEMORY || (own > MOST_OBJECT && object.as_stream().is_err()) {
        work::stop();
    }
    match object {
        Object::Stream(stream) if is_of_no_use(&stream.dict) => None,
        // It stands in the file itself. The parser keeps its own, and takes from here only whether to.
        Object::Stream(_) => {
            encryption::decrypt(id, object);
            Some((id, Object::Null))
        }
        // It may come from a stream of objects. Then the parser keeps what is returned.
        object => Some((id, object.clone())),
    }
}

fn is_of_no_use(dict: &Dictionary) -> bool {
    let is_named = |key: &[u8], names: &[&[u8]]| {
        dict.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
    };
    is_named(b"Subtype", &[b"Image", b"Type1C", b"CIDFontType0C", b"OpenType"])
        || is_named(b"Type", &[b"Metadata", b"EmbeddedFile"])
        || dict.has(b"Length1")
}

/// About how many bytes an entry of a dictionary takes besides its value, and for how many the smallest one has room.
const ENTRY: usize = 120;
const ROOM: usize = 4;

/// About how many bytes this object has in memory.
fn weight(object: &Object, depth: usize) -> usize {
    let entries = |dict: &Dictionary| -> usize {
        let room = if dict.is_empty() { 0 } else { ENTRY * dict.len().max(ROOM) };
        room + dict.iter().map(|(key, value)| key.len() + weight(value, depth + 1)).sum::<usize>()
    };
    let own = match object {
        // The parser nests no deeper.
        _ if depth > 128 => 0,
        Object::Array(values) => {
            let empty = values.capacity().saturating_sub(values.len()) * size_of::<Object>();
            empty + values.iter().map(|value| weight(value, depth + 1)).sum::<usize>()
        }
        Object::Dictionary(dict) => entries(dict),
        Object::Stream(stream) => stream.content.len() + entries(&stream.dict),
        Object::Name(bytes) | Object::String(bytes, _) => bytes.len(),
        Object::Null | Object::Boolean(_) | Object::Integer(_) | Object::Real(_) | Object::Reference(_) => 0,
    };
    own + size_of::<Object>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_file_is_known_however_its_name_is_written() {
        for file in [&b"<< /Encrypt 5 0 R >>"[..], b"/Encrypt", b"<</#45ncr#79pt 5 0 R>>", b"/Encrypt<<>>"] {
            assert_eq!(encrypt_names(file).count(), 1);
        }
        for file in [&b"<< /EncryptMetadata true >>"[..], b"Encrypt", b"/Encryp", b"/#4", b""] {
            assert_eq!(encrypt_names(file).count(), 0);
        }
    }

    #[test]
    fn a_file_of_nothing_but_small_objects_is_too_large() {
        let file = "[0 ".repeat(MOST_WORDS);
        assert_eq!(check(file.as_bytes()), Err(Unreadable::TooLarge));
        let file = "[0]".repeat(MOST_WORDS / 7);
        assert_eq!(check(file.as_bytes()), Err(Unreadable::TooLarge));
        assert_eq!(check(&vec![b'a'; 9 << 20]), Ok(()));
    }
}
