//! Square brackets, all that a model may take for them, and what may stand before one.

/// Square brackets, and those that a model may take for them.
pub(super) fn is_opening(c: char) -> bool {
    PAIRS.iter().any(|(opening, _)| *opening == c)
}

/// As [`is_opening`].
pub(super) fn is_closing(c: char) -> bool {
    PAIRS.iter().any(|(_, closing)| *closing == c)
}

/// Unicode's brackets of a square or tortoise-shell kind, with their upright and small forms.
/// <https://www.unicode.org/Public/UCD/latest/ucd/BidiBrackets.txt>
#[rustfmt::skip]
const PAIRS: [(char, char); 27] = [
    ('[', ']'), ('［', '］'), ('【', '】'), ('〔', '〕'), ('〖', '〗'), ('〘', '〙'), ('〚', '〛'), ('⟦', '⟧'), ('⁅', '⁆'),
    ('❲', '❳'), ('⟬', '⟭'), ('⦋', '⦌'), ('⦍', '⦎'), ('⦏', '⦐'), ('⦗', '⦘'), ('⌈', '⌉'), ('⌊', '⌋'), ('⸢', '⸣'), ('⸤', '⸥'),
    ('﹇', '﹈'), ('﹝', '﹞'), ('︗', '︘'), ('︹', '︺'), ('︻', '︼'), ('⎡', '⎤'), ('⎣', '⎦'), ('\u{2e55}', '\u{2e56}'),
];

/// Blanks, format characters that are not seen, and letters that only join one before them.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{1160}'..='\u{11ff}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{20d0}'..='\u{20ff}' | '\u{2800}' | '\u{3164}' | '\u{115f}' | '\u{d7b0}'..='\u{d7ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text after a list's number, such as `1. ` or `2) `. `None`: it does not begin with one.
pub(super) fn after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = rest.strip_prefix(['.', ')'])?;
    (rest.len() < text.len() && after.starts_with(char::is_whitespace)).then_some(after)
}
