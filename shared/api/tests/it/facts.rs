//! Facts are read from a file.

use axum::body::Body;
use serde_json::json;

use crate::test_app::{Response, TestApp};

async fn read(app: &TestApp, name: &str, bytes: impl Into<Body>) -> Response {
    app.call("POST", &format!("/api/facts?name={name}"), &[], bytes.into()).await
}

/// A PDF of one page with this content, without a table of its objects: readers rebuild it.
fn pdf(content: &str) -> String {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
         trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n",
        content.len()
    )
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn the_usual_files_are_read_as_markdown() {
    let app = TestApp::new().await;
    let letter = include_bytes!("../../../../simulator/assets/letter.docx").to_vec();
    let table = "| Thé | Prix |\n|---|---|\n| Sencha | 4,90 € |";
    for (name, bytes, expected) in [
        ("menu.md", "# Menu\r\n\r\n- Thé\r\n  - vert\r\n".into(), "# Menu\n\n- Thé\n  - vert"),
        ("prix.csv", "Thé;Prix\nSencha;4,90 €\n".into(), table),
        ("prix.CSV", utf16("Thé\tPrix\r\nSencha\t4,90 €\r\n"), table),
        ("prix.csv", b"Th\xe9;Prix\nSencha;4,90 \x80\n".to_vec(), table),
        ("note.txt", utf16("Fermé le lundi."), "Fermé le lundi."),
        ("menu.pdf", pdf("BT /F 12 Tf 10 100 Td (Sencha 4,90) Tj ET").into_bytes(), "Sencha 4,90"),
    ] {
        let read = read(&app, name, bytes).await;
        assert_eq!(read.status, 200, "{name} {}", read.body);
        let characters = expected.chars().count();
        assert_eq!(
            read.body,
            json!({"markdown": expected, "characters": characters, "cut": false}),
            "{name}"
        );
    }
    assert_eq!(read(&app, "letter.docx", letter).await.status, 200);
    let typed = app
        .call("POST", "/api/facts", &[("content-type", "text/csv; charset=utf-8")], Body::from("a;b\n1;2"))
        .await;
    assert_eq!(typed.body["markdown"], "| a | b |\n|---|---|\n| 1 | 2 |");
}

#[tokio::test]
async fn what_is_too_long_is_cut_at_a_line_within_the_bytes_of_facts() {
    let app = TestApp::new().await;
    let line = "é".repeat(99) + "\n";
    let read = read(&app, "a.txt", line.repeat(2_000)).await;
    let markdown = read.body["markdown"].as_str().unwrap();
    assert!(markdown.len() <= 100_000 && markdown.len() > 99_500 && markdown.ends_with('é'));
    assert_eq!(
        (&read.body["cut"], &read.body["characters"]),
        (&json!(true), &json!(markdown.chars().count()))
    );
    let settings = json!({"facts": markdown}).to_string();
    let saved = app.call("PUT", "/api/settings", &[("if-match", "0")], Body::from(settings)).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
}

#[tokio::test]
async fn each_file_that_cannot_be_read_has_its_reason() {
    let app = TestApp::new().await;
    for (name, bytes, code) in [
        ("a.txt", Vec::new(), (422, "facts_empty")),
        ("a.txt", b" \n\t".to_vec(), (422, "facts_without_text")),
        ("a.txt", b"MZ\x90\x00\x03\x00\x00\x00\x04".to_vec(), (422, "facts_unreadable")),
        ("scan.pdf", pdf("q 200 0 0 200 0 0 cm Q").into_bytes(), (422, "facts_without_text")),
        ("a.pdf", b"%PDF-1.7 and no more".to_vec(), (422, "facts_unreadable")),
        ("a.docx", vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], (422, "facts_encrypted")),
        ("a.docx", b"PK\x03\x04 and no more".to_vec(), (422, "facts_unreadable")),
        ("a.xlsx", b"PK\x03\x04 and no more".to_vec(), (415, "facts_type_unknown")),
        ("photo.jpg", b"\xff\xd8\xff".to_vec(), (415, "facts_type_unknown")),
        ("", b"words".to_vec(), (415, "facts_type_unknown")),
        ("a.txt", vec![b'a'; 4 * 1024 * 1024 + 1], (413, "facts_too_large")),
    ] {
        let refused = read(&app, name, bytes).await;
        assert_eq!(refused.code(), code, "{name}");
    }
}
