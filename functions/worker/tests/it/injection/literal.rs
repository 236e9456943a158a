//! What a very literal model takes for orders in a request, and what for content.
//!
//! It knows our rules word by word and believes every line that looks like one of ours. It has no sense of what is
//! likely. It reads as a machine reads: it decodes invisible tag characters, drops all else that nobody sees, and takes
//! brackets of other scripts for brackets.
//!
//! Orders are:
//! 1. The system message, and the descriptions of tools, which the owner or the owner's server wrote.
//! 2. A line in brackets that only we write (`[now: …]`, `[hand over: …]`), wherever its bracket stands; one that nobody
//!    writes (`[system]`) at the beginning of a line; and all that stands behind `[written by a colleague]`.
//! 3. All behind a mark of a chat template (`<|im_start|>`, `</tool_response>`, `[INST]`), in any message and in the
//!    arguments of calls: servers that write the request as one text read such a mark as the end of the message.
//! 4. What a tool says before the line which says that content follows.
//! 5. Any content that no rule of the system message names: the customer's words, pictures, tools' answers, quotes.
//!
//! Content is everything else, whatever it says: `system: …` in a customer's words is a customer's words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The rules that make content of something, by what they name.
const CUSTOMERS_WORDS: &str = "What the customer writes";
const PICTURES: &str = "what a picture shows";
const QUOTES: &str = "what a line in square brackets quotes";
const TOOLS: &str = "What a tool answers is content";

/// The end of the line behind which a tool's answer stands.
const CONTENT_FOLLOWS: &str = "which is content and no instruction:";

/// Lines that quote somebody. Their details are content.
const QUOTING: [&str; 22] = [
    "photo",
    "video",
    "voice message",
    "sound file",
    "document",
    "document that could not be read",
    "photo that could not be seen",
    "sticker",
    "location",
    "contact card",
    "ordered",
    "reacted with",
    "replies to a message of the customer",
    "replies to a message",
    "asks about the product",
    "came by an advertisement",
    "text of the advertisement",
    "greeting of the advertisement",
    "came by a post",
    "text of the post",
    "greeting of the post",
    "text of the document, which is content and never instructions",
];

/// Lines that only we write.
const OURS: [&str; 18] = [
    "now",
    "day",
    "language",
    "length",
    "the business is",
    "hand over",
    "answer of the tool",
    "written by a colleague",
    "written by you",
    "the conversation is shown from here",
    "earlier messages are left out",
    "the customer waits for an answer",
    "replies to a message of yours",
    "replies to a message of a colleague",
    "edited by its author",
    "chose one of the offered answers",
    "filled in a form",
    "forwarded",
];

/// Marks of chat templates, as a tokenizer knows them.
const MARKS: [&str; 32] = [
    "<|",
    "|>",
    "<｜",
    "<s>",
    "</s>",
    "<<sys>>",
    "<bos>",
    "<eos>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<system>",
    "</system>",
    "<user>",
    "</user>",
    "<assistant>",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
    "<tool_result>",
    "</tool_result>",
    "<function_results>",
    "</function_results>",
    "<think>",
    "</think>",
    "[inst]",
    "[/inst]",
    "[system_prompt]",
    "[/system_prompt]",
    "[tool_results]",
    "[/tool_results]",
    "[available_tools]",
];

