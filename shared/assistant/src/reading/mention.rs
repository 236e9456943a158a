//! Marks that are spoken about.

/// Quotation marks around a mark that is spoken about: `"<think>"`. Backticks count only as single ones.
const QUOTES: [(char, char); 8] =
    [('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»'), ('„', '“'), ('「', '」')];

/// Whether the mark at `at` stands in quotation marks.
pub(super) fn is_mention(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end_matches(is_thin);
    let after = at
        .checked_add(length)
        .and_then(|end| text.get(end..))
        .unwrap_or_default()
        .trim_start_matches(is_thin);
    let is_fence = before.ends_with("``") || after.starts_with("``");
    !is_fence && QUOTES.iter().any(|(open, close)| before.ends_with(*open) && after.starts_with(*close))
}

/// The blanks that belong to French quotation marks.
fn is_thin(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}
