//! A template message in words: Meta's text with its placeholders filled, `{{1}}` by position and `{{first_name}}` by
//! name.

use relais_whatsapp::Template;
use relais_whatsapp::outbound::TemplateMessage;
use serde_json::Value;

/// The template as the customer reads it: its header, body and footer, and each button on a line of its own. `None`: it has
/// no body.
pub(super) fn of(template: &Template, components: &[Value]) -> Option<String> {
    let part = |kind, text| filled(text, &values(components, kind));
    let body = part("body", template.body()?);
    let header = template.header().map(|text| part("header", text));
    let footer = template.footer().map(str::to_owned);
    let buttons = template.button_labels().map(|label| format!("• {label}"));
    let lines = header.into_iter().chain([body]).chain(footer).chain(buttons);
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// A text with its placeholders filled. One without a value stays as it is.
fn filled(text: &str, values: &[(Option<&str>, &str)]) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((gap, after)) = after.split_once("}}") else { break };
        words.push_str(before);
        match value_of(gap.trim(), values) {
            Some(value) => words.push_str(value),
            None => words.extend(["{{", gap, "}}"]),
        }
        rest = after;
    }
    words.push_str(rest);
    words
}

/// The name and the values, for a template whose text is not known.
pub(super) fn bare(message: &TemplateMessage) -> String {
    let values = values(&message.components, "body");
    let values: Vec<_> = values.iter().map(|(_, text)| *text).collect();
    if values.is_empty() {
        return format!("📋 {}", message.name);
    }
    format!("📋 {} — {}", message.name, values.join(", "))
}

/// The name, if it has one, and the text of each parameter of the header or the body.
fn values<'a>(components: &'a [Value], of: &str) -> Vec<(Option<&'a str>, &'a str)> {
    let is_it = |component: &&Value| {
        let kind = component.get("type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case(of))
    };
    let parts = components.iter().filter(is_it);
    let parameters = parts.filter_map(|part| part.get("parameters")?.as_array()).flatten();
    parameters
        .map(|parameter| (parameter.get("parameter_name").and_then(Value::as_str), text(parameter)))
        .collect()
}

/// The text of a parameter. A currency or a date has it as its fallback value.
fn text(parameter: &Value) -> &str {
    let nested = |name: &str| parameter.get(name)?.get("fallback_value")?.as_str();
    let plain = parameter.get("text").and_then(Value::as_str);
    plain.or_else(|| nested("currency")).or_else(|| nested("date_time")).unwrap_or_default()
}

fn value_of<'a>(gap: &str, values: &[(Option<&str>, &'a str)]) -> Option<&'a str> {
    let value = match gap.parse::<usize>() {
        Ok(position) => values.get(position.checked_sub(1)?),
        Err(_) => values.iter().find(|(name, _)| *name == Some(gap)),
    };
    value.map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn components(parameters: &Value) -> Vec<Value> {
        vec![
            json!({"type": "header", "parameters": [{"type": "text", "text": "no"}]}),
            json!({"type": "body", "parameters": parameters}),
        ]
    }

    #[test]
    fn placeholders_are_filled_by_position_and_by_name() {
        let by_position = components(&json!([
            {"type": "text", "text": "Zoé"},
            {"type": "currency", "currency": {"fallback_value": "12 €", "code": "EUR"}},
        ]));
        let cases = [
            ("Bonjour {{1}}, {{ 2 }} SVP", "Bonjour Zoé, 12 € SVP"),
            ("{{2}}{{1}}", "12 €Zoé"),
            ("{{0}} {{3}}", "{{0}} {{3}}"),
            ("sans rien", "sans rien"),
            ("cassé {{1", "cassé {{1"),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(filled(body, &values(&by_position, "body")), expected);
        }
        let by_name =
            components(&json!([{"type": "text", "parameter_name": "first_name", "text": "Zoé {{1}}"}]));
        let by_name = values(&by_name, "body");
        assert_eq!(filled("Bonjour {{first_name}} !", &by_name), "Bonjour Zoé {{1}} !");
    }

    #[test]
    fn a_template_is_all_that_the_customer_reads() {
        let template = |parts: &Value| {
            let components = parts.as_array().unwrap().clone();
            Template { components, ..Template::default() }
        };
        let whole = template(&json!([
            {"type": "HEADER", "format": "TEXT", "text": "Commande {{1}}"},
            {"type": "BODY", "text": "Bonjour {{1}}"},
            {"type": "FOOTER", "text": "Librairie du Port"},
            {"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Plus tard"}, {"type": "URL", "text": "Suivre", "url": "https://x.example"},
            ]},
        ]));
        let components = components(&json!([{"type": "text", "text": "Zoé"}]));
        let words = "Commande no\nBonjour Zoé\nLibrairie du Port\n• Plus tard\n• Suivre";
        assert_eq!(of(&whole, &components).as_deref(), Some(words));
        let under_a_picture =
            template(&json!([{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Voici"}]));
        assert_eq!(of(&under_a_picture, &[]).as_deref(), Some("Voici"));
        assert_eq!(of(&template(&json!([])), &[]), None);
    }

    #[test]
    fn an_unknown_template_shows_its_name_and_values() {
        let message =
            |components| TemplateMessage { name: "rappel".into(), language: "fr".into(), components };
        assert_eq!(bare(&message(vec![])), "📋 rappel");
        let two = components(&json!([{"text": "Zoé"}, {"text": "14 h"}]));
        assert_eq!(bare(&message(two)), "📋 rappel — Zoé, 14 h");
    }
}
