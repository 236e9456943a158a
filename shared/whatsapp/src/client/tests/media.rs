//! A file's address, its bytes, and its upload.

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use wiremock::matchers::any;

use super::*;
use crate::client::FileBytes;

const LIMIT: Duration = Duration::from_secs(5);

/// A stream of these bytes, a thousand at a time.
fn stream(bytes: &[u8]) -> FileBytes {
    struct Parts(Vec<Bytes>);
    impl futures_core::Stream for Parts {
        type Item = std::io::Result<Bytes>;
        fn poll_next(
            mut self: Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.pop().map(Ok))
        }
    }
    Box::pin(Parts(bytes.chunks(1000).rev().map(Bytes::copy_from_slice).collect()))
}

async fn read(mut bytes: FileBytes) -> std::io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    while let Some(part) = poll_fn(|context| bytes.as_mut().poll_next(context)).await {
        whole.extend_from_slice(&part?);
    }
    Ok(whole)
}

#[tokio::test]
async fn an_id_is_exchanged_for_an_address_and_that_for_bytes() {
    let server = MockServer::start().await;
    let url = format!("{}/files/1?mid=2", server.uri());
    let answer = json!({"messaging_product": "whatsapp", "url": url, "mime_type": "image/jpeg",
        "sha256": "00", "file_size": 2500, "id": "77"});
    Mock::given(method("GET"))
        .and(path("/v25.0/77"))
        .and(query_param("phone_number_id", FROM))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(&server)
        .await;
    let file = vec![7_u8; 2500];
    Mock::given(method("GET"))
        .and(path("/files/1"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(ResponseTemplate::new(200).set_body_raw(file.clone(), "image/jpeg"))
        .mount(&server)
        .await;
    let client = client(&server.uri());
    let address = client.media_address(&"77".into(), &FROM.into()).await.unwrap();
    assert_eq!((address.file_size, address.mime_type.as_deref()), (Some(2500), Some("image/jpeg")));
    assert!(!format!("{address:?}").contains("mid"), "the address is not shown");
    let download = client.download(&address.url, LIMIT).await.unwrap();
    assert_eq!((download.size, download.content_type.as_deref()), (Some(2500), Some("image/jpeg")));
    assert_eq!(read(download.bytes).await.unwrap(), file);
}

#[tokio::test]
async fn a_foreign_address_and_a_redirect_get_no_token() {
    let server = MockServer::start().await;
    let elsewhere = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;
    let to = ResponseTemplate::new(302).insert_header("location", elsewhere.uri().as_str());
    Mock::given(any()).respond_with(to).expect(1).mount(&server).await;
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let client = GraphClient { http: http.build().unwrap(), ..client(&server.uri()) };
    for url in [elsewhere.uri(), "https://shop.example/x".to_owned(), server.uri()] {
        let error = client.download(&Url::parse(&url).unwrap(), LIMIT).await.unwrap_err();
        assert!(error.is_foreign_address(), "{url}: {error}");
        assert_eq!(error.action(), Action::GiveUp);
    }
}

#[tokio::test]
async fn an_address_that_has_ended_is_a_404() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    let url = Url::parse(&server.uri()).unwrap();
    let error = client(&server.uri()).download(&url, LIMIT).await.unwrap_err();
    assert_eq!(error.http_status(), Some(404));
}

#[tokio::test]
async fn a_file_is_uploaded_as_a_form_with_a_length() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v25.0/1001/media"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"id": "990011"})))
        .mount(&server)
        .await;
    let file = vec![b'x'; 4321];
    let client = client(&server.uri());
    let from = FROM.into();
    let upload = client.upload(&from, "application/pdf", "devis.pdf", 4321, stream(&file), LIMIT);
    assert_eq!(upload.await.unwrap().as_str(), "990011");
    let request = server.received_requests().await.unwrap().remove(0);
    let length: usize = request.headers["content-length"].to_str().unwrap().parse().unwrap();
    assert_eq!(length, request.body.len(), "not in chunks, whose sum nobody knows before");
    assert!(!request.headers.contains_key("transfer-encoding"));
    let body = String::from_utf8(request.body).unwrap();
    assert!(body.contains("filename=\"devis.pdf\"\r\nContent-Type: application/pdf\r\n\r\nxxxx"));

    let short = client.upload(&from, "application/pdf", "devis.pdf", 5000, stream(&file), LIMIT);
    let error = short.await.unwrap_err();
    assert!(!error.to_string().contains("devis"), "{error}");
}
