//! Makes the message for the customer of what the model said and called.

use jiff::Timestamp;
use relais_assistant::Answer;
use relais_core::conversation::{Composed, HandedOver};
use relais_core::language::CustomerLanguage;
use relais_core::message::{RestsOn, ToolUse};
use relais_core::texts::Notice;
use relais_whatsapp::limits::{INTERACTIVE_BODY, TEXT_BODY};
use relais_whatsapp::utf16_len;

use super::tools::{Ending, Used};
use crate::business::Business;

/// What stands between an answer and the business's own lines.
const BETWEEN: &str = "\n\n";

/// The business's own lines around an answer.
#[derive(Default)]
pub(super) struct Around<'a> {
    /// Before the first answer.
    pub(super) greeting: Option<&'a str>,
    /// After an answer in closed hours.
    pub(super) note: Option<&'a str>,
}

impl Business {
    /// The message of an answer of the model.
    pub(super) fn composed(
        &self,
        answer: Answer,
        used: Used,
        around: &Around<'_>,
        language: Option<CustomerLanguage>,
        now: Timestamp,
    ) -> Composed {
        let Used { ending, uses, called } = used;
        let ending = ending.or_else(|| {
            let reason = answer.hands_over?;
            Some(Ending::HandOver { texts: [reason, String::new(), String::new()], message: String::new() })
        });
        let mut composed = match ending {
            Some(Ending::HandOver { texts, message }) => {
                let message = if message.is_empty() { answer.text } else { message };
                let hands_over = Some(Box::new(HandedOver::new([&texts[0], &texts[1], &texts[2]], now)));
                if message.is_empty() {
                    let notice = Notice::HandedOver;
                    let text = self.settings.texts.of(notice, language);
                    Composed { says: Some(notice), hands_over, ..Composed::text(text) }
                } else {
                    let (text, notes_closed) = around.with(&message, TEXT_BODY);
                    Composed { hands_over, notes_closed, ..Composed::text(text) }
                }
            }
            Some(Ending::Offer(offer)) => {
                let (text, notes_closed) = around.with(&offer.text, INTERACTIVE_BODY);
                // It was checked when it was called, and the lines around it fit.
                let interactive = offer.interactive(&text).ok().map(Box::new);
                Composed { interactive, notes_closed, ..Composed::text(text) }
            }
            Some(Ending::Lost) | None => {
                let (text, notes_closed) = around.with(&answer.text, TEXT_BODY);
                Composed { notes_closed, ..Composed::text(text) }
            }
        };
        composed.rests_on = self.rests_on(Vec::new(), uses);
        composed.called = called;
        composed
    }

    /// What an answer rests on, if it is anything.
    pub(super) fn rests_on(&self, parts: Vec<String>, tools: Vec<ToolUse>) -> Option<Box<RestsOn>> {
        let is_something = !parts.is_empty() || !tools.is_empty();
        is_something.then(|| Box::new(RestsOn { parts, tools, settings_version: self.version }))
    }
}

impl Around<'_> {
    /// An answer between the greeting and the note, as far as this limit leaves them room, the note first. Also whether the
    /// note is in it.
    fn with(&self, answer: &str, most: usize) -> (String, bool) {
        let fits = |parts: &[&str]| utf16_len(&parts.join(BETWEEN)) <= most;
        let note = self.note.filter(|note| fits(&[answer, note]));
        let noted = [Some(answer), note].into_iter().flatten().collect::<Vec<_>>().join(BETWEEN);
        match self.greeting.filter(|greeting| fits(&[greeting, &noted])) {
            Some(greeting) => ([greeting, &noted].join(BETWEEN), note.is_some()),
            None => (noted, note.is_some()),
        }
    }
}
