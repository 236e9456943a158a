//! Notes: what people write into a conversation for each other. A customer never gets one, and no model reads one.

use std::fmt;

use jiff::Timestamp;
use relais_whatsapp::visible::is_blank;

use crate::contact::ContactId;
use crate::conversation::is_same;

/// Characters of the longest note.
pub const LONGEST_NOTE: usize = 4096;
/// The most colleagues of a note that are kept as mentioned.
const MOST_MENTIONS: usize = 20;
/// Hex digits of the part of an id that is random.
const UNIQUE: usize = 16;

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it is stored.
    pub id: NoteId,
    /// Who wrote it, if the caller's identity says so.
    pub author: Option<String>,
    /// The name that the author gave, where the identity says none.
    pub name: Option<String>,
    /// What it says.
    pub text: String,
    /// The number of saves, from 1.
    pub version: u64,
    /// When it was last changed after it was written.
    pub edited_at: Option<Timestamp>,
}

/// The contact, the time and a part that is random, or made of an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteId {
    contact: ContactId,
    at: Timestamp,
    unique: String,
}

impl NoteId {
    /// Of a note that is written now. `unique`: hex digits that no other note has.
    pub fn new(contact: &ContactId, at: Timestamp, unique: &str) -> Self {
        Self { contact: contact.clone(), at, unique: unique.chars().take(UNIQUE).collect() }
    }

    /// The id in this text.
    pub fn parse(text: &str) -> Option<Self> {
        let (contact, rest) = text.split_once('.')?;
        Self::from_sort_key(&ContactId::parse(contact)?, rest)
    }

    /// The id of a note of this contact, by its time and its random part.
    pub fn from_sort_key(contact: &ContactId, sort_key: &str) -> Option<Self> {
        let (at, unique) = sort_key.split_once('.')?;
        let is_time = at.len() == 13 && at.bytes().all(|byte| byte.is_ascii_digit());
        let is_hex =
            unique.len() == UNIQUE && unique.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let at = at.parse().ok().filter(|_| is_time && is_hex)?;
        let at = Timestamp::from_millisecond(at).ok()?;
        Some(Self { contact: contact.clone(), at, unique: unique.to_owned() })
    }

    /// Whether both have the same last part: they are of one note, written twice.
    pub fn is_again(&self, other: &Self) -> bool {
        self.contact == other.contact && self.unique == other.unique
    }

    /// Whose conversation it is in.
    pub fn contact(&self) -> &ContactId {
        &self.contact
    }

    /// When it was written, by our clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The time and the random part. Notes of a contact sort by it.
    pub fn sort_key(&self) -> String {
        format!("{:013}.{}", self.at.as_millisecond().max(0), self.unique)
    }
}

impl fmt::Display for NoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.contact, self.sort_key())
    }
}

impl Note {
    /// The colleagues whom it mentions: each `@` at the beginning of a word, with what follows up to a space. An e-mail
    /// address may follow too.
    pub fn mentions(&self) -> Vec<&str> {
        let mut mentions: Vec<&str> = Vec::new();
        let words = self.text.split_whitespace().filter_map(|word| word.strip_prefix('@'));
        let names = words.map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()));
        for name in names.filter(|name| !name.is_empty()) {
            if !mentions.iter().any(|known| is_same(known, name)) && mentions.len() < MOST_MENTIONS {
                mentions.push(name);
            }
        }
        mentions
    }
}

/// A note's text as it is stored. `None`: nothing is seen of it, or it is too long. Marks that turn the direction of what
/// stands around them are removed, and so are control characters but line breaks.
pub fn text(text: &str) -> Option<String> {
    if text.chars().count() > LONGEST_NOTE {
        return None;
    }
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String =
        text.trim().chars().filter(|c| !turns(*c) && (!c.is_control() || matches!(c, '\n' | '\t'))).collect();
    (!is_blank(&kept)).then_some(kept)
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::ids::WaId;

    use super::*;
    use crate::contact::Alias;

    fn note(text: &str) -> Note {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&WaId::from("33639980001")));
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        let id = NoteId::new(&contact, at, "0123456789abcdef0123");
        Note { id, author: None, name: None, text: text.to_owned(), version: 1, edited_at: None }
    }

    #[test]
    fn an_id_is_read_as_it_is_written_and_no_other_text_is_one() {
        let id = note("").id;
        assert_eq!(NoteId::parse(&id.to_string()), Some(id.clone()));
        let contact = id.contact();
        for other in [
            "",
            ".",
            contact.as_str(),
            &format!("{contact}.1800000000000."),
            &format!("{contact}.1800000000000.0123456789ABCDEF"),
            &format!("{contact}.1800000000000.0123456789abcdef0"),
            &format!("{contact}.180000000000.0123456789abcdef"),
            &format!("{contact}.+80000000000.0123456789abcdef"),
            &format!("{contact}.1800000000000.0123456789abcde#"),
        ] {
            assert_eq!(NoteId::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_note_mentions_the_names_behind_an_at() {
        for (text, names) in [
            ("@anna look", vec!["anna"]),
            ("ask @Anna, @ben@example.com. and @ANNA", vec!["Anna", "ben@example.com"]),
            ("mail anna@example.com @ @, @", vec![]),
            ("(@anna)\n@زينب!", vec!["زينب"]),
        ] {
            assert_eq!(note(text).mentions(), names, "{text:?}");
        }
        let crowd: Vec<_> = (0..500).map(|number| format!("@n{number}")).collect();
        assert_eq!(note(&crowd.join(" ")).mentions().len(), MOST_MENTIONS);
    }

    #[test]
    fn a_text_is_kept_as_it_is_seen() {
        for (written, kept) in [
            (" Line\n\tnext ", Some("Line\n\tnext")),
            ("pay\u{202e}yap\r\n\0!", Some("payyap\n!")),
            (" \n\u{200b}", None),
            ("", None),
        ] {
            assert_eq!(text(written).as_deref(), kept, "{written:?}");
        }
        assert!(text(&"👍".repeat(LONGEST_NOTE)).is_some());
        assert_eq!(text(&"a".repeat(60_000)), None);
    }
}
