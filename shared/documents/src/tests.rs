//! Documents as people send them, and documents that are made to harm.

mod docx;
mod pdf;

use std::time::{Duration, Instant};

use crate::{Kind, Limits, Text, Unreadable, text};

const LIMITS: Limits = Limits { characters: 2_000, time: Duration::from_secs(20) };

fn read(kind: Kind, bytes: &[u8]) -> Result<Text, Unreadable> {
    text(kind, bytes, LIMITS)
}

/// The text of a document that is read whole.
fn whole(kind: Kind, bytes: &[u8]) -> String {
    let text = read(kind, bytes).unwrap();
    assert!(!text.is_cut);
    text.text
}

/// Reads it and says how long that took.
fn timed(kind: Kind, bytes: &[u8], time: Duration) -> (Result<Text, Unreadable>, Duration) {
    let began = Instant::now();
    let read = text(kind, bytes, Limits { time, ..LIMITS });
    (read, began.elapsed())
}

#[test]
fn a_file_that_is_too_large_is_not_looked_at() {
    let large = vec![b'a'; usize::try_from(crate::MOST_BYTES).unwrap() + 1];
    for kind in [Kind::Pdf, Kind::Docx, Kind::Plain] {
        assert_eq!(read(kind, &large), Err(Unreadable::TooLarge));
    }
    assert!(read(Kind::Plain, &large[1..]).unwrap().is_cut);
}

#[test]
fn plain_text_keeps_its_lines_as_markdown() {
    let read = |bytes: &[u8]| crate::markdown(Kind::Plain, bytes, LIMITS).map(|text| text.text);
    assert_eq!(read(b"\xef\xbb\xbf# A\r\n\r\n- b\r\n  - c\t d\r\n").unwrap(), "# A\n\n- b\n  - c\t d\n");
    assert_eq!(read(b" \r\n\t"), Err(Unreadable::NoText));
    assert!(crate::markdown(Kind::Plain, &[b'\n'; 3_000], LIMITS).is_err());
    let long = crate::markdown(Kind::Plain, &[b'a'; 3_000], LIMITS).unwrap();
    assert!(long.is_cut && long.text.len() == LIMITS.characters);
}

#[test]
fn no_bytes_make_a_parser_panic_or_hang() {
    let mut seed = 1_u32;
    let mut random = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 16
    };
    let pdf = pdf::of_pages(&["BT /F 12 Tf (Bonjour) Tj ET"]);
    let docx = docx::of("<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>");
    for (kind, whole) in [(Kind::Pdf, pdf), (Kind::Docx, docx)] {
        for _ in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..=random() % 8 {
                let place = random() as usize % bytes.len();
                bytes[place] = u8::try_from(random() % 256).unwrap();
            }
            bytes.truncate(bytes.len() - random() as usize % 20);
            let (read, took) = timed(kind, &bytes, Duration::from_secs(5));
            assert!(took < Duration::from_secs(6), "{read:?}");
            let _ = crate::markdown(kind, &bytes, LIMITS);
        }
    }
}
