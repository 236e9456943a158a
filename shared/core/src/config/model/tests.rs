use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;
use crate::config::ConfigError;

fn read(pairs: &[(&str, &str)]) -> Result<Option<Model>, ConfigError> {
    let lookup =
        |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let mut vars = Vars::new(&lookup);
    let model = Model::read(&mut vars);
    Model::note_key_without_model(&mut vars);
    vars.finish(model)
}

/// The model with a key and these variables.
fn model(pairs: &[(&str, &str)]) -> Model {
    read(&[&[(KEY, "first-key")], pairs].concat()).unwrap().unwrap()
}

fn key_of_fallback(pairs: &[(&str, &str)]) -> Option<String> {
    model(pairs).fallback.unwrap().api_key.map(|key| key.expose_secret().to_owned())
}

#[test]
fn without_a_key_the_assistant_is_off_and_nothing_else_is_read() {
    assert!(read(&[(BASE_URL, "nonsense"), (FALLBACK_BASE_URL, "nonsense")]).unwrap().is_none());
    let alone = model(&[]);
    assert_eq!((alone.base_url.as_ref(), alone.name.as_ref()), (None, None));
    assert_eq!(alone.transcribe, None);
    assert_eq!(model(&[("OPENAI_EMBEDDING_MODEL", " embed-1 ")]).embedding.as_deref(), Some("embed-1"));
    assert_eq!(model(&[("OPENAI_TRANSCRIBE_MODEL", " whisper-1 ")]).transcribe.as_deref(), Some("whisper-1"));
    assert!(alone.fallback.is_none() && alone.extra_body.is_empty() && alone.extra_headers.is_empty());
}

