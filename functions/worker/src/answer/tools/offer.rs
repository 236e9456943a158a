//! Buttons or a list, as the model offers them and as WhatsApp takes them.

mod label;

use label::plain;
use relais_assistant::{fit, to_whatsapp};
use relais_core::language::CustomerLanguage;
use relais_core::optout::choice_id;
use relais_whatsapp::outbound::Interactive;
use relais_whatsapp::{limits, utf16_len};
use serde_json::{Map, Value, json};

/// The tools that offer.
pub(super) const OFFER_BUTTONS: &str = "offer_buttons";
pub(super) const OFFER_LIST: &str = "offer_list";

/// The most choices that are read.
const MOST: usize = 40;

/// Names under which models write the text.
pub(super) const TEXTS: [&str; 4] = ["text", "body", "question", "message"];

/// Names under which models write the choices, besides the schema's.
const CHOICES: [&str; 6] = ["buttons", "rows", "choices", "options", "items", "sections"];

/// What a customer chooses from, below a text.
pub(in crate::answer) struct Offer {
    /// The text above, in WhatsApp's marks.
    pub(in crate::answer) text: String,
    choices: Vec<Choice>,
    is_list: bool,
    /// What opens the list. Empty: a word in the customer's language.
    label: String,
    /// The choices are lines of the text.
    as_lines: bool,
}

/// Both in plain words.
struct Choice {
    title: String,
    description: String,
}

impl Offer {
    /// An offer by the tool with this name. Where it has no text of its own, its text is what the model wrote beside.
    pub(super) fn read(name: &str, arguments: &Map<String, Value>, beside: &str) -> Self {
        let field = |names: &[&str]| {
            names.iter().find_map(|name| arguments.get(*name)).map(words).unwrap_or_default()
        };
        let own = to_whatsapp(&field(&TEXTS), usize::MAX);
        let mut choices: Vec<Choice> = Vec::new();
        let written =
            CHOICES.iter().find_map(|name| arguments.get(*name)).map(choices_in).unwrap_or_default();
        for choice in written {
            if !choice.title.is_empty() && choices.iter().all(|known| known.title != choice.title) {
                choices.push(choice);
            }
        }
        Self {
            text: if own.is_empty() { to_whatsapp(beside, usize::MAX) } else { own },
            choices,
            is_list: name == OFFER_LIST,
            label: cut(&plain(&field(&["button", "label"])), limits::BUTTON_TITLE),
            as_lines: false,
        }
    }

    /// What WhatsApp would refuse, for the model. `None`: it takes it.
    pub(super) fn fault(&self) -> Option<String> {
        let (count, longest) =
            (self.choices.len(), self.choices.iter().map(|choice| utf16_len(&choice.title)).max());
        if self.text.is_empty() {
            return Some("`text` is missing or empty".to_owned());
        }
        if count == 0 {
            return Some("there are no labels".to_owned());
        }
        if count > limits::LIST_ROWS {
            return Some(format!(
                "there are {count} choices, and at most {} can be shown",
                limits::LIST_ROWS
            ));
        }
        if longest > Some(limits::ROW_TITLE) {
            let most = if self.is_list { limits::ROW_TITLE } else { limits::BUTTON_TITLE };
            return Some(format!("a label has more than {most} characters"));
        }
        if utf16_len(&self.text) > limits::LIST_BODY {
            return Some(format!("`text` has more than {} characters", limits::INTERACTIVE_BODY));
        }
        self.interactive(&self.text, CustomerLanguage::English).err()
    }

    /// The same with its choices as lines of its text. `None`: it says nothing.
    pub(super) fn into_lines(self) -> Option<Self> {
        let is_something = !self.text.is_empty() || !self.choices.is_empty();
        is_something.then_some(Self { as_lines: true, ..self })
    }

    /// The most characters of a text above it, so that it stays one with buttons or a list.
    pub(in crate::answer) fn most(&self, text: &str) -> usize {
        if self.takes_buttons(text) { limits::INTERACTIVE_BODY } else { limits::LIST_BODY }
    }

    /// As Graph takes it, with this text above: as buttons, or as a list where there are too many, or where their labels or
    /// the text are too long. An error names what Graph would refuse.
    pub(in crate::answer) fn interactive(
        &self,
        text: &str,
        language: CustomerLanguage,
    ) -> Result<Interactive, String> {
        if self.as_lines {
            return Err("its choices are lines".to_owned());
        }
        let choices = self.choices.iter().enumerate();
        let (kind, action) = if self.takes_buttons(text) {
            let buttons = choices.map(
                |(place, choice)| json!({"type": "reply", "reply": {"id": choice_id(place), "title": choice.title}}),
            );
            ("button", json!({"buttons": buttons.collect::<Vec<_>>()}))
        } else {
            let rows = choices.map(|(place, choice)| {
                let mut row = json!({"id": choice_id(place), "title": choice.title});
                if let Some(row) = row.as_object_mut().filter(|_| !choice.description.is_empty()) {
                    row.insert(
                        "description".to_owned(),
                        cut(&choice.description, limits::ROW_DESCRIPTION).into(),
                    );
                }
                row
            });
            let label = if self.label.is_empty() { choose(language) } else { &self.label };
            ("list", json!({"button": label, "sections": [{"rows": rows.collect::<Vec<_>>()}]}))
        };
        let message = json!({"type": kind, "body": {"text": text}, "action": action});
        Interactive::parse(&message).map_err(|fault| fault.to_string())
    }

