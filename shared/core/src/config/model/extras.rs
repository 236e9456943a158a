//! What is added to each request: fields of its body, and headers. Both are JSON objects.

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::config::Vars;
use crate::config::header::{is_header_value, is_token};

const BODY: &str = "OPENAI_EXTRA_BODY";
const HEADERS: &str = "OPENAI_EXTRA_HEADERS";

/// Fields that belong to Relais, with the reason.
const OWN_FIELDS: [(&str, &str); 6] = [
    ("messages", "Relais writes the messages"),
    ("model", "OPENAI_MODEL and OPENAI_FALLBACK_MODEL name the model"),
    ("stream", "an answer is read as a whole"),
    ("n", "one answer is read"),
    ("tools", "the model may only write a text"),
    ("functions", "the model may only write a text"),
];

/// Headers that belong to the connection or to the form of the body.
const OWN_HEADERS: [&str; 12] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "accept",
    "expect",
    "te",
    "trailer",
    "upgrade",
];

/// Reads `OPENAI_EXTRA_BODY`. Empty: it is not set, or it is wrong, which is noted as a problem without values.
pub(super) fn body(vars: &mut Vars<'_>) -> Map<String, Value> {
    let Some(fields) = object(vars, BODY, r#"{"reasoning_effort":"low"}"#) else { return Map::new() };
    for (field, reason) in OWN_FIELDS {
        if fields.contains_key(field) {
            vars.problem(format!("{BODY} must not set {field}: {reason}"));
        }
    }
    fields
}

/// Reads `OPENAI_EXTRA_HEADERS`. Empty: it is not set, or it is wrong, which is noted as a problem without names and
/// values: who mixes up the two has a key in the name.
pub(super) fn headers(vars: &mut Vars<'_>) -> Vec<(String, SecretString)> {
    let Some(fields) = object(vars, HEADERS, r#"{"x-title":"Shop"}"#) else { return Vec::new() };
    let mut headers: Vec<(String, SecretString)> = Vec::new();
    for (name, value) in fields {
        let is_repeated = headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name));
        match header(&name, value, is_repeated) {
            Ok(value) => headers.push((name, value)),
            Err(problem) => vars.problem(format!("{HEADERS} {problem}")),
        }
    }
    headers
}

/// The value of a header, if both may be sent.
fn header(name: &str, value: Value, is_repeated: bool) -> Result<SecretString, &'static str> {
    if !is_token(name) {
        return Err("has a name that no HTTP header may have: letters, digits and hyphens");
    }
    if OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return Err("has a header of the connection or of the body's form, which Relais sets");
    }
    if is_repeated {
        return Err("has the same header twice: capitals make no difference");
    }
    let Value::String(value) = value else { return Err("has a value that is no text: put it in quotes") };
    if !is_header_value(&value) {
        return Err("has a value that no HTTP header may have: ASCII without line breaks");
    }
    Ok(value.into())
}

/// The JSON object in this variable. `None`: it is not set, or it is none, which is noted as a problem.
fn object(vars: &mut Vars<'_>, name: &str, example: &str) -> Option<Map<String, Value>> {
    let text = vars.optional(name)?;
    let expected = match serde_json::from_str(&text) {
        Ok(Value::Object(object)) => return Some(object),
        Ok(_) => "must be a JSON object",
        Err(_) => "is not JSON: it must be an object",
    };
    vars.problem(format!("{name} {expected}, such as {example} (in .env, in single quotes)"));
    None
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read<T>(variable: &str, value: &str, reads: fn(&mut Vars<'_>) -> T) -> Result<T, String> {
        let lookup = |name: &str| (name == variable).then(|| value.to_owned());
        let mut vars = Vars::new(&lookup);
        let found = reads(&mut vars);
        vars.finish(found).map_err(|error| error.to_string())
    }

    #[test]
    fn fields_are_kept_as_they_are_and_null_among_them() {
        let fields = read(BODY, r#" {"top_p":0.5,"max_tokens":null,"a":{"b":[1]}} "#, body).unwrap();
        let expected = serde_json::json!({"top_p": 0.5, "max_tokens": null, "a": {"b": [1]}});
        assert_eq!(Value::Object(fields), expected);
        assert!(read(BODY, " ", body).unwrap().is_empty() && read(BODY, "{}", body).unwrap().is_empty());
    }

    #[test]
    fn fields_that_belong_to_relais_are_refused_with_the_reason() {
        for (field, reason) in OWN_FIELDS {
            let error = read(BODY, &format!(r#"{{"{field}":null}}"#), body).unwrap_err();
            assert!(error.contains(&format!("{BODY} must not set {field}: {reason}")), "{error}");
        }
        let error = read(BODY, r#"{"n":"secret","tools":["secret"]}"#, body).unwrap_err();
        assert!(error.contains("set n:") && error.contains("set tools:"), "all at once: {error}");
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn what_is_no_object_is_refused_with_an_example() {
        for (value, expected) in [
            ("secret", "is not JSON"),
            ("{'secret':1}", "is not JSON"),
            (r#"{"secret":1"#, "is not JSON"),
            (r#"["secret"]"#, "must be a JSON object"),
            (r#""secret""#, "must be a JSON object"),
            ("null", "must be a JSON object"),
        ] {
            for error in [read(BODY, value, body).unwrap_err(), read(HEADERS, value, headers).unwrap_err()] {
                assert!(error.contains(expected) && error.contains("such as {\""), "{value}: {error}");
                assert!(!error.contains("secret"), "values are not repeated: {error}");
            }
        }
    }

    #[test]
    fn headers_keep_their_names_and_values() {
        let found =
            read(HEADERS, r#"{"api-key":"secret","HTTP-Referer":"https://shop.example","x":""}"#, headers);
        let mut found: Vec<_> = found
            .unwrap()
            .into_iter()
            .map(|(name, value)| (name, value.expose_secret().to_owned()))
            .collect();
        found.sort();
        let expected = [("HTTP-Referer", "https://shop.example"), ("api-key", "secret"), ("x", "")];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_cannot_be_a_header_is_refused_without_repeating_it() {
        for (value, expected) in [
            (r#"{"x":1}"#, "no text"),
            (r#"{"x":null}"#, "no text"),
            (r#"{"x":["secret"]}"#, "no text"),
            (r#"{"x":"secret\r\nhost: a"}"#, "without line breaks"),
            (r#"{"x":"secret\n"}"#, "without line breaks"),
            (r#"{"x":"sécret"}"#, "ASCII"),
            (r#"{"x":"secret\u0000"}"#, "ASCII"),
            (r#"{"":"secret"}"#, "has a name"),
            (r#"{"x secret":"secret"}"#, "has a name"),
            (r#"{"x\r\nsecret":"secret"}"#, "has a name"),
            (r#"{"sécret":"secret"}"#, "has a name"),
            (r#"{"x:":"secret"}"#, "has a name"),
            (r#"{"Content-Length":"1"}"#, "which Relais sets"),
            (r#"{"host":"secret.example"}"#, "which Relais sets"),
            (r#"{"Accept":"text/event-stream"}"#, "which Relais sets"),
            (r#"{"expect":"100-continue"}"#, "which Relais sets"),
            (r#"{"X-A":"secret","x-a":"secret"}"#, "twice"),
        ] {
            let error = read(HEADERS, value, headers).unwrap_err();
            assert!(error.contains(HEADERS) && error.contains(expected), "{value}: {error}");
            assert!(!error.contains("ecret"), "values are not repeated: {error}");
        }
    }
}
