//! Every class of outcome, against a stand-in of Graph.

use std::{error::Error, fmt::Write as _, net::TcpListener, time::Duration};

use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, header, method, path, query_param},
};

use super::*;
use crate::{Action, OutboundBody, Recipient};

mod account;
mod examine;
mod media;

const TOKEN: &str = "EAAtokenEAA";
const TEXT: &str = "Votre commande est prête";
const NUMBER: &str = "33612345678";
const FROM: &str = "1001";

fn client(base_url: &str) -> GraphClient {
    let config = GraphConfig {
        base_url: base_url.to_owned(),
        version: "v25.0".to_owned(),
        waba_id: Some("2002".into()),
        token: TOKEN.into(),
        app_secret: "s3cret".into(),
        timeout: Duration::from_millis(500),
    };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    GraphClient::new(http, config).unwrap()
}

fn message() -> OutboundMessage {
    OutboundMessage {
        from: FROM.into(),
        to: Recipient::Phone(NUMBER.into()),
        body: OutboundBody::Text { body: TEXT.to_owned(), preview_url: false },
        reply_to: None,
        callback_data: "reply-1".to_owned(),
    }
}

/// Sends one message, and Graph returns this response.
async fn sent(response: ResponseTemplate) -> Result<Accepted, SendError> {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(response).mount(&server).await;
    client(&server.uri()).send(&message()).await
}

fn json_answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn graph_error(status: u16, code: i64) -> ResponseTemplate {
    let error = json!({
        "message": format!("(#{code}) about {NUMBER}: {TEXT}"),
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": format!("{NUMBER} {TEXT}")},
        "fbtrace_id": "A",
    });
    json_answer(status, &json!({"error": error}))
}

