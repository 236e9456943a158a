//! Telling browsers that a customer waits, by Web Push: push services on this machine, and what they do wrong.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use relais_aws::outward::{Networks, Outward};
use relais_aws::store::Browser;
use relais_aws::vapid::VapidKey;
use relais_core::Settings;
use relais_core::push::Messages;
use relais_simulator::ModelFailure;
use relais_worker::{Answerer, ToolClients, Worker};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::test_app::TestApp;

/// An app with the key pair, and browsers at these paths of a push service.
async fn app(service: &MockServer, browsers: &[(&str, Option<&str>)]) -> TestApp {
    let app = TestApp::new().await;
    app.store.keep_push_key(VapidKey::generate().unwrap()).await.unwrap();
    for (id, who) in browsers {
        add(&app, id, &format!("{}/{id}", service.uri()), *who).await;
    }
    app
}

pub(crate) async fn add(app: &TestApp, id: &str, endpoint: &str, who: Option<&str>) {
    let browser = Browser {
        id: id.to_owned(),
        endpoint: endpoint.to_owned(),
        who: who.map(str::to_owned),
        origin: Some("https://inbox.example".to_owned()),
        seen: app.clock.now(),
        messages: Messages::default(),
    };
    app.store.keep_browser(&browser, app.clock.now()).await.unwrap();
}

async fn answers(service: &MockServer, at: &str, answer: ResponseTemplate, times: u64) {
    let mock = Mock::given(method("POST")).and(path(at)).respond_with(answer);
    mock.up_to_n_times(times).mount(service).await;
}

async fn takes(service: &MockServer) {
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(201))
        .with_priority(9)
        .mount(service)
        .await;
}

/// A customer writes, and the model fails.
async fn hand_over(app: &TestApp) {
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Empty));
    app.customer_writes(&["Bonjour"]).await;
}

async fn got(service: &MockServer, at: &str) -> Vec<Request> {
    let got = service.received_requests().await.unwrap();
    got.into_iter().filter(|request| request.url.path() == at).collect()
}

async fn ids(app: &TestApp) -> Vec<String> {
    let mut ids: Vec<_> =
        app.store.browsers(app.clock.now()).await.unwrap().into_iter().map(|browser| browser.id).collect();
    ids.sort();
    ids
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn a_hand_over_is_told_once_to_each_browser_without_a_word_about_the_customer() {
    let service = MockServer::start().await;
    takes(&service).await;
    let app = app(&service, &[("one", None), ("two", Some("amina"))]).await;
    hand_over(&app).await;
    app.run_jobs().await;
    for at in ["/one", "/two"] {
        let [request] = got(&service, at).await.try_into().unwrap();
        assert_eq!(request.body, b"");
        let header = |name: &str| request.headers[name].to_str().unwrap();
        assert_eq!(
            (header("content-length"), header("ttl"), header("urgency"), header("topic")),
            ("0", "14400", "high", "waiting")
        );
        let (token, key) =
            header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let stored = VapidKey::parse(&app.store.push_key().await.unwrap().unwrap()).unwrap();
        assert_eq!(key, stored.public());
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], service.uri());
        assert_eq!(claims["sub"], "https://inbox.example");
        let expires = claims["exp"].as_i64().unwrap() - app.clock.now().as_second();
        assert!((11 * 3600..=12 * 3600).contains(&expires), "{expires}");
    }
    app.assert_quiet().await;
}

