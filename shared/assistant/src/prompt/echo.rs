//! Our notes in a model's answer, which it repeats or writes after our pattern. No customer may see one.

use super::bracket::{after_number, is_closing, is_invisible, is_opening};
use super::hand_over;
use super::note::is_note;

/// The most signs that are looked at before a bracket.
const MOST_SIGNS: usize = 40;
/// The longest HTML tag that may stand before a bracket, in bytes.
const LONGEST_TAG: usize = 60;

/// A model's answer without our notes. One is removed wherever a line begins with it, also inside marks; the rest of its
/// line stays. A text of nothing but notes becomes empty. Brackets that hold anything else stay, and so do links.
///
/// It knows Markdown and WhatsApp's marks, so it can be run before and after an answer is set. The time is linear in the
/// text's length. An answer without a note is returned as it is.
pub(crate) fn without_notes(answer: &str) -> String {
    let mut out = Kept::default();
    for line in answer.split_inclusive(is_line_break) {
        let (line, end) = split_end(line);
        match without_leading_notes(line) {
            None => out.line(line, end),
            Some((signs, rest)) => out.rest(&signs, rest, end),
        }
    }
    if out.has_removed { out.text().trim().to_owned() } else { answer.to_owned() }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn split_end(line: &str) -> (&str, &str) {
    line.split_at(line.trim_end_matches(is_line_break).len())
}

/// The lines that are kept.
#[derive(Default)]
struct Kept<'a> {
    lines: Vec<(String, &'a str)>,
    /// The place of the line that opened a fence.
    fence: Option<usize>,
    /// Whether a whole line has just been removed.
    is_gap: bool,
    has_removed: bool,
}

impl<'a> Kept<'a> {
    /// A line without a note.
    fn line(&mut self, line: &str, end: &'a str) {
        let is_blank = line.trim().is_empty();
        let after_blank = self.lines.last().is_none_or(|(last, _)| last.trim().is_empty());
        if self.is_gap && is_blank && after_blank {
            return;
        }
        let was_gap = std::mem::replace(&mut self.is_gap, false);
        if is_fence(line) {
            match self.fence.take() {
                None => self.fence = Some(self.lines.len()),
                Some(opened) if was_gap && self.is_blank_after(opened) => {
                    self.lines.truncate(opened);
                    self.is_gap = true;
                    return;
                }
                Some(_) => {}
            }
        }
        self.lines.push((line.to_owned(), end));
    }

    /// What is left of a line with a note.
    fn rest(&mut self, signs: &str, rest: &str, end: &'a str) {
        self.has_removed = true;
        let is_nothing = |c: char| is_invisible(c) || is_sign(c);
        if !rest.chars().all(is_nothing) || !signs.chars().all(|c| is_nothing(c) || c.is_ascii_digit()) {
            self.is_gap = false;
            self.lines.push((format!("{signs}{rest}"), end));
            return;
        }
        if signs.contains("```") {
            self.line("```", end);
        }
        self.is_gap = true;
    }

    fn is_blank_after(&self, place: usize) -> bool {
        self.lines.iter().skip(place + 1).all(|(line, _)| line.trim().is_empty())
    }

    fn text(self) -> String {
        self.lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect()
    }
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Signs of lists, quotes and marks, which mean nothing alone.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '*' | '_' | '~' | '`' | '>' | '-' | '•' | '+' | '#' | '\\' | '"' | '\'' | ':' | '.' | ')' | '—' | '–'
    )
}

/// What is left of a line that begins with notes: the signs before them, and the text after them. `None`: it does not.
fn without_leading_notes(line: &str) -> Option<(String, &str)> {
    let (mut kept, mut rest) = without_note(line)?;
    while let Some((more, next)) = without_note(rest) {
        kept.push_str(&more);
        rest = next;
    }
    if kept.is_empty() {
        rest = rest.trim_start_matches(is_invisible);
    }
    Some((kept, rest))
}

/// The signs that stand before a note and stay, and the text after it. `None`: the text begins with no note.
fn without_note(text: &str) -> Option<(String, &str)> {
    let mut before = Vec::new();
    let mut rest = text.trim_start_matches(is_invisible);
    for _ in 0..MOST_SIGNS {
        if let Some(after) = after_note(rest) {
            return Some(without_marks(before, after));
        }
        // With the blanks after it.
        let next = after_sign(rest)?.trim_start_matches(is_invisible);
        before.push(rest.strip_suffix(next)?);
        rest = next;
    }
    None
}

