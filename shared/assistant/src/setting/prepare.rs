//! What is put in order line by line, before and after the marks are set.

use super::rows;

/// Tabs and line breaks are the only control characters that stay.
pub(super) fn clean(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    // An answer without any line break was escaped once too often.
    if text.contains("\\n\\n") && !text.contains('\n') {
        text = text.replace("\\n", "\n");
    }
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

/// No blanks at the end of a line, and one empty line at most. No-break spaces stay.
pub(super) fn tidy(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for line in text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])) {
        if !line.is_empty() || out.last().is_none_or(|last| !last.is_empty()) {
            out.push(line);
        }
    }
    out.join("\n")
}

/// Prose without the signs of quotes, with its tables set apart, and with marks that stand tight against their words.
pub(super) fn prose(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(without_quote).collect();
    let lines: Vec<String> =
        rows::set_apart(&lines).iter().map(|line| spaced_heading(&tightened(line))).collect();
    tidy(&lines.join("\n"))
}

/// `##Titre` is a heading without its blank. `#promo` is a hashtag.
fn spaced_heading(line: &str) -> String {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let is_word = |c: char| c.is_alphanumeric() || c == '*' || !c.is_ascii();
    if (2..=6).contains(&level) && words.starts_with(is_word) {
        format!("{} {words}", super::piece(line, 0, level))
    } else {
        line.to_owned()
    }
}

/// The line without `>` before it. `> 10 kg` is no quote.
fn without_quote(line: &str) -> &str {
    let mut line = line;
    loop {
        let Some(quoted) = line.trim_start_matches([' ', '\t']).strip_prefix('>') else { return line };
        let words = quoted.trim_start_matches([' ', '\t']);
        // The face of a cat: `> ^ <`.
        if words.starts_with(['^', '.', ':', 'ω']) && words.trim_end().ends_with('<') {
            return line;
        }
        let is_quote = match words.chars().next() {
            None | Some('>') => true,
            Some(next) if words.len() == quoted.len() => {
                next.is_alphabetic() || matches!(next, '*' | '«' | '"')
            }
            Some(next) => !next.is_numeric(),
        };
        if !is_quote {
            return line;
        }
        line = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
}

/// `** gras **` is `**gras**` with the blanks outside, which Markdown does not know.
fn tightened(line: &str) -> String {
    let marks = double_stars(line);
    if marks.is_empty() || !marks.len().is_multiple_of(2) || line.contains('`') {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    for pair in marks.chunks_exact(2) {
        let [open, close] = *pair else { continue };
        let (before, inner) = (super::piece(line, at, open), super::piece(line, open + 2, close));
        let words = inner.trim();
        let is_inside_word = before.ends_with(char::is_alphanumeric);
        let stands_free = before.ends_with(char::is_whitespace) && words.chars().count() < 3;
        let is_loose = words.len() < inner.len() && words.contains(char::is_alphabetic);
        out.push_str(before);
        if is_loose && !is_inside_word && !stands_free && !words.contains('*') {
            let (start, end) = inner.split_once(words).unwrap_or_default();
            let is_spaced_before = before.is_empty() || before.ends_with(char::is_whitespace);
            let is_spaced_after =
                line.get(close + 2..).is_none_or(|rest| rest.starts_with(char::is_whitespace));
            out.push_str(if is_spaced_before { "" } else { start });
            out.extend(["**", words, "**"]);
            out.push_str(if is_spaced_after { "" } else { end });
        } else {
            out.extend(["**", inner, "**"]);
        }
        at = close + 2;
    }
    out.push_str(super::piece(line, at, line.len()));
    out
}

/// Where exactly two asterisks stand.
fn double_stars(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, byte) in line.bytes().chain([0]).enumerate() {
        if byte == b'*' {
            start = if length == 0 { at } else { start };
            length += 1;
        } else {
            if length == 2 {
                found.push(start);
            }
            length = 0;
        }
    }
    found
}
