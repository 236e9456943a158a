//! Files in Graph's steps: an id, an address for five minutes, the bytes for whoever has the token.

use jiff::SignedDuration;
use serde_json::Value;

use crate::test_app::{PHONE_ID, SECOND_PHONE_ID, TOKEN, TestApp};

const FILE: &[u8] = b"not really a picture";

async fn status_of(app: &TestApp, url: &str, token: Option<&str>) -> u16 {
    let request = app.http.get(url);
    let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
    request.send().await.unwrap().status().as_u16()
}

async fn upload(app: &TestApp, mime_type: &str, bytes: &[u8]) -> (u16, Value) {
    let mut form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
         --b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n{mime_type}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
    )
    .into_bytes();
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--b--\r\n");
    let request = app.http.post(format!("{}/v25.0/{PHONE_ID}/media", app.url)).bearer_auth(TOKEN);
    let request = request.header("content-type", "multipart/form-data; boundary=b").body(form);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_customers_file_is_read_in_three_steps() {
    let app = TestApp::open().await;
    let id = app.simulator.place_file(FILE, "image/jpeg");
    let (status, described) = app.get(&format!("/v25.0/{id}?phone_number_id={PHONE_ID}")).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&described["mime_type"], &described["file_size"]),
        (&"image/jpeg".into(), &FILE.len().into())
    );
    assert_eq!(described["sha256"].as_str().unwrap().len(), 64, "in hex");
    assert_eq!(app.simulator.file_hash(&id).unwrap().len(), 44, "in base64");
    let url = described["url"].as_str().unwrap();
    let bytes = app.http.get(url).bearer_auth(TOKEN).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, FILE);
    assert_eq!(status_of(&app, url, None).await, 401);
    assert_eq!(status_of(&app, url, Some("another token")).await, 401);
}

#[tokio::test]
async fn an_address_lives_five_minutes_and_an_id_seven_days() {
    let app = TestApp::open().await;
    let id = app.simulator.place_file(FILE, "image/jpeg");
    let (_, described) = app.get(&format!("/v25.0/{id}")).await;
    let url = described["url"].as_str().unwrap();
    app.clock.advance(SignedDuration::from_secs(299));
    assert_eq!(status_of(&app, url, Some(TOKEN)).await, 200);
    app.clock.advance(SignedDuration::from_secs(2));
    assert_eq!(status_of(&app, url, Some(TOKEN)).await, 404);
    assert_eq!(app.get(&format!("/v25.0/{id}")).await.0, 200, "there is a new address");
    app.clock.advance(SignedDuration::from_hours(7 * 24));
    let (status, error) = app.get(&format!("/v25.0/{id}")).await;
    assert_eq!((status, &error["error"]["error_subcode"]), (400, &33.into()));
}

#[tokio::test]
async fn an_upload_is_kept_for_its_number_and_can_be_deleted() {
    let app = TestApp::open().await;
    let (status, answer) = upload(&app, "image/png", FILE).await;
    assert_eq!(status, 200, "{answer}");
    let id = answer["id"].as_str().unwrap();
    assert_eq!(app.simulator.file_of(id).unwrap(), (FILE.into(), "image/png".to_owned()));
    assert_eq!(app.get(&format!("/v25.0/{id}?phone_number_id={PHONE_ID}")).await.0, 200);
    assert_eq!(app.get(&format!("/v25.0/{id}?phone_number_id={SECOND_PHONE_ID}")).await.0, 400);
    app.clock.advance(SignedDuration::from_hours(29 * 24));
    assert!(app.simulator.file_of(id).is_some(), "it lives for 30 days");
    let request = app.http.delete(format!("{}/v25.0/{id}", app.url)).bearer_auth(TOKEN);
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert!(app.simulator.file_of(id).is_none());
}

#[tokio::test]
async fn what_graph_does_not_take_is_refused_with_its_code() {
    let app = TestApp::open().await;
    for (mime_type, size, code) in [
        ("image/svg+xml", 10, 100),
        ("image/png", 0, 131_053),
        ("application/pdf", 100 * 1024 * 1024 + 1, 131_053),
    ] {
        let (status, answer) = upload(&app, mime_type, &vec![b'x'; size]).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &code.into()), "{mime_type} {size}");
    }
    let (status, _) = upload(&app, "image/png", &vec![b'x'; 5 * 1024 * 1024 + 1]).await;
    assert_eq!(status, 200, "it may be sent as a document");
}