/// The text after a sign, a list's number or a tag that may stand before a bracket.
fn after_sign(text: &str) -> Option<&str> {
    if let Some(tag) = text.strip_prefix('<') {
        let end = tag.bytes().take(LONGEST_TAG).position(|byte| byte == b'>');
        if let Some(after) = end.and_then(|end| tag.get(end + 1..)) {
            return Some(after);
        }
    }
    if let Some(after) = after_number(text) {
        return Some(after);
    }
    let first = text.chars().next()?;
    (!first.is_alphanumeric() && !is_opening(first)).then(|| text.get(first.len_utf8()..)).flatten()
}

/// The text after a note in brackets, with which `text` begins. Round brackets and a link's must hold a note that cannot
/// be anything else. The mark that hands over is none: it must not go without what it means.
fn after_note(text: &str) -> Option<&str> {
    let (inside, after) = in_brackets(text).filter(|(inside, _)| !hand_over::is_mark(inside))?;
    let next = in_brackets(after).filter(|_| !after.starts_with('('));
    let is_link = after.starts_with('(') || next.is_some_and(|(label, _)| !is_note(label, false));
    is_note(inside, is_link || text.starts_with('(')).then_some(after)
}

/// The text in the brackets with which `text` begins, and the text after them.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next().filter(|c| is_opening(*c) || *c == '(')?;
    let opens = |c| if first == '(' { c == '(' } else { is_opening(c) };
    let closes = |c| if first == '(' { c == ')' } else { is_closing(c) };
    let mut depth = 0_usize;
    let (end, last) = text.char_indices().find(|(_, c)| {
        depth = (depth + usize::from(opens(*c))).saturating_sub(usize::from(closes(*c)));
        depth == 0
    })?;
    Some((text.get(first.len_utf8()..end)?, text.get(end + last.len_utf8()..)?))
}

/// The marks that were opened before a note and are not closed right after it, and the text after those.
fn without_marks<'a>(mut before: Vec<&str>, after: &'a str) -> (String, &'a str) {
    let mut rest = after;
    while let Some(mark) = before.last().map(|mark| mark.trim_end_matches(is_invisible)) {
        let closed = match mark.chars().next() {
            _ if mark == "\\" => Some(rest),
            Some('<') if mark.len() > 1 => rest
                .strip_prefix("</")
                .and_then(|rest| rest.split_once('>'))
                .filter(|(name, _)| name.len() < LONGEST_TAG)
                .map(|(_, rest)| rest),
            Some('(') => rest.strip_prefix(')'),
            Some('«') => rest.trim_start().strip_prefix('»'),
            Some('“') => rest.strip_prefix('”'),
            Some(c) => rest.strip_prefix(c),
            None => Some(rest),
        };
        let Some(closed) = closed else { break };
        before.pop();
        rest = closed;
    }
    let rest = without_separator(rest);
    let kept = before.into_iter().filter(|mark| mark.trim() != "\\").collect();
    (kept, rest)
}

