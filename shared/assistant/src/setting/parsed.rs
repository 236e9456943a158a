//! What the parser finds in the masked copy of a text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::links::Target;
use super::piece;
use super::scan::{Edit, Scanned};

/// A text, and what the parser found in its masked copy.
pub(super) struct Parsed<'a> {
    pub(super) text: &'a str,
    pub(super) masked: &'a str,
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    pub(super) edits: Vec<Edit>,
    /// Where addresses are defined, by their labels.
    definitions: HashMap<String, Range<usize>>,
}

impl Parsed<'_> {
    /// Whether there is `**bold**` or `__bold__`.
    pub(super) fn has_strong(&self) -> bool {
        self.events.iter().any(|(event, range)| {
            let is_strong = matches!(event, Event::Start(Tag::Strong));
            is_strong && piece(self.text, range.start, range.end).contains(is_marked)
        })
    }

    /// The address that is defined for a label.
    pub(super) fn target(&self, label: &str) -> Option<Target<'_>> {
        let definition = self.definitions.get(&label.to_lowercase())?;
        let (label, target) = piece(self.text, definition.start, definition.end).split_once("]:")?;
        // The label goes with the definition.
        if label.contains("://") {
            return None;
        }
        Some(Target::read(target)).filter(Target::is_address)
    }
}

pub(super) fn parse<'a>(scanned: &'a Scanned<'a>) -> Parsed<'a> {
    let parser = Parser::new_ext(&scanned.masked, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let parser = parser.into_offset_iter();
    let definitions = parser.reference_definitions().iter();
    let definitions = definitions.map(|(label, found)| (label.to_lowercase(), found.span.clone())).collect();
    let mut parsed = Parsed {
        text: scanned.text,
        masked: &scanned.masked,
        events: parser.collect(),
        edits: scanned.edits.clone(),
        definitions,
    };
    let labels = parsed.events.iter().filter_map(|(event, _)| label(event));
    let mut used: Vec<Range<usize>> = labels
        .filter(|label| parsed.target(label).is_some())
        .filter_map(|label| parsed.definitions.get(&label.to_lowercase()).cloned())
        .collect();
    used.sort_by_key(|range| range.start);
    used.dedup();
    if !used.is_empty() {
        parsed.edits.extend(used.into_iter().map(|range| Edit { range, replacement: String::new() }));
        parsed.edits.sort_by_key(|edit| edit.range.start);
    }
    parsed
}

/// The label of a link whose address stands elsewhere.
pub(super) fn label<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = event else {
        return None;
    };
    (*link_type != LinkType::Inline).then_some(id)
}

/// Whether a mark around `c` is one. Around nothing but punctuation it is a blank to fill in, or the like.
pub(super) fn is_marked(c: char) -> bool {
    let is_punctuation = c.is_ascii_punctuation()
        || matches!(c, '\u{a1}' | '\u{ab}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}');
    !is_punctuation && !c.is_whitespace()
}
