//! What a business sets in the inbox for one of its numbers: who it is, what it knows, when it is open, and how its
//! assistant behaves. Whatever is not set is as the deployment's variables say.

mod address;
mod characters;
mod events;
mod hours;
mod morning;
mod price;
pub mod schema;
mod tools;
mod wrong;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use relais_whatsapp::limits::TEXT_BODY;
use relais_whatsapp::utf16_len;
use relais_whatsapp::visible::is_blank;
use serde::{Deserialize, Serialize};

pub use events::EventsOut;
pub use hours::{Exception, NoShift, OpeningHours, Openness, Shift};
pub use morning::tomorrow;
pub use price::{Amount, Price};
pub use tools::{BUILT_IN, McpServer, Method, OwnTool, ToolSecret};
pub use wrong::{Fault, Wrong};

use characters::{has_controls, is_line};

use crate::Settings;
use crate::folding::{folded, words};
use crate::language::CustomerLanguage;
use crate::texts::{Notice, OwnText};

/// The most bytes of the instructions.
pub const MOST_INSTRUCTIONS: usize = 20_000;
/// The most bytes of the facts.
pub const MOST_FACTS: usize = 100_000;
/// Facts of at most this many bytes go whole into each request, at its beginning, which providers charge less for. Of longer
/// ones, the parts that fit the question do.
pub const MOST_WHOLE_FACTS: usize = 20_000;
/// The most words or phrases that call a person, and the most characters of each.
const MOST_CALLS: (usize, usize) = (50, 60);
/// The most characters of the greeting and of the line for closed hours, so that an answer fits beside them.
const MOST_ADDED: usize = 500;
/// The most bytes of a model's name.
const MOST_MODEL: usize = 200;
/// The most answers that may be allowed in an hour or a day.
const MOST_REPLIES: u32 = 100_000;

/// What is set for a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BusinessSettings {
    /// Whether the assistant answers. `false`: customers wait for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assistant: Option<bool>,
    /// Who the business is and how its assistant behaves. It takes the place of `SYSTEM_PROMPT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// What the business knows: Markdown, at most [`MOST_FACTS`] bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
    /// The time zone of the hours and of the date that the model is told, by its IANA name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// When the business is open. `None`: it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<OpeningHours>,
    /// What customers get while it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_hours: Option<OutOfHours>,
    /// The language of the fixed texts for customers whose own is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<CustomerLanguage>,
    /// The business's own texts.
    #[serde(skip_serializing_if = "OwnTexts::is_empty")]
    pub texts: OwnTexts,
    /// The name of the model, at the address of the deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How long answers are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Length>,
    /// Whether voice messages are transcribed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<bool>,
    /// Whether pictures are shown to the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pictures: Option<bool>,
    /// Whether documents are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<bool>,
    /// Words and phrases of customers that call a person. Upper case and accents do not matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words_for_person: Vec<String>,
    /// Whether the assistant may offer buttons and lists. `None`: it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buttons: Option<bool>,
    /// The business's own tools, which the model may call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<OwnTool>,
    /// Servers whose tools the model may call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mcp: Vec<McpServer>,
    /// The most answers to one contact in an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_replies_per_hour: Option<u32>,
    /// The most answers to one contact in 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_replies_per_day: Option<u32>,
    /// Whether customers are asked if they were helped, once a person has closed their conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<bool>,
    /// What the model's tokens cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Where events go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<EventsOut>,
}

/// The business's own texts, each one for all customers or one a language. Where one is missing, the built-in one is sent;
/// there is no built-in greeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnTexts {
    /// It begins the assistant's first answer to a customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<OwnText>,
    /// [`Notice::Closed`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<OwnText>,
    /// [`Notice::Fallback`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<OwnText>,
    /// [`Notice::HandedOver`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<OwnText>,
    /// [`Notice::OptOut`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<OwnText>,
}

impl OwnTexts {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What customers get while the business is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutOfHours {
    /// The assistant's answer, as at any time.
    #[default]
    Answer,
    /// The assistant's answer. The first one since it closed ends with the text for closed hours.
    Note,
    /// The text for closed hours, once, and a person's answer later.
    Tell,
}

/// How long answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// One or two sentences.
    Short,
    /// A few sentences.
    Medium,
    /// As long as the answer needs.
    Long,
}

impl Length {
    /// The instruction that the model gets.
    pub fn told(self) -> &'static str {
        match self {
            Self::Short => "Answer in one or two short sentences.",
            Self::Medium => "Answer in a few sentences.",
            Self::Long => "Answer as fully as the question needs, in short paragraphs.",
        }
    }
}

