//! Properties of any input.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::json;

use super::{completion, read_text};
use crate::reading::{read, read_offering};

/// Beginnings and ends of thoughts. The first are marks wherever they stand, the last only in pairs.
const WRAPPINGS: [(&str, &str); 21] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<seed:think>", "</seed:think>"),
    ("&lt;think&gt;", "&lt;/think&gt;"),
    ("\\u003cthink\\u003e", "\\u003c/think\\u003e"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|thinking|>", "<|/thinking|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<unused94>thought\n", "<unused95>"),
    ("<|channel>thought\n", "<channel|>"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<ctrl94>", "<ctrl95>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<analysis effort=\"high\">", "</analysis>"),
    ("< reflection >", "</ reflection >"),
    ("<scratchpad>", "</scratchpad>"),
    ("<deep-think>", "</deep-think>"),
    ("<思考>", "</思考>"),
    ("[REFLECTION]", "[/REFLECTION]"),
];

/// The number of those that are marks wherever they stand.
const SURE: usize = 13;

/// Thoughts `HM` with headings.
const HEADED: [&str; 7] = [
    "### THINKING\nHM\n### ANSWER\n",
    "**THINKING:**\n\nHM\n\n**ANSWER:** ",
    "> **THINKING**\n> HM\n\n",
    "[THINKING: HM]\n",
    "<details>\n<summary>THINKING</summary>\nHM\n</details>\n",
    "THINKING: HM\nFinal answer: ",
    "# THINKING\nHM\n**ANSWER**\n",
];

/// Headings of thoughts and of answers.
const HEADINGS: [(&str, &str); 5] = [
    ("Thinking", "Answer"),
    ("THOUGHT PROCESS", "Final Answer"),
    ("reasoning", "response"),
    ("Raisonnement", "Réponse"),
    ("思考", "回答"),
];

/// Words and marks that may stand anywhere, without an end of thoughts.
const WORDS: [&str; 12] = [
    "hm ",
    "\n",
    "the price ",
    "<b>x</b> ",
    "a < b ",
    "<|im_end|>",
    "</s>",
    "*bold* ",
    "```\n",
    "`",
    "é",
    "&lt;",
];

