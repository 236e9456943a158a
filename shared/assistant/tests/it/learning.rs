//! What servers take: parameters, headers and extra fields.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use relais_assistant::{AssistantConfig, ModelServer, Question, ServerName, Speaker, Turn};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::server::{asked, assistant, completing, completion, config, model, now, requests, url};

/// A server that answers only requests that this check lets pass.
async fn strict(refuses: impl Fn(&Value) -> Option<ResponseTemplate> + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| {
        let body: Value = request.body_json().unwrap();
        let answer = || ResponseTemplate::new(200).set_body_json(completion("Hello.", "stop"));
        refuses(&body).unwrap_or_else(answer)
    };
    Mock::given(method("POST")).respond_with(respond).mount(&server).await;
    server
}

fn refusal(status: u16, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"error": {"message": message, "param": null}}))
}

#[tokio::test]
async fn a_refused_parameter_is_left_out_from_then_on() {
    let server = strict(|body| {
        let refused =
            ["stream", "temperature", "max_tokens"].into_iter().find(|name| body.get(name).is_some());
        refused.map(|name| refusal(400, &format!("Unrecognized request argument supplied: {name}")))
    })
    .await;
    let mut config = config(url(&server));
    config.first.extra_body.insert("temperature".to_owned(), json!(0.2));
    let assistant = assistant(config);

    let first = asked(&assistant).await;
    assert_eq!(first.answer.unwrap().text, "Hello.");
    assert_eq!(first.calls.len(), 1, "refused parameters are no calls of their own");
    assert_eq!(requests(&server).await.len(), 4);
    asked(&assistant).await.answer.unwrap();
    assert_eq!(requests(&server).await.len(), 5);

    let learned = assistant.learned();
    assert_eq!(learned.len(), 3, "{learned:?}");
    assert!(learned.iter().all(|(server, _)| *server == ServerName::First));
}

#[tokio::test]
async fn customers_who_write_at_once_teach_no_more_than_one() {
    let server = strict(|body| {
        let refused = body.get("max_tokens").is_some();
        refused.then(|| {
            refusal(400, "Unsupported parameter: 'max_tokens'").set_delay(Duration::from_millis(200))
        })
    })
    .await;
    let assistant = assistant(config(url(&server)));
    let (a, b, c, d) =
        tokio::join!(asked(&assistant), asked(&assistant), asked(&assistant), asked(&assistant));
    for asked in [a, b, c, d] {
        assert_eq!(asked.answer.unwrap().text, "Hello.");
    }
    asked(&assistant).await.answer.unwrap();
    let requests = requests(&server).await;
    assert_eq!(requests.len(), 9);
    assert_eq!(requests.last().unwrap()["max_completion_tokens"], 3_000);
}

#[tokio::test]
async fn what_was_learned_is_forgotten_after_an_hour() {
    let server = strict(|body| {
        body.get("stream").map(|_| refusal(400, "Unrecognized request argument supplied: stream"))
    })
    .await;
    let assistant = assistant(config(url(&server)));
    let ask_at = |minutes: i64| {
        let now = now() + SignedDuration::from_mins(minutes);
        let assistant = assistant.clone();
        async move {
            let history = [Turn::new(Speaker::Customer, "Hello?", now)];
            let now = now.to_zoned(TimeZone::UTC);
            let question = Question {
                instructions: "",
                chosen: None,
                history: &history,
                now,
                language: None,
                hours: None,
                tools: None,
                model: None,
            };
            assistant.answer(&question).await.answer.unwrap();
        }
    };
    for (minutes, all) in [(0, 2), (59, 3), (61, 5), (100, 6)] {
        ask_at(minutes).await;
        assert_eq!(requests(&server).await.len(), all, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn a_change_that_did_not_help_is_not_kept() {
    let server = strict(|_| Some(refusal(400, "This model's maximum context length is 4096 tokens."))).await;
    let assistant = assistant(config(url(&server)));
    assert_eq!(asked(&assistant).await.answer.unwrap_err().code(), "prompt_too_long");
    assert_eq!(assistant.learned(), []);
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_not_asked_for_ever() {
    let server = strict(|body| {
        let field = body.as_object().unwrap().keys().next_back().unwrap().clone();
        Some(refusal(422, &format!("{field} is not supported")))
    })
    .await;
    let asked = asked(&assistant(config(url(&server)))).await;
    assert_eq!(asked.answer.unwrap_err().code(), "refused");
    assert!(requests(&server).await.len() <= 6);
}

#[tokio::test]
async fn a_template_without_a_system_role_gets_the_instructions_in_the_first_turn() {
    let server = strict(|body| {
        let has_system = body["messages"][0]["role"] == "system";
        has_system.then(|| refusal(400, "System role not supported"))
    })
    .await;
    asked(&assistant(config(url(&server)))).await.answer.unwrap();
    let last = requests(&server).await.pop().unwrap();
    let first = last["messages"][0]["content"].as_str().unwrap();
    assert!(first.starts_with("Be kind.") && first.ends_with("Hello?"), "{first}");
}

#[tokio::test]
async fn a_small_context_shortens_the_answer_and_the_history() {
    let server = strict(|body| {
        let asked = body["max_tokens"].as_u64().unwrap();
        let message = "This model's maximum context length is 2048 tokens. However, you requested more.";
        (asked > 1_000).then(|| refusal(400, message))
    })
    .await;
    asked(&assistant(config(url(&server)))).await.answer.unwrap();
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn extra_headers_and_fields_are_sent() {
    let server = completing(completion("Hello.", "stop")).await;
    let extra = ModelServer {
        extra_headers: vec![
            ("X-Team".to_owned(), "shop".into()),
            ("authorization".to_owned(), "Token other".into()),
        ],
        extra_body: serde_json::Map::from_iter([("seed".to_owned(), json!(7))]),
        ..model(url(&server))
    };
    asked(&assistant(AssistantConfig::new(extra))).await.answer.unwrap();
    let sent = &server.received_requests().await.unwrap()[0];
    assert_eq!(sent.headers["x-team"], "shop");
    assert_eq!(sent.headers["authorization"], "Token other");
    assert_eq!(sent.body_json::<Value>().unwrap()["seed"], 7);
}

#[tokio::test]
async fn a_query_of_the_address_is_kept_and_a_server_without_a_key_gets_none() {
    let server = MockServer::start().await;
    Mock::given(path("/deployments/x/chat/completions"))
        .and(query_param("api-version", "2024-10-21"))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_json(completion("Hello.", "stop")))
        .mount(&server)
        .await;
    let address = format!("{}/deployments/x?api-version=2024-10-21", server.uri());
    let keyless = ModelServer { api_key: None, ..model(address) };
    asked(&assistant(AssistantConfig::new(keyless))).await.answer.unwrap();
    let sent = &server.received_requests().await.unwrap()[0];
    assert!(!sent.headers.contains_key("authorization"));
}
