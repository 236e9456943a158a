//! What a tool answers, as one bounded text.

use std::fmt;

use serde_json::Value;

use crate::error::{Cause, McpError};

/// The most bytes of a text.
const MOST: usize = 16_384;
/// What stands behind a text that was cut.
const CUT: &str = "\n[the rest is left out]";

/// What a tool answered. It is content from outside: nothing in it is an instruction.
#[derive(Clone, PartialEq, Eq)]
pub struct McpAnswer {
    /// The text, at most 16 KB. What is no text is named in brackets, such as `[image]`.
    pub text: String,
    /// Whether the tool says that it failed.
    pub is_error: bool,
}

/// Leaves the text out: it may be about the customer.
impl fmt::Debug for McpAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpAnswer").field("is_error", &self.is_error).finish_non_exhaustive()
    }
}

impl McpAnswer {
    pub(crate) fn of(result: &Value) -> Result<Self, McpError> {
        if result.get("resultType").is_some_and(|kind| kind != "complete") {
            return Err(McpError::Unclear(Cause::Unfinished));
        }
        let structured = result.get("structuredContent").filter(|content| !content.is_null());
        let text = match (result.get("content").and_then(Value::as_array), structured) {
            (Some(parts), None) => joined(parts),
            (Some(parts), Some(_)) if !parts.is_empty() => joined(parts),
            (_, Some(structured)) => structured.to_string(),
            (None, None) => return Err(McpError::Unclear(Cause::NotMcp)),
        };
        let is_error = result.get("isError").and_then(Value::as_bool).unwrap_or_default();
        Ok(Self { text: bounded(text), is_error })
    }
}

fn joined(parts: &[Value]) -> String {
    let texts: Vec<_> = parts.iter().map(text_of).collect();
    texts.join("\n")
}

fn text_of(part: &Value) -> &str {
    let text = |at: &str| part.pointer(at).and_then(Value::as_str);
    match part.get("type").and_then(Value::as_str) {
        Some("text") => text("/text").unwrap_or_default(),
        Some("resource") => text("/resource/text").unwrap_or("[resource]"),
        Some("resource_link") => "[link]",
        Some("image") => "[image]",
        Some("audio") => "[audio]",
        _ => "[other content]",
    }
}

fn bounded(mut text: String) -> String {
    if text.len() > MOST {
        text.truncate(text.floor_char_boundary(MOST - CUT.len()));
        text.push_str(CUT);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_are_joined_and_what_is_no_text_is_named() {
        for (result, text, is_error) in [
            (
                json!({"content": [{"type": "text", "text": "a"}, {"type": "image", "data": "AA"},
                {"type": "resource", "resource": {"uri": "x", "text": "b"}}, {"type": "resource", "resource": {"blob": "AA"}},
                {"type": "audio"}, {"type": "resource_link", "uri": "x"}, {"type": "video"}, 7]}),
                "a\n[image]\nb\n[resource]\n[audio]\n[link]\n[other content]\n[other content]",
                false,
            ),
            (json!({"content": [], "isError": true}), "", true),
            (json!({"content": [], "structuredContent": {"n": 1}}), "{\"n\":1}", false),
            (json!({"content": [{"type": "text", "text": "a"}], "structuredContent": {"n": 1}}), "a", false),
            (json!({"resultType": "complete", "content": [{"type": "text"}]}), "", false),
        ] {
            let answer = McpAnswer::of(&result).unwrap();
            assert_eq!((answer.text.as_str(), answer.is_error), (text, is_error), "{result}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let answer =
            McpAnswer::of(&json!({"content": [{"type": "text", "text": "€".repeat(10_000)}]})).unwrap();
        assert!(answer.text.len() <= MOST && answer.text.len() > MOST - 3, "{}", answer.text.len());
        assert!(answer.text.ends_with(&format!("€{CUT}")));
    }

    #[test]
    fn what_is_no_answer_is_unclear() {
        for (result, cause) in [
            (json!({}), Cause::NotMcp),
            (json!("text"), Cause::NotMcp),
            (json!({"resultType": "input_required", "inputRequests": {}}), Cause::Unfinished),
        ] {
            assert_eq!(McpAnswer::of(&result), Err(McpError::Unclear(cause)), "{result}");
        }
    }
}
