//! The setting of a model's answer: setting it again changes nothing, no word is lost, no address is broken, and what is
//! too long is shortened.

use relais_assistant::setting::set;
use relais_assistant::{fit, utf16_len};

/// Sets the text, and shortens it to a length that the text itself names.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let once = set(text);
    assert_eq!(set(&once), once, "set again");
    for address in addresses(text) {
        assert!(once.contains(address), "{address} is missing in {once:?}");
    }
    // A fence of tildes is one only if it is closed.
    let has_fence = text.matches('`').count() >= 3 || text.matches('~').count() >= 6;
    // The letter of a line break that was escaped twice goes.
    if !has_fence && !moves_words(text) {
        let (found, expected) = (words(&once), words(text));
        if has_escapes(text) {
            assert_eq!(found.replace('n', ""), expected.replace('n', ""));
        } else {
            assert_eq!(found, expected);
        }
    }
    let limit = input.iter().map(|byte| usize::from(*byte)).sum::<usize>() % 200;
    let short = fit(&once, limit);
    assert!(utf16_len(short) <= limit);
    assert!(once.contains(short));
    if short.len() < once.trim().len() {
        assert_eq!(short.matches("```").count() % 2, 0, "open code in {short:?}");
    }
}

/// Links, HTML, tables, entities, formulas and references: there, words go or move. So does the language of a fence.
fn moves_words(text: &str) -> bool {
    let has_tag = text.contains('<') && text.contains('>');
    let has_formula = text.contains('\\') && text.contains('(');
    has_tag || has_formula || text.contains(['[', '|', '&', '†'])
}

/// Whether line breaks may be written as two letters.
fn has_escapes(text: &str) -> bool {
    text.matches('\\').count() >= 2
}

fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The addresses of the web, as far as nobody can doubt where they end.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("https://").chain(text.match_indices("http://"));
    starts.filter_map(|(start, scheme)| {
        let rest = &text[start + scheme.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"/.-".contains(c)).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches(['.', '-']);
        (!host.is_empty()).then(|| &text[start..start + scheme.len() + host.len()])
    })
}