impl BusinessSettings {
    /// What is wrong, for the person who writes them. Empty: they can be stored.
    pub fn wrong(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut note = |field: &str, fault: Fault| wrong.push(Wrong { field: field.to_owned(), fault });
        for (field, text, most) in [
            ("instructions", &self.instructions, MOST_INSTRUCTIONS),
            ("facts", &self.facts, MOST_FACTS),
            ("model", &self.model, MOST_MODEL),
        ] {
            let Some(text) = text else { continue };
            match text.len() {
                _ if is_blank(text) && field != "facts" => note(field, Fault::Empty),
                length if length > most => note(field, Fault::Bytes { length, most }),
                _ if has_controls(text) || field == "model" && !is_line(text) => note(field, Fault::Control),
                _ => {}
            }
        }
        if self.time_zone.as_ref().is_some_and(|name| zone(name).is_none()) {
            note("time_zone", Fault::TimeZone);
        }
        for (field, text, most) in [
            ("texts.greeting", &self.texts.greeting, MOST_ADDED),
            ("texts.closed", &self.texts.closed, MOST_ADDED),
            ("texts.fallback", &self.texts.fallback, TEXT_BODY),
            ("texts.handed_over", &self.texts.handed_over, TEXT_BODY),
            ("texts.opt_out", &self.texts.opt_out, TEXT_BODY),
        ] {
            for text in text.iter().flat_map(OwnText::all) {
                match utf16_len(text) {
                    _ if is_blank(text) => note(field, Fault::Empty),
                    length if length > most => note(field, Fault::Characters { length, most }),
                    _ if has_controls(text) => note(field, Fault::Control),
                    _ => {}
                }
            }
        }
        let (most, longest) = MOST_CALLS;
        if self.words_for_person.len() > most {
            note("words_for_person", Fault::Many { most });
        }
        let is_word =
            |word: &String| words(&folded(word)).next().is_some() && word.chars().count() <= longest;
        if !self.words_for_person.iter().all(is_word) {
            note("words_for_person", Fault::Word { longest });
        } else if !self.words_for_person.iter().all(|word| is_line(word)) {
            note("words_for_person", Fault::Control);
        }
        for (field, most) in [
            ("max_replies_per_hour", self.max_replies_per_hour),
            ("max_replies_per_day", self.max_replies_per_day),
        ] {
            if most.is_some_and(|most| !(1..=MOST_REPLIES).contains(&most)) {
                note(field, Fault::Bounds { most: MOST_REPLIES });
            }
        }
        if self.out_of_hours.unwrap_or_default() != OutOfHours::Answer && self.hours.is_none() {
            note("out_of_hours", Fault::NoHours);
        }
        wrong.extend(tools::wrong(&self.tools, &self.mcp));
        wrong.extend(self.hours.iter().flat_map(OpeningHours::wrong));
        wrong.extend(self.price.iter().flat_map(Price::wrong));
        wrong.extend(self.events.iter().flat_map(EventsOut::wrong));
        wrong
    }

    /// The deployment's settings with these in their place.
    pub fn over(&self, defaults: &Settings) -> Settings {
        let mut settings = defaults.clone();
        settings.max_replies_per_hour = self.max_replies_per_hour.unwrap_or(settings.max_replies_per_hour);
        settings.max_replies_per_day = self.max_replies_per_day.unwrap_or(settings.max_replies_per_day);
        // What the deployment switches off stays off: it may lack a model that hears or sees.
        settings.understand.voice &= self.voice.unwrap_or(true);
        settings.understand.pictures &= self.pictures.unwrap_or(true);
        settings.understand.documents &= self.documents.unwrap_or(true);
        if let Some(zone) = self.time_zone.as_deref().and_then(zone) {
            settings.time_zone = zone;
        }
        let own = [
            (Notice::Closed, &self.texts.closed),
            (Notice::Fallback, &self.texts.fallback),
            (Notice::HandedOver, &self.texts.handed_over),
            (Notice::OptOut, &self.texts.opt_out),
        ];
        let own = own.into_iter().filter_map(|(notice, text)| Some((notice, text.clone()?)));
        settings.texts = settings.texts.with(self.language, own.collect::<BTreeMap<_, _>>());
        settings
    }

    /// Whether the business is open. `None`: it does not say.
    pub fn openness(&self, now: Timestamp, zone: &TimeZone) -> Option<Openness> {
        self.hours.as_ref().map(|hours| hours.at(now, zone))
    }

    /// Whether a customer's text calls a person.
    pub fn calls_person(&self, text: &str) -> bool {
        if self.words_for_person.is_empty() {
            return false;
        }
        let text = folded(text);
        let said: Vec<_> = words(&text).collect();
        self.words_for_person.iter().any(|call| {
            let call = folded(call);
            let call: Vec<_> = words(&call).collect();
            !call.is_empty() && said.windows(call.len()).any(|some| some == call)
        })
    }
}