#[test]
fn all_problems_are_reported_at_once_and_without_values() {
    let error = read(&[
        (KEY, "secret"),
        (BASE_URL, "secret.example/v1"),
        (FALLBACK_BASE_URL, "https://user:secret@example.com"),
        (FALLBACK_KEY, "secret"),
        ("OPENAI_EXTRA_BODY", "secret"),
        ("OPENAI_EXTRA_HEADERS", r#"{"secret":1}"#),
    ])
    .unwrap_err();
    assert_eq!(error.0.len(), 6, "{error}");
    let text = error.to_string();
    for part in [
        "OPENAI_BASE_URL must be",
        "OPENAI_FALLBACK_BASE_URL has a user name",
        "OPENAI_FALLBACK_BASE_URL is set and OPENAI_FALLBACK_MODEL is not",
        "OPENAI_FALLBACK_API_KEY is set and OPENAI_FALLBACK_MODEL is not",
        "OPENAI_EXTRA_BODY is not JSON",
        "OPENAI_EXTRA_HEADERS has a value",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("secret"), "{text}");
}

/// On AWS a key that is left in the secret stops no function.
#[test]
fn a_key_without_a_model_is_a_problem_only_where_it_is_asked_for() {
    let lookup = |name: &str| [KEY, FALLBACK_KEY].contains(&name).then(|| "k".to_owned());
    let mut vars = Vars::new(&lookup);
    assert!(Model::read(&mut vars).unwrap().fallback.is_none());
    assert!(vars.finish(()).is_ok());
    let mut vars = Vars::new(&lookup);
    Model::note_key_without_model(&mut vars);
    assert_eq!(vars.finish(()).unwrap_err().0.len(), 1);
}

#[test]
fn the_first_key_goes_to_the_same_origin_only() {
    let there = (BASE_URL, "https://api.example.com/v1");
    let named = (FALLBACK_MODEL, "small");
    assert_eq!(key_of_fallback(&[named]).as_deref(), Some("first-key"));
    assert_eq!(key_of_fallback(&[there, named]).as_deref(), Some("first-key"));
    let same = (FALLBACK_BASE_URL, "https://API.example.com:443/other");
    assert_eq!(key_of_fallback(&[there, named, same]).as_deref(), Some("first-key"));
    assert_eq!(key_of_fallback(&[there, named, same, (FALLBACK_KEY, "own")]).as_deref(), Some("own"));
    for other in
        ["https://api.example.org/v1", "https://api.example.com:8443/v1", "https://api.openai.com/v1"]
    {
        let other = (FALLBACK_BASE_URL, other);
        let error = read(&[(KEY, "first-key"), there, named, other]).unwrap_err().to_string();
        assert!(error.contains("OPENAI_FALLBACK_API_KEY is missing"), "{error}");
        assert_eq!(key_of_fallback(&[there, named, other, (FALLBACK_KEY, "own")]).as_deref(), Some("own"));
    }
}

#[test]
fn a_server_of_ones_own_may_be_asked_without_a_key() {
    let local = [(FALLBACK_MODEL, "small"), (FALLBACK_BASE_URL, "http://127.0.0.1:11434/v1")];
    assert_eq!(key_of_fallback(&local), None);
    let alone = model(&local).fallback_alone().unwrap();
    assert_eq!(alone.api_key.expose_secret(), "");
}

#[test]
fn extras_go_to_the_fallback_of_the_same_origin_only() {
    let extras = [
        ("OPENAI_EXTRA_BODY", r#"{"top_p":0.5}"#),
        ("OPENAI_EXTRA_HEADERS", r#"{"api-key":"a"}"#),
        (FALLBACK_MODEL, "small"),
    ];
    let same = model(&extras);
    assert!(same.fallback_has_extras());
    let alone = same.fallback_alone().unwrap();
    assert_eq!((alone.extra_body.len(), alone.extra_headers.len()), (1, 1));
    assert_eq!(alone.name.as_deref(), Some("small"));
    assert!(alone.fallback.is_none() && same.first_alone().fallback.is_none());

    let elsewhere = [(FALLBACK_BASE_URL, "https://api.example.com/v1"), (FALLBACK_KEY, "own")];
    let other = model(&[&extras[..], &elsewhere].concat());
    assert!(!other.fallback_has_extras());
    let alone = other.fallback_alone().unwrap();
    assert_eq!((alone.extra_body.len(), alone.extra_headers.len()), (0, 0));
    assert_eq!(alone.api_key.expose_secret(), "own");
    assert_eq!(other.first_alone().extra_headers.len(), 1);
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!(
        "{:?}",
        model(&[
            (BASE_URL, "https://api.example.com/v1?key=SECRET"),
            (FALLBACK_MODEL, "small"),
            (FALLBACK_BASE_URL, "https://api.example.org/v1?key=SECRET"),
            (FALLBACK_KEY, "SECRET"),
            ("OPENAI_EXTRA_BODY", r#"{"user":"SECRET"}"#),
            ("OPENAI_EXTRA_HEADERS", r#"{"api-key":"SECRET"}"#),
        ])
    );
    assert!(!shown.contains("SECRET") && !shown.contains("first-key"), "{shown}");
    for part in ["https://api.example.com/v1", "https://api.example.org/v1", "small", "user", "api-key"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

/// Parts of values: odd characters, JSON, addresses, and a word that stands for a key.
fn value() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<String>(),
        "[ -~]{0,8}",
        prop::sample::select(vec![
            "SECRET",
            "{",
            "}",
            "\"",
            ":",
            ",",
            "null",
            "1",
            "[",
            "]",
            "{\"SECRET\":\"SECRET\"}",
            "{\"n\":\"SECRET\"}",
            "https://",
            "http://",
            "SECRET@",
            "host.example",
            "/v1",
            "?SECRET",
            "\r\n",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_value_panics_or_is_repeated(values in prop::collection::vec(value(), 6)) {
        let names = [
            BASE_URL, FALLBACK_MODEL, FALLBACK_BASE_URL, FALLBACK_KEY, "OPENAI_EXTRA_BODY", "OPENAI_EXTRA_HEADERS",
        ];
        let mut pairs: Vec<_> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
        pairs.push((KEY, "SECRET"));
        match read(&pairs) {
            Err(error) => prop_assert!(!error.to_string().contains("SECRET"), "{}", error),
            Ok(model) => {
                let model = model.unwrap();
                for (name, value) in &model.extra_headers {
                    let value = value.expose_secret();
                    prop_assert!(name.is_ascii() && value.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
                }
                let is_elsewhere = !model.fallback_has_extras();
                let key = model.fallback.and_then(|fallback| fallback.api_key);
                let has_own = pairs.iter().any(|(name, value)| *name == FALLBACK_KEY && !value.trim().is_empty());
                prop_assert!(!is_elsewhere || has_own || key.is_none(), "the first key went elsewhere");
            }
        }
    }
}

#[test]
fn a_key_that_cannot_be_sent_is_refused_without_repeating_it() {
    for name in ["OPENAI_API_KEY", "OPENAI_FALLBACK_API_KEY"] {
        for wrong in ["sk-S\u{c9}CRET", "sk-SECRET\nSECRET", "sk-\u{200b}SECRET"] {
            let lookup = |asked: &str| match asked {
                _ if asked == name => Some(wrong.to_owned()),
                "OPENAI_API_KEY" => Some("k".to_owned()),
                "OPENAI_FALLBACK_MODEL" => Some("m".to_owned()),
                _ => None,
            };
            let mut vars = Vars::new(&lookup);
            let model = Model::read(&mut vars);
            let error = vars.finish(()).unwrap_err().to_string();
            assert!(error.contains(name) && !error.contains("SECRET"), "{error}");
            assert!(model.is_some());
        }
    }
}
