//! An error in a body whose status says success.

use serde_json::{Map, Value};

use super::content::{is_blank, is_nothing};
use super::finish::{self, End};

/// An error, without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    /// The status that the body names.
    pub status: Option<u16>,
    /// A filter refused the question or the answer.
    pub is_declined: bool,
}

/// Fields that hold an error where there is no choice: `detail` (`FastAPI`), `errors` (Cloudflare),
/// `error_code` (Baidu).
/// <https://fastapi.tiangolo.com/tutorial/handling-errors/>,
/// <https://developers.cloudflare.com/fundamentals/api/reference/>,
/// <https://cloud.baidu.com/doc/WENXINWORKSHOP/s/tlmyncueh>
const ERRORS: [&str; 6] = ["detail", "errors", "error_code", "error_msg", "error_message", "errorMessage"];

/// The fields that may hold a status or the name of an error.
const CODES: [&str; 7] = ["code", "status", "status_code", "statusCode", "http_status", "error_code", "type"];

/// The error that a value is, or that stands in it. Where a value `has_choice`, only `error` counts.
pub(super) fn of(value: &Map<String, Value>, has_choice: bool) -> Option<Failure> {
    let error =
        value.get("error").filter(|error| !if has_choice { is_success(error) } else { is_blank(error) });
    // An empty error is one only where there is nothing else.
    let is_empty_error = !has_choice && value.get("error").is_some_and(Value::is_object);
    if error.is_none() && !is_empty_error && (has_choice || !is_error(value)) {
        return None;
    }
    let inner = error.and_then(Value::as_object);
    let codes = || {
        [inner, Some(value)]
            .into_iter()
            .flatten()
            .flat_map(|fields| CODES.iter().filter_map(|name| fields.get(*name)))
    };
    Some(Failure {
        status: codes().find_map(status),
        is_declined: codes().filter_map(Value::as_str).any(is_filter),
    })
}

/// Whether an `error` beside an answer says that there is none: `{"code": 0, "message": "success"}`.
pub(super) fn is_success(error: &Value) -> bool {
    let is_good = |text: &str| ["0", "200", "ok", "success", "no error"].contains(&text);
    match error {
        Value::String(text) => is_nothing(text) || is_good(&text.trim().to_ascii_lowercase()),
        Value::Number(number) => matches!(number.as_f64(), Some(0.0 | 200.0)),
        Value::Array(values) => values.iter().all(is_success),
        Value::Object(fields) => fields.values().all(is_success),
        other => is_blank(other),
    }
}

/// Whether a value without a choice is an error.
fn is_error(value: &Map<String, Value>) -> bool {
    let says = |name: &str, word: &str| value.get(name).and_then(Value::as_str) == Some(word);
    let has = |name: &str| value.get(name).is_some_and(|field| !is_blank(field));
    // <https://platform.minimaxi.com/document/ChatCompletion>: 0 is success
    let base_code = value.get("base_resp").and_then(|base| base.get("status_code"));
    let is_bare_message = !value.contains_key("choices")
        && value.get("message").is_some_and(Value::is_string)
        && value.get("type").and_then(Value::as_str).is_none_or(|kind| kind.contains("error"));
    says("object", "error")
        || says("type", "error")
        || says("status", "error")
        || ERRORS.iter().any(|name| has(name))
        || value.get("success") == Some(&Value::Bool(false))
        || base_code.is_some_and(|code| !is_blank(code))
        || is_bare_message
}

/// A status as a number or as text.
fn status(code: &Value) -> Option<u16> {
    let text = match code {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let status = text.strip_suffix(".0").unwrap_or(&text).parse().ok()?;
    (400..600).contains(&status).then_some(status)
}

/// `content_filter`, `content_policy_violation`, and Alibaba's `data_inspection_failed`.
/// <https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter>,
/// <https://www.alibabacloud.com/help/en/model-studio/error-code>
fn is_filter(code: &str) -> bool {
    finish::end_of(code) == Some(End::Declined)
        || ["content_filter", "content_policy", "data_inspection_failed"]
            .iter()
            .any(|name| code.contains(name))
}
