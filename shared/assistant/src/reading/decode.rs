//! Bytes to text.

use std::borrow::Cow;

/// JSON is UTF-8. Old gateways send Windows-1252 or Latin-1, often without saying so, and Windows programs UTF-16 with a
/// byte order mark. What is broken in UTF-8 becomes U+FFFD.
pub(super) fn decode<'a>(body: &'a [u8], content_type: &str) -> Cow<'a, str> {
    if let [0xFF, 0xFE, units @ ..] = body {
        return utf16(units, u16::from_le_bytes).into();
    }
    if let [0xFE, 0xFF, units @ ..] = body {
        return utf16(units, u16::from_be_bytes).into();
    }
    let says_latin = content_type.contains("8859-1") || content_type.contains("windows-1252");
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if says_latin || (error.error_len().is_some() && !has_wide_character(body)) => {
            body.iter().copied().map(windows_1252).collect()
        }
        Err(_) => String::from_utf8_lossy(body),
    }
}

/// Whether a character of several bytes is whole: by chance this happens to few words of one-byte letters.
fn has_wide_character(body: &[u8]) -> bool {
    body.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().copied().map(unit))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Latin-1, and the signs of Windows in place of its control characters.
/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>
fn windows_1252(byte: u8) -> char {
    const SIGNS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let sign = byte.checked_sub(0x80).and_then(|place| SIGNS.get(usize::from(place)));
    sign.copied().unwrap_or(char::from(byte))
}
