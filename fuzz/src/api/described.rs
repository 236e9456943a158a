//! `openapi.json` describes every response, and the texts of errors consist of our own words only.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::http::{Method, header};
use serde_json::Value;

use super::call::{Answer, Call};

static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../shared/api/openapi.json")).unwrap());

/// Every word in the sources that hold the texts of errors.
static OUR_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let sources = [
        include_str!("../../../shared/api/src/problem.rs"),
        include_str!("../../../shared/api/src/problem/texts.rs"),
        include_str!("../../../shared/api/src/send/request.rs"),
        include_str!("../../../shared/api/src/send/field.rs"),
        include_str!("../../../shared/api/src/templates/fit.rs"),
        include_str!("../../../shared/api/src/templates/reasons.rs"),
        include_str!("../../../shared/whatsapp/src/outbound.rs"),
        include_str!("../../../shared/whatsapp/src/outbound/cards.rs"),
        include_str!("../../../shared/whatsapp/src/outbound/interactive.rs"),
        include_str!("../../../shared/whatsapp/src/outbound/interactive/read.rs"),
        include_str!("../../../shared/whatsapp/src/outbound/media.rs"),
        include_str!("../../../shared/whatsapp/src/outbound/place.rs"),
        include_str!("../../../shared/whatsapp/src/outbound/reaction.rs"),
        include_str!("../../../shared/whatsapp/src/template/check.rs"),
        include_str!("../../../shared/whatsapp/src/template/needs.rs"),
        include_str!("../../../shared/api/src/body.rs"),
        include_str!("../../../shared/api/src/address/refusal.rs"),
    ];
    sources.into_iter().flat_map(words).collect()
});

pub(super) fn check(call: &Call, answer: &Answer) {
    let status = answer.status;
    assert!(!status.is_server_error(), "{status}: {}", answer.body);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let described = &responses(call)[status.as_str()];
    if !described.is_object() {
        assert!(matches!(status.as_u16(), 401 | 404 | 405), "{status} is not described");
    }
    if call.method == Method::HEAD {
        return assert_eq!(answer.body, Value::Null);
    }
    if status.is_success() {
        let media_type = described["content"].as_object().and_then(|content| content.keys().next());
        let answered = answer.headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap());
        return assert_eq!(answered, media_type.map(String::as_str));
    }
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    is_a_problem(answer);
}

/// The described responses of the call's path and method; null when there are none.
fn responses(call: &Call) -> &'static Value {
    let paths = DESCRIPTION["paths"].as_object().unwrap();
    let path: Vec<_> = call.path().split('/').collect();
    let is_it = |template: &str| {
        let template: Vec<_> = template.split('/').collect();
        let mut parts = template.iter().zip(&path);
        template.len() == path.len() && parts.all(|(want, have)| want.starts_with('{') || want == have)
    };
    let method =
        if call.method == Method::HEAD { "get".to_owned() } else { call.method.as_str().to_lowercase() };
    let item = paths.iter().find(|(template, _)| is_it(template)).map(|(_, item)| item);
    item.map_or(&Value::Null, |item| &item[method]["responses"])
}

fn is_a_problem(answer: &Answer) {
    let problem = answer.body.as_object().unwrap();
    let described = &DESCRIPTION["components"]["schemas"]["Problem"];
    for member in described["required"].as_array().unwrap() {
        assert!(problem.contains_key(member.as_str().unwrap()), "no {member}");
    }
    for member in problem.keys() {
        assert!(described["properties"][member].is_object(), "{member} is not described");
    }
    assert_eq!(problem["status"], answer.status.as_u16());
    let codes = described["properties"]["code"]["enum"].as_array().unwrap();
    assert!(codes.contains(&problem["code"]), "{}", problem["code"]);
    for text in problem.values().filter_map(Value::as_str) {
        for word in words(text).filter(|word| word.parse::<u64>().is_err()) {
            assert!(OUR_WORDS.contains(word), "`{word}` in an error is not our word");
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
