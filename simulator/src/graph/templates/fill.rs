//! Fills in a template, and refuses what does not fit it with Graph's codes and words.

use serde_json::Value;

use super::super::error::GraphError;
use super::super::request::text_at;
use super::{Button, Header, Template};

impl Template {
    /// The text that the customer reads: title, text and footer.
    pub(in super::super) fn filled(&self, components: &[Value]) -> Result<String, GraphError> {
        let title = self.header.map_or(Ok(None), |header| header.filled(components))?;
        let body = self.filled_body(components)?;
        for (index, button) in self.buttons.iter().enumerate() {
            button.check(index, components)?;
        }
        let parts = [title, Some(body), self.footer.map(str::to_owned)];
        Ok(parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
    }

    fn filled_body(&self, components: &[Value]) -> Result<String, GraphError> {
        let given: Vec<&Value> = parameters(components, "body").collect();
        if given.len() != self.examples.len() {
            return Err(number_differs("body", given.len(), self.examples.len()));
        }
        let mut text = self.body.to_owned();
        for (place, (name, _)) in self.examples.iter().enumerate() {
            let parameter = if name.is_empty() {
                given.get(place).copied()
            } else {
                given.iter().copied().find(|each| text_at(each, "/parameter_name") == Some(name))
            };
            let value =
                parameter.and_then(|each| text_at(each, "/text")).filter(|text| !text.trim().is_empty());
            let Some(value) = value else {
                return Err(GraphError::because(
                    131_008,
                    format!("body: parameter {} is missing or empty", place + 1),
                ));
            };
            let gap = if name.is_empty() { (place + 1).to_string() } else { (*name).to_owned() };
            text = text.replace(&format!("{{{{{gap}}}}}"), value);
        }
        Ok(text)
    }
}

impl Header {
    /// Its line, if it is one.
    fn filled(self, components: &[Value]) -> Result<Option<String>, GraphError> {
        let given: Vec<&Value> = parameters(components, "header").collect();
        if let Self::Text(text, _) = self {
            let [value] = given.as_slice() else { return Err(number_differs("header", given.len(), 1)) };
            let value = text_at(value, "/text").filter(|text| !text.trim().is_empty());
            let value = value
                .ok_or_else(|| GraphError::because(131_008, "header: parameter 1 is missing or empty"))?;
            return Ok(Some(text.replace("{{1}}", value)));
        }
        let format = self.format();
        let kind = format.to_lowercase();
        let [parameter] = given.as_slice() else { return Err(mismatch(format, "UNKNOWN")) };
        let received = text_at(parameter, "/type").unwrap_or("unknown");
        if received != kind {
            return Err(mismatch(format, &received.to_uppercase()));
        }
        let content = parameter.get(&kind).unwrap_or(&Value::Null);
        let is_there = if self == Self::Location {
            content.get("latitude").is_some() && content.get("longitude").is_some()
        } else {
            if let Some(unknown) =
                content.as_object().and_then(|fields| fields.keys().find(|key| !is_known(key)))
            {
                return Err(GraphError::parameter(format!(
                    "Unexpected key \"{unknown}\" on param \"{kind}\"."
                )));
            }
            text_at(content, "/id").or(text_at(content, "/link")).is_some_and(|source| !source.is_empty())
        };
        if is_there { Ok(None) } else { Err(mismatch(format, "UNKNOWN")) }
    }
}

/// The keys of a file in a header.
fn is_known(key: &str) -> bool {
    matches!(key, "id" | "link" | "filename")
}

impl Button {
    fn check(self, index: usize, components: &[Value]) -> Result<(), GraphError> {
        let (kind, needed) = match self {
            Self::Url(_, _, Some(_)) | Self::OneTimeCode => ("Url", "/text"),
            Self::CopyCode(_) => ("CopyCode", "/coupon_code"),
            Self::Products(_) => ("MPM", "/action/sections/0/title"),
            Self::QuickReply(_) | Self::Url(_, _, None) | Self::Phone(..) | Self::Flow(_) => return Ok(()),
        };
        let own = components.iter().filter(|component| {
            let place = component.get("index").map(|index| index.to_string().trim_matches('"').to_owned());
            is(component, "button") && place == Some(index.to_string())
        });
        let mut given = own.filter_map(|component| component.pointer("/parameters/0"));
        match given.next().and_then(|parameter| text_at(parameter, needed)) {
            Some(text) if !text.trim().is_empty() => Ok(()),
            _ => {
                let details = format!("buttons: Button at index {index} of type {kind} requires a parameter");
                Err(GraphError::because(131_008, details))
            }
        }
    }
}

fn is(component: &Value, kind: &str) -> bool {
    text_at(component, "/type").is_some_and(|given| given.eq_ignore_ascii_case(kind))
}

fn parameters<'a>(components: &'a [Value], kind: &'static str) -> impl Iterator<Item = &'a Value> {
    let own = components.iter().filter(move |component| is(component, kind));
    own.filter_map(|component| component.get("parameters")?.as_array()).flatten()
}

fn number_differs(part: &str, given: usize, expected: usize) -> GraphError {
    let details = format!(
        "{part}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
    );
    GraphError::because(132_000, details)
}

fn mismatch(expected: &str, received: &str) -> GraphError {
    let details = format!("header: Format mismatch, expected {expected}, received {received}");
    GraphError::because(132_012, details)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::TEMPLATES;
    use super::*;

    fn approved(name: &str) -> &'static Template {
        Template::approved(name, "fr").unwrap()
    }