/// No error may show the text, the number, the token or the `appsecret_proof`, in `Display` or `Debug`.
fn assert_silent(error: &SendError) {
    let mut shown = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(shown, " {cause} {cause:?}").unwrap();
        source = cause.source();
    }
    for secret in [TEXT, NUMBER, TOKEN, "s3cret", "appsecret_proof"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn a_message_is_accepted() {
    let server = MockServer::start().await;
    let proof = appsecret_proof(&"s3cret".into(), &TOKEN.into());
    Mock::given(method("POST"))
        .and(path("/v25.0/1001/messages"))
        .and(query_param("appsecret_proof", proof))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .and(header("content-type", "application/json"))
        .and(header("user-agent", USER_AGENT))
        .and(body_json(message().to_request()))
        .respond_with(json_answer(
            200,
            &json!({
                "messaging_product": "whatsapp",
                "contacts": [{"input": NUMBER, "wa_id": "33612345679", "user_id": "FR.1"}],
                "messages": [{"id": "wamid.X", "message_status": "accepted"}],
            }),
        ))
        .expect(1)
        .mount(&server)
        .await;
    let accepted = client(&server.uri()).send(&message()).await.unwrap();
    assert_eq!(
        accepted,
        Accepted {
            wamid: "wamid.X".into(),
            wa_id: Some("33612345679".into()),
            user_id: Some("FR.1".into()),
            message_status: Some("accepted".to_owned()),
        }
    );
}

#[tokio::test]
async fn answers_and_what_to_do_about_them() {
    let html = || ResponseTemplate::new(200).set_body_string("<html>ok</html>");
    let without_id =
        json!({"messaging_product": "whatsapp", "contacts": [{"wa_id": NUMBER}], "messages": [{}]});
    let table = [
        ("an HTML page with 200", html(), Action::Reconcile, None),
        (
            "an HTML page with 502",
            ResponseTemplate::new(502).set_body_string("<html>"),
            Action::Reconcile,
            None,
        ),
        ("an empty 200", ResponseTemplate::new(200), Action::Reconcile, None),
        ("a bare 500", ResponseTemplate::new(500), Action::Reconcile, None),
        ("a bare 401", ResponseTemplate::new(401), Action::Token, None),
        ("a bare 404", ResponseTemplate::new(404), Action::GiveUp, None),
        ("accepted without an id", json_answer(200, &without_id), Action::Reconcile, None),
        (
            "an error without a code",
            json_answer(400, &json!({"error": {"message": "no"}})),
            Action::GiveUp,
            None,
        ),
        ("an error inside a 200", graph_error(200, 131_047), Action::WindowClosed, Some(131_047)),
        ("an expired token", graph_error(401, 190), Action::Token, Some(190)),
        ("an expired token as 400", graph_error(400, 190), Action::Token, Some(190)),
        ("an authentication failure", graph_error(401, 0), Action::Token, Some(0)),
        ("a closed window", graph_error(400, 131_047), Action::WindowClosed, Some(131_047)),
        ("the pair limit", graph_error(400, 131_056), Action::PairLimit, Some(131_056)),
        ("throughput", graph_error(400, 130_429), Action::Retry, Some(130_429)),
        ("something went wrong", graph_error(500, 131_000), Action::Reconcile, Some(131_000)),
        ("maintenance, refused", graph_error(400, 131_057), Action::Retry, Some(131_057)),
        ("maintenance, unclear", graph_error(500, 131_057), Action::Reconcile, Some(131_057)),
        ("an unknown code", graph_error(400, 999_999), Action::GiveUp, Some(999_999)),
        ("an unknown code with 500", graph_error(500, 999_999), Action::Reconcile, Some(999_999)),
    ];
    for (what, response, action, code) in table {
        let error = sent(response).await.unwrap_err();
        assert_eq!(error.action(), action, "{what}");
        assert_eq!(error.code(), code, "{what}");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn details_are_for_the_author_of_the_message() {
    let error = sent(graph_error(400, 131_026)).await.unwrap_err();
    assert_eq!(error.detail(), Some(format!("{NUMBER} {TEXT}").as_str()));
    assert_eq!(error.http_status(), Some(400));
    assert_eq!(error.entry().map(|entry| entry.action), Some(Action::GiveUp));
    assert_eq!(error.to_string(), "Graph refused (HTTP 400, code 131026, subcode 0)");
}

#[tokio::test]
async fn subcodes_count() {
    let body = json!({"error": {"code": 100, "error_subcode": 33, "message": "m"}});
    let error = sent(json_answer(400, &body)).await.unwrap_err();
    assert_eq!((error.action(), error.subcode()), (Action::Stop, Some(33)));
}

#[tokio::test]
async fn retry_after_is_honoured_within_reason() {
    for (value, seconds) in
        [("7", Some(7)), ("0", Some(0)), ("999999", Some(3600)), ("-1", None), ("soon", None)]
    {
        let response = ResponseTemplate::new(429).insert_header("retry-after", value);
        let error = sent(response).await.unwrap_err();
        assert_eq!(error.action(), Action::Retry);
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs), "{value}");
    }
}

#[tokio::test]
async fn a_late_answer_leaves_it_open() {
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    let error = sent(late).await.unwrap_err();
    assert_eq!(error.action(), Action::Reconcile);
    assert_silent(&error);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let server = MockServer::start().await;
    let without_tls = server.uri().replace("http://", "https://");
    for base_url in [format!("http://{address}"), without_tls] {
        let error = client(&base_url).send(&message()).await.unwrap_err();
        assert_eq!(error.action(), Action::Retry, "{error:?}");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_it_open() {
    for reply in ["", "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"messages\":"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(reply.as_bytes()).unwrap();
        });
        let error = client(&format!("http://{address}")).send(&message()).await.unwrap_err();
        server.join().unwrap();
        assert_eq!(error.action(), Action::Reconcile, "{error:?}");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let server = MockServer::start().await;
    let mut message = message();
    message.body = OutboundBody::Text { body: "x".repeat(4097), preview_url: false };
    let error = client(&server.uri()).send(&message).await.unwrap_err();
    assert_eq!(error.action(), Action::FixRequest);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn marking_read_with_and_without_typing() {
    for typing in [false, true] {
        let server = MockServer::start().await;
        let mut body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"});
        if typing {
            body["typing_indicator"] = json!({"type": "text"});
        }
        Mock::given(body_json(body))
            .respond_with(json_answer(200, &json!({"success": true})))
            .mount(&server)
            .await;
        client(&server.uri()).mark_read(&FROM.into(), &"wamid.A".into(), typing).await.unwrap();
    }
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(graph_error(401, 190)).mount(&server).await;
    let error = client(&server.uri()).mark_read(&FROM.into(), &"wamid.A".into(), true).await.unwrap_err();
    assert_eq!(error.action(), Action::Token);
}

#[tokio::test]
async fn templates_come_page_by_page() {
    let server = MockServer::start().await;
    let template = json!({"id": 9, "name": "rappel", "language": "fr", "status": "APPROVED", "category": "UTILITY",
        "quality_score": {"score": "YELLOW", "date": 1}, "rejected_reason": "NONE",
        "components": [{"type": "BODY", "text": "Bonjour {{1}}"}]});
    let first = json!({"data": [template, {"name": "no_language"}, 5],
        "paging": {"cursors": {"before": "b", "after": "c+/="}, "next": "https://example.com"}});
    let last = json!({"data": [], "paging": {"cursors": {"after": "d"}}});
    Mock::given(method("GET"))
        .and(path("/v25.0/2002/message_templates"))
        .and(query_param("after", "c+/="))
        .respond_with(json_answer(200, &last))
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(query_param("limit", "100"))
        .respond_with(json_answer(200, &first))
        .mount(&server)
        .await;
    let client = client(&server.uri());
    let page = client.templates(None).await.unwrap();
    assert_eq!(page.after.as_deref(), Some("c+/="));
    let [only] = page.templates.as_slice() else { panic!("{page:?}") };
    assert_eq!((only.name.as_str(), only.id.as_deref()), ("rappel", Some("9")));
    assert_eq!((only.quality.as_deref(), only.rejected_reason.as_deref()), (Some("YELLOW"), None));
    let page = client.templates(page.after.as_deref()).await.unwrap();
    assert_eq!(page, TemplatePage { templates: vec![], after: None });
}

#[test]
fn settings_are_checked() {
    let http = || reqwest::Client::builder().build().unwrap();
    let with = |base_url: &str, version: &str| {
        let config = GraphConfig {
            base_url: base_url.to_owned(),
            version: version.to_owned(),
            ..client("http://127.0.0.1").config
        };
        GraphClient::new(http(), config).map(|_| ())
    };
    assert_eq!(with("https://graph.facebook.com/", "v25.0"), Ok(()));
    assert_eq!(with("https://graph.facebook.com", "25"), Err(ConfigError::Version));
    for url in ["graph.facebook.com", "ftp://example.com", "", "mailto:a@example.com"] {
        assert_eq!(with(url, "v25.0"), Err(ConfigError::BaseUrl), "{url}");
    }
    let shown = format!("{:?}", client("http://127.0.0.1"));
    assert!(!shown.contains(TOKEN) && !shown.contains("s3cret"), "{shown}");
}
