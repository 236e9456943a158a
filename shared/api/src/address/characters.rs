//! The characters in which people write numbers and names, whatever keyboard, page or contact card they come from.

pub(crate) use relais_core::folding::is_invisible;
use rlibphonenumber::PHONE_NUMBER_UTIL;

/// Spaces of every kind, and the characters that look like one.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Hyphens, dashes and minus signs of every kind.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2d7}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2796}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{30fc}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff70}'
                | '\u{10ead}'
    )
}

/// Other signs that people put between digits. Brackets are not among them.
pub(super) fn is_separator(c: char) -> bool {
    matches!(
        c,
        '.' | '/'
            | '\\'
            | '_'
            | '~'
            | '·'
            | '•'
            | '‧'
            | '∙'
            | '⋅'
            | '・'
            | '․'
            | '。'
            | '．'
            | '／'
            | '∕'
            | '⁄'
            | '～'
            | '\u{20e3}' // the frame of a keycap emoji
    )
}

pub(super) fn is_plus(c: char) -> bool {
    matches!(c, '+' | '\u{207a}' | '\u{2795}' | '\u{fb29}' | '\u{fe62}' | '\u{ff0b}')
}

pub(super) fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '（' | '［' | '﹙' | '⁽')
}

pub(super) fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '）' | '］' | '﹚' | '⁾')
}

/// The ASCII digit for a decimal digit of any script.
pub(crate) fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c).filter(char::is_ascii_digit);
    }
    if !c.is_numeric() {
        return None;
    }
    PHONE_NUMBER_UTIL.normalize_digits_only(c.to_string()).chars().next()
}