    fn body(texts: &[&str]) -> Value {
        let parameters: Vec<_> = texts.iter().map(|text| json!({"type": "text", "text": text})).collect();
        json!({"type": "body", "parameters": parameters})
    }

    fn header(kind: &str, content: &Value) -> Value {
        json!({"type": "header", "parameters": [{"type": kind, kind: content}]})
    }

    fn code(name: &str, components: &[Value]) -> i64 {
        approved(name).filled(components).unwrap_err().code
    }

    #[test]
    fn every_body_has_as_many_examples_as_places() {
        for template in &TEMPLATES {
            let parameters: Vec<_> = template
                .examples
                .iter()
                .map(|(name, text)| json!({"type": "text", "text": text, "parameter_name": name}))
                .collect();
            let filled = template.filled_body(&[json!({"type": "body", "parameters": parameters})]).unwrap();
            assert!(!filled.contains("{{"), "{filled}");
            assert!(template.examples.iter().all(|(_, example)| filled.contains(example)));
        }
    }

    #[test]
    fn only_approved_ones_are_sent() {
        let code = |name, language| Template::approved(name, language).unwrap_err().code;
        assert_eq!(code("no_such", "fr"), 132_001);
        assert_eq!(code("order_update", "de"), 132_001);
        assert_eq!(code("spring_offer", "fr"), 132_001);
        assert_eq!(code("weekly_news", "fr"), 132_015);
        assert_eq!(code("daily_news", "fr"), 132_016);
    }

    #[test]
    fn the_header_must_be_of_its_kind() {
        for (name, kind, text) in [
            ("how_it_works", "video", None),
            ("invoice", "document", Some("F-1")),
            ("meet_us", "location", Some("lundi")),
        ] {
            let body = body(&Vec::from_iter(text));
            let content = json!({"id": "1", "latitude": 45.7, "longitude": 4.8});
            let content = if kind == "location" { content } else { json!({"id": "1"}) };
            assert!(approved(name).filled(&[header(kind, &content), body.clone()]).is_ok(), "{name}");
            assert_eq!(code(name, std::slice::from_ref(&body)), 132_012, "{name}");
            assert_eq!(code(name, &[header("image", &json!({"id": "1"})), body.clone()]), 132_012, "{name}");
            assert_eq!(code(name, &[header(kind, &json!({})), body]), 132_012, "{name}");
        }
        let ours = [header("document", &json!({"file": "upload-1"})), body(&["F-1"])];
        assert_eq!(code("invoice", &ours), 100, "Graph knows no ids of ours");
    }

    #[test]
    fn titles_and_names_are_filled_in() {
        let title = json!({"type": "header", "parameters": [{"type": "text", "text": "A-7"}]});
        let named = json!({"type": "body", "parameters": [
            {"type": "text", "parameter_name": "day", "text": "jeudi"},
            {"type": "text", "parameter_name": "first_name", "text": "Awa"},
        ]});
        let filled = approved("delivery").filled(&[title.clone(), named.clone()]).unwrap();
        assert_eq!(filled, "Commande A-7\n\nBonjour Awa, votre colis arrive jeudi.");
        assert_eq!(code("delivery", std::slice::from_ref(&named)), 132_000);
        assert_eq!(code("delivery", &[title.clone(), body(&["Awa", "jeudi"])]), 131_008, "they have names");
        assert_eq!(code("delivery", &[title, body(&["Awa"])]), 132_000);
    }

    #[test]
    fn a_button_with_a_gap_needs_its_parameter() {
        let image = header("image", &json!({"link": "https://shop.example/a.png"}));
        let button = |index: usize, parameter: Value| json!({"type": "button", "sub_type": "x", "index": index.to_string(), "parameters": [parameter]});
        let url = button(1, json!({"type": "text", "text": "ete"}));
        let coupon = button(2, json!({"type": "coupon_code", "coupon_code": "ETE"}));
        let awa = body(&["Awa"]);
        let sent = |buttons: &[Value]| {
            approved("new_collection").filled(&[&[image.clone(), awa.clone()], buttons].concat())
        };
        assert!(sent(&[url.clone(), coupon.clone()]).unwrap().contains("Bonjour Awa"));
        assert_eq!(sent(std::slice::from_ref(&coupon)).unwrap_err().code, 131_008);
        assert_eq!(sent(&[url]).unwrap_err().code, 131_008);
        assert_eq!(code("best_sellers", &[]), 131_008);
        assert!(approved("book_a_table").filled(&[]).is_ok());
    }
}
