//! A template that is sent is compared with what it needs, before Graph is called.

use relais_aws::store::Upload;
use relais_core::blob::Blobs;
use relais_core::media::MediaId;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::test_app::{TestApp, WABA, ZOE};

const UPLOAD: &str = "upload-0123456789abcdef0123456789abcdef";

/// An app whose account has these templates, and whose Graph accepts every send.
async fn with_templates(templates: Value) -> TestApp {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let list = ResponseTemplate::new(200).set_body_json(json!({"data": templates}));
    let edge = Mock::given(method("GET")).and(path(format!("/v25.0/{WABA}/message_templates")));
    edge.respond_with(list).mount(&app.graph).await;
    app
}

fn promo(status: &str) -> Value {
    json!([{"name": "promo", "language": "fr", "status": status, "category": "UTILITY",
    "quality_score": {"score": "GREEN"}, "rejected_reason": "INVALID_FORMAT", "components": [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Bonjour {{1}}"},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Voir", "url": "https://shop.example/{{1}}"}]},
    ]}])
}

fn header(image: &Value) -> Value {
    json!({"type": "header", "parameters": [{"type": "image", "image": image}]})
}

fn body(text: &str) -> Value {
    json!({"type": "body", "parameters": [{"type": "text", "text": text}]})
}

fn button() -> Value {
    json!({"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "42"}]})
}

fn send(components: &Value) -> Value {
    json!({"to_number": ZOE, "template": {"name": "promo", "language": "fr", "components": components}})
}

#[tokio::test]
async fn the_first_missing_part_is_named_and_nothing_is_sent() {
    let app = with_templates(promo("APPROVED")).await;
    let image = header(&json!({"link": "https://shop.example/a.png"}));
    let cases = [
        (json!([]), "header"),
        (json!([image, button()]), "body {{1}}"),
        (json!([image, body(" "), button()]), "body {{1}}"),
        (json!([image, body("Zoé")]), "button 0"),
    ];
    for (components, part) in cases {
        let refused = app.send(&send(&components)).await;
        assert_eq!(refused.code(), (422, "template_incomplete"), "{part}");
        assert_eq!(refused.body["part"], part);
        assert!(refused.body["detail"].as_str().unwrap().contains(part));
    }
    assert_eq!(app.sends().await, [] as [Value; 0]);
    let sent = app.send(&send(&json!([image, body("Zoé"), button()]))).await;
    assert_eq!(
        (sent.status.as_u16(), &sent.body["message"]["content"]),
        (200, &json!("Bonjour Zoé\n• Voir"))
    );
}

#[tokio::test]
async fn a_header_takes_an_uploaded_file_and_no_other_id() {
    let app = with_templates(promo("PAUSED")).await;
    for id in [json!("../etc/passwd"), json!(7), json!("upload-1"), json!("")] {
        let components = json!([header(&json!({"file": id})), body("Zoé"), button()]);
        assert_eq!(app.send(&send(&components)).await.code(), (422, "invalid_field"), "{id}");
    }
    let components = json!([header(&json!({"file": UPLOAD})), body("Zoé"), button()]);
    // The file is named well, and there is none with that name.
    assert_eq!(app.send(&send(&components)).await.code(), (404, "media_not_found"));
}

/// Such a file is uploaded, and its id returned.
async fn uploaded(app: &TestApp, mime_type: &str, bytes: &[u8]) -> MediaId {
    let id = MediaId::parse(UPLOAD).unwrap();
    let upload = Upload::new(id.clone(), "x", mime_type, bytes.len() as u64, app.clock.now());
    app.store.insert_upload(&upload).await.unwrap();
    app.files.memory.put(&id.unsent_blob(), bytes.to_vec()).await.unwrap();
    id
}

#[tokio::test]
async fn the_file_of_a_header_is_checked_as_any_other() {
    let app = with_templates(promo("APPROVED")).await;
    let pdf = uploaded(&app, "application/pdf", b"%PDF-1.7\n").await;
    let image = "template.components[0].parameters[0].image";
    let cases = [
        (json!({"file": pdf.as_str()}), format!("{image}.mime_type")),
        (json!({"file": pdf.as_str(), "link": "https://shop.example/a.png"}), image.to_owned()),
        (json!({"id": "1", "link": "https://shop.example/a.png"}), image.to_owned()),
        (json!({}), image.to_owned()),
        (json!({"link": "javascript:1"}), format!("{image}.link")),
        (json!({"link": "file:///etc/passwd"}), format!("{image}.link")),
        (json!({"file": "../etc/passwd"}), format!("{image}.file")),
    ];
    for (file, field) in cases {
        let components = json!([header(&file), body("Zoé"), button()]);
        let refused = app.send(&send(&components)).await;
        assert_eq!(refused.code(), (422, "invalid_field"), "{file}: {}", refused.body);
        assert_eq!(refused.body["field"], field, "{file}");
    }
    let components = json!([header(&json!({"link": "https://shop.example/a.png"})), body("Zoé"), button()]);
    let mut long = send(&components);
    long["template"]["name"] = json!("x".repeat(513));
    let refused = app.send(&long).await;
    assert_eq!(refused.code(), (422, "invalid_field"));
    assert_eq!((&refused.body["field"], &refused.body["limit"]), (&json!("template.name"), &json!(512)));
    assert_eq!(app.sends().await, [] as [Value; 0]);
    assert_eq!(app.send(&send(&components)).await.status, 200);
}

#[tokio::test]
async fn what_the_template_does_not_have_is_refused_by_its_name() {
    let app = with_templates(promo("APPROVED")).await;
    let image = header(&json!({"link": "https://shop.example/a.png"}));
    let mut quick_reply = button();
    quick_reply["sub_type"] = json!("quick_reply");
    let mut named = body("Zoé");
    named["parameters"][0]["parameter_name"] = json!("first_name");
    let cases = [
        (json!([image, body("Zoé"), body("Léa"), button()]), "body", Value::Null),
        (json!([image, body("Zoé"), button(), {"type": "nonsense"}]), "components[3]", Value::Null),
        (json!([image, body("Zoé"), quick_reply]), "button 0", Value::Null),
        (json!([image, named, button()]), "body[0].parameter_name", Value::Null),
        (json!([image, body("Zoé\nLéa"), button()]), "body {{1}}", Value::Null),
        // The body has eight characters beside its value.
        (json!([image, body(&"x".repeat(1017)), button()]), "body {{1}}", json!(1016)),
    ];
    for (components, part, limit) in cases {
        let refused = app.send(&send(&components)).await;
        assert_eq!(refused.code(), (422, "template_incomplete"), "{part}");
        assert_eq!((&refused.body["part"], &refused.body["limit"]), (&json!(part), &limit));
    }
    assert_eq!(app.sends().await, [] as [Value; 0]);
}

#[tokio::test]
async fn only_approved_ones_are_sent_and_the_reason_is_said() {
    for (status, expected) in
        [("PAUSED", "paused"), ("REJECTED", "format"), ("DISABLED", "disabled"), ("PENDING", "reviewing")]
    {
        let app = with_templates(promo(status)).await;
        let refused = app.send(&send(&json!([]))).await;
        assert_eq!(refused.code(), (409, "template_not_sendable"), "{status}");
        assert!(refused.body["detail"].as_str().unwrap().contains(expected), "{status}");
        assert_eq!(app.sends().await.len(), 0);
        let listed = app.get("/api/templates").await.body["templates"][0].clone();
        assert_eq!((&listed["sendable"], &listed["why_not"]), (&json!(false), &refused.body["detail"]));
    }
}

#[tokio::test]
async fn the_list_says_what_each_one_needs() {
    let app = with_templates(promo("APPROVED")).await;
    let listed = app.get_in_french("/api/templates").await.body["templates"][0].clone();
    assert_eq!((&listed["quality"], &listed["rejected_reason"]), (&json!("GREEN"), &json!("INVALID_FORMAT")));
    assert_eq!((&listed["sendable"], &listed["why_not"]), (&json!(true), &Value::Null));
    let needs: Vec<_> = listed["needs"].as_array().unwrap().iter().map(|need| &need["kind"]).collect();
    assert_eq!(needs, ["image", "text", "url_ending"]);
    assert_eq!(listed["needs"][2]["before"], "https://shop.example/");
    assert_eq!(listed["parts"]["buttons"][0]["text"], "Voir");
}

#[tokio::test]
async fn what_the_form_cannot_ask_for_can_still_be_sent_by_a_script() {
    let carousel = json!([{"name": "promo", "language": "fr", "status": "APPROVED", "components": [
        {"type": "BODY", "text": "Nouveautés"}, {"type": "CAROUSEL", "cards": []}]}]);
    let app = with_templates(carousel).await;
    let listed = app.get("/api/templates").await.body["templates"][0].clone();
    assert!(listed["why_not"].as_str().unwrap().contains("carousel"));
    assert_eq!(app.send(&send(&json!([]))).await.body["part"], "carousel");
    let cards = json!([{"type": "carousel", "cards": [{"card_index": 0, "components": []}]}]);
    assert_eq!(app.send(&send(&cards)).await.status, 200);
}

#[tokio::test]
async fn a_template_that_is_not_in_the_list_is_left_to_graph() {
    let app = with_templates(json!([])).await;
    assert_eq!(app.send(&send(&json!([]))).await.status, 200);
}
