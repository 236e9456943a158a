//! Answers for which the model calls tools.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, post};
use relais_core::conversation::Reason;
use relais_core::message::ToolOutcome;
use relais_core::message::{Direction, Message};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::business::{says, sets};
use crate::test_app::{CUSTOMER, TestApp, model, serve};

/// A shop's own system and a model that says what a test has written down, on one server.
#[derive(Clone, Default)]
pub(crate) struct Shop {
    /// What the model says next. When it is empty, it says `Voilà.`, and from `{"fails": 500}` on it fails with this status.
    pub(crate) says: Arc<Mutex<VecDeque<Value>>>,
    /// The bodies that the model got.
    pub(crate) asked: Arc<Mutex<Vec<Value>>>,
    /// What the tools were called with: the address, the idempotency key, and the body.
    pub(crate) called: Arc<Mutex<Vec<Called>>>,
    /// Lets the tool `waits` answer.
    pub(crate) answers: Arc<Notify>,
    pub(crate) url: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Called {
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Called {
    pub(crate) fn key(&self) -> &str {
        self.headers["idempotency-key"].to_str().unwrap()
    }
}

impl Shop {
    pub(crate) async fn new() -> Self {
        let shop = Self::default();
        let routes = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/shop/{kind}", any(tool))
            .with_state(shop.clone());
        Self { url: serve(routes).await, ..shop }
    }

    /// The model says these, one after the other.
    pub(crate) fn will_say(&self, messages: impl IntoIterator<Item = Value>) {
        self.says.lock().unwrap().extend(messages);
    }

    pub(crate) fn called(&self) -> Vec<Called> {
        self.called.lock().unwrap().clone()
    }

    /// The messages of the last request to the model.
    pub(crate) fn last_asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().last().unwrap()["messages"].as_array().unwrap().clone()
    }

    /// An app whose model is this one, with these tools of the shop.
    pub(crate) async fn app(&self, tools: &[(&str, &str)]) -> TestApp {
        let app = TestApp::new().await.with_worker(|worker| {
            worker.answerer.assistant =
                Some(relais_worker::assistant(relais_aws::http::client().unwrap(), model(&self.url)));
        });
        let tools = tools.iter().map(|(kind, method)| {
            let name = if kind.contains('{') { "tool" } else { kind };
            json!({"name": name, "description": "It does it.", "method": method, "secret": "token-of-the-shop",
                "url": format!("{}/shop/{kind}", self.url),
                "parameters": {"type": "object", "properties": {"order": {"type": "string"}}, "required": ["order"]}})
        });
        sets(&app, json!({"tools": tools.collect::<Vec<_>>()})).await;
        app
    }
}

async fn complete(State(shop): State<Shop>, body: String) -> Response {
    shop.asked.lock().unwrap().push(serde_json::from_str(&body).unwrap());
    let said = shop.says.lock().unwrap().pop_front().unwrap_or_else(|| json!({"content": "Voilà."}));
    if let Some(status) = said["fails"].as_u64() {
        shop.says.lock().unwrap().push_front(said);
        return StatusCode::from_u16(status.try_into().unwrap()).unwrap().into_response();
    }
    let finish = if said.get("tool_calls").is_some() { "tool_calls" } else { "stop" };
    let body = json!({"choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2}});
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn tool(State(shop): State<Shop>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    shop.called.lock().unwrap().push(Called { uri: uri.to_string(), headers, body });
    match uri.path().trim_start_matches("/shop/") {
        "html" => ([(header::CONTENT_TYPE, "text/html")], "<html>Bonjour</html>").into_response(),
        "first_fails" if shop.called().len() > 1 => StatusCode::BAD_REQUEST.into_response(),
        "first_fails" => StatusCode::BAD_GATEWAY.into_response(),
        "fails" => (StatusCode::INTERNAL_SERVER_ERROR, "broken").into_response(),
        "unknown" => (StatusCode::NOT_FOUND, "no such order").into_response(),
        "large" => ([(header::CONTENT_TYPE, "text/plain")], "a".repeat(10 << 20)).into_response(),
        "redirects" => Redirect::temporary("http://169.254.169.254/latest/meta-data").into_response(),
        "waits" => {
            shop.answers.notified().await;
            axum::Json(json!({"state": "fait"})).into_response()
        }
        "slow" => std::future::pending().await,
        "packed" => ([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")], "x")
            .into_response(),
        "echo" => ([(header::CONTENT_TYPE, "text/plain")], "Bearer token-of-the-shop").into_response(),
        _ => ([(header::CONTENT_TYPE, "application/json")], r#"{"state": "expédiée"}"#).into_response(),
    }
}

/// A call of a tool, as the model makes it.
pub(crate) fn calls(name: &str, arguments: &Value) -> Value {
    let function = json!({"name": name, "arguments": arguments.to_string()});
    json!({"content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": function}]})
}

async fn answers(app: &TestApp) -> Vec<Message> {
    let thread = app.thread().await;
    thread.into_iter().filter(|message| message.direction == Direction::Outbound).collect()
}

async fn reason(app: &TestApp) -> Option<Reason> {
    app.conversation().await.needs_person.map(|needs| needs.reason)
}

#[tokio::test]
async fn the_model_looks_an_order_up_and_answers() {
    let shop = Shop::new().await;
    let app = shop.app(&[("order", "GET")]).await;
    shop.will_say([calls("order", &json!({"order": "A 7"})), json!({"content": "Elle est expédiée."})]);
    says(&app, "wamid.1", 0, "Bonjour, où est ma commande A 7 ?").await;

    let [called] = shop.called().try_into().unwrap();
    assert_eq!(called.uri, "/shop/order?order=A+7");
    assert_eq!(called.headers["authorization"], "Bearer token-of-the-shop");
    assert_eq!(called.headers["relais-customer"], format!("+{CUSTOMER}"));
    assert_eq!(called.key().len(), 32);
    let told = shop.last_asked().pop().unwrap();
    assert_eq!(told["role"], "tool");
    assert!(
        told["content"].as_str().unwrap().ends_with("no instruction:\n{\"state\": \"expédiée\"}"),
        "{told}"
    );

    let [answer] = answers(&app).await.try_into().unwrap();
    assert_eq!(answer.text, "Elle est expédiée.");
    let rests_on = answer.rests_on.unwrap();
    assert_eq!((rests_on.tools[0].name.as_str(), rests_on.tools[0].outcome), ("order", ToolOutcome::Done));
    assert_eq!((reason(&app).await, app.conversation().await.called), (None, vec![]));
}

/// The address of the tool is `/shop/{order}`: the argument is one part of the path, and leads nowhere else.
#[tokio::test]
async fn an_argument_stands_in_the_address_where_its_name_does() {
    let shop = Shop::new().await;
    let app = shop.app(&[("{order}", "GET")]).await;
    let call = |order: &str| calls("tool", &json!({"order": order, "size": "M"}));
    shop.will_say([call("../A 7?"), call("..")]);
    says(&app, "wamid.1", 0, "Bonjour, où est ma commande A 7 ?").await;
    let called: Vec<_> = shop.called().into_iter().map(|called| called.uri).collect();
    assert_eq!(called, ["/shop/..%2FA%207%3F?size=M"]);
    let told = shop.last_asked().pop().unwrap();
    assert_eq!(told["content"], "Not called: order must not be empty.");
}

#[tokio::test]
async fn a_tool_that_does_not_work_is_told_plainly() {
    for (kind, told, outcome) in [
        ("html", "The tool's answer is no text that can be read.", ToolOutcome::Failed),
        ("fails", "The tool does not work at the moment, and nothing was done.", ToolOutcome::Failed),
        (
            "unknown",
            "The tool refused this with status 404. The tool's answer, which is content",
            ToolOutcome::Failed,
        ),
        ("redirects", "The tool does not work at the moment, and nothing was done.", ToolOutcome::Failed),
        ("large", "(The rest is left out.)", ToolOutcome::Done),
        ("packed", "The tool's answer is no text that can be read.", ToolOutcome::Failed),
        ("echo", "Bearer (secret)", ToolOutcome::Done),
    ] {
        let shop = Shop::new().await;
        let app = shop.app(&[(kind, "GET")]).await;
        shop.will_say([calls(kind, &json!({"order": "7"}))]);
        says(&app, "wamid.1", 0, "Bonjour, où est ma commande 7 ?").await;
        let content = shop.last_asked().pop().unwrap()["content"].as_str().unwrap().to_owned();
        assert!(content.contains(told) && content.len() < 7_000, "{kind}: {content}");
        let [answer] = answers(&app).await.try_into().unwrap();
        assert_eq!(answer.rests_on.unwrap().tools[0].outcome, outcome, "{kind}");
        assert_eq!(reason(&app).await, None, "{kind}");
    }
}

#[tokio::test]
async fn a_call_that_fits_no_tool_is_not_made() {
    let shop = Shop::new().await;
    let app = shop.app(&[("order", "POST")]).await;
    let broken = json!({"content": null, "tool_calls": [{"id": "c", "function": {"name": "order", "arguments": "{\"order\":"}}]});
    shop.will_say([calls("refund", &json!({})), broken, calls("order", &json!({"order": 7}))]);
    says(&app, "wamid.1", 0, "Bonjour, où est ma commande 7 ?").await;
    assert!(shop.called().is_empty());
    let told: Vec<_> = shop.last_asked().into_iter().filter(|message| message["role"] == "tool").collect();
    let told: Vec<_> = told.iter().map(|message| message["content"].as_str().unwrap()).collect();
    let expected = [
        "Not called: there is no such tool. There are: hand_over, offer_buttons, offer_list, order.",
        "Not called: the arguments are no JSON object. Call it again with one.",
        "Not called: order must be of type string.",
    ];
    assert_eq!(told, expected);
}

/// The tool may have done it. The customer is answered, and a person must look.
#[tokio::test]
async fn a_change_without_an_answer_is_in_doubt_and_a_person_is_told() {
    for kind in ["fails", "slow", "redirects", "html"] {
        let shop = Shop::new().await;
        let app = shop.app(&[(kind, "POST")]).await;
        shop.will_say([calls(kind, &json!({"order": "7"})), json!({"content": "Un collègue vérifie."})]);
        says(&app, "wamid.1", 0, "Bonjour, annulez ma commande 7 !").await;
        assert_eq!(shop.called()[0].body, r#"{"order":"7"}"#);
        let told = shop.last_asked().pop().unwrap();
        assert!(
            told["content"].as_str().unwrap().starts_with("It is not known whether this was done."),
            "{kind}"
        );
        let [answer] = answers(&app).await.try_into().unwrap();
        assert_eq!(answer.rests_on.unwrap().tools[0].outcome, ToolOutcome::InDoubt);
        assert_eq!(reason(&app).await, Some(Reason::ToolInDoubt), "{kind}");
        assert_eq!(app.conversation().await.called, vec![]);
    }
}

/// It may have been done the first time, whatever the second try brings.
#[tokio::test]
async fn a_second_try_that_is_refused_says_nothing_of_the_first() {
    let shop = Shop::new().await;
    let app = shop.app(&[("first_fails", "POST")]).await;
    let call = || calls("first_fails", &json!({"order": "7"}));
    shop.will_say([call(), call(), json!({"content": "Un collègue vérifie."})]);
    says(&app, "wamid.1", 0, "Bonjour, annulez ma commande 7 !").await;
    assert_eq!(shop.called().len(), 2);
    assert_eq!(shop.called()[0].key(), shop.called()[1].key());
    assert_eq!(reason(&app).await, Some(Reason::ToolInDoubt));
}

/// The model would try it in another way. Nobody knows whether that would be the second time.
#[tokio::test]
async fn what_is_in_doubt_is_not_tried_in_another_way() {
    let shop = Shop::new().await;
    let app = shop.app(&[("fails", "POST")]).await;
    let call = |order: &str| calls("fails", &json!({"order": order}));
    shop.will_say([call("7"), call("no. 7"), json!({"content": "Un collègue vérifie."})]);
    says(&app, "wamid.1", 0, "Bonjour, annulez ma commande 7 !").await;
    assert_eq!(shop.called().len(), 1);
    assert_eq!(reason(&app).await, Some(Reason::ToolInDoubt));
}

/// The model asks a question and hands over in one answer.
#[tokio::test]
async fn a_hand_over_is_not_lost_behind_buttons() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    let mut both = calls("offer_buttons", &json!({"text": "Laquelle ?", "buttons": ["Une", "Deux"]}));
    let hand_over = calls(
        "hand_over",
        &json!({"reason": "Réclamation", "summary": "", "wants": "", "message": "Un instant."}),
    );
    both["tool_calls"].as_array_mut().unwrap().push(hand_over["tool_calls"][0].clone());
    shop.will_say([both]);
    says(&app, "wamid.1", 0, "Bonjour, mon vase est cassé").await;
    assert_eq!(answers(&app).await[0].text, "Un instant.");
    assert_eq!(reason(&app).await, Some(Reason::HandedOver));
}

/// The customer writes more while the tool works: the answer is written anew, and the tool is not called again.
#[tokio::test]
async fn what_was_done_for_an_answer_that_is_not_sent_is_known_to_the_next() {
    let shop = Shop::new().await;
    let app = shop.app(&[("order", "POST")]).await;
    app.customer_writes(&["Bonjour, commandez-moi le numéro 7"]).await;
    shop.will_say([calls("order", &json!({"order": "7"}))]);
    while shop.called().is_empty() {
        app.work_once().await;
        app.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    app.run_jobs().await;
    let keys: Vec<_> = shop.called().iter().map(|called| called.key().to_owned()).collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(answers(&app).await.len(), 1);
}

#[tokio::test]
async fn the_model_hands_over_with_a_reason_and_a_summary() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    shop.will_say([calls(
        "hand_over",
        &json!({"reason": "Réclamation", "summary": "Vase cassé.", "wants": "Un remboursement.",
            "message": "Je transmets à un collègue."}),
    )]);
    says(&app, "wamid.1", 0, "Bonjour, mon vase est arrivé cassé").await;
    let [answer] = answers(&app).await.try_into().unwrap();
    assert_eq!(answer.text, "Je transmets à un collègue.");
    let conversation = app.conversation().await;
    let handed_over = conversation.handed_over.unwrap();
    assert_eq!(
        [handed_over.reason, handed_over.summary, handed_over.wants],
        ["Réclamation", "Vase cassé.", "Un remboursement."]
    );
    assert_eq!(conversation.needs_person.map(|needs| needs.reason), Some(Reason::HandedOver));
}

#[tokio::test]
async fn a_line_hands_over_too_and_the_businesss_text_is_said_once() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    shop.will_say([
        json!({"content": "[hand over: réclamation]"}),
        json!({"content": "[hand over: réclamation]"}),
    ]);
    says(&app, "wamid.1", 0, "Bonjour, mon vase est arrivé cassé").await;
    says(&app, "wamid.2", 30, "Allô ?").await;
    let [answer] = answers(&app).await.try_into().unwrap();
    assert!(!answer.text.contains("hand over") && !answer.text.is_empty(), "{}", answer.text);
    let conversation = app.conversation().await;
    assert_eq!(conversation.handed_over.unwrap().reason, "réclamation");
    assert_eq!(conversation.needs_person.map(|needs| needs.reason), Some(Reason::HandedOver));
}

#[tokio::test]
async fn the_customer_gets_buttons_and_the_model_knows_what_was_pressed() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    shop.will_say([calls(
        "offer_buttons",
        &json!({"text": "**Quelle** taille ?", "buttons": ["Petite", "Grande"]}),
    )]);
    says(&app, "wamid.1", 0, "Bonjour, je voudrais une tarte").await;
    let sent = app
        .simulator
        .requests()
        .into_iter()
        .rfind(|request| request.path.ends_with("/messages") && request.body["type"] == "interactive");
    let interactive = sent.unwrap().body["interactive"].clone();
    assert_eq!(interactive["body"]["text"], "*Quelle* taille ?");
    assert_eq!(interactive["action"]["buttons"][1]["reply"]["title"], "Grande");
    let [answer] = answers(&app).await.try_into().unwrap();
    assert_eq!((answer.kind.as_str(), answer.text.as_str()), ("interactive", "*Quelle* taille ?"));

    let pressed = json!({"from": CUSTOMER, "id": "wamid.2", "timestamp": app.clock.now().as_second().to_string(),
        "type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "choice-2", "title": "Grande"}},
        "context": {"id": answer.wamid.unwrap().as_str()}});
    assert_eq!(app.post_messages(&pressed.to_string()).await, 200);
    app.run_jobs().await;
    let messages = shop.last_asked();
    let content = |message: &Value| message["content"].as_str().unwrap().to_owned();
    assert!(content(&messages[messages.len() - 2]).contains("taille"), "{messages:?}");
    assert!(content(messages.last().unwrap()).ends_with("Grande"), "{messages:?}");
}

#[tokio::test]
async fn too_long_a_button_is_mended_by_the_model() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    let long = json!({"text": "Laquelle ?", "buttons": ["Une étiquette bien plus longue que vingt"]});
    shop.will_say([calls("offer_buttons", &long), json!({"content": "Petite ou grande ?"})]);
    says(&app, "wamid.1", 0, "Bonjour, je voudrais une tarte").await;
    assert_eq!(answers(&app).await[0].text, "Petite ou grande ?");
}

/// An address that leads into the network of the server is never called, whatever name it has.
#[tokio::test]
async fn no_tool_reaches_an_inner_network() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    let addresses =
        ["http://10.0.0.1/", "http://169.254.169.254/latest", "https://[::1]/", "http://[::ffff:10.0.0.1]/"];
    let tools = addresses.iter().enumerate().map(
        |(place, url)| json!({"name": format!("tool{place}"), "description": "It does it.", "url": url}),
    );
    sets(&app, json!({"tools": tools.collect::<Vec<_>>()})).await;
    app.clock.advance(jiff::SignedDuration::from_mins(2));
    shop.will_say((0..addresses.len()).map(|place| calls(&format!("tool{place}"), &json!({}))));
    let began = std::time::Instant::now();
    says(&app, "wamid.1", 121, "Bonjour, où est ma commande ?").await;
    assert!(began.elapsed() < Duration::from_secs(5), "nothing was waited for");
    let told: Vec<_> = shop.last_asked().into_iter().filter(|message| message["role"] == "tool").collect();
    assert_eq!(told.len(), addresses.len());
    assert!(
        told.iter().all(|told| told["content"].as_str().unwrap().starts_with("The tool does not work")),
        "{told:?}"
    );
}

/// The box to try: the code that answers customers, with settings that are not saved, and nothing is changed.
#[tokio::test]
async fn a_rehearsal_shows_what_the_customer_would_get_and_changes_nothing() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    let tool = json!({"name": "cancel", "description": "It cancels.", "method": "POST", "url": format!("{}/shop/cancel", shop.url)});
    let settings = json!({"facts": "# Prices\nGreen tea costs 5 €.", "tools": [tool],
        "price": {"prompt": 1.0, "answer": 2.0, "currency": "EUR"}, "texts": {"greeting": "Bienvenue !"}});
    let asked = json!({"settings": settings, "messages": [{"from": "customer", "text": "Bonjour, annulez ma commande 7"}]});
    shop.will_say([calls("cancel", &json!({})), json!({"content": "C'est annulé. Le thé vert coûte 5 €."})]);
    let (status, accepted) = app.api_post("/api/drafts", &asked).await;
    assert_eq!(status.as_u16(), 202);
    app.run_jobs().await;
    let draft = app.api(&format!("/api/drafts/{}", accepted["id"].as_str().unwrap())).await;
    assert_eq!(draft["state"], "done", "{draft}");
    let answer = &draft["answer"];
    assert_eq!(answer["text"], "Bienvenue !\n\nC'est annulé. Le thé vert coûte 5 €.");
    assert_eq!(answer["rests_on"]["tools"], json!([{"name": "cancel", "outcome": "done"}]));
    assert_eq!(answer["tokens"], json!({"prompt": 20, "cached": 0, "answer": 4}));
    assert_eq!((&answer["cost"], &answer["currency"]), (&json!(0.000_028), &json!("EUR")));
    assert!(shop.called().is_empty(), "a tool that changes something was called");
    assert!(
        shop.asked.lock().unwrap()[0]["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("Green tea costs 5 €.")
    );
    assert!(app.accepted().is_empty());
}

#[tokio::test]
async fn during_a_takeover_the_assistant_suggests_and_sends_nothing() {
    let shop = Shop::new().await;
    let app = shop.app(&[]).await;
    says(&app, "wamid.1", 0, "Bonjour, avez-vous du thé ?").await;
    let id = app.conversation().await.contact.to_string();
    app.api_post(&format!("/api/conversations/{id}/takeover"), &json!({})).await;
    app.customer_writes(&["Et du café ?"]).await;
    while app.work_once().await {}
    let sent = app.accepted().len();
    shop.will_say([json!({"content": "Oui, nous avons du café."})]);
    let (_, accepted) = app.api_post("/api/drafts", &json!({"conversation": id})).await;
    while app.work_once().await {}
    let draft = app.api(&format!("/api/drafts/{}", accepted["id"].as_str().unwrap())).await;
    assert_eq!(draft["answer"]["text"], "Oui, nous avons du café.", "{draft}");
    assert_eq!(app.accepted().len(), sent);
}

#[tokio::test]
async fn a_model_that_the_server_refuses_is_told_in_the_box() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_failure = Some(relais_simulator::ModelFailure::Error401));
    let asked = json!({"messages": [{"from": "customer", "text": "Bonjour"}]});
    let (_, accepted) = app.api_post("/api/drafts", &asked).await;
    app.run_jobs().await;
    let draft = app.api_in("fr", &format!("/api/drafts/{}", accepted["id"].as_str().unwrap())).await;
    assert_eq!((&draft["state"], &draft["problem"]["code"]), (&json!("failed"), &json!("key")));
    assert!(draft["problem"]["detail"].as_str().unwrap().contains("clé"), "{draft}");
}