    /// This text with the choices as lines below.
    pub(in crate::answer) fn lines(&self, text: &str) -> String {
        let lines = self.choices.iter().map(|Choice { title, description }| {
            if description.is_empty() {
                format!("• {title}")
            } else {
                format!("• {title} – {description}")
            }
        });
        let lines = lines.collect::<Vec<_>>().join("\n");
        let lines = fit(&lines, limits::TEXT_BODY);
        let room = limits::TEXT_BODY.saturating_sub(utf16_len(lines) + 2);
        let parts = [fit(text, room), lines];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn takes_buttons(&self, text: &str) -> bool {
        let is_short = |choice: &Choice| {
            choice.description.is_empty() && utf16_len(&choice.title) <= limits::BUTTON_TITLE
        };
        !self.is_list
            && self.choices.len() <= limits::BUTTONS
            && self.choices.iter().all(is_short)
            && utf16_len(text) <= limits::INTERACTIVE_BODY
    }
}

/// The word that opens a list of which the model named none.
fn choose(language: CustomerLanguage) -> &'static str {
    match language {
        CustomerLanguage::French => "Choisir",
        CustomerLanguage::English => "Choose",
        CustomerLanguage::Spanish => "Elegir",
        CustomerLanguage::Portuguese => "Escolher",
        CustomerLanguage::Arabic => "اختيار",
    }
}

/// The choices in a value, in the shapes that models write: texts, objects, sections with rows, or a text of any of these.
fn choices_in(value: &Value) -> Vec<Choice> {
    match value {
        Value::Array(values) => values.iter().take(MOST).flat_map(choices_in_one).take(MOST).collect(),
        Value::String(text) => {
            if let Ok(read @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text) {
                return choices_in(&read);
            }
            let sign = if text.contains('\n') { '\n' } else { ',' };
            text.split(sign).take(MOST).map(|title| choice(title, "")).collect()
        }
        value => choices_in_one(value),
    }
}

fn choices_in_one(value: &Value) -> Vec<Choice> {
    let Some(object) = value.as_object() else { return vec![choice(&words(value), "")] };
    if let Some(Value::Array(rows)) = object.get("rows") {
        return rows.iter().take(MOST).flat_map(choices_in_one).collect();
    }
    let inner = object.get("reply").and_then(Value::as_object).unwrap_or(object);
    let field =
        |names: &[&str]| names.iter().find_map(|name| inner.get(*name)).map(words).unwrap_or_default();
    vec![choice(&field(&["title", "label", "text", "name", "value"]), &field(&["description"]))]
}

fn choice(title: &str, description: &str) -> Choice {
    let title = plain(title);
    let description = Some(plain(description)).filter(|description| *description != title);
    Choice { title, description: description.unwrap_or_default() }
}

