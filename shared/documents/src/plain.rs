//! Plain text: UTF-8, UTF-16 with its mark, and else the encoding of old Windows programs, which any bytes can be.

use encoding_rs::{Encoding, UTF_8};

use crate::Unreadable;
use crate::text::{Collected, Style};

/// The characters of Windows-1252 from 0x80 to 0x9f. Those that it does not have are replaced.
/// <https://encoding.spec.whatwg.org/#windows-1252>
const WINDOWS: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
    '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// Of this many bytes at the beginning, at most one in this many may be a control character.
const CONTROL: (usize, usize) = (4096, 50);

/// The text of bytes that came with the name of their character set, or with none. Bytes that are UTF-8 are read as that
/// where only a set of single bytes is named, and where the name is not known or wrong, they are read as a file. `None`: they
/// are no text.
pub fn decoded(bytes: &[u8], charset: Option<&str>) -> Option<String> {
    let named = charset.and_then(|name| Encoding::for_label(name.as_bytes()));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let named = named.filter(|named| *named != UTF_8 && !(is_utf8 && named.is_single_byte()));
    if let Some(named) = named {
        let (text, _, had_errors) = named.decode(bytes);
        if !had_errors {
            return Some(text.into_owned());
        }
    }
    let mut text = Collected::new(bytes.len(), Style::AsIs);
    let read = read(bytes, &mut text);
    match text.finish(read) {
        Ok(text) => Some(text.text),
        Err(Unreadable::NoText) => Some(String::new()),
        Err(_) => None,
    }
}

pub(crate) fn read(bytes: &[u8], text: &mut Collected) -> Result<(), Unreadable> {
    let full = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, text),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, text),
        _ if zeros(bytes) == Zeros::Second => utf16(bytes, u16::from_le_bytes, text),
        _ if zeros(bytes) == Zeros::First => utf16(bytes, u16::from_be_bytes, text),
        _ if is_binary(bytes) => return Err(Unreadable::Broken),
        _ => match std::str::from_utf8(bytes) {
            Ok(utf8) => text.push(utf8),
            // A character that is cut in half at the end.
            Err(error) if error.error_len().is_none() => text.push(&String::from_utf8_lossy(bytes)),
            Err(_) => bytes.iter().try_for_each(|byte| text.push_char(windows(*byte))),
        },
    };
    // More than the budget is no failure.
    full.or(Ok(()))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, text: &mut Collected) -> Result<(), crate::text::Enough> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).try_for_each(|c| text.push_char(c.unwrap_or(char::REPLACEMENT_CHARACTER)))
}

/// Which byte of most pairs is zero. Text in a Latin script has it so in UTF-16, and in no other encoding.
#[derive(PartialEq, Eq)]
enum Zeros {
    Neither,
    First,
    Second,
}

fn zeros(bytes: &[u8]) -> Zeros {
    let (pairs, rest) = bytes.get(..CONTROL.0).unwrap_or(bytes).as_chunks::<2>();
    let [first, second] = [0, 1].map(|place| pairs.iter().filter(|pair| pair.get(place) == Some(&0)).count());
    let most = |count: usize| count * 10 > pairs.len() * 8;
    match (most(first), most(second)) {
        (true, false) if rest.is_empty() && second == 0 => Zeros::First,
        (false, true) if rest.is_empty() && first == 0 => Zeros::Second,
        _ => Zeros::Neither,
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

/// Whether it has control characters as no text has them.
fn is_binary(bytes: &[u8]) -> bool {
    let (most, share) = CONTROL;
    let beginning = bytes.get(..most).unwrap_or(bytes);
    let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31);
    beginning.iter().filter(is_control).count() > beginning.len() / share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<String, Unreadable> {
        let mut text = Collected::new(100, Style::Words);
        let read = read(bytes, &mut text);
        text.finish(read).map(|text| text.text)
    }

    #[test]
    fn the_usual_encodings_are_read() {
        let cases = [
            ("\u{feff}Été;10 €\r\n".as_bytes(), "Été;10 €"),
            (b"\xff\xfe\xc9\x00t\x00\x3d\xd8\x00\xde", "Ét😀"),
            (b"\xfe\xff\x00\xc9\x00t", "Ét"),
            (b"p\0r\0i\0x\0 \0\x31\0", "prix 1"),
            (b"\0p\0r\0i\0x\0\n\0\x31", "prix\n1"),
            (b"\xc9t\xe9 \x80", "Été €"),
            (b"caf\xc3", "caf"),
            (b"a\xff\xfe", "aÿþ"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(of(bytes).unwrap(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn bytes_are_read_in_the_character_set_that_is_named() {
        for (bytes, charset, expected) in [
            (&b"pr\xeat \x80"[..], None, "prêt €"),
            (b"pr\xeat", Some("iso-8859-1"), "prêt"),
            (b"10 \xa4", Some("ISO-8859-15"), "10 €"),
            ("prêt".as_bytes(), Some("iso-8859-1"), "prêt"),
            (b"\xcf\xf0\xe8", Some("windows-1251"), "При"),
            (b"pr\xeat", Some("utf-8"), "prêt"),
            (b"pr\xeat", Some("comet"), "prêt"),
            (b"p\0r\0", Some("utf-16le"), "pr"),
            (b" \n", None, ""),
        ] {
            assert_eq!(decoded(bytes, charset).as_deref(), Some(expected), "{bytes:?} {charset:?}");
        }
        assert_eq!(decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_broken() {
        assert_eq!(of(b"MZ\x90\x00\x03\x00\x00\x00\x04"), Err(Unreadable::Broken));
        assert_eq!(of(b""), Err(Unreadable::NoText));
        assert_eq!(of(b"\xff\xfe"), Err(Unreadable::NoText));
    }
}