/// The time zone with this IANA name.
fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| !zone.is_unknown())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> BusinessSettings {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_set_takes_the_place_of_the_deployments_and_nothing_else_changes() {
        let defaults = Settings::default();
        assert_eq!(read(json!({})).over(&defaults), defaults);
        let set = read(json!({"max_replies_per_hour": 3, "time_zone": "Europe/Paris", "pictures": false,
            "language": "fr", "texts": {"fallback": {"fr": "À bientôt"}, "opt_out": "Stop"}}));
        assert_eq!(set.wrong(), []);
        let settings = set.over(&defaults);
        assert_eq!(settings.max_replies_per_hour, 3);
        assert_eq!(settings.time_zone, TimeZone::get("Europe/Paris").unwrap());
        assert!(!settings.understand.pictures && settings.understand.voice);
        assert_eq!(settings.texts.of(Notice::Fallback, None), "À bientôt");
        assert_eq!(settings.texts.of(Notice::OptOut, Some(CustomerLanguage::Arabic)), "Stop");
    }

    #[test]
    fn what_the_deployment_cannot_do_no_setting_switches_on() {
        let mut defaults = Settings::default();
        defaults.understand.voice = false;
        assert!(!read(json!({"voice": true})).over(&defaults).understand.voice);
    }

    #[test]
    fn each_mistake_is_named_with_its_field() {
        for (settings, field) in [
            (json!({"instructions": "a".repeat(MOST_INSTRUCTIONS + 1)}), "instructions"),
            (json!({"facts": "é".repeat(MOST_FACTS / 2 + 1)}), "facts"),
            (json!({"model": " "}), "model"),
            (json!({"model": "gpt\n4"}), "model"),
            (json!({"words_for_person": ["a\nperson"]}), "words_for_person"),
            (json!({"instructions": ""}), "instructions"),
            (json!({"facts": "a\u{0}b"}), "facts"),
            (json!({"time_zone": "Europe/Atlantis"}), "time_zone"),
            (json!({"time_zone": "Etc/Unknown"}), "time_zone"),
            (json!({"texts": {"greeting": " "}}), "texts.greeting"),
            (json!({"texts": {"opt_out": "\u{2060}"}}), "texts.opt_out"),
            (json!({"instructions": "\u{200b}"}), "instructions"),
            (json!({"texts": {"closed": {"en": "a".repeat(501)}}}), "texts.closed"),
            (json!({"texts": {"fallback": "a".repeat(4097)}}), "texts.fallback"),
            (json!({"words_for_person": ["!!"]}), "words_for_person"),
            (json!({"words_for_person": vec!["a"; 51]}), "words_for_person"),
            (json!({"max_replies_per_day": 0}), "max_replies_per_day"),
            (json!({"out_of_hours": "tell"}), "out_of_hours"),
            (
                json!({"events": {"url": "http://shop.example", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "types": ["message.sent"]}}),
                "events.url",
            ),
            (json!({"events": {"url": "https://shop.example", "types": ["message.sent"]}}), "events.secret"),
            (
                json!({"events": {"url": "https://shop.example", "secret": "s", "types": ["message.sent"]}}),
                "events.secret",
            ),
            (
                json!({"events": {"url": "https://shop.example", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}),
                "events.types",
            ),
            (json!({"price": {"prompt": -1, "answer": 1, "currency": "EUR"}}), "price.prompt"),
            (json!({"price": {"prompt": 1, "answer": 1e30, "currency": "EUR"}}), "price.answer"),
            (
                json!({"price": {"prompt": 1, "cached": 1_000_001, "answer": 1, "currency": "EUR"}}),
                "price.cached",
            ),
            (json!({"price": {"prompt": 1, "answer": 1, "currency": "€"}}), "price.currency"),
            (json!({"price": {"prompt": 1, "answer": 1, "currency": "eur"}}), "price.currency"),
            (
                json!({"hours": {"exceptions": [{"from": "2026-12-25", "to": "2026-12-24"}]}}),
                "hours.exceptions.0.to",
            ),
        ] {
            let wrong = read(settings).wrong();
            assert_eq!(wrong.iter().map(|wrong| wrong.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }

    #[test]
    fn words_call_a_person_as_whole_words_however_they_are_written() {
        let set = read(json!({"words_for_person": ["conseiller", "à un humain"]}));
        for (text, calls) in [
            ("Je veux un CONSEILLER !", true),
            ("parler a un  humain svp", true),
            ("conseillers", false),
            ("un humain", false),
            ("", false),
        ] {
            assert_eq!(set.calls_person(text), calls, "{text}");
        }
        assert!(!BusinessSettings::default().calls_person("conseiller"));
    }
}
