//! What to do about a failure. The codes are those of `relais_assistant::AssistantError`.

use reqwest::Url;

use super::super::super::report::Level;
use super::{Exam, Failed, Line, Which};

/// What a context must hold is the sum of the assistant's budgets: the history, the answer and the prompt.
pub(super) const CONTEXT: &str = "Give it a context of 16384 tokens or more where the server is started \
                                  (docs/OPERATIONS.md, Models), or choose another model";

/// The failure as a line of the report.
pub(super) fn of(exam: &Exam, failed: &Failed) -> Line {
    let Names { base_url, key, model } = Names::of(exam);
    let text = match (failed.code, failed.status) {
        ("key", _) => format!("the key is refused: check {key}, and that it may use the model"),
        ("refused", Some(404)) => not_found(exam),
        ("refused", Some(status @ (300..=399 | 405))) => {
            format!("the server answers with status {status}, as no API does: {}", address(exam))
        }
        ("refused", status) => {
            let status = status.map_or_else(String::new, |status| format!(" with status {status}"));
            let fields = if exam.takes_extras { " and the fields in OPENAI_EXTRA_BODY" } else { "" };
            format!("the request is refused{status}: check {model}{fields}")
        }
        ("malformed", _) => format!("what answers is no API: {}", address(exam)),
        ("prompt_too_long", _) => format!("its context is too small for the question. {CONTEXT}"),
        ("only_thoughts", _) => format!("it spends all its tokens on thoughts: {}", think_less(exam)),
        ("timed_out", _) => format!("one word does not come in time: {}", of_slowness(exam)),
        ("unreachable", _) => {
            format!("the server cannot be reached: check that it runs, {base_url} and the network")
        }
        ("address", _) => format!("the address is no http or https URL: check {base_url}"),
        ("declined", _) => {
            "it declines a harmless question: choose another model or content filter".to_owned()
        }
        ("rate_limited", _) => {
            return (Level::Warning, format!("the key works, but {}", failed.text));
        }
        _ => failed.text.clone(),
    };
    (Level::Wrong, text)
}

/// What to do about the address.
fn address(exam: &Exam) -> String {
    let base_url = Names::of(exam).base_url;
    match with_version(exam.base_url.as_deref()) {
        Some(address) => format!("set {base_url} to {address}"),
        None => format!("check {base_url}"),
    }
}

/// 404: the address or the model does not exist.
fn not_found(exam: &Exam) -> String {
    let model = Names::of(exam).model;
    if with_version(exam.base_url.as_deref()).is_some() {
        format!("nothing is found there (404): {}, or check {model}", address(exam))
    } else {
        format!("the server has no model of this name (404): check {model}")
    }
}

/// The address with `/v1`, if no version is in its path yet, and without a query. An Azure deployment has none.
fn with_version(base_url: Option<&str>) -> Option<String> {
    let url = Url::parse(base_url?).ok()?;
    let is_version = |part: &str| {
        part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/chat/completions").unwrap_or(path);
    if path.split('/').any(|part| is_version(part) || part == "deployments") {
        return None;
    }
    Some(format!("{}{path}/v1", url.origin().ascii_serialization()))
}

/// What to do about a model that is too slow.
pub(super) fn of_slowness(exam: &Exam) -> String {
    let fallback = if exam.which == Which::First && !exam.has_fallback {
        ", or set OPENAI_FALLBACK_MODEL to a quick one"
    } else {
        ""
    };
    format!("choose a smaller model, or {}{fallback}", think_less(exam))
}

/// How to have the model think less.
pub(super) fn think_less(exam: &Exam) -> String {
    if exam.takes_extras {
        "have it think less by OPENAI_EXTRA_BODY={\"reasoning_effort\":\"low\"} or, for Qwen on a server of your own, \
         {\"chat_template_kwargs\":{\"enable_thinking\":false}}"
            .to_owned()
    } else {
        format!("set {} to one that does not think", Names::of(exam).model)
    }
}

/// The variables of a model.
struct Names {
    base_url: &'static str,
    key: &'static str,
    model: &'static str,
}

impl Names {
    fn of(exam: &Exam) -> Self {
        match exam.which {
            Which::First => {
                Self { base_url: "OPENAI_BASE_URL", key: "OPENAI_API_KEY", model: "OPENAI_MODEL" }
            }
            Which::Fallback => Self {
                base_url: "OPENAI_FALLBACK_BASE_URL",
                key: "OPENAI_FALLBACK_API_KEY",
                model: "OPENAI_FALLBACK_MODEL",
            },
        }
    }
}
