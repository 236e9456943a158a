//! Names, types and sizes of uploads: what is announced is checked before any byte comes.

use serde_json::{Value, json};

use crate::test_app::{Props, Response, TestApp};

pub(crate) async fn announce(app: &TestApp, filename: &str, mime_type: &str, size: u64) -> Response {
    let body = json!({"filename": filename, "mime_type": mime_type, "size": size});
    app.post_json("/api/media", &body).await
}

#[tokio::test]
async fn an_announced_file_gets_an_id_and_an_address() {
    let app = TestApp::new().await;
    let response = announce(&app, "Menu été.pdf", "application/pdf", 1234).await;
    assert_eq!(response.status, 201, "{}", response.body);
    let (media, upload) = (&response.body["media"], &response.body["upload"]);
    let id = media["id"].as_str().unwrap();
    assert_eq!(media["filename"], "Menu été.pdf");
    assert_eq!((&media["size"], &media["kind"]), (&json!(1234), &json!("document")));
    assert_eq!(upload["method"], "PUT");
    assert!(upload["url"].as_str().unwrap().starts_with(&format!("/api/media/{id}/bytes?expires=")));
    assert_eq!(upload["headers"], json!({"content-type": "application/pdf"}));
    assert_eq!(upload["expires_at"], "2027-01-15T09:00:00Z", "an hour later");
}

#[tokio::test]
async fn where_the_store_has_addresses_the_bytes_go_there() {
    let app = TestApp::with(Props { files_have_links: true, ..Props::default() }).await;
    let response = announce(&app, "a.png", "image/png", 7).await;
    let upload = &response.body["upload"];
    let url = upload["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://bucket.example/uploads/") && url.ends_with("?type=image/png&size=7"),
        "{url}"
    );
    assert_eq!(upload["headers"], json!({"x-signed": "yes"}));
}

#[tokio::test]
async fn what_whatsapp_does_not_take_is_refused_with_the_limit() {
    let app = TestApp::new().await;
    for (filename, mime_type, size, code) in [
        ("a.pdf", "application/pdf", 101 << 20, (413, "media_too_large")),
        ("a.jpg", "image/jpeg", 101 << 20, (413, "media_too_large")),
        ("a.heic", "image/heic", 100, (415, "media_type_not_allowed")),
        ("a.svg", "image/svg+xml", 100, (415, "media_type_not_allowed")),
        ("a.html", "text/html", 100, (415, "media_type_not_allowed")),
        ("a.exe", "", 100, (415, "media_type_not_allowed")),
        ("a.png", "image/png", 0, (422, "media_empty")),
    ] {
        let response = announce(&app, filename, mime_type, size).await;
        assert_eq!(response.code(), code, "{filename}");
        let detail = response.body["detail"].as_str().unwrap();
        match code.0 {
            413 => assert!(response.body["limit"].is_u64() && detail.contains(" at most "), "{detail}"),
            415 => assert!(detail.contains("JPEG") && response.body["allowed"].is_array(), "{detail}"),
            _ => {}
        }
    }
    assert_eq!(announce(&app, "a.pdf", "application/pdf", 100 << 20).await.status, 201);
}

#[tokio::test]
async fn what_is_too_large_for_its_kind_is_announced_as_a_document() {
    let app = TestApp::new().await;
    for (filename, mime_type, size, kind) in [
        ("a.jpg", "image/jpeg", 5 << 20, "image"),
        ("a.jpg", "image/jpeg", 12 << 20, "document"),
        ("a.png", "image/png", 100 << 20, "document"),
        ("a.mp4", "video/mp4", 17 << 20, "document"),
        ("a.webp", "image/webp", 501 << 10, "document"),
    ] {
        let response = announce(&app, filename, mime_type, size).await;
        assert_eq!(response.status, 201, "{filename} {size}: {}", response.body);
        assert_eq!(response.body["media"]["kind"], kind, "{filename} {size}");
    }
}

#[tokio::test]
async fn a_body_that_names_no_file_is_refused() {
    let app = TestApp::new().await;
    for body in [
        json!({}),
        json!({"filename": "a.png", "mime_type": "image/png"}),
        json!({"filename": 1, "mime_type": "image/png", "size": 1}),
        json!({"filename": "a.png", "mime_type": "image/png", "size": "1"}),
        json!({"filename": "a.png", "mime_type": "image/png", "size": -1}),
        json!({"filename": "a.png", "mime_type": "image/png", "size": 1.5}),
    ] {
        assert_eq!(app.post_json("/api/media", &body).await.code(), (422, "invalid_field"), "{body}");
    }
    let more = json!({"filename": "a.png", "size": 1, "path": "/etc/passwd"});
    assert_eq!(app.post_json("/api/media", &more).await.code(), (422, "unknown_field"));
    assert_eq!(app.post_json("/api/media", &Value::from(1)).await.code(), (422, "invalid_field"));
}

#[tokio::test]
async fn a_name_with_a_path_or_control_characters_or_500_letters_is_cleaned() {
    let app = TestApp::new().await;
    let long = format!("{}.pdf", "a".repeat(500));
    for (filename, clean) in [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\u{0}b\r\nc.pdf", "abc.pdf"),
        ("", "document.pdf"),
        (&*long, &*format!("{}.pdf", "a".repeat(56))),
    ] {
        let response = announce(&app, filename, "application/pdf", 1).await;
        assert_eq!(response.body["media"]["filename"], clean, "{filename:?}");
    }
}
