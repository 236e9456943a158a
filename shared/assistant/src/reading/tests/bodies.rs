//! Whole bodies: their form, their content, their end, and errors in a 200.

use serde_json::json;

use super::Gives::{self, CutOff, No, Text};
use super::{ANSWER, completion, given};
use crate::reading::Unusable::{Declined, Empty, Failed, Malformed, OnlyThoughts, Torn};
use crate::reading::{LONGEST, read};

const WHOLE: &str =
    r#"{"choices":[{"message":{"role":"assistant","content":"It costs 12 €."},"finish_reason":"stop"}]}"#;

fn check(rows: &[(&str, Gives<'_>)]) {
    for (body, gives) in rows {
        assert_eq!(given(&read(body.as_bytes(), Some("application/json"))), *gives, "{body}");
    }
}

#[test]
fn a_completion_is_found_in_any_wrapping() {
    let with = |before: &str, after: &str| format!("{before}{WHOLE}{after}");
    let bodies = [
        with("", ""),
        with("\u{feff}", "\n"),
        with("\n \n\t\n", ""),
        with(": keep-alive\n\n: keep-alive\n\n", ""),
        with("", "\ndata: [DONE]\n\n"),
        with("", "data: [DONE]"),
        with("", "\n[DONE]"),
        with("", "\nok\n<!-- served by a gateway -->"),
        with("", "\n{\"trunc"),
        with("[", "]"),
        with("\0\0", ""),
        with("data: ", "\n\ndata: [DONE]\n\n"),
        with("data: ", "\n\n"),
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(WHOLE).unwrap()).unwrap(),
        with(": OPENROUTER PROCESSING\r\n\r\n", "\r\n"),
        WHOLE.replace("€.\"", "€.\",\"logprobs\":NaN"),
        WHOLE.replace("\"It", "\"\nIt"),
        WHOLE.replace("€.", "€.\\ud83d"),
        WHOLE.replace("[{\"message", "{\"message").replace("}]}", "}}"),
        WHOLE.replace("\"stop\"", "null"),
        WHOLE.replace("\"stop\"", "\"\""),
        WHOLE.replace(",\"finish_reason\":\"stop\"", ""),
        WHOLE.replace("\"stop\"", "{\"type\":\"stop\",\"matched\":2}"),
        WHOLE.replace("\"stop\"", "true"),
        with("", "").replacen('{', "{\"x\":1e999,", 1),
        with("", "").replacen('{', &format!("{{\"x\":{}{},", "[".repeat(200), "]".repeat(200)), 1),
        with("", "").replacen('{', &format!("{{\"x\":{}1{},", "{\"a\":".repeat(5000), "}".repeat(5000)), 1),
    ];
    for body in &bodies {
        let reading = read(body.as_bytes(), Some("application/json"));
        assert_eq!(given(&reading), Text(ANSWER), "{body}");
    }
    let latin: Vec<u8> =
        WHOLE.replace('€', "é").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for content_type in ["application/json; charset=ISO-8859-1", "application/json"] {
        let reading = read(&latin, Some(content_type));
        assert_eq!(given(&reading), Text("It costs 12 é."));
    }
    let windows: Vec<u8> =
        WHOLE.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    assert_eq!(given(&read(&windows, None)), Text(ANSWER));
    let little: Vec<u8> =
        std::iter::once(0xFEFF).chain(WHOLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> =
        std::iter::once(0xFEFF).chain(WHOLE.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(given(&read(&little, None)), Text(ANSWER));
    assert_eq!(given(&read(&big, None)), Text(ANSWER));
}

#[test]
fn a_broken_character_does_not_make_the_others_latin() {
    let broken = WHOLE.replace("12", "é#").into_bytes();
    let broken: Vec<u8> = broken.into_iter().map(|byte| if byte == b'#' { 0xFF } else { byte }).collect();
    assert_eq!(given(&read(&broken, None)), Text("It costs é €."));
}

#[test]
fn a_reply_has_a_longest_text() {
    let content = "é".repeat(LONGEST);
    let reading = read(&completion(&json!(format!("a{content}")), &json!("stop")), None);
    let reply = reading.reply.unwrap();
    assert!(reply.is_cut_off);
    assert_eq!(reply.text.len(), LONGEST - 1);
    let whole = "a".repeat(LONGEST);
    assert_eq!(given(&read(&completion(&json!(whole), &json!("stop")), None)), Text(&whole));
}

#[test]
fn neighbours_of_any_type_never_cost_the_answer() {
    let odd = [
        json!({"usage": {"prompt_tokens": 9.5, "completion_tokens": "9", "total_tokens": [1]}}),
        json!({"usage": [1, 2]}),
        json!({"usage": null, "created": "today", "id": 7, "object": [], "model": {}}),
        json!({"service_tier": "on_demand", "system_fingerprint": {"a": 1}, "x_groq": 3}),
        json!({"error": null}),
        json!({"error": {"message": "", "type": "", "param": "", "code": null}}),
        json!({"error": ""}),
        json!({"error": "none"}),
        json!({"error": "null"}),
        json!({"error": {"code": 0, "message": "success"}}),
        json!({"error": {"code": "0", "message": "OK", "type": null}}),
        json!({"base_resp": {"status_code": 0, "status_msg": "success"}}),
        json!({"code": 200, "msg": "ok", "message": "success", "status": "ok", "success": true}),
        json!({"timings": "fast", "detail": "none"}),
    ];
    for mut body in odd {
        let message =
            json!({"content": ANSWER, "refusal": null, "tool_calls": [], "reasoning": null, "audio": 0});
        let choice = json!({"message": message, "index": "0", "logprobs": false, "finish_reason": "stop"});
        body["choices"] = json!([choice, {"message": {"content": "The second choice"}, "index": 1}]);
        assert_eq!(given(&read(body.to_string().as_bytes(), None)), Text(ANSWER), "{body}");
    }
}

#[test]
fn content_is_read_in_any_shape() {
    let thinking = json!({"type": "thinking", "thinking": [{"type": "text", "text": "hm"}], "closed": true});
    let text = json!({"type": "text", "text": ANSWER});
    let rows = [
        (json!([thinking, text]), Text(ANSWER)),
        (json!([text]), Text(ANSWER)),
        (json!(text), Text(ANSWER)),
        (json!([{"type": "output_text", "text": ANSWER, "annotations": []}]), Text(ANSWER)),
        (json!([{"text": ANSWER}]), Text(ANSWER)),
        (json!([{"text": {"value": ANSWER}, "type": "text"}]), Text(ANSWER)),
        (json!(["It costs", " 12 €."]), Text(ANSWER)),
        (json!([["It costs"], [[{"type": "text", "text": " 12 €."}]]]), Text(ANSWER)),
        (
            json!([{"type": "reasoning", "text": "hm"}, {"type": "redacted_thinking", "data": "x"}, text]),
            Text(ANSWER),
        ),
        (json!([{"text": "hm", "thought": true}, text]), Text(ANSWER)),
        (json!([{"thinking": "hm"}, text]), Text(ANSWER)),
        (
            json!([{"type": "text", "text": "It costs"}, {"type": "reference", "reference_ids": [1]}, {"type": "text", "text": " 12 €."}]),
            Text(ANSWER),
        ),
        (json!([thinking]), No(OnlyThoughts)),
        (json!([{"type": "refusal", "refusal": "I cannot"}]), No(Declined)),
        (json!([null, 7, {"type": "image_url"}]), No(Empty)),
        (json!(null), No(Empty)),
        (json!([]), No(Empty)),
        (json!(" \n"), No(Empty)),
        (json!(12), No(Empty)),
    ];
    for (content, gives) in rows {
        assert_eq!(given(&read(&completion(&content, &json!("stop")), None)), gives, "{content}");
    }
}

#[test]
fn thoughts_in_fields_of_their_own_are_no_text() {
    check(&[
        (r#"{"choices":[{"message":{"content":"It costs 12 €.","reasoning_content":"hm"}}]}"#, Text(ANSWER)),
        (
            r#"{"choices":[{"message":{"content":null,"reasoning_content":"hm"},"finish_reason":"length"}]}"#,
            No(OnlyThoughts),
        ),
        (
            r#"{"choices":[{"message":{"content":"","reasoning":"hm"},"finish_reason":"stop"}]}"#,
            No(OnlyThoughts),
        ),
        (
            r#"{"choices":[{"message":{"reasoning_details":[{"type":"reasoning.text","text":"hm"}]},"finish_reason":"stop"}]}"#,
            No(OnlyThoughts),
        ),
        (
            r#"{"choices":[{"message":{"content":"","reasoning_content":""},"finish_reason":"stop"}]}"#,
            No(Empty),
        ),
        (r#"{"choices":[{"message":{"content":""},"finish_reason":"length"}]}"#, No(OnlyThoughts)),
        (r#"{"choices":[{"message":{"content":"<think>hm"},"finish_reason":"length"}]}"#, No(OnlyThoughts)),
        (
            r#"{"choices":[{"message":{"content":"<think>hm</think>It costs 12 €. And"},"finish_reason":"length"}]}"#,
            CutOff("It costs 12 €. And"),
        ),
        (
            r#"{"choices":[{"message":{"content":"x","refusal":"I cannot"},"finish_reason":"stop"}]}"#,
            No(Declined),
        ),
        (r#"{"choices":[{"message":{"content":"It costs 12 €.","refusal":"null"}}]}"#, Text(ANSWER)),
        (r#"{"choices":[{"message":{"content":"It costs 12 €.","refusal":"None"}}]}"#, Text(ANSWER)),
        (r#"{"choices":[{"text":"It costs 12 €.","finish_reason":"stop"}]}"#, Text(ANSWER)),
        (
            r#"{"message":{"role":"assistant","content":"It costs 12 €."},"done":true,"done_reason":"stop"}"#,
            Text(ANSWER),
        ),
        (r#"{"choices":[{"message":"It costs 12 €."}]}"#, Text(ANSWER)),
    ]);
}

#[test]
fn the_end_says_what_the_text_is() {
    let rows = [
        ("eos", Text("a")),
        ("end_turn", Text("a")),
        ("COMPLETE", Text("a")),
        ("length", CutOff("a")),
        ("MAX_TOKENS", CutOff("a")),
        ("model_length", CutOff("a")),
        ("content_filter", No(Declined)),
        ("SAFETY", No(Declined)),
        ("sensitive", No(Declined)),
        ("error", No(Torn)),
        ("network_error", No(Torn)),
        ("insufficient_system_resource", No(Torn)),
        ("tool_calls", No(Torn)),
        ("quetzal", No(Torn)),
    ];
    for (word, gives) in rows {
        assert_eq!(given(&read(&completion(&json!("a"), &json!(word)), None)), gives, "{word}");
    }
    check(&[
        (r#"{"choices":[{"message":{"content":"a"},"finishReason":"length"}]}"#, CutOff("a")),
        (r#"{"choices":[{"message":{"content":"a"},"stop_reason":"max_tokens"}]}"#, CutOff("a")),
        (
            r#"{"choices":[{"message":{"content":"a"},"finish_reason":null,"native_finish_reason":"MAX_TOKENS"}]}"#,
            CutOff("a"),
        ),
        (
            r#"{"choices":[{"message":{"content":"a"},"finish_reason":"stop","stop_reason":"max_tokens"}]}"#,
            Text("a"),
        ),
        (r#"{"choices":[{"message":{"content":"a"},"stop_reason":"User:"}]}"#, Text("a")),
        (r#"{"message":{"content":"It must"},"done":false}"#, No(Torn)),
        (r#"{"message":{"content":"a"},"done":true}"#, Text("a")),
        (
            "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"message\":{\"content\":\"b\"},\"done\":true}",
            Text("ab"),
        ),
        (
            "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"message\":{\"content\":\"b\"},\"done\":false}",
            No(Torn),
        ),
        (
            r#"{"choices":[{"message":{"content":"It must not"},"finish_reason":"error","error":{"code":502}}]}"#,
            No(Torn),
        ),
        (
            r#"{"choices":[{"message":{"content":"It must not"},"finish_reason":"stop","error":{"message":"x"}}]}"#,
            No(Torn),
        ),
        (
            r#"{"choices":[{"message":{"content":""},"error":{"code":"content_filter","message":"x"}}]}"#,
            No(Declined),
        ),
    ]);
}

#[test]
fn an_error_in_a_success_is_a_failure() {
    let failed = |status| No(Failed { status });
    check(&[
        (r#"{"error":{"code":429,"message":"slow down"}}"#, failed(Some(429))),
        (r#"{"error":{"code":"503","message":"x"}}"#, failed(Some(503))),
        (r#"{"error":{"code":502.0,"message":"x"},"user_id":"u"}"#, failed(Some(502))),
        (r#"{"error":{"type":"server_error","message":"x","code":null}}"#, failed(None)),
        (r#"{"error":{"code":200,"message":"x"}}"#, failed(None)),
        (r#"{"error":"model is loading"}"#, failed(None)),
        (r#"{"error":true,"status":500}"#, failed(Some(500))),
        (r#"{"error":{}}"#, failed(None)),
        (r#"{"error":{"message":"x"},"choices":[]}"#, failed(None)),
        (r#"[{"error":{"code":400,"status":"INVALID_ARGUMENT"}}]"#, failed(Some(400))),
        (r#"{"detail":"Not authenticated"}"#, failed(None)),
        (r#"{"detail":[{"loc":["body"],"msg":"x"}]}"#, failed(None)),
        (r#"{"object":"error","message":"x","type":"BadRequestError","code":400}"#, failed(Some(400))),
        (r#"{"message":"Internal server error"}"#, failed(None)),
        (r#"{"success":false,"errors":[{"code":7000}],"result":null}"#, failed(None)),
        (r#"{"error_code":336100,"error_msg":"x"}"#, failed(None)),
        (r#"{"choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}"#, failed(None)),
        (r#"{"error":{"code":"content_filter","message":"x"}}"#, No(Declined)),
        (r#"{"error":{"message":"x"},"choices":[{"message":{"content":"It must"}}]}"#, No(Torn)),
    ]);
}

#[test]
fn what_is_no_completion_gives_no_answer() {
    check(&[
        ("", No(Empty)),
        (" \r\n", No(Empty)),
        (r#"{"choices":[]}"#, No(Empty)),
        (r#"{"choices":null}"#, No(Empty)),
        ("data: [DONE]\n\n", No(Empty)),
        ("{}", No(Malformed)),
        ("null", No(Malformed)),
        ("12", No(Malformed)),
        ("<!DOCTYPE html><html></html>", No(Malformed)),
        ("upstream connect error", No(Malformed)),
        (r#"{"choices":[{"message":{"content":"It costs"#, No(Torn)),
        (r#"{"choices":[{"message":{"content":"It costs"}}]"#, No(Torn)),
        ("{\"choices\" oops}", No(Malformed)),
        (": OPENROUTER PROCESSING\n\n", No(Torn)),
    ]);
    assert_eq!(given(&read(b"", Some("text/event-stream"))), No(Torn));
}

#[test]
fn a_stream_is_joined() {
    let chunk =
        |text: &str| format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}");
    let (one, two) = (chunk("It costs"), chunk(" 12 €."));
    let stop = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}";
    let broken = "data: {\"error\":{\"code\":502,\"message\":\"x\"}}";
    let other =
        "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"second\"},\"finish_reason\":\"length\"}]}";
    let thought = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}";
    let rows: [(Vec<&str>, Gives<'_>); 22] = [
        (vec![&one, "", &two, "", stop, "", usage, "", "data: [DONE]", ""], Text(ANSWER)),
        (vec![&one, "", &two, "", "data: [DONE]", ""], Text(ANSWER)),
        (vec![&one, "", &two, "", stop, ""], Text(ANSWER)),
        (vec![&one, &two, stop, usage], Text(ANSWER)),
        (
            vec![
                ": OPENROUTER PROCESSING",
                "",
                "event: message",
                "id: 7",
                &one,
                "",
                "retry: 3",
                &two,
                "",
                stop,
            ],
            Text(ANSWER),
        ),
        (vec![&one, "", &two, other, stop, ""], Text(ANSWER)),
        (vec![&one, "", "data: ping", "", &two, "", stop], Text(ANSWER)),
        (vec![thought, "", &one, "", &two, "", stop], Text(ANSWER)),
        (vec![thought, "", stop], No(OnlyThoughts)),
        (vec![&one, "", &two, ""], No(Torn)),
        (vec![&one, "", "data: {\"choices\":[{\"delta\":{\"cont"], No(Torn)),
        (vec![&one, "", "data: {\"choices\":[{\"del", "", &two, "", stop], No(Torn)),
        (vec![&one, "", &two, "", stop, "", "data: {\"usage\":{\"prom"], Text(ANSWER)),
        (vec![&one, "", broken, "", "data: [DONE]"], No(Torn)),
        (vec![broken, "", "data: [DONE]"], No(Failed { status: Some(502) })),
        (vec!["event: error", "data: {\"code\":429,\"text\":\"x\"}", ""], No(Failed { status: Some(429) })),
        (vec![&one, "", &two, "", stop, "", broken], Text(ANSWER)),
        (
            vec![
                "data: {\"choices\":[{\"delta\":{\"content\":\"It must\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":\"server_error\"}}",
            ],
            No(Torn),
        ),
        (
            vec![
                "data: {\"choices\":[{\"message\":{\"content\":\"It costs\"}}]}",
                "",
                "data: {\"choices\":[{\"message\":{\"content\":\"It costs 12 €.\"},\"finish_reason\":\"stop\"}]}",
            ],
            Text(ANSWER),
        ),
        (
            vec![
                "data: {\"choices\":[{\"message\":{\"content\":\"It costs\"}}]}",
                "",
                "data: {\"choices\":[{\"message\":{\"content\":\" 12 €.\"},\"finish_reason\":\"stop\"}]}",
            ],
            Text(ANSWER),
        ),
        (
            vec![
                "data: {\"choices\":[{\"delta\":",
                "data: {\"content\":\"It costs 12 €.\"},",
                "data: \"finish_reason\":\"stop\"}]}",
                "",
            ],
            Text(ANSWER),
        ),
        (
            vec![
                "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"}]}}]}",
                "",
                "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"It costs 12 €.\"}]},\"finish_reason\":\"stop\"}]}",
            ],
            Text(ANSWER),
        ),
    ];
    for (lines, gives) in rows {
        for line_end in ["\n", "\r\n", "\r"] {
            let body = lines.join(line_end);
            let reading = read(body.as_bytes(), Some("text/event-stream"));
            assert_eq!(given(&reading), gives, "{body}");
        }
    }
    let glued = format!("{one}{two}{stop}data: [DONE]");
    assert_eq!(given(&read(glued.as_bytes(), None)), Text(ANSWER), "{glued}");
    let bare = [&*one, &*two, stop].join("\n").replace("data: ", "");
    assert_eq!(given(&read(bare.as_bytes(), None)), Text(ANSWER), "{bare}");
    assert_eq!(given(&read(bare.replace("stop", "").as_bytes(), None)), No(Torn));
}