#[tokio::test]
async fn an_answered_turn_and_a_turn_without_browsers_tell_nobody() {
    let service = MockServer::start().await;
    takes(&service).await;
    let answered = app(&service, &[("one", None)]).await;
    answered.customer_writes(&["Bonjour"]).await;
    answered.run_jobs().await;
    let alone = app(&service, &[]).await;
    hand_over(&alone).await;
    alone.run_jobs().await;
    assert_eq!(service.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_flood_is_one_message_in_thirty_seconds() {
    let service = MockServer::start().await;
    takes(&service).await;
    let app = app(&service, &[("one", None)]).await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Empty));
    for n in 0..12 {
        let from = format!("336399801{n:02}");
        let message = format!(
            r#"{{"from":"{from}","id":"wamid.{n}","timestamp":"{}","type":"text","text":{{"body":"Bonjour"}}}}"#,
            app.clock.now().as_second()
        );
        assert_eq!(app.post_messages(&message).await, 200);
    }
    app.run_jobs_within(HOUR).await;
    let told = got(&service, "/one").await.len();
    assert!((1..=3).contains(&told), "{told}");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_browser_that_is_gone_is_removed_and_the_others_are_told() {
    for status in [404, 410] {
        let service = MockServer::start().await;
        answers(&service, "/gone", ResponseTemplate::new(status), 9).await;
        takes(&service).await;
        let app = app(&service, &[("gone", None), ("here", None)]).await;
        hand_over(&app).await;
        app.run_jobs_within(HOUR).await;
        assert_eq!((got(&service, "/gone").await.len(), got(&service, "/here").await.len()), (1, 1));
        assert_eq!(ids(&app).await, ["here"]);
    }
}

#[tokio::test]
async fn a_service_that_fails_is_asked_again_and_only_for_its_browsers() {
    let service = MockServer::start().await;
    answers(&service, "/busy", ResponseTemplate::new(429).insert_header("retry-after", "90"), 1).await;
    answers(&service, "/busy", ResponseTemplate::new(500), 1).await;
    takes(&service).await;
    let app = app(&service, &[("busy", None), ("here", None)]).await;
    hand_over(&app).await;
    let begun = app.clock.now();
    app.run_jobs_within(HOUR).await;
    assert_eq!((got(&service, "/busy").await.len(), got(&service, "/here").await.len()), (3, 1));
    let browsers = app.store.browsers(app.clock.now()).await.unwrap();
    let told = browsers.iter().find(|browser| browser.id == "busy").unwrap().messages.told.unwrap();
    assert!(told.duration_since(begun) >= SignedDuration::from_secs(120), "{told}");
}

#[tokio::test]
async fn a_service_that_stays_broken_or_refuses_is_given_up_and_its_browser_stays() {
    for (status, tries) in [(503, 5), (400, 1), (403, 1), (302, 1)] {
        let service = MockServer::start().await;
        answers(&service, "/one", ResponseTemplate::new(status).insert_header("location", "/other"), 99)
            .await;
        let app = app(&service, &[("one", None)]).await;
        hand_over(&app).await;
        app.run_jobs_within(HOUR).await;
        assert_eq!(service.received_requests().await.unwrap().len(), tries, "{status}");
        assert_eq!(ids(&app).await, ["one"]);
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_service_that_hangs_holds_up_no_other_browser() {
    let service = MockServer::start().await;
    answers(&service, "/slow", ResponseTemplate::new(201).set_delay(Duration::from_secs(11)), 1).await;
    takes(&service).await;
    let app = app(&service, &[("slow", None), ("here", None)]).await;
    hand_over(&app).await;
    app.run_jobs_within(HOUR).await;
    assert_eq!((got(&service, "/slow").await.len(), got(&service, "/here").await.len()), (2, 1));
}

/// A network that filters names may lead there for a while: the browser stays.
#[tokio::test]
async fn an_inner_address_is_never_called() {
    let service = MockServer::start().await;
    takes(&service).await;
    let app = app(&service, &[("one", None)]).await;
    let app = app.with_worker(|worker| {
        let tools = ToolClients::new(Arc::new(Outward::new(Networks::default())));
        let answerer = Answerer { tools, ..worker.answerer.clone() };
        *worker = Worker::new(answerer, worker.recorder.blobs.clone());
    });
    hand_over(&app).await;
    app.run_jobs_within(HOUR).await;
    assert_eq!(service.received_requests().await.unwrap().len(), 0);
    assert_eq!(ids(&app).await, ["one"]);
}

#[tokio::test]
async fn who_has_taken_over_is_told_of_a_message_unless_it_is_read_first() {
    let service = MockServer::start().await;
    takes(&service).await;
    let app = app(&service, &[("amina", Some("amina")), ("marc", Some("marc"))]).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let mut conversation = app.conversation().await;
    conversation.take_over(Some("amina".to_owned()), &Settings::default(), app.clock.now());
    app.store.save_conversation(&mut conversation).await.unwrap();
    app.customer_writes(&["Allô ?"]).await;
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!((got(&service, "/amina").await.len(), got(&service, "/marc").await.len()), (1, 0));

    app.customer_writes(&["Allô ?"]).await;
    app.simulator.wait_for_webhooks().await;
    while app.work_once().await {}
    let id = app.conversation().await.contact;
    let (status, _) = app.api_post(&format!("/api/conversations/{id}/read"), &json!({})).await;
    assert!(status.is_success());
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!(got(&service, "/amina").await.len(), 1);
}
