//! Tags that are marks: `<b>`, `<i>`, `<del>` and the like, which become WhatsApp's marks when both tags stand on one
//! line around whole words.

use super::html::Tag;
use super::page::Mark;
use super::piece;
use super::scan::Edit;

/// Opening tags that wait for their closing ones, one for each mark.
#[derive(Default)]
pub(super) struct HtmlMarks {
    open: [Option<Open>; 3],
}

#[derive(Clone, Copy)]
struct Open {
    mark: Mark,
    /// Which edit takes the tag away.
    edit: usize,
    /// Where the tag begins and ends.
    start: usize,
    end: usize,
}

impl HtmlMarks {
    /// A mark ends with its line.
    pub(super) fn end_line(&mut self) {
        self.open = [None; 3];
    }

    /// Notes the tag at `at`, whose edit will be the last of `edits`. A closing tag writes both signs.
    pub(super) fn tag(&mut self, text: &str, at: usize, tag: &Tag<'_>, edits: &mut [Edit]) {
        let Some(mark) = mark(tag.name) else { return };
        let Some(slot) = self.open.get_mut(mark as usize) else { return };
        let end = at + tag.len;
        // An address that a tag holds stands in its place.
        if edits.last().is_some_and(|edit| !edit.replacement.is_empty()) {
            return;
        }
        if !tag.is_closing {
            *slot = Some(Open { mark, edit: edits.len().saturating_sub(1), start: at, end });
            return;
        }
        let Some(open) = slot.take() else { return };
        // Marks that cross are no marks.
        for other in &mut self.open {
            *other = other.filter(|other| other.start < open.start);
        }
        if !open.is_shown(text, at, end) {
            return;
        }
        let inner = piece(text, open.end, at);
        let first = open.end + inner.len() - inner.trim_start().len();
        let last = open.end + inner.trim_end().len();
        let is_spaced_before = piece(text, 0, open.start).chars().next_back().is_none_or(char::is_whitespace);
        let is_spaced_after = piece(text, end, text.len()).chars().next().is_none_or(char::is_whitespace);
        // Blanks inside stand outside afterwards.
        if let Some(edit) = edits.get_mut(open.edit) {
            let blanks = if is_spaced_before { "" } else { piece(text, open.end, first) };
            edit.range.end = first;
            edit.replacement = format!("{blanks}{}", mark.sign());
        }
        if let Some(edit) = edits.last_mut() {
            let next = piece(text, end, text.len()).chars().next();
            let blanks = if is_spaced_after { "" } else { piece(text, last, at) };
            let blanks = if blanks.is_empty() && open.needs_blank(next) { " " } else { blanks };
            edit.range.start = last;
            edit.replacement = format!("{}{blanks}", mark.sign());
        }
    }
}

impl Open {
    /// Whether a blank has to stand before `next`: a price that is no longer struck would be a second price.
    fn needs_blank(self, next: Option<char>) -> bool {
        self.mark == Mark::Struck && next.is_some_and(char::is_numeric)
    }

    /// Whether WhatsApp would show the mark. The closing tag is at `at..end`.
    fn is_shown(self, text: &str, at: usize, end: usize) -> bool {
        let inner = piece(text, self.end, at);
        let words = inner.trim();
        let before = piece(text, 0, self.start).chars().next_back();
        let after = piece(text, end, text.len()).chars().next();
        let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_tight = inner.trim_end().len() == inner.len();
        let is_free = (inner.trim_start().len() < inner.len() || !is_in_word(before))
            && (!is_tight || self.needs_blank(after) || !is_in_word(after));
        let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
        let ends_in_address = last.contains("://") || last.contains("www.");
        let has_link = words.contains("](") || words.contains("<a ");
        let has_word = words.contains(|c: char| !c.is_whitespace() && !c.is_ascii_punctuation());
        // A sign inside would end the mark.
        let is_whole = !words.contains(['\n', '|', '\\', self.mark.sign()]);
        is_free && is_whole && has_word && !has_link && !ends_in_address
    }
}

fn mark(name: &str) -> Option<Mark> {
    let names = [(Mark::Bold, &["b", "strong"]), (Mark::Italic, &["i", "em"]), (Mark::Struck, &["del", "s"])];
    let is = |name: &str, known: &str| name.eq_ignore_ascii_case(known);
    let found = names.into_iter().find(|(_, known)| known.iter().any(|known| is(name, known)));
    found.map(|(mark, _)| mark).or_else(|| is(name, "strike").then_some(Mark::Struck))
}