/// A value as words.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The beginning of a text, with a sign for the rest.
fn cut(text: &str, most: usize) -> String {
    if utf16_len(text) <= most { text.to_owned() } else { to_whatsapp(text, most - 1) + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(name: &str, arguments: &Value) -> Offer {
        Offer::read(name, arguments.as_object().unwrap(), "")
    }

    fn sent(offer: &Offer) -> Value {
        let interactive = offer.interactive(&offer.text, CustomerLanguage::French).unwrap();
        serde_json::to_value(&interactive).unwrap()["action"].clone()
    }

    fn titles(offer: &Offer) -> Vec<&str> {
        offer.choices.iter().map(|choice| choice.title.as_str()).collect()
    }

    #[test]
    fn choices_are_read_in_the_shapes_of_the_models() {
        for buttons in [
            json!(["Oui", " Non "]),
            json!(["Oui", "Oui", "", "Non", null]),
            json!([{"title": "Oui", "id": "1"}, {"title": "Non"}]),
            json!([{"type": "reply", "reply": {"id": "1", "title": "Oui"}}, {"label": "Non"}]),
            json!("[\"Oui\", \"Non\"]"),
            json!("Oui, Non"),
            json!("- Oui\n- Non"),
            json!([{"title": "Section", "rows": [{"title": "Oui", "description": null}, {"title": "Non", "description": "Non"}]}]),
        ] {
            let offer = offer(OFFER_BUTTONS, &json!({"text": "**On y va ?**", "buttons": buttons}));
            assert_eq!((offer.text.as_str(), offer.fault()), ("*On y va ?*", None), "{buttons}");
            assert_eq!(titles(&offer), ["Oui", "Non"], "{buttons}");
            assert!(offer.takes_buttons(&offer.text), "{buttons}");
        }
        let rows = json!(["Rouge", {"title": "Bleu", "description": "d".repeat(90)}]);
        let offer = offer(
            OFFER_LIST,
            &json!({"text": "Laquelle ?", "button": "Voir toutes nos pâtisseries", "rows": rows}),
        );
        assert_eq!(offer.fault(), None);
        let list = &sent(&offer)["list"];
        assert_eq!(list["button"], "Voir toutes nos…");
        assert_eq!(list["sections"][0]["rows"][1]["description"].as_str().unwrap().chars().count(), 72);
    }

    #[test]
    fn labels_and_second_lines_are_plain_words_on_one_line() {
        let buttons = json!(["**Oui**", "_Non_", "`x`", "Oui", "*Non*"]);
        let offer = offer(OFFER_BUTTONS, &json!({"text": "**On y va ?**", "buttons": buttons}));
        assert_eq!((titles(&offer), offer.fault()), (vec!["Oui", "Non", "x"], None));
        let lines = offer.into_lines().unwrap();
        assert_eq!(lines.lines(&lines.text), "*On y va ?*\n\n• Oui\n• Non\n• x");

        let offer = self::offer(OFFER_BUTTONS, &json!({"text": "Q?", "buttons": ["Un\nDeux", "Trois"]}));
        assert_eq!(titles(&offer), ["Un Deux", "Trois"]);

        let rows = json!([{"title": "**Un**", "description": "[ici](https://x.fr)\n**gras**"},
            {"title": "Deux", "description": "_Deux_"}, {"title": "4*", "description": "~20 €"}]);
        let offer = self::offer(OFFER_LIST, &json!({"text": "Q?", "button": "**Voir**", "rows": rows}));
        let list = &sent(&offer)["list"];
        assert_eq!(list["button"], "Voir");
        let rows = &list["sections"][0]["rows"];
        assert_eq!(rows[0]["title"], "Un");
        let description = rows[0]["description"].as_str().unwrap();
        assert!(description.ends_with(" gras") && !description.contains(['*', '[', '\n']), "{description}");
        assert_eq!((&rows[1]["title"], &rows[1]["description"]), (&json!("Deux"), &Value::Null));
        assert_eq!((&rows[2]["title"], &rows[2]["description"]), (&json!("4*"), &json!("~20 €")));
        assert_eq!((&rows[0]["id"], &rows[2]["id"]), (&json!("choice-1"), &json!("choice-3")));
    }

    #[test]
    fn what_is_too_much_for_buttons_becomes_a_list() {
        for arguments in [
            json!({"text": "Q?", "buttons": ["a", "b", "c", "d"]}),
            json!({"text": "Q?", "buttons": ["Une table pour deux et", "Non"]}),
            json!({"text": "x".repeat(1_500), "buttons": ["Oui", "Non"]}),
        ] {
            let offer = offer(OFFER_BUTTONS, &arguments);
            assert_eq!(offer.fault(), None);
            assert_eq!(sent(&offer)["list"]["button"], "Choisir");
        }
    }

    #[test]
    fn what_cannot_be_shown_is_told_to_the_model_and_becomes_lines() {
        let eleven: Vec<_> = (0..11).map(|n| format!("T{n}")).collect();
        for (arguments, fault) in [
            (json!({"text": "", "buttons": ["Oui"]}), "`text` is missing or empty"),
            (json!({"text": "Q?", "buttons": []}), "there are no labels"),
            (json!({"text": "Q?", "buttons": eleven}), "there are 11 choices, and at most 10 can be shown"),
            (
                json!({"text": "Q?", "buttons": ["Réserver une table pour deux personnes"]}),
                "a label has more than 20 characters",
            ),
            (json!({"text": "x".repeat(5_000), "buttons": ["Oui"]}), "`text` has more than 1024 characters"),
        ] {
            let offer = offer(OFFER_BUTTONS, &arguments);
            assert_eq!(offer.fault().as_deref(), Some(fault));
            let lines = offer.into_lines().unwrap();
            assert!(lines.interactive("Q?", CustomerLanguage::French).is_err());
            assert!(utf16_len(&lines.lines(&lines.text)) <= limits::TEXT_BODY);
        }
        let long = json!({"text": "Que faire ?", "rows": ["Réserver une table pour deux personnes", {"title": "Non", "description": "plus tard"}]});
        let lines = offer(OFFER_LIST, &long).into_lines().unwrap();
        assert_eq!(
            lines.lines(&lines.text),
            "Que faire ?\n\n• Réserver une table pour deux personnes\n• Non – plus tard"
        );
        assert!(offer(OFFER_LIST, &json!({})).into_lines().is_none());
    }

    #[test]
    fn the_text_beside_is_its_text_if_it_has_none() {
        let arguments = json!({"buttons": ["Oui"]});
        assert_eq!(Offer::read(OFFER_BUTTONS, arguments.as_object().unwrap(), "On y va ?").text, "On y va ?");
    }
}
