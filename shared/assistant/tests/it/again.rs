//! The second question, and the fallback model.

use std::time::Duration;

use relais_assistant::{AssistantConfig, MAX_ANSWER_UNITS, ModelServer, ServerName, Tokens, utf16_len};
use serde_json::json;
use wiremock::{MockServer, ResponseTemplate};

use crate::server::{
    answering, answering_in_turn, asked, assistant, completion, config, model, now, requests, url, whole,
};

fn body(body: serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A response of a server that answers too late for its share of the deadline.
fn late() -> ResponseTemplate {
    whole("Too late.").set_delay(Duration::from_secs(30))
}

fn with_fallback(first: &MockServer, fallback: &MockServer) -> AssistantConfig {
    let fallback = ModelServer { model: "other-model".to_owned(), ..model(url(fallback)) };
    AssistantConfig { fallback: Some(fallback), ..config(url(first)) }
}

#[tokio::test]
async fn an_unusable_answer_is_asked_for_once_more() {
    let cases = [
        ("empty", body(completion("", "stop"))),
        (
            "torn",
            body(json!({"choices": [{"message": {"content": "You must not"}, "finish_reason": "error"}]})),
        ),
        ("malformed", ResponseTemplate::new(200).set_body_string("<html>")),
        ("only_thoughts", body(completion("", "length"))),
        ("unavailable", ResponseTemplate::new(503)),
        ("rate_limited", ResponseTemplate::new(429).insert_header("retry-after", "0")),
    ];
    for (code, response) in cases {
        let server = answering_in_turn(vec![response, whole("At last.")]).await;
        let asked = asked(&assistant(config(url(&server)))).await;
        assert_eq!(asked.answer.unwrap().text, "At last.", "{code}");
        let failures: Vec<_> = asked.calls.iter().map(|call| call.failure).collect();
        assert_eq!(failures, [Some(code), None]);
        assert_eq!(requests(&server).await.len(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_stays_unusable_is_asked_for_no_third_time() {
    let server = answering(body(completion("", "stop"))).await;
    let asked = asked(&assistant(config(url(&server)))).await;
    assert_eq!(asked.answer.unwrap_err().code(), "empty");
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn a_model_that_spent_its_tokens_on_thoughts_is_given_more_room_from_then_on() {
    let thoughts = json!({
        "choices": [{"message": {"content": "", "reasoning_content": "hm"}, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 19, "completion_tokens": 3_000},
    });
    let server = answering_in_turn(vec![body(thoughts), whole("It is red.")]).await;
    let assistant = assistant(config(url(&server)));
    let first = asked(&assistant).await;
    assert_eq!(first.tokens(), Tokens { prompt: Some(38), answer: Some(3_010), cached: None });
    assert_eq!(first.answer.unwrap().text, "It is red.");
    asked(&assistant).await.answer.unwrap();

    let requests = requests(&server).await;
    let asked_for = |n: usize| (&requests[n]["max_tokens"], requests[n].get("reasoning_effort"));
    assert_eq!(asked_for(0), (&json!(3_000), None));
    assert_eq!(asked_for(1), (&json!(6_000), Some(&json!("low"))));
    assert_eq!(asked_for(2), asked_for(1));
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn a_server_that_hangs_is_asked_again_within_the_deadline() {
    let server = answering_in_turn(vec![late(), whole("Here I am.")]).await;
    let config = AssistantConfig { deadline: Duration::from_secs(6), ..config(url(&server)) };
    let asked = asked(&assistant(config)).await;
    assert_eq!(asked.answer.unwrap().text, "Here I am.");
    assert_eq!(asked.calls[0].failure, Some("timed_out"));
}

#[tokio::test]
async fn a_slow_model_is_heard_until_the_deadline() {
    let slow = whole("I had to think.").set_delay(Duration::from_millis(4_500));
    let server = answering_in_turn(vec![slow, late()]).await;
    let config = AssistantConfig { deadline: Duration::from_secs(6), ..config(url(&server)) };
    let asked_alone = asked(&assistant(config)).await;
    assert_eq!(asked_alone.answer.unwrap().text, "I had to think.");
    assert_eq!(requests_of(&server).await, 2);

    let slow = answering(whole("I had to think.").set_delay(Duration::from_millis(4_500))).await;
    let broken = answering(ResponseTemplate::new(500)).await;
    let config = AssistantConfig { deadline: Duration::from_secs(6), ..with_fallback(&slow, &broken) };
    assert_eq!(asked(&assistant(config)).await.answer.unwrap().text, "I had to think.");
}

#[tokio::test]
async fn a_wish_for_less_thinking_that_is_refused_is_dropped() {
    let thoughts = body(completion("<think>hm", "length"));
    let refused = ResponseTemplate::new(400)
        .set_body_json(json!({"error": {"message": "\"m\" does not support thinking"}}));
    let server = answering_in_turn(vec![thoughts, refused, whole("It is red.")]).await;
    let assistant = assistant(config(url(&server)));
    assert_eq!(asked(&assistant).await.answer.unwrap().text, "It is red.");
    asked(&assistant).await.answer.unwrap();
    let requests = requests(&server).await;
    let efforts: Vec<_> = requests.iter().map(|request| request.get("reasoning_effort").is_some()).collect();
    assert_eq!(efforts, [false, true, false, false]);
}

#[tokio::test]
async fn an_answer_above_the_limit_is_asked_for_once_more_and_shorter() {
    let long = "This is a sentence. ".repeat(400);
    let server = answering_in_turn(vec![whole(&long), whole("Short.")]).await;
    let asked_once = asked(&assistant(config(url(&server)))).await;
    assert_eq!(asked_once.answer.unwrap().text, "Short.");
    assert_eq!(asked_once.calls[0].failure, Some("too_long"));
    let requests = requests(&server).await;
    let last = |n: usize| requests[n]["messages"].as_array().unwrap().last().unwrap()["content"].clone();
    assert!(last(1).as_str().unwrap().len() > last(0).as_str().unwrap().len());

    for second in [whole(&long), ResponseTemplate::new(400)] {
        let server = answering_in_turn(vec![whole(&long), second]).await;
        let fallback = answering(whole("Not asked.")).await;
        let answer = asked(&assistant(with_fallback(&server, &fallback))).await.answer.unwrap();
        assert!(utf16_len(&answer.text) <= MAX_ANSWER_UNITS && answer.text.ends_with("a sentence."));
        assert_eq!(self::requests_of(&fallback).await, 0);
    }
}

async fn requests_of(server: &MockServer) -> usize {
    requests(server).await.len()
}

#[tokio::test]
async fn the_fallback_model_is_asked_when_the_first_cannot_answer() {
    let cases = [
        ResponseTemplate::new(401),
        ResponseTemplate::new(402),
        ResponseTemplate::new(404),
        ResponseTemplate::new(429).insert_header("retry-after", "3600"),
        ResponseTemplate::new(500),
        ResponseTemplate::new(200).set_body_string("<html>"),
        body(completion("", "stop")),
    ];
    for response in cases {
        let (first, fallback) = (answering(response).await, answering(whole("I stand in.")).await);
        let asked = asked(&assistant(with_fallback(&first, &fallback))).await;
        assert_eq!(asked.answer.unwrap().text, "I stand in.");
        assert_eq!(asked.calls.last().unwrap().server, ServerName::Fallback);
        assert_eq!(requests(&fallback).await[0]["model"], "other-model");
    }
}

#[tokio::test]
async fn the_fallback_model_answers_for_one_that_hangs_or_cannot_be_reached() {
    let fallback = answering(whole("I stand in.")).await;
    let hanging = answering(late()).await;
    let config = AssistantConfig { deadline: Duration::from_secs(6), ..with_fallback(&hanging, &fallback) };
    assert_eq!(asked(&assistant(config)).await.answer.unwrap().text, "I stand in.");
    assert_eq!(requests_of(&hanging).await, 1, "the time that is left is the fallback's");

    let mut config = with_fallback(&hanging, &fallback);
    config.first.base_url = Some("http://127.0.0.1:1/v1".to_owned());
    assert_eq!(asked(&assistant(config)).await.answer.unwrap().text, "I stand in.");
}

#[tokio::test]
async fn the_fallback_model_is_not_asked_after_a_refusal_of_the_content() {
    let (first, fallback) =
        (answering(body(completion("Well", "content_filter"))).await, answering(whole("Sure!")).await);
    let asked = asked(&assistant(with_fallback(&first, &fallback))).await;
    assert_eq!(asked.answer.unwrap_err().code(), "declined");
    assert_eq!(requests_of(&fallback).await, 0);
}

#[tokio::test]
async fn a_server_that_asks_for_a_wait_rests_and_the_other_answers() {
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "60");
    let (first, fallback) = (answering(limited.clone()).await, answering(whole("I stand in.")).await);
    let both = assistant(with_fallback(&first, &fallback));
    for _ in 0..3 {
        assert_eq!(asked(&both).await.answer.unwrap().text, "I stand in.");
        assert_eq!(both.rests_until(now()), None);
    }
    assert_eq!(requests_of(&first).await, 1);

    let alone = assistant(config(url(&first)));
    assert_eq!(asked(&alone).await.answer.unwrap_err().code(), "rate_limited");
    let until = alone.rests_until(now()).unwrap();
    assert_eq!(until.duration_since(now()).as_secs(), 60);
    assert_eq!(alone.rests_until(until), None);
}

/// The second try has answered: other customers need not wait.
#[tokio::test]
async fn a_server_that_answers_after_a_short_wait_does_not_rest() {
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "1");
    let server = answering_in_turn(vec![limited, whole("At last.")]).await;
    let assistant = assistant(config(url(&server)));
    assert_eq!(asked(&assistant).await.answer.unwrap().text, "At last.");
    assert_eq!(assistant.rests_until(now()), None);
}
