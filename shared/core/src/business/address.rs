//! Addresses that a business writes, and the parts of one that a call fills in.

use std::fmt::Write;

use serde_json::{Map, Value};
use url::{Host, Url};

/// Whether it is an address of at most this many bytes to which a request may go: `https`, and `http` only for a number or a
/// name without a dot, as a machine beside this one has. Whether it leads to an inner network is looked at when something is
/// sent.
pub(super) fn is_address(text: &str, most: usize) -> bool {
    // Reading drops line breaks and blanks at the ends.
    let is_one_word = !text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '{' | '}'));
    let Some(url) = Url::parse(text).ok().filter(|_| is_one_word && text.len() <= most) else { return false };
    let is_plain_host = match url.host() {
        Some(Host::Domain(name)) => !name.trim_end_matches('.').contains('.'),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => return false,
    };
    let is_clean = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    is_clean && (url.scheme() == "https" || url.scheme() == "http" && is_plain_host)
}

/// The names in braces, as in `https://shop.example/orders/{order}`, in their order. `None`: a brace has no other half, or
/// one stands before the path.
pub(super) fn placeholders(address: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    for (place, part) in address.split('{').enumerate() {
        let (name, rest) = if place == 0 { ("", part) } else { part.split_once('}')? };
        if place > 0 {
            names.push(name);
        }
        if rest.contains('}') {
            return None;
        }
    }
    let before = address.split('{').next().unwrap_or_default();
    let has_path = before.split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?']));
    (names.is_empty() || has_path).then_some(names)
}

/// The address with something harmless in place of each name.
pub(super) fn with_sample(address: &str) -> String {
    let mut parts = address.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + "x" + part.split_once('}').map_or(part, |(_, rest)| rest))
}

/// An address with these arguments in place of its names, each as one part of the path, and the other arguments. The error
/// is for the model.
pub(super) fn filled(
    address: &str,
    arguments: &Map<String, Value>,
) -> Result<(String, Map<String, Value>), String> {
    let mut others = arguments.clone();
    let mut parts = address.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once('}') else { continue };
        others.remove(name);
        let text = match arguments.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => return Err(format!("{name} must be a text or a number")),
        };
        // Such a part would lead elsewhere.
        if text.chars().all(|c| c == '.') {
            return Err(format!("{name} must not be empty"));
        }
        whole.push_str(&encoded(&text));
        whole.push_str(rest);
    }
    Ok((whole, others))
}

/// Every byte but letters, digits and `-._~` as `%20`.
/// <https://datatracker.ietf.org/doc/html/rfc3986#section-2.3>
fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_https_or_of_a_machine_beside_this_one() {
        for fine in [
            "https://shop.example/hooks?a=1",
            "http://localhost:8080/",
            "http://10.0.0.7/hook",
            "http://[::1]/",
        ] {
            assert!(is_address(fine, 100), "{fine}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(100));
        for wrong in [
            "",
            "shop.example",
            "http://shop.example/",
            "ftp://shop.example/",
            "https://a:b@shop.example/",
            "https://shop.example/#a",
            "https://shop.example/a\nb",
            " https://shop.example/",
            "https://shop.example/{a}",
            &long,
        ] {
            assert!(!is_address(wrong, 100), "{wrong}");
        }
    }

    #[test]
    fn names_stand_in_the_path_or_the_query() {
        for (address, names) in [
            ("https://a.example/orders", Some(vec![])),
            ("https://a.example/{shop}/orders/{order}?by={by}", Some(vec!["shop", "order", "by"])),
            ("https://a.example?by={by}", Some(vec!["by"])),
            ("https://a.example/{}", Some(vec![""])),
            ("https://a.example/{order", None),
            ("https://a.example/order}", None),
            ("https://a.example/{a{b}}", None),
            ("https://{shop}.example/", None),
            ("{address}", None),
        ] {
            assert_eq!(placeholders(address), names, "{address}");
        }
        assert_eq!(with_sample("https://a.example/{a}/{b}?c"), "https://a.example/x/x?c");
    }

    #[test]
    fn an_argument_is_one_part_of_the_path() {
        let fill = |order: Value| {
            let arguments = json!({"order": order, "by": 1});
            filled("https://a.example/orders/{order}/state", arguments.as_object().unwrap())
        };
        for (order, part) in [
            (json!("A 7"), "A%207"),
            (json!(7), "7"),
            (json!("../../admin?x=1#y"), "..%2F..%2Fadmin%3Fx%3D1%23y"),
            (json!("é%2e"), "%C3%A9%252e"),
        ] {
            let (address, others) = fill(order).unwrap();
            assert_eq!(address, format!("https://a.example/orders/{part}/state"));
            assert_eq!(Url::parse(&address).unwrap().as_str(), address, "nothing of it leads elsewhere");
            assert_eq!(Value::from(others), json!({"by": 1}));
        }
        for wrong in [json!(""), json!(".."), json!(null), json!(["7"])] {
            assert!(fill(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
