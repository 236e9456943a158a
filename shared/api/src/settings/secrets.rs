//! The secrets in settings. They are written and never shown: `has_secret` says that there is one, and sent back it keeps it.

use relais_core::business::BusinessSettings;
use serde_json::{Map, Value};
use url::Url;

/// The lists whose objects have a secret, and the single objects.
const LISTS: [&str; 2] = ["tools", "mcp"];
const SINGLE: [&str; 1] = ["events"];

/// The settings as people see them.
pub(super) fn hidden(settings: &BusinessSettings) -> Value {
    let mut shown = serde_json::to_value(settings).unwrap_or_default();
    for (_, object) in objects(&mut shown) {
        if object.remove("secret").is_some() {
            object.insert("has_secret".to_owned(), true.into());
        }
    }
    shown
}

/// Whether a secret is to be kept.
pub(super) fn keeps(settings: &Value) -> bool {
    let mut settings = settings.clone();
    objects(&mut settings).iter().any(|(_, object)| object.contains_key("has_secret"))
}

/// Puts the secrets of a saved version in the place of `has_secret`. One is kept for the same address only, so that nobody can
/// send it elsewhere, and under the same name, or under a new one if it is clear which was renamed. Returns the fields
/// whose secret is not known from this version.
pub(super) fn keep(settings: &mut Value, saved: &BusinessSettings) -> Vec<String> {
    let mut saved = serde_json::to_value(saved).unwrap_or_default();
    let saved = objects(&mut saved);
    let named = objects(settings);
    let names: Vec<_> = named.iter().filter_map(|(_, object)| object.get("name").cloned()).collect();
    let mut missing = Vec::new();
    for (place, object) in objects(settings) {
        let says = object.get("has_secret") == Some(&Value::Bool(true));
        if !says || object.contains_key("secret") {
            object.remove("has_secret");
            continue;
        }
        let kind = place.split('.').next();
        let address = address(object);
        let same = saved.iter().filter(|(other, _)| other.split('.').next() == kind);
        let same: Vec<_> =
            same.filter(|(_, other)| address.is_some() && self::address(other) == address).collect();
        let namesake = same.iter().find(|(_, other)| other.get("name") == object.get("name"));
        let is_gone =
            |other: &Map<String, Value>| other.get("name").is_some_and(|name| !names.contains(name));
        let mut renamed = same.iter().filter(|(_, other)| is_gone(other));
        let known = namesake.or_else(|| renamed.next().filter(|_| renamed.next().is_none()));
        match known.and_then(|(_, other)| other.get("secret")) {
            Some(secret) => {
                object.insert("secret".to_owned(), secret.clone());
                object.remove("has_secret");
            }
            None => missing.push(format!("{place}.secret")),
        }
    }
    missing
}

/// The address without its query.
fn address(object: &Map<String, Value>) -> Option<Url> {
    let mut url = Url::parse(object.get("url")?.as_str()?).ok()?;
    url.set_query(None);
    Some(url)
}

/// The objects with a secret, and where each is.
fn objects(settings: &mut Value) -> Vec<(String, &mut Map<String, Value>)> {
    let Some(fields) = settings.as_object_mut() else { return Vec::new() };
    let mut found = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Array(values) if LISTS.contains(&name.as_str()) => {
                let objects = values.iter_mut().enumerate();
                found.extend(
                    objects.filter_map(|(place, value)| {
                        Some((format!("{name}.{place}"), value.as_object_mut()?))
                    }),
                );
            }
            Value::Object(object) if SINGLE.contains(&name.as_str()) => found.push((name.clone(), object)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tool(url: &str, with: (&str, Value)) -> Value {
        let mut tool = json!({"name": "order", "description": "Finds an order.", "url": url});
        tool.as_object_mut().unwrap().insert(with.0.to_owned(), with.1);
        json!({"tools": [tool]})
    }

    #[test]
    fn a_secret_is_shown_to_nobody_and_kept_for_its_own_address_only() {
        let saved: BusinessSettings =
            serde_json::from_value(tool("https://shop.example/a", ("secret", json!("s")))).unwrap();
        let shown = hidden(&saved);
        assert_eq!(shown["tools"][0]["has_secret"], true);
        assert!(!shown.to_string().contains("\"s\""));
        for (url, expected) in [
            ("https://shop.example/a", Some("s")),
            ("https://shop.example/a?b=1", Some("s")),
            ("https://shop.example/b", None),
            ("https://shop.example:8443/a", None),
            ("http://shop.example/a", None),
            ("https://evil.example/a", None),
        ] {
            let mut sent = tool(url, ("has_secret", json!(true)));
            assert!(keeps(&sent));
            let missing = keep(&mut sent, &saved);
            assert_eq!(sent["tools"][0]["secret"].as_str(), expected, "{url}");
            assert_eq!(missing.is_empty(), expected.is_some(), "{url}");
            assert_eq!(keeps(&sent), expected.is_none());
        }
        let mut removed = tool("https://shop.example/a", ("has_secret", json!(false)));
        assert!(keep(&mut removed, &saved).is_empty());
        assert_eq!(removed["tools"][0].get("secret"), None);
    }

    #[test]
    fn a_renamed_tool_keeps_its_own_secret_and_no_other() {
        let named = |names: &[(&str, &str, Value)]| {
            let tools = names.iter().map(|(name, field, value)| {
                let mut tool = json!({"name": name, "description": "It.", "url": "https://shop.example/a"});
                tool[*field] = value.clone();
                tool
            });
            json!({"tools": tools.collect::<Vec<_>>()})
        };
        let saved = named(&[("a", "secret", json!("sa")), ("b", "secret", json!("sb"))]);
        let saved: BusinessSettings = serde_json::from_value(saved).unwrap();
        let has = || json!(true);
        let mut renamed = named(&[("a", "has_secret", has()), ("c", "has_secret", has())]);
        assert_eq!(keep(&mut renamed, &saved), [] as [&str; 0]);
        assert_eq!(renamed["tools"][1]["secret"], "sb");
        let mut new =
            named(&[("a", "has_secret", has()), ("b", "has_secret", has()), ("c", "has_secret", has())]);
        assert_eq!(keep(&mut new, &saved), ["tools.2.secret"]);
    }
}
