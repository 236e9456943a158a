//! Tables of responses and what is read of them.

mod bodies;
mod contents;
mod ordinary;
mod properties;
mod unmarked;
mod usages;

use serde_json::{Value, json};

use super::{Reading, Reply, Unusable, read};

/// The answer in most of the tables.
const ANSWER: &str = "It costs 12 €.";

/// What a response gives: a text, a text that is cut off, or nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Gives<'a> {
    Text(&'a str),
    CutOff(&'a str),
    No(Unusable),
}

fn given(reading: &Reading) -> Gives<'_> {
    match &reading.reply {
        Ok(Reply { text, is_cut_off: false }) => Gives::Text(text),
        Ok(Reply { text, is_cut_off: true }) => Gives::CutOff(text),
        Err(unusable) => Gives::No(*unusable),
    }
}

/// A completion with this content.
fn completion(content: &Value, finish: &Value) -> Vec<u8> {
    let message = json!({"role": "assistant", "content": content});
    json!({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}).to_string().into_bytes()
}

fn read_text(content: &str) -> Reading {
    read(&completion(&json!(content), &json!("stop")), Some("application/json"))
}

#[test]
fn debug_holds_no_text() {
    let reading = read_text("MARKER");
    assert!(reading.reply.is_ok());
    assert!(!format!("{reading:?}").contains("MARKER"));
}