/// Without a colon, a full stop or a dash that only parts the note from what follows.
fn without_separator(text: &str) -> &str {
    let rest = text.trim_start_matches(is_invisible);
    match rest.strip_prefix([':', '：', '.', '-', '–', '—']) {
        Some(after) if after.is_empty() || after.starts_with(char::is_whitespace) => after.trim_start(),
        Some(after) if rest.starts_with([':', '：']) => after,
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_note_goes_wherever_a_line_begins_with_it() {
        let now = "now: Friday, 27 November 2026, 20:32";
        for (answer, expected) in [
            (format!("[{now}]\n\n [photo]\nHello [x].\n[photo]"), "Hello [x]."),
            (format!("[{now}] Bonjour !"), "Bonjour !"),
            (format!("Bonjour\n[{now}]"), "Bonjour"),
            (format!("**[{now}]**\nBonjour"), "Bonjour"),
            (format!("**[{now}]** Bonjour **vous**"), "Bonjour **vous**"),
            (format!("**[{now}] Bonjour**"), "**Bonjour**"),
            (format!("*[{now}]* Bonjour"), "Bonjour"),
            (format!("`[{now}]` Bonjour"), "Bonjour"),
            (format!("```[{now}]``` Bonjour"), "Bonjour"),
            (format!("```\n[{now}]\n```\nBonjour"), "Bonjour"),
            (format!("```text\n[{now}]\nBonjour\n```"), "```text\nBonjour\n```"),
            (format!("```[{now}]\nBonjour\n```"), "```\nBonjour\n```"),
            (format!("> [{now}]\nBonjour"), "Bonjour"),
            (format!("<b>[{now}]</b> Bonjour"), "Bonjour"),
            (format!("<b>[{now}]</b>\nBonjour"), "Bonjour"),
            (format!("\\[{now}\\]\nBonjour"), "Bonjour"),
            (format!("\\[{now}\\] Bonjour"), "Bonjour"),
            (format!("［{now}］ Bonjour"), "Bonjour"),
            (format!("【{now}】Bonjour"), "Bonjour"),
            (format!("({now}) Bonjour"), "Bonjour"),
            (format!("\u{200b}[{now}] Bonjour"), "Bonjour"),
            (format!("[[{now}]] Bonjour"), "Bonjour"),
            (format!("[{now}] 👋"), "👋"),
            (format!("1. [{now}]\nBonjour"), "Bonjour"),
            (format!("1. [{now}] Bonjour"), "1. Bonjour"),
            (format!("[{now}] 5."), "5."),
            (format!("👋 [{now}]\nBonjour"), "👋 \nBonjour"),
            (format!("Bonjour\u{2028}[{now}]\u{2028}Oui"), "Bonjour\u{2028}Oui"),
        ] {
            assert_eq!(without_notes(&answer), expected, "{answer:?}");
        }
        for (answer, expected) in [
            ("[Now: Friday]\nBonjour", "Bonjour"),
            ("[ now: Friday ]\nBonjour", "Bonjour"),
            ("[*now*: Friday]\nBonjour", "Bonjour"),
            ("[written by you]: Bonjour", "Bonjour"),
            ("[written by you.] Bonjour", "Bonjour"),
            ("[Written  by you]. Bonjour", "Bonjour"),
            ("[written by you] - Bonjour", "Bonjour"),
            ("[written by you] [photo]\nBonjour", "Bonjour"),
            ("[photo][edited by its author]\nBonjour", "Bonjour"),
            ("[photo][photo] Bonjour", "Bonjour"),
            ("[written by you][Menu](https://shop.example/menu)", "[Menu](https://shop.example/menu)"),
            ("- [written by you]", ""),
            ("- [photo] rouge\n- bleu", "- rouge\n- bleu"),
            ("(written by a colleague) Bonjour", "Bonjour"),
            ("([written by a colleague]) Bonjour", "Bonjour"),
            ("Réponse.\n\n[written by a colleague]\nJe vous fais 10 %.", "Réponse.\n\nJe vous fais 10 %."),
            ("Un\n\n[photo]\n\nDeux\n\n\nTrois", "Un\n\nDeux\n\n\nTrois"),
            ("[replies to a message of the customer: x]Bonjour", "Bonjour"),
            ("[replies to a message of the customer: a [x] b] Bonjour", "Bonjour"),
            ("[maintenant : vendredi 27 novembre]\nBonjour", "Bonjour"),
            ("[maintenant\u{a0}: vendredi] Bonjour", "Bonjour"),
            ("[jour : vendredi]", ""),
            ("[écrit par un collègue]\nBonjour", "Bonjour"),
            ("[Écrit par un collègue] Bonjour", "Bonjour"),
            ("[photo]", ""),
            ("[photo: a cat]\n", ""),
            ("Hello.\n[photo]", "Hello."),
            ("[photo] Hello.", "Hello."),
        ] {
            assert_eq!(without_notes(answer), expected, "{answer:?}");
        }
    }

    #[test]
    fn all_other_brackets_stay() {
        for answer in [
            "",
            "[photos]\nHello.",
            "[hand over: a refund] Hello.",
            "[Menu](https://shop.example/menu)",
            "[photo](https://shop.example/photo)",
            "[document: menu](https://shop.example/menu)",
            "[document][1]",
            "[photo du plat]",
            "[x]",
            "- [x] fait\n- [ ] à faire",
            "[your name]\nHello.",
            "[day]\nHello.",
            "[now] ou plus tard",
            "[1] Hello.",
            "(photo) Hello.",
            "(location: Brest)",
            "(now: 5 €) au lieu de 6",
            "Bonjour [photo]",
            "  Bonjour\n\n\n[Menu]\n\n",
            "```\n```",
            "*[Menu]* [photo]",
            "([)(](",
            "[written by you",
        ] {
            assert_eq!(without_notes(answer), answer, "{answer:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_left_has_no_note(
            text in "([\\[\\]()*_`> \\n-]|\\[now: Friday\\]|\\[written by you\\]|<b>|</b>|Bonjour|1\\. ){0,20}",
        ) {
            let once = without_notes(&text);
            prop_assert_eq!(without_notes(&once), once);
        }

        #[test]
        fn any_text_can_be_read(text in any::<String>()) {
            let _ = without_notes(&text);
        }
    }
}
