//! Responses of the language model: any bytes are read, and thoughts never reach a customer.
//!
//! An input is a body. It is also a plan for a text: each line begins with a letter that opens or closes thoughts, and
//! the rest of the line is text.

use std::fmt::Write;

use relais_assistant::reading::{Reading, read};
use serde_json::{Value, json};

/// What must never be in an answer: a character that nobody else uses.
const MARKER: char = '\u{e000}';

/// Beginnings and ends of thoughts. The letters of a plan are their places. The first [`ONLY_PAIRS`] are words without
/// their end.
const WRAPPINGS: [(&str, &str); 26] = [
    ("<internal_thoughts>", "</internal_thoughts>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<analysis effort=\"high\">", "</analysis>"),
    ("< reflection >", "</ reflection >"),
    ("<scratchpad\n>", "</scratchpad\t>"),
    ("[REFLECTION]", "[/REFLECTION]"),
    ("<inner-monologue>", "</inner-monologue>"),
    ("<思考>", "</思考>"),
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<seed:think>", "</seed:think>"),
    ("\\u003cthink\\u003e", "\\u003c/think\\u003e"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("&lt;think&gt;", "&lt;/think&gt;"),
    ("\\<think\\>", "\\</think\\>"),
    ("＜think＞", "＜/think＞"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|thinking|>", "<|/thinking|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<unused94>thought\n", "<unused95>"),
    ("<|channel>thought\n", "<channel|>"),
    ("<details type=\"reasoning\">", "</details>"),
    ("<tool_call>", "</tool_call>"),
];

/// The number of wrappings whose beginning alone could be a word of the answer.
const ONLY_PAIRS: usize = 9;

/// Marks that neither begin nor end thoughts.
const OTHERS: [&str; 10] = [
    "<|im_end|>",
    "</s>",
    "<s>",
    "<b>",
    "<|im_start|>user\n",
    "<answer>",
    "</answer>",
    "<|x|>",
    "[/INST]",
    "<|end|>",
];

/// Reads a body, and the text that it plans in several bodies.
pub fn check(input: &[u8]) {
    for content_type in [None, Some("text/event-stream"), Some("text/plain; charset=iso-8859-1")] {
        sound(&read(input, content_type));
    }
    let plan = String::from_utf8_lossy(input);
    let (open, closed) = planned(&plan, true);
    for text in [&open, &closed] {
        let whole = read(&whole(text), None);
        hidden(&whole, text);
        let streamed = read(&streamed(text, input.len()), None);
        assert_eq!(streamed.reply, whole.reply, "a stream reads otherwise: {text:?}");
    }
    let (_, bare) = planned(&plan, false);
    hidden(&read(&whole(&bare), None), &bare);
    let body = whole(&closed);
    let torn = &body[..input.len() % body.len()];
    assert!(read(torn, None).reply.is_err(), "half a body is an answer");
}

/// An answer is a text that can be sent.
fn sound(reading: &Reading) {
    let Ok(reply) = &reading.reply else { return };
    assert!(!reply.text.is_empty());
    assert_eq!(reply.text.trim(), reply.text);
    assert!(!reply.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
    assert!(!format!("{reading:?}").contains(&reply.text) || reply.text.len() < 20);
}

fn hidden(reading: &Reading, text: &str) {
    sound(reading);
    if let Ok(reply) = &reading.reply {
        assert!(!reply.text.contains(MARKER), "thoughts leak from {text:?}");
    }
}

/// The planned text without and with the ends of the thoughts that are open at its end. The marker is only in thoughts.
/// Without `has_beginning`, the first thoughts have no beginning, and turns have no end.
fn planned(plan: &str, has_beginning: bool) -> (String, String) {
    let mut text = String::new();
    let mut open: Vec<(&str, bool)> = Vec::new();
    if !has_beginning {
        open.push(("</think>", true));
        text.push(MARKER);
    }
    for line in plan.lines() {
        let mut letters = line.chars();
        let letter = letters.next().map_or(0, u32::from);
        let place = usize::try_from(letter % 64).unwrap();
        if let Some((begin, end)) = WRAPPINGS.get(place) {
            if open.len() < 9 {
                text.push_str(&cased(begin, letter / 64));
                open.push((end, place >= ONLY_PAIRS));
                text.extend(['x', ' ', MARKER, ' ', 'x']);
            }
        } else if place < 36 {
            if has_beginning {
                text.push_str(OTHERS.get(place - WRAPPINGS.len()).unwrap_or(&"-"));
            }
        } else if place < 48 && open.len() > usize::from(!has_beginning) {
            text.push_str(&cased(open.pop().unwrap_or_default().0, letter / 64));
        }
        // No mark of the line's own.
        text.extend(letters.filter(|c| !matches!(*c, '<' | '＜' | '[' | '◁' | '&' | '`' | MARKER)));
        if !open.is_empty() {
            text.extend([' ', MARKER, ' ']);
        }
    }
    let mut unclosed = None;
    loop {
        // What is open may stay so if its beginning is certain.
        if open.iter().all(|(_, is_sure)| *is_sure) {
            unclosed.get_or_insert_with(|| text.clone());
        }
        let Some((end, _)) = open.pop() else { break };
        text.push_str(end);
    }
    text.push_str("\n\nIt costs 12 €.");
    (unclosed.unwrap_or_default(), text)
}

fn cased(mark: &str, upper: u32) -> String {
    let letters = mark.chars().enumerate();
    letters.map(|(at, c)| if upper >> (at % 8) & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect()
}

fn whole(text: &str) -> Vec<u8> {
    completion(&json!(text)).to_string().into_bytes()
}

fn completion(content: &Value) -> Value {
    let message = json!({"role": "assistant", "content": content});
    json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": {"prompt_tokens": 9}})
}

/// The text in chunks of up to `size` characters.
fn streamed(text: &str, size: usize) -> Vec<u8> {
    let characters: Vec<char> = text.chars().collect();
    let mut stream = ": waiting\n\n".to_owned();
    for piece in characters.chunks(1 + size % 16) {
        let piece: String = piece.iter().collect();
        let chunk = json!({"choices": [{"index": 0, "delta": {"content": piece}}]});
        write!(stream, "data: {chunk}\r\n\r\n").unwrap();
    }
    stream.push_str("data: [DONE]\n\n");
    stream.into_bytes()
}

/// A body of each form, and plans with each wrapping.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let parts = json!([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "12 €"}]);
    let harmony =
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>12 €<|return|>";
    let mut bodies: Vec<Vec<u8>> =
        [json!("12 €"), parts, json!(harmony), json!("analysisHm.assistantfinal12 €")]
            .iter()
            .map(|content| completion(content).to_string().into_bytes())
            .collect();
    bodies.push(streamed("<think>hm</think>It costs 12 €.", 3));
    for body in [
        "{\"error\":{\"code\":429,\"message\":\"x\"}}",
        "{\"choices\":[{\"message\":{\"content\":null,\"reasoning_content\":\"hm\"},\"finish_reason\":\"length\"}]}\ndata: [DONE]",
        "event: error\ndata: {\"code\":\"503\"}\n\n",
        "[{\"choices\":[{\"text\":\"12\",\"finish_reason\":\"eos\"}],\"timings\":{\"prompt_n\":1,\"cache_n\":2}}]",
    ] {
        bodies.push(body.as_bytes().to_vec());
    }
    let letters = (64..64 + 36).filter_map(char::from_u32);
    bodies.extend(letters.map(|letter| format!("{letter}hm\n.hm\n{letter}hm").into_bytes()));
    bodies
}
