//! Requests, and answers of every kind.

use relais_assistant::{
    AssistantConfig, AssistantError, DEFAULT_MODEL, MAX_ANSWER_UNITS, ModelServer, Speaker, Tokens, utf16_len,
};
use serde_json::{Value, json};

use crate::server::{
    ask, ask_about, asked, assistant, completing, completion, config, model, requests, turn, url,
};

#[tokio::test]
async fn a_conversation_is_answered() {
    let server = completing(completion("  We open at nine.\n", "stop")).await;
    let history = [
        turn(Speaker::Customer, "Hi\u{0}"),
        turn(Speaker::Customer, "When do you open?"),
        turn(Speaker::Assistant, "On which day?"),
        turn(Speaker::Agent, "Léa here: which day?"),
        turn(Speaker::Customer, "Today"),
    ];

    let asked = ask_about(&assistant(config(url(&server))), "You work for a bakery.", &history).await;

    assert_eq!(asked.answer.as_ref().unwrap().text, "We open at nine.");
    assert_eq!(asked.tokens(), Tokens { prompt: Some(19), answer: Some(10), cached: None });
    let sent = server.received_requests().await.unwrap();
    assert_eq!(sent[0].headers["authorization"], "Bearer sk-test");
    let sent: Value = sent[0].body_json().unwrap();
    let system = sent["messages"][0]["content"].as_str().unwrap();
    assert!(system.starts_with("You work for a bakery.\n\n"));
    assert!(system.contains("WhatsApp"));
    assert_eq!(
        sent,
        json!({
            "model": "test-model",
            "max_tokens": 3000,
            "stream": false,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": "Hi\n\nWhen do you open?"},
                {"role": "assistant", "content": "On which day?\n\n[written by a colleague]\nLéa here: which day?"},
                {"role": "user", "content": "[now: Friday, 27 November 2026, 13:05]\n\
                    [language: answer in that of these earlier words of the customer: When do you open?]\nToday"},
            ]
        })
    );
}

#[tokio::test]
async fn the_default_model_is_asked_to_think_little() {
    let server = completing(completion("Hello.", "stop")).await;
    let model = ModelServer {
        api_key: Some(" sk-test\n".into()),
        model: DEFAULT_MODEL.to_owned(),
        ..model(format!(" {}/ ", url(&server)))
    };

    asked(&assistant(AssistantConfig::new(model))).await.answer.unwrap();

    let sent = &requests(&server).await[0];
    assert_eq!(sent["model"], DEFAULT_MODEL);
    assert_eq!(sent["reasoning_effort"], "low");
    assert_eq!(sent["max_completion_tokens"], 3000);
    assert_eq!(sent.get("max_tokens"), None);
}

#[tokio::test]
async fn old_turns_are_left_out() {
    let server = completing(completion("Hello.", "stop")).await;
    let config = AssistantConfig { history_tokens: 20, ..config(url(&server)) };
    let history = [turn(Speaker::Customer, &"old ".repeat(100)), turn(Speaker::Customer, "new")];

    ask_about(&assistant(config), "", &history).await.answer.unwrap();

    let sent = &requests(&server).await[0];
    assert_eq!(sent["messages"].as_array().unwrap().len(), 2);
    assert_eq!(sent["messages"][1]["content"], "[now: Friday, 27 November 2026, 13:05]\nnew");
}

#[tokio::test]
async fn answers_of_other_servers_are_read() {
    let bodies = [
        json!({"choices": [{"message": {"content": "Hello."}}]}),
        json!({
            "choices": [{"finish_reason": "", "message": {"role": "model", "content": "Hello."}}],
            "service_tier": "on_demand",
            "usage": {"prompt_tokens": null}
        }),
        json!({"choices": [{"message": {"content": "<think>A greeting.</think>\n\nHello."}}]}),
        json!({"choices": [{"message": {"content": "Hel\u{0}lo.\r\n"}}], "usage": null}),
    ];
    for body in bodies {
        let server = completing(body.clone()).await;
        let answer = ask(&server).await.unwrap();
        assert_eq!(answer.text, "Hello.", "{body}");
    }
}

#[tokio::test]
async fn a_long_answer_ends_with_a_sentence() {
    let long = "This is a sentence 😀. ".repeat(300);
    let server = completing(completion(&long, "stop")).await;

    let answer = ask(&server).await.unwrap();

    assert!(utf16_len(&answer.text) <= MAX_ANSWER_UNITS);
    assert!(utf16_len(&answer.text) > MAX_ANSWER_UNITS - 30);
    assert!(answer.text.ends_with("sentence 😀."));
}

#[tokio::test]
async fn an_answer_that_was_cut_off_ends_with_its_last_whole_sentence() {
    let server = completing(completion("We open at nine. We close at se", "length")).await;
    assert_eq!(ask(&server).await.unwrap().text, "We open at nine.");
}

#[tokio::test]
async fn answers_without_text_are_empty() {
    let tool_calls =
        json!([{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]);
    let bodies = [
        (json!({"choices": []}), "empty"),
        (completion("", "stop"), "empty"),
        (completion(" \n\t\u{0} ", "stop"), "empty"),
        (completion("", "length"), "only_thoughts"),
        (completion("Bonj", "length"), "only_thoughts"),
        (completion(&"x".repeat(MAX_ANSWER_UNITS + 1), "stop"), "empty"),
        (completion("<think>never done thinking", "length"), "only_thoughts"),
        (json!({"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}), "empty"),
        (
            json!({"choices": [{"message": {"content": null, "tool_calls": tool_calls}, "finish_reason": "tool_calls"}]}),
            "torn",
        ),
    ];
    for (body, code) in bodies {
        let server = completing(body.clone()).await;
        let error = ask(&server).await.unwrap_err();
        assert_eq!(error.code(), code, "{body}");
    }
}

#[tokio::test]
async fn a_model_that_declines_has_a_code_of_its_own() {
    let refusal =
        json!({"choices": [{"message": {"content": null, "refusal": "I cannot."}, "finish_reason": "stop"}]});
    for body in [refusal, completion("Well, the", "content_filter")] {
        let server = completing(body.clone()).await;
        let error = ask(&server).await.unwrap_err();
        assert!(matches!(error, AssistantError::Declined), "{error:?}: {body}");
        assert_eq!(requests(&server).await.len(), 1);
    }
}

#[tokio::test]
async fn nothing_is_asked_about_an_empty_history() {
    let server = completing(completion("Hello.", "stop")).await;
    let assistant = assistant(config(url(&server)));
    for history in [vec![], vec![turn(Speaker::Customer, " \u{0} ")]] {
        let asked = ask_about(&assistant, "", &history).await;
        assert!(matches!(asked.answer, Err(AssistantError::NothingToAnswer)));
        assert_eq!(asked.calls, []);
    }
    assert!(requests(&server).await.is_empty());
}
