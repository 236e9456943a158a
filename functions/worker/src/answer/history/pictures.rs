//! Which pictures the model sees, and whether there is anything that it could understand at all.

use relais_assistant::{Note, Shown, Turn};
use relais_core::media::{Media, MediaState};
use relais_core::message::{Direction, Message};

/// The picture of this message, if it is one that may be seen.
pub(in crate::answer) fn is_to_be_seen(message: &Message) -> Option<&Media> {
    let media = message.media.as_ref().filter(|media| media.state == MediaState::Stored)?;
    (message.direction == Direction::Inbound && message.kind == "image").then_some(media)
}

/// Notes that the picture of this turn could not be seen.
pub(in crate::answer) fn not_seen(turn: &mut Turn) {
    for note in &mut turn.notes {
        if let Note::Shows { what: what @ Shown::Photo, detail } = note {
            *note = Note::NotUnderstood { what: *what, detail: detail.take() };
        }
    }
}

/// Whether these turns, which wait for an answer, have something that could not be understood and nothing else that says
/// anything. `sees`: the model got their pictures.
pub(in crate::answer) fn has_only_lost<'a>(
    waiting: impl Iterator<Item = &'a Turn> + Clone,
    sees: bool,
) -> bool {
    let mut lost = waiting.clone().flat_map(|turn| &turn.notes).map(|note| is_lost(note, sees));
    lost.any(|is_lost| is_lost) && !waiting.into_iter().any(|turn| says_something(turn, sees))
}

fn is_lost(note: &Note, sees: bool) -> bool {
    match note {
        Note::NotUnderstood { .. } => true,
        Note::Shows { what: Shown::Photo, .. } => !sees,
        _ => false,
    }
}

fn says_something(turn: &Turn, sees: bool) -> bool {
    let says = |note: &Note| match note {
        Note::DocumentSays { .. } | Note::Form | Note::Chosen | Note::Product { .. } => true,
        Note::Shows { what, .. } => match what {
            Shown::Photo => sees,
            Shown::Location | Shown::ContactCard | Shown::Ordered => true,
            _ => false,
        },
        _ => false,
    };
    !turn.text.trim().is_empty() || turn.notes.iter().any(says)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use relais_assistant::Speaker;

    use super::*;

    fn turn(text: &str, notes: Vec<Note>) -> Turn {
        Turn { notes, ..Turn::new(Speaker::Customer, text, Timestamp::UNIX_EPOCH) }
    }

    fn lost(what: Shown) -> Note {
        Note::NotUnderstood { what, detail: None }
    }

    fn shows(what: Shown) -> Note {
        Note::Shows { what, detail: None }
    }

    #[test]
    fn a_burst_that_has_anything_else_needs_no_person() {
        let voice = || turn("", vec![lost(Shown::Voice)]);
        let photo = || turn("", vec![shows(Shown::Photo)]);
        for (waiting, sees, expected) in [
            (vec![], false, false),
            (vec![voice()], false, true),
            (vec![voice(), turn("", vec![shows(Shown::Sticker)])], false, true),
            (vec![voice(), turn("Bonjour", vec![])], false, false),
            (vec![turn("Et ça ?", vec![lost(Shown::Document)])], false, false),
            (vec![voice(), turn("", vec![shows(Shown::Location)])], false, false),
            (
                vec![turn("", vec![shows(Shown::Document), Note::DocumentSays { text: "a".to_owned() }])],
                false,
                false,
            ),
            (vec![photo()], true, false),
            (vec![photo()], false, true),
            (vec![photo(), voice()], true, false),
            (vec![turn("", vec![shows(Shown::Sticker)])], false, false),
            (vec![turn("Bonjour", vec![])], false, false),
        ] {
            assert_eq!(has_only_lost(waiting.iter(), sees), expected, "{waiting:?} {sees}");
        }
    }

    #[test]
    fn a_picture_that_is_not_seen_says_so() {
        let mut turn = turn("Ici", vec![Note::Forwarded, shows(Shown::Photo)]);
        not_seen(&mut turn);
        assert_eq!(turn.notes, [Note::Forwarded, lost(Shown::Photo)]);
    }
}
