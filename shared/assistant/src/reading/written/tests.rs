//! Tables of texts and the calls in them.

use serde_json::{Value, json};

use crate::reading::{Reading, read_offering};

const TOOLS: [&str; 3] = ["hand_over", "order", "offer_buttons"];

fn read(content: &str, finish: &str) -> Reading {
    let message = json!({"role": "assistant", "content": content});
    let body = json!({"choices": [{"index": 0, "message": message, "finish_reason": finish}]});
    read_offering(body.to_string().as_bytes(), Some("application/json"), &TOOLS)
}

/// The calls, with their arguments as JSON where they are, and the text.
fn of(content: &str) -> (Vec<(String, Value)>, String) {
    let Reading { calls, reply, .. } = read(content, "stop");
    let calls = calls.into_iter().map(|call| {
        let arguments = serde_json::from_str(&call.arguments).unwrap_or(Value::String(call.arguments));
        (call.name, arguments)
    });
    (calls.collect(), reply.map(|reply| reply.text).unwrap_or_default())
}

fn order(n: &Value) -> Vec<(String, Value)> {
    vec![("order".to_owned(), json!({"n": n}))]
}

#[test]
fn calls_behind_the_marks_of_chat_templates_are_read() {
    for text in [
        // Hermes and Qwen; Granite; Jamba; MiniMax-M1.
        "<tool_call>\n{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}\n</tool_call>",
        "<|tool_call|>[{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}]",
        "<tool_calls>[\n{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}\n]</tool_calls>",
        "<function_call> {\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}",
        // Mistral, before and since its tokenizer 11.
        "[TOOL_CALLS][{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}, \"id\": \"a1b2c3d4e\"}]",
        "[TOOL_CALLS]order{\"n\": \"7\"}",
        "[TOOL_CALLS]order[ARGS]{\"n\": \"7\"}",
        "[TOOL_CALLS]order[CALL_ID]a1b2c3d4e[ARGS]{\"n\": \"7\"}",
        // Llama 3.1, with its own tools and with those of the user.
        "<|python_tag|>{\"type\": \"function\", \"name\": \"order\", \"parameters\": {\"n\": \"7\"}}<|eom_id|>",
        "<|python_tag|>order.call(n=\"7\")",
        "<function=order>{\"n\": \"7\"}</function>",
        // Qwen3 Coder; GLM 4.5; MiniMax-M2 and DeepSeek V3.2.
        "<tool_call>\n<function=order>\n<parameter=n>\n7\n</parameter>\n</function>\n</tool_call>",
        "<tool_call>order\n<arg_key>n</arg_key>\n<arg_value>7</arg_value>\n</tool_call>",
        "<minimax:tool_call>\n<invoke name=\"order\">\n<parameter name=\"n\">7</parameter>\n</invoke>\n</minimax:tool_call>",
        "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"order\">\n<｜DSML｜parameter name=\"n\" string=\"true\">7</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>",
        // DeepSeek V3 and V3.1; Kimi K2.
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>order\n```json\n{\"n\": \"7\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>order<｜tool▁sep｜>{\"n\": \"7\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.order:0<|tool_call_argument_begin|>{\"n\": \"7\"}<|tool_call_end|><|tool_calls_section_end|>",
        // functionary; Phi-4 and Firefunction; InternLM; Command R7B; LM Studio; LFM2.
        ">>>order\n{\"n\": \"7\"}",
        " functools[{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}]",
        "<|action_start|><|plugin|>\n{\"name\": \"order\", \"parameters\": {\"n\": \"7\"}}<|action_end|>",
        "<|START_ACTION|>[{\"tool_call_id\": \"0\", \"tool_name\": \"order\", \"parameters\": {\"n\": \"7\"}}]<|END_ACTION|>",
        "[TOOL_REQUEST]{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}[END_TOOL_REQUEST]",
        "<|tool_call_start|>[order(n=\"7\")]<|tool_call_end|>",
        // gpt-oss; Gemma.
        "<|channel|>commentary to=functions.order <|constrain|>json<|message|>{\"n\": \"7\"}<|call|>",
        "commentary to=functions.order json{\"n\": \"7\"}",
        "```tool_code\nprint(order(n=\"7\"))\n```",
    ] {
        assert_eq!(of(text), (order(&json!("7")), String::new()), "{text}");
        let (calls, words) = of(&format!("Je regarde.\n{text}"));
        assert_eq!(calls, order(&json!("7")), "{text}");
        if !text.contains("commentary") {
            assert_eq!(words, "Je regarde.", "{text}");
        }
    }
}

/// An end without a beginning says that all before it is thoughts.
#[test]
fn thoughts_before_a_call_are_not_read() {
    let call = "<tool_call>{\"name\": \"order\", \"arguments\": {\"n\": \"7\"}}</tool_call>";
    for text in [
        format!("MARKER {call}</thought>"),
        format!("<think>MARKER</think>{call}"),
        format!("<think>MARKER {call}"),
        format!("MARKER</think>{call}"),
        "MARKER [TOOL_CALLS]order{\"n\": 7}[/THINK]".to_owned(),
    ] {
        assert!(!of(&text).1.contains("MARKER"), "{text}");
    }
}

#[test]
fn bare_calls_are_read() {
    for text in [
        "{\"name\": \"order\", \"parameters\": {\"n\": 7}}",
        "{\"type\": \"function\", \"name\": \"order\", \"arguments\": \"{\\\"n\\\":7}\"}",
        "{\"type\": \"function\", \"function\": {\"name\": \"order\", \"arguments\": {\"n\": 7}}}",
        "{\"function\": \"order\", \"arguments\": {\"n\": 7}}",
        "{\"tool_call\": {\"name\": \"order\", \"arguments\": {\"n\": 7}}}",
        "{\"tool_calls\": [{\"id\": \"a\", \"function\": {\"name\": \"order\", \"arguments\": {\"n\": 7}}}]}",
        "{\"tool\": \"order\", \"tool_input\": {\"n\": 7}}",
        "{\"name\": \"functions.order\", \"arguments\": {\"n\": 7}}",
        "{\"order\": {\"n\": 7}}",
        "{'name': 'order', 'arguments': {'n': 7}}",
        "{\"name\": \"order\", \"arguments\": {\"n\": 7}",
        "[{\"name\": \"order\", \"arguments\": {\"n\": 7}}]",
        "```json\n{\"name\": \"order\", \"parameters\": {\"n\": 7}}\n```",
        "```\n[{\"name\": \"order\", \"parameters\": {\"n\": 7}}]\n```",
        "`{\"name\": \"order\", \"parameters\": {\"n\": 7}}`",
        "Action: ```json\n[\n{\"tool_name\": \"order\", \"parameters\": {\"n\": 7}}\n]```",
        "order(n=7)",
        "`order(n=7)`",
        "```python\norder(n=7)\n```",
        "[order(n=7)]",
        "order({\"n\": 7})",
        "functions.order({\"n\": 7})",
        "order\n{\"n\": 7}",
        "order{\"n\": 7}",
    ] {
        assert_eq!(of(text), (order(&json!(7)), String::new()), "{text}");
        let around = of(&format!("Je regarde.\n\n{text}"));
        assert_eq!(around, (order(&json!(7)), "Je regarde.".to_owned()), "{text}");
    }
    let both =
        "{\"name\": \"order\", \"parameters\": {\"n\": 7}}; {\"name\": \"hand_over\", \"parameters\": {}}";
    assert_eq!(of(both).0.len(), 2);
    assert_eq!(of(&both.replace("; ", "\n")).0.len(), 2);
    assert_eq!(of("[order(n=7), hand_over(reason='x')]").0.len(), 2);
}

/// It is told that there is none, and the customer never sees it.
#[test]
fn a_call_of_no_tool_is_a_call() {
    for text in [
        "{\"name\": \"Skill\", \"arguments\": {\"name\": \"none\"}}",
        "[TOOL_CALLS]Skill{\"name\": \"none\"}",
    ] {
        assert_eq!(of(text), (vec![("Skill".to_owned(), json!({"name": "none"}))], String::new()), "{text}");
    }
}

/// Broken arguments are handed on as they are.
#[test]
fn a_broken_call_is_a_call_and_no_text() {
    for (text, arguments) in [
        ("hand_over(reason=\"angry", "reason=\"angry"),
        ("hand_over(reason=angry customer)", "reason=angry customer"),
        ("hand_over(\"a\", \"b\")", "\"a\", \"b\""),
        ("{\"name\": \"hand_over\", \"arguments\": {\"reason\": \"an", "{\"reason\": \"an"),
        ("```json\n{\"name\": \"hand_over\", \"arguments\": {\"reason\": x}}\n```", "{\"reason\": x}}"),
    ] {
        for finish in ["stop", "length"] {
            let Reading { calls, reply, .. } = read(text, finish);
            let calls: Vec<_> =
                calls.iter().map(|call| (call.name.as_str(), call.arguments.as_str())).collect();
            assert_eq!((calls, reply.is_err()), (vec![("hand_over", arguments)], true), "{text}");
        }
    }
}

#[test]
fn words_are_no_call() {
    for text in [
        "order(s) are on their way.",
        "order number 7 is ready",
        "Your order(s): 7 and 8.",
        "order: 7",
        "I call order(n=7) for you.",
        "[Menu](https://shop.example/order)",
        "{brackets}",
        "[1, 2]",
        "> quoted\n>> twice",
    ] {
        assert_eq!(of(text).0, [], "{text}");
        assert!(!of(text).1.is_empty(), "{text}");
    }
    // JSON is no answer either.
    assert_eq!(of("{\"name\": \"Marie\", \"age\": 7}"), (vec![], String::new()));
    assert_eq!(of("<think>I could <tool_call>{\"name\": \"order\"}</tool_call></think>Bonjour.").0, []);
}

#[test]
fn hostile_text_takes_linear_time() {
    let began = std::time::Instant::now();
    for text in
        ["{\n", "<tool_call>", "order(\n", "[TOOL_CALLS]order", "```\n{\"name\":", ">>>order{", "[order("]
    {
        read(&text.repeat(20_000), "stop");
    }
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
