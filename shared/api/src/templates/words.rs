//! A template message in words: Meta's text with its placeholders filled, `{{1}}` by position and `{{first_name}}` by
//! name.

use relais_whatsapp::outbound::TemplateMessage;
use serde_json::Value;

/// The text as the customer reads it. A placeholder without a value stays as it is.
pub(super) fn filled(body: &str, components: &[Value]) -> String {
    let values = values(components);
    let mut words = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((gap, after)) = after.split_once("}}") else { break };
        words.push_str(before);
        match value_of(gap.trim(), &values) {
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
    let values = values(&message.components);
    let values: Vec<_> = values.iter().map(|(_, text)| *text).collect();
    if values.is_empty() {
        return format!("📋 {}", message.name);
    }
    format!("📋 {} — {}", message.name, values.join(", "))
}

/// The name, if it has one, and the text of each parameter of the body.
fn values(components: &[Value]) -> Vec<(Option<&str>, &str)> {
    let is_body = |component: &&Value| {
        let kind = component.get("type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("body"))
    };
    let bodies = components.iter().filter(is_body);
    let parameters = bodies.filter_map(|body| body.get("parameters")?.as_array()).flatten();
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
            assert_eq!(filled(body, &by_position), expected);
        }
        let by_name =
            components(&json!([{"type": "text", "parameter_name": "first_name", "text": "Zoé {{1}}"}]));
        assert_eq!(filled("Bonjour {{first_name}} !", &by_name), "Bonjour Zoé {{1}} !");
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
