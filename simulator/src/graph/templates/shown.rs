//! What a customer sees of a template besides its text: the file or place above it, and its buttons.

use serde_json::{Map, Value, json};

use super::super::request::text_at;
use super::Template;

/// The parts that the phone shows of a template that was sent. `None`: the account has no such template.
pub(in super::super) fn shown(sent: &Value) -> Option<Value> {
    let template = Template::approved(text_at(sent, "/name")?, text_at(sent, "/language/code")?).ok()?;
    Some(of(&template.to_json(), sent))
}

/// `template` is as Graph lists it, `sent` as a send has it.
fn of(template: &Value, sent: &Value) -> Value {
    let mut parts = Map::new();
    let header = components(sent).find(|part| is(part, "header"));
    let file = header.and_then(|header| header.pointer("/parameters/0"));
    if let Some(file) = file.filter(|file| text_at(file, "/type") != Some("text")) {
        parts.insert("header".to_owned(), file.clone());
    }
    let list = components(template).find(|part| is(part, "buttons"));
    let list = list.and_then(|list| list.get("buttons")?.as_array());
    let buttons: Vec<_> =
        list.into_iter().flatten().enumerate().map(|(index, it)| button(it, index, sent)).collect();
    parts.insert("buttons".to_owned(), Value::Array(buttons));
    Value::Object(parts)
}

/// A button with what the send gave it: the payload of a quick reply, the end of an address.
fn button(button: &Value, index: usize, sent: &Value) -> Value {
    let (number, text) = (u64::try_from(index).ok(), index.to_string());
    let is_its = |part: &&Value| {
        is(part, "button")
            && part.get("index").is_some_and(|it| it.as_str() == Some(&text) || it.as_u64() == number)
    };
    let given = components(sent).find(is_its).and_then(|part| part.pointer("/parameters/0"));
    let text = text_at(button, "/text").unwrap_or_default();
    match (text_at(button, "/url"), given) {
        (Some(url), given) => {
            let end = given.and_then(|given| text_at(given, "/text")).unwrap_or_default();
            json!({"text": text, "url": url.replace("{{1}}", end)})
        }
        (None, given) => {
            let payload = given.and_then(|given| text_at(given, "/payload")).unwrap_or(text);
            json!({"text": text, "payload": payload})
        }
    }
}

fn components(part: &Value) -> impl Iterator<Item = &Value> {
    part.get("components").and_then(Value::as_array).into_iter().flatten()
}

fn is(part: &Value, kind: &str) -> bool {
    text_at(part, "/type").is_some_and(|it| it.eq_ignore_ascii_case(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_and_the_buttons_are_shown_as_they_were_sent() {
        let template = json!({"components": [
            {"type": "HEADER", "format": "IMAGE"},
            {"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Confirmer"},
                {"type": "URL", "text": "Suivre", "url": "https://shop.example/{{1}}"},
                {"type": "QUICK_REPLY", "text": "Annuler"},
            ]},
        ]});
        let sent = json!({"components": [
            {"type": "header", "parameters": [{"type": "image", "image": {"id": "7"}}]},
            {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "yes-7"}]},
            {"type": "button", "sub_type": "url", "index": 1, "parameters": [{"type": "text", "text": "A-1042"}]},
        ]});
        let expected = json!({
            "header": {"type": "image", "image": {"id": "7"}},
            "buttons": [
                {"text": "Confirmer", "payload": "yes-7"},
                {"text": "Suivre", "url": "https://shop.example/A-1042"},
                {"text": "Annuler", "payload": "Annuler"},
            ],
        });
        assert_eq!(of(&template, &sent), expected);
    }

    #[test]
    fn a_template_of_text_only_has_neither() {
        let title =
            json!({"components": [{"type": "header", "parameters": [{"type": "text", "text": "x"}]}]});
        assert_eq!(of(&json!({}), &title), json!({"buttons": []}));
        let hello = json!({"name": "hello_world", "language": {"code": "en_US"}});
        assert_eq!(shown(&hello), Some(json!({"buttons": []})));
        assert_eq!(shown(&json!({"name": "no_such", "language": {"code": "fr"}})), None);
    }
}
