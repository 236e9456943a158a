//! The line by which a model without tools hands over to a person: `[hand over: why]`.

use super::note::HAND_OVER;

/// The most characters of the reason.
const REASON: usize = 300;

/// The reason in the line that hands over, and the text without it. `None`: there is no such line.
pub(crate) fn handing_over(text: &str) -> Option<(String, String)> {
    let (at, reason) = text.lines().enumerate().find_map(|(at, line)| Some((at, reason(line)?)))?;
    let rest = text.lines().enumerate().filter(|(place, line)| *place != at && self::reason(line).is_none());
    let rest: Vec<_> = rest.map(|(_, line)| line).collect();
    Some((reason, rest.join("\n").trim().to_owned()))
}

/// The reason in a line that is nothing but the mark, with signs of marks around it.
fn reason(line: &str) -> Option<String> {
    let line = line
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '>' | '-' | '\\' | '.'));
    let inside = line.strip_prefix(['[', '［', '【'])?.strip_suffix([']', '］', '】'])?;
    let name = inside.get(..HAND_OVER.len()).map(|name| name.to_ascii_lowercase().replace(['_', '-'], " "));
    let after = match name {
        Some(name) if name == HAND_OVER => inside.get(HAND_OVER.len()..)?,
        _ => inside.strip_prefix("handover").or_else(|| inside.strip_prefix("Handover"))?,
    };
    let after = after.trim_start();
    if !after.is_empty() && !after.starts_with([':', '：', '-', '–', '—']) {
        return None;
    }
    let reason = after.trim_start_matches([':', '：', '-', '–', '—', ' ']).trim();
    Some(reason.chars().take(REASON).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_its_own_hands_over() {
        for (text, reason, rest) in [
            ("[hand over: a refund]", "a refund", ""),
            ("**[Hand over: a refund]**", "a refund", ""),
            ("Un instant.\n\n[hand_over : un remboursement]", "un remboursement", "Un instant."),
            ("[handover]\nA colleague answers.", "", "A colleague answers."),
            ("［hand over：返金］", "返金", ""),
        ] {
            assert_eq!(handing_over(text), Some((reason.to_owned(), rest.to_owned())), "{text}");
        }
    }

    #[test]
    fn words_about_it_do_not() {
        for text in [
            "",
            "I will hand over: soon.",
            "[hand overs]",
            "[photo]",
            "See [hand over: x] there.",
            "[é]",
            "[",
        ] {
            assert_eq!(handing_over(text), None, "{text}");
        }
    }
}