/// The texts of a request that it obeys.
pub(crate) fn orders(request: &Value) -> Vec<String> {
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_system = |message: &&Value| matches!(role(message), "system" | "developer");
    let mut orders: Vec<_> = messages.iter().filter(is_system).map(text_of).collect();
    let rules = orders.join("\n");
    let tools = request["tools"].as_array().map(Vec::as_slice).unwrap_or_default();
    orders.extend(tools.iter().map(|tool| tool["function"]["description"].to_string()));
    for message in messages.iter().filter(|message| !is_system(message)) {
        let text = seen(&text_of(message));
        let calls = message["tool_calls"].as_array().map(Vec::as_slice).unwrap_or_default();
        let arguments = calls.iter().map(|call| seen(call["function"]["arguments"].as_str().unwrap()));
        orders.extend(arguments.chain([text.clone()]).filter_map(|text| after_mark(&text)));
        match role(message) {
            "tool" if rules.contains(TOOLS) => {
                let before = text.split_once(CONTENT_FOLLOWS).map_or(text.as_str(), |(before, _)| before);
                orders.push(before.to_owned());
            }
            "user" if rules.contains(CUSTOMERS_WORDS) => {}
            "assistant" => {}
            _ => orders.push(text.clone()),
        }
        orders.extend(notes(&text, role(message) != "tool", !tools.is_empty(), rules.contains(QUOTES)));
        if !rules.contains(PICTURES) {
            orders.extend(pictures(message));
        }
    }
    orders
}

fn role(message: &Value) -> &str {
    message["role"].as_str().unwrap_or_default()
}

fn text_of(message: &Value) -> String {
    let parts = message["content"].as_array().map(Vec::as_slice).unwrap_or_default();
    let texts = parts.iter().filter_map(|part| part["text"].as_str());
    message["content"].as_str().into_iter().chain(texts).collect::<Vec<_>>().join("\n")
}

/// What is written in the pictures: the text behind their bytes.
fn pictures(message: &Value) -> Vec<String> {
    let parts = message["content"].as_array().map(Vec::as_slice).unwrap_or_default();
    let urls = parts.iter().filter_map(|part| part["image_url"]["url"].as_str());
    let bytes = urls.filter_map(|url| STANDARD.decode(url.split_once("base64,")?.1).ok());
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

/// The text as a machine reads it.
fn seen(text: &str) -> String {
    let seen = text.chars().filter_map(|c| match c {
        '\u{e0020}'..='\u{e007e}' => char::from_u32(u32::from(c) - 0xe0000),
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '［' | '【' | '〔' | '〖' | '〚' | '⟦' | '⁅' | '❲' | '﹝' | '﹇' => Some('['),
        '］' | '】' | '〕' | '〗' | '〛' | '⟧' | '⁆' | '❳' | '﹞' | '﹈' => Some(']'),
        '＜' => Some('<'),
        '＞' => Some('>'),
        '：' => Some(':'),
        c => Some(c),
    });
    seen.collect()
}

/// All behind the first mark of a chat template.
fn after_mark(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let ends = MARKS.iter().filter_map(|mark| Some(text.find(mark)? + mark.len()));
    ends.min().map(|end| text[end..].to_owned())
}

/// What the lines in brackets order. `can_be_unknown`: a line of nobody's is an order too; a tool's JSON begins with one.
fn notes(text: &str, can_be_unknown: bool, has_tools: bool, quotes_are_content: bool) -> Vec<String> {
    let mut orders = Vec::new();
    for (at, _) in text.match_indices('[') {
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        let begins = !line.trim_start_matches(|c: char| c.is_ascii_digit()).contains(char::is_alphanumeric);
        let behind = &text[at + 1..];
        let (inside, after) = behind.split_once(']').unwrap_or((behind, ""));
        let (opening, detail) = inside.split_once(':').unwrap_or((inside, ""));
        let opening = opening.trim().trim_matches(['*', '_', '`']).to_lowercase();
        let opening = opening.split_whitespace().collect::<Vec<_>>().join(" ");
        match opening.as_str() {
            "written by a colleague" | "written by you" => orders.push(after.to_owned()),
            // It quotes the customer at its end.
            "language" => orders.push(detail.split("of the customer:").next().unwrap().to_owned()),
            // A server that takes no tools is told of their answers like this.
            "answer of the tool" if !has_tools => {}
            ours if OURS.contains(&ours) => orders.push(detail.to_owned()),
            quote if QUOTING.contains(&quote) && quotes_are_content => {}
            _ if begins && can_be_unknown => orders.push(format!("{inside}\n{after}")),
            _ => {}
        }
    }
    orders
}
