//! Documents of customers: nothing panics, the work ends, and no more is kept than was asked for.

use std::time::{Duration, Instant};

use relais_documents::{Kind, Limits, text};

/// The time of one document. The work may end a little later, but not much.
const TIME: Duration = Duration::from_secs(2);

/// Reads the bytes as what their first ones say.
pub fn check(input: &[u8]) {
    let kind = match input {
        [b'P', b'K', ..] => Kind::Docx,
        [1, ..] => Kind::Plain,
        _ => Kind::Pdf,
    };
    let limits = Limits { characters: 300, time: TIME };
    let began = Instant::now();
    if let Ok(text) = text(kind, input, limits) {
        assert!(!text.text.is_empty() && text.text.chars().count() <= limits.characters);
        assert!(text.text.chars().all(|c| c == '\n' || !c.is_control()));
    }
    assert!(began.elapsed() < TIME * 3, "it went on after its time");
}

/// A small file of each kind.
pub fn seeds() -> Vec<Vec<u8>> {
    let pdf = include_bytes!("../seeds/document.pdf").to_vec();
    let zip = include_bytes!("../seeds/document.docx").to_vec();
    vec![pdf, zip, b"\x01Tasse;12".to_vec()]
}