fn cased(text: &str, upper: u64) -> String {
    let letters = text.chars().enumerate();
    letters.map(|(at, c)| if upper >> (at % 64) & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect()
}

/// Thoughts with `MARKER` at their heart, in wrappings within each other.
fn thoughts() -> impl Strategy<Value = String> {
    let words = || prop::collection::vec(prop::sample::select(&WORDS), 0..4).prop_map(|words| words.concat());
    let layer = (prop::sample::select(&WRAPPINGS), any::<u64>(), words(), words());
    prop::collection::vec(layer, 1..5).prop_map(|layers| {
        layers.into_iter().fold(" MARKER ".to_owned(), |inner, ((begin, end), upper, before, after)| {
            format!("{}{before}x{inner}x{after}{}", cased(begin, upper), cased(end, upper))
        })
    })
}

/// Plain text, in which no mark can stand.
fn prose() -> impl Strategy<Value = String> {
    "[A-Za-z0-9 .,;:!?'\"*_~#()|>éü€ß中文🙂\n-]{0,80}"
}

proptest! {
    #[test]
    fn thoughts_never_leak(before in prose(), thoughts in prop::collection::vec(thoughts(), 1..4), after in prose()) {
        let whole = format!("{before}{}{after}", thoughts.join("and"));
        let reading = read_text(&whole);
        prop_assert!(!reading.reply.is_ok_and(|reply| reply.text.contains("MARKER")), "{whole}");
    }

    #[test]
    fn thoughts_without_their_beginning_never_leak(
        before in prose(),
        wrapping in prop::sample::select(&WRAPPINGS),
        upper in any::<u64>(),
        after in prose(),
    ) {
        let whole = format!("{before} MARKER {}{after}", cased(wrapping.1, upper));
        let reading = read_text(&whole);
        prop_assert!(!reading.reply.is_ok_and(|reply| reply.text.contains("MARKER")), "{whole}");
    }

    #[test]
    fn thoughts_without_their_end_never_leak(
        before in prose(),
        wrapping in prop::sample::select(&WRAPPINGS[..SURE]),
        upper in any::<u64>(),
        after in prose(),
    ) {
        let whole = format!("{before}{} MARKER {after}", cased(wrapping.0, upper));
        let reading = read_text(&whole);
        prop_assert!(!reading.reply.is_ok_and(|reply| reply.text.contains("MARKER")), "{whole}");
    }

    #[test]
    fn a_word_in_brackets_is_text(
        before in prose(),
        wrapping in prop::sample::select(&WRAPPINGS[SURE..]),
        upper in any::<u64>(),
        after in prose(),
    ) {
        let whole = format!("We say: {before}{} {after}.", cased(wrapping.0, upper));
        prop_assert_eq!(read_text(&whole).reply.unwrap().text, whole);
    }

    #[test]
    fn headed_thoughts_never_leak(
        form in prop::sample::select(&HEADED),
        words in prop::sample::select(&HEADINGS),
        thoughts in prose(),
        after in prose(),
    ) {
        let form = form.replace("THINKING", words.0).replace("ANSWER", words.1);
        let thoughts = thoughts.replace('\n', " ");
        let whole = form.replace("HM", &format!("a {thoughts} MARKER b")) + &format!("It costs {after}.");
        let reply = read_text(&whole).reply.unwrap();
        prop_assert_eq!(reply.text, format!("It costs {after}."));
    }

    #[test]
    fn an_answer_after_thoughts_is_read(thoughts in thoughts()) {
        let reading = read_text(&format!("{thoughts}\n\nIt costs 12 €."));
        prop_assert_eq!(reading.reply.unwrap().text, "It costs 12 €.");
    }

    #[test]
    fn prose_is_unchanged(text in prose()) {
        let text = format!("We say: {text}");
        prop_assert_eq!(read_text(&text).reply.unwrap().text, text.trim());
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        read(&bytes, None);
        read(text.as_bytes(), Some(&text));
        for begin in ["", "order(", "{\"name\":\"order\"", "[TOOL_CALLS]order", "<function=order>"] {
            read_offering(&completion(&json!(format!("{begin}{text}")), &json!("stop")), None, &["order"]);
        }
        if let Ok(reply) = read_text(&text).reply {
            prop_assert!(!reply.text.is_empty());
            prop_assert_eq!(reply.text.trim(), &reply.text);
            prop_assert!(!reply.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }

    #[test]
    fn a_stream_reads_as_its_whole(pieces in prop::collection::vec(any::<String>(), 0..6), thoughts in thoughts()) {
        let pieces: Vec<_> = pieces.iter().chain([&thoughts]).collect();
        let whole = pieces.iter().fold(String::new(), |whole, piece| whole + piece);
        let chunk = |piece: &&String| format!("data: {}\n\n", json!({"choices": [{"delta": {"content": piece}}]}));
        let stream: String = pieces.iter().map(chunk).collect();
        let streamed = read(format!("{stream}data: [DONE]\n\n").as_bytes(), None);
        prop_assert_eq!(streamed.reply, read_text(&whole).reply);
        prop_assert!(read(stream.as_bytes(), None).reply.is_err());
    }

    #[test]
    fn a_body_that_ends_early_gives_no_answer(text in prose(), end in 0usize..200) {
        let body = completion(&json!(format!("We say: {text}")), &json!("stop"));
        let torn = body.get(..end.min(body.len() - 1)).unwrap();
        prop_assert!(read(torn, None).reply.is_err());
    }
}

/// Marks and lines, very many times. Quadratic time would be more than the limit.
#[test]
fn long_input_takes_linear_time() {
    #[rustfmt::skip]
    let marks = [
        "<think>x", "</think>", "<think></think>", "<analysis>x</think>", "&lt;think", "&amp;lt;", "<think ", "<", "[",
        "<|im_end|>", "<|start|>", "<|channel|>", "<|channel|>final", "a<|x|>", "<s>", "</s>", " <answer>x", "</answer>",
        "[INST]", "[/INST]", "<|", "``` <think>", "assistantfinal", "◁think▷ ", "\\<think\\>",
        "\\u003c", "<reasoning>x", "[EOS] ", "[analysis]", "‹", "【思考", "<details><summary>", "\"<think>\"", "[/INST]x",
        "thought:\nanswer:\n", "the user ", "assistant ", "assistantfinal ", "### Response:\nx", "\nUser:\nAssistant:",
    ];
    for mark in marks {
        let text = format!("{}{}", " ".repeat(10_000), mark.repeat(30_000 / mark.len()));
        quick(mark, &completion(&json!(text), &json!("stop")));
    }
    // Ends that match no open part, below very many that are open.
    let unmatched = format!("<analysis>{}{}", "x<think>".repeat(6_000), "</reflection>".repeat(6_000));
    quick("</reflection>", &completion(&json!(unmatched), &json!("stop")));
    let thoughts = "<think>".repeat(20_000);
    quick("<think>", &completion(&json!(thoughts), &json!("stop")));
    #[rustfmt::skip]
    let lines = [
        "data:", "data: \n", "data: {\n", "data: {\"choices\":[]}\n", "data: {\"message\":{\"content\":\"a\"}}\n\n",
        "{\n", "[1,\n", "{\"a\":[\n", "[\"\n", "[[[[\n1\n", "data: [1,\n", "\"", "[DONE]", "\r", "{}", "data: {}",
    ];
    for line in lines {
        quick(line, format!("{}{}", line.repeat(50_000 / line.len()), " ".repeat(20_000)).as_bytes());
    }
}

fn quick(piece: &str, body: &[u8]) {
    let start = Instant::now();
    let _ = read(body, None);
    assert!(start.elapsed() < Duration::from_secs(5), "{piece}: {:?}", start.elapsed());
}
