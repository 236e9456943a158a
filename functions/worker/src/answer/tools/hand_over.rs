//! What the model says when it hands over. It is never refused: arguments that are no JSON, or not as the schema has them, are
//! read as far as they can be.

use relais_assistant::{handing_over, to_whatsapp};
use relais_whatsapp::limits;
use serde_json::{Deserializer, Map, Value};

use super::built_in::Ending;
use super::offer::TEXTS;

/// Its name.
pub(super) const HAND_OVER: &str = "hand_over";

/// The most arguments inside arguments: some models write JSON as a text of JSON.
const DEEPEST: usize = 4;

/// The hand-over in these arguments.
pub(super) fn read(arguments: &str) -> Ending {
    let said = read_within(arguments, 0);
    let text = |name: &str| said.get(name).map(text_of).unwrap_or_default();
    let message = to_whatsapp(&text("message"), limits::TEXT_BODY);
    Ending::HandOver { texts: ["reason", "summary", "wants"].map(text), message }
}

/// The hand-over in the text of an offer, by the line that a model without tools is taught. Nothing is offered then: what
/// stands around it is what the customer is told.
pub(super) fn in_offer(arguments: &Map<String, Value>) -> Option<Ending> {
    let mut texts = TEXTS.iter().filter_map(|name| arguments.get(*name)?.as_str());
    let (reason, message) = texts.find_map(handing_over)?;
    let texts = [reason, String::new(), String::new()];
    Some(Ending::HandOver { texts, message: to_whatsapp(&message, limits::TEXT_BODY) })
}

/// The fields. What is no object is the reason.
fn read_within(arguments: &str, depth: usize) -> Map<String, Value> {
    let arguments = arguments.trim();
    let first = |text: &str| Deserializer::from_str(text).into_iter::<Value>().next()?.ok();
    // Cut off: a text and an object are not closed.
    let closed = || ["}", "\"}"].iter().find_map(|end| first(&format!("{arguments}{end}")));
    let found = first(arguments).filter(|found| !found.is_number()).or_else(closed);
    let inner = match found {
        Some(Value::Object(fields)) => return fields,
        Some(Value::String(text)) if depth < DEEPEST => return read_within(&text, depth + 1),
        Some(Value::Array(values)) => values.into_iter().find(Value::is_object),
        Some(Value::Null) => return Map::new(),
        _ => None,
    };
    match inner {
        Some(Value::Object(fields)) => fields,
        _ => Map::from_iter([("reason".to_owned(), arguments.into())]),
    }
}

/// A value as words.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(values) => values.iter().map(text_of).collect::<Vec<_>>().join("\n"),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(arguments: &str) -> [String; 4] {
        let Ending::HandOver { texts: [reason, summary, wants], message } = read(arguments) else { panic!() };
        [reason, summary, wants, message]
    }

    #[test]
    fn arguments_are_read_as_far_as_they_can_be() {
        for (arguments, expected) in [
            (r#"{"reason": "r", "summary": "s", "wants": "w", "message": "**m**"}"#, ["r", "s", "w", "*m*"]),
            (r#"{"reason": " r "}"#, ["r", "", "", ""]),
            (
                r#"{"reason": 7, "summary": ["a", "b"], "wants": null, "message": null}"#,
                ["7", "a\nb", "", ""],
            ),
            (r#"[{"reason": "r"}]"#, ["r", "", "", ""]),
            (r#""{\"reason\": \"r\"}""#, ["r", "", "", ""]),
            (r#"{"reason": "r", "summary": "a cup is br"#, ["r", "a cup is br", "", ""]),
            (r#"{"reason": "r"} and more"#, ["r", "", "", ""]),
            (r#""angry""#, ["angry", "", "", ""]),
            ("angry customer", ["angry customer", "", "", ""]),
            ("7 cups are broken", ["7 cups are broken", "", "", ""]),
            ("null", [""; 4]),
            ("", [""; 4]),
            ("{}", [""; 4]),
        ] {
            assert_eq!(texts(arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn a_message_without_blanks_is_cut() {
        let arguments = format!(r#"{{"message": "{}"}}"#, "m".repeat(6_000));
        assert_eq!(texts(&arguments)[3].len(), limits::TEXT_BODY);
    }

    #[test]
    fn an_offer_that_hands_over_is_a_hand_over() {
        let arguments = |text: &str| Map::from_iter([("text".to_owned(), text.into())]);
        let Some(Ending::HandOver { texts, message }) =
            in_offer(&arguments("[hand over: refund] Un instant."))
        else {
            panic!("it hands over")
        };
        assert_eq!((texts[0].as_str(), message.as_str()), ("refund", "Un instant."));
        assert!(in_offer(&arguments("What size?")).is_none());
    }
}
