//! Files of messages and uploads: written, served, sent, cancelled and erased.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use futures_core::Stream;
use jiff::SignedDuration;
use relais_api::{Auth, NotSendable};
use relais_core::blob::UNSENT;
use relais_core::media::{Media, MediaId, MediaState};
use relais_core::message::{Message, MessageKey};
use relais_dynamo::AttributeValue;
use relais_dynamo::Client;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, channel};

use crate::media_names::announce;
use crate::test_app::{BUSINESS, Props, Response, TOKEN, TestApp, ZOE, outbound};

/// The address and the id of an upload with this size.
async fn upload(app: &TestApp, size: u64) -> (MediaId, String) {
    let body = announce(app, "été.pdf", "application/pdf", size).await.body;
    let id = MediaId::parse(body["media"]["id"].as_str().unwrap()).unwrap();
    (id, body["upload"]["url"].as_str().unwrap().to_owned())
}

/// A call without a token.
async fn anonymous(app: &TestApp, method: &str, url: &str, body: Body) -> Response {
    app.request(Request::builder().method(method).uri(url).body(body).unwrap()).await
}

async fn put(app: &TestApp, url: &str, body: impl Into<Body>) -> (u16, String) {
    let response = anonymous(app, "PUT", url, body.into()).await;
    let (status, code) = response.code();
    (status, code.to_owned())
}

/// Status, headers and bytes of a GET.
async fn get(app: &TestApp, url: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
    let request = Request::builder().uri(url);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = app.raw(request.body(Body::empty()).unwrap()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, to_bytes(response.into_body(), 10_000_000).await.unwrap().to_vec())
}

async fn link(app: &TestApp, id: &MediaId) -> String {
    let response = app.get(&format!("/api/media/{id}/link")).await;
    assert_eq!(response.status, 200, "{}", response.body);
    response.body["url"].as_str().unwrap().to_owned()
}

/// A customer's message with a file in this state.
async fn received(app: &TestApp, state: MediaState, mime_type: &str, filename: Option<&str>) -> Message {
    app.advance(1);
    let mut message = Box::pin(app.customer_writes(ZOE, "")).await;
    message.key =
        MessageKey::new(message.key.contact(), app.clock.now(), &format!("{mime_type}{filename:?}"));
    let mut media = Media::to_fetch(&message.key);
    media.state = state;
    media.mime_type = Some(mime_type.to_owned());
    media.filename = filename.map(str::to_owned);
    message.media = Some(media);
    app.store.insert_message(&message).await.unwrap();
    message
}

fn file_of(message: &Message) -> MediaId {
    MediaId::of_message(&message.key)
}

async fn place(app: &TestApp, name: &str, bytes: &[u8]) {
    use relais_core::blob::Blobs;
    app.files.memory.put(name, bytes.to_vec()).await.unwrap();
}

/// A body without a length, which fails after its parts if `fails`.
struct Parts(VecDeque<&'static str>, bool);

impl Stream for Parts {
    type Item = io::Result<&'static str>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let (next, fails) = (self.0.pop_front(), self.1);
        self.1 = fails && next.is_some();
        Poll::Ready(next.map(Ok).or_else(|| fails.then(|| Err(io::ErrorKind::ConnectionReset.into()))))
    }
}

/// A body whose parts come one by one.
struct Slow(Receiver<&'static str>);

impl Stream for Slow {
    type Item = io::Result<&'static str>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|part| part.map(Ok))
    }
}

fn parts(parts: &[&'static str], fails: bool) -> Body {
    Body::from_stream(Parts(parts.iter().copied().collect(), fails))
}

#[tokio::test]
async fn an_upload_is_written_and_read() {
    let app = TestApp::new().await;
    let (id, url) = upload(&app, 10).await;
    assert_eq!(app.get(&format!("/api/media/{id}")).await.code(), (409, "media_not_stored"));
    assert_eq!(put(&app, &url, parts(&["01234", "56789"], false)).await.0, 204);
    let (status, headers, bytes) = get(&app, &link(&app, &id).await, &[]).await;
    assert_eq!((status, &*bytes), (200, &b"0123456789"[..]));
    assert_eq!(headers["content-type"], "application/pdf");
    assert_eq!(
        headers["content-disposition"],
        "inline; filename=\"_t_.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9.pdf"
    );
    assert_eq!(headers["content-length"], "10");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(
        headers["content-security-policy"], "default-src 'none'; style-src 'unsafe-inline'",
        "no sandbox"
    );
    assert_eq!(headers["cache-control"], "no-store");
    let token = format!("Bearer {TOKEN}");
    let direct = get(&app, &format!("/api/media/{id}"), &[("authorization", &token)]).await;
    assert_eq!((direct.0, &*direct.2), (200, &b"0123456789"[..]));
    assert_eq!(get(&app, &format!("/api/media/{id}"), &[]).await.0, 401);
}

#[tokio::test]
async fn a_body_of_another_size_leaves_nothing() {
    let app = TestApp::new().await;
    let (id, url) = upload(&app, 10).await;
    for body in [parts(&["0123456789", "x"], false), parts(&["012345678"], false), Body::from("x")] {
        assert_eq!(put(&app, &url, body).await, (422, "media_size_differs".to_owned()));
    }
    assert_eq!(put(&app, &url, parts(&["0123"], true)).await, (400, "media_cut_off".to_owned()));
    assert!(app.files.memory.blobs().is_empty());
    assert!(matches!(app.api.upload_to_send(&id).await, Err(NotSendable::NotUploaded)));
    // The same address still takes the whole file.
    assert_eq!(put(&app, &url, "%PDF-1.789").await.0, 204);
    assert!(app.api.upload_to_send(&id).await.is_ok());
}

#[tokio::test]
async fn of_two_uploads_at_once_the_one_that_ends_last_counts_whole() {
    let app = TestApp::new().await;
    let (id, url) = upload(&app, 10).await;
    let (first, second) = tokio::join!(
        put(&app, &url, parts(&["aaaaa", "aaaaa"], false)),
        put(&app, &url, parts(&["bbbbb", "bbbbb"], false))
    );
    assert_eq!((first.0, second.0), (204, 204));
    let bytes = get(&app, &link(&app, &id).await, &[]).await.2;
    assert!(bytes == b"aaaaaaaaaa" || bytes == b"bbbbbbbbbb");
}

#[tokio::test]
async fn what_was_sent_is_neither_replaced_nor_cancelled() {
    let app = TestApp::new().await;
    let (id, url) = upload(&app, 5).await;
    assert_eq!(put(&app, &url, "first").await.0, 204);
    let contact = app.contact(ZOE).await;
    app.api.give_upload(&id, &contact).await.unwrap();
    app.api.give_upload(&id, &contact).await.expect("it may be repeated");
    let places = app.files.memory.blobs().into_keys().collect::<Vec<_>>();
    assert_eq!(places, [id.unsent_blob()], "until its message is stored");
    assert_eq!(put(&app, &url, "later").await, (409, "media_sent".to_owned()));
    let cancelled = app.call("DELETE", &format!("/api/media/{id}"), &[], Body::empty()).await;
    assert_eq!(cancelled.code(), (409, "media_sent"));
    assert_eq!(get(&app, &link(&app, &id).await, &[]).await.2, b"first");
    let another = app.contact("33639980002").await;
    let error = app.api.give_upload(&id, &another).await.unwrap_err();
    assert!(matches!(error, NotSendable::OfAnother));
}

#[tokio::test]
async fn bytes_that_end_after_the_send_or_the_cancellation_are_refused_and_change_nothing() {
    let app = TestApp::new().await;
    let contact = app.contact(ZOE).await;
    for (is_sent, code) in [(true, (409, "media_sent")), (false, (404, "media_not_found"))] {
        let (id, url) = upload(&app, 5).await;
        assert_eq!(put(&app, &url, "first").await.0, 204);
        let (parts, body) = channel(1);
        let ends_meanwhile = async {
            parts.send("la").await.unwrap();
            let end = parts.reserve().await.expect("the first part is read");
            if is_sent {
                app.api.give_upload(&id, &contact).await.unwrap();
            } else {
                let path = format!("/api/media/{id}");
                assert_eq!(app.call("DELETE", &path, &[], Body::empty()).await.status, 204);
            }
            end.send("ter");
            drop(parts);
        };
        let (later, ()) = tokio::join!(put(&app, &url, Body::from_stream(Slow(body))), ends_meanwhile);
        assert_eq!((later.0, later.1.as_str()), code);
        let mut blobs = app.files.memory.blobs();
        assert_eq!(blobs.remove(&id.unsent_blob()), is_sent.then(|| b"first".to_vec()));
        blobs.retain(|name, _| name.starts_with(&id.unsent_blob()));
        assert!(blobs.is_empty(), "nothing is left of what was refused: {blobs:?}");
    }
}

#[tokio::test]
async fn an_upload_without_bytes_or_of_nobody_is_not_sent() {
    let app = TestApp::new().await;
    let (id, _) = upload(&app, 5).await;
    let contact = app.contact(ZOE).await;
    assert!(matches!(app.api.upload_to_send(&id).await, Err(NotSendable::NotUploaded)));
    let unknown = MediaId::of_upload(&"0".repeat(32));
    assert!(matches!(app.api.upload_to_send(&unknown).await, Err(NotSendable::Unknown)));
    assert!(matches!(app.api.give_upload(&unknown, &contact).await, Err(NotSendable::Unknown)));
}

#[tokio::test]
async fn a_cancelled_upload_is_gone() {
    let app = TestApp::new().await;
    let (id, url) = upload(&app, 5).await;
    put(&app, &url, "first").await;
    let path = format!("/api/media/{id}");
    assert_eq!(app.call("DELETE", &path, &[], Body::empty()).await.status, 204);
    assert!(app.files.memory.blobs().is_empty());
    assert_eq!(app.call("DELETE", &path, &[], Body::empty()).await.code(), (404, "media_not_found"));
    assert_eq!(put(&app, &url, "first").await, (404, "media_not_found".to_owned()));
    let message = received(&app, MediaState::Stored, "image/png", None).await;
    let path = format!("/api/media/{}", file_of(&message));
    assert_eq!(app.call("DELETE", &path, &[], Body::empty()).await.code(), (409, "media_sent"));
}

#[tokio::test]
async fn an_address_is_for_one_file_one_method_and_a_time() {
    let app = TestApp::new().await;
    let (id, write) = upload(&app, 5).await;
    put(&app, &write, "first").await;
    let read = link(&app, &id).await;
    let (other, _) = upload(&app, 5).await;
    let refused = (403, "link_expired".to_owned());
    assert_eq!(put(&app, &read, "later").await, refused);
    assert_eq!(put(&app, &write.replace(id.as_str(), other.as_str()), "later").await, refused);
    let get_code = async |url: &str| {
        let response = anonymous(&app, "GET", url, Body::empty()).await;
        (response.status.as_u16(), response.body["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(get_code(&write).await, refused);
    assert_eq!(get_code(&read.replace("signature=", "signature=0")).await, refused);
    assert_eq!(get_code(&format!("/api/media/{id}/bytes")).await.0, 400);
    app.advance(599);
    assert_eq!(get(&app, &read, &[]).await.0, 200);
    app.advance(1);
    assert_eq!(get_code(&read).await, refused);
    app.advance(3600);
    assert_eq!(put(&app, &write, "later").await, refused);
}

#[tokio::test]
async fn ranges_are_served() {
    let app = TestApp::new().await;
    let message = received(&app, MediaState::Stored, "audio/ogg; codecs=opus", None).await;
    place(&app, &file_of(&message).blob(), b"0123456789").await;
    let url = link(&app, &file_of(&message)).await;
    let (_, headers, _) = get(&app, &url, &[]).await;
    assert_eq!(
        (&headers["accept-ranges"], &headers["content-type"]),
        (&"bytes".parse().unwrap(), &"audio/ogg".parse().unwrap())
    );
    for (range, content_range, bytes) in [
        ("bytes=0-0", "bytes 0-0/10", "0"),
        ("bytes=5-", "bytes 5-9/10", "56789"),
        ("bytes=-3", "bytes 7-9/10", "789"),
    ] {
        let (status, headers, body) = get(&app, &url, &[("range", range)]).await;
        assert_eq!((status, &*body), (206, bytes.as_bytes()), "{range}");
        assert_eq!(headers["content-range"], content_range);
        assert_eq!(headers["content-length"], bytes.len().to_string().as_str());
    }
    assert_eq!(get(&app, &url, &[("range", "bytes=2-1")]).await.0, 200);
    let request = Request::builder().uri(&url).header("range", "bytes=10-").body(Body::empty()).unwrap();
    let behind = app.request(request).await;
    assert_eq!((behind.code(), &behind.body["size"]), ((416, "range_not_satisfiable"), &json!(10)));
    let (_, headers, _) = get(&app, &url, &[("range", "bytes=10-")]).await;
    assert_eq!(headers["content-range"], "bytes */10");
    // Nothing says that the file is the one of which the caller has a part.
    for version in ["\"etag\"", "Sat, 28 Nov 2026 00:00:00 GMT"] {
        let (status, headers, body) = get(&app, &url, &[("range", "bytes=5-"), ("if-range", version)]).await;
        assert_eq!((status, &*body), (200, &b"0123456789"[..]), "{version}");
        assert_eq!(headers.get("content-range"), None);
    }
}

#[tokio::test]
async fn an_empty_file_has_no_part() {
    let app = TestApp::new().await;
    let message = received(&app, MediaState::Stored, "text/plain", None).await;
    place(&app, &file_of(&message).blob(), b"").await;
    let url = link(&app, &file_of(&message)).await;
    let (status, headers, _) = get(&app, &url, &[("range", "bytes=0-")]).await;
    assert_eq!((status, &headers["content-range"]), (416, &"bytes */0".parse().unwrap()));
}

#[tokio::test]
async fn an_svg_or_a_page_never_runs() {
    let app = TestApp::new().await;
    for (mime_type, filename) in
        [("image/svg+xml", "a.svg"), ("text/html", "a.html"), ("application/xhtml+xml", "a\"b\r\nc.xhtml")]
    {
        let message = received(&app, MediaState::Stored, mime_type, Some(filename)).await;
        place(&app, &file_of(&message).blob(), b"<script>alert(1)</script>").await;
        let (status, headers, _) = get(&app, &link(&app, &file_of(&message)).await, &[]).await;
        assert_eq!(status, 200);
        assert_eq!(headers["content-type"], "application/octet-stream", "{mime_type}");
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment; "), "{mime_type}");
        assert_eq!(headers["content-security-policy"], "sandbox; default-src 'none'");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
    }
}

#[tokio::test]
async fn a_file_that_is_not_here_says_so() {
    let app = TestApp::new().await;
    for (state, name) in
        [(MediaState::Fetching, "fetching"), (MediaState::Failed, "failed"), (MediaState::Expired, "expired")]
    {
        let message = received(&app, state, "image/png", Some(name)).await;
        for path in ["", "/link"] {
            let response = app.get(&format!("/api/media/{}{path}", file_of(&message))).await;
            assert_eq!((response.code(), &response.body["state"]), ((409, "media_not_stored"), &json!(name)));
        }
    }
    app.advance(1);
    let without = app.customer_writes(ZOE, "Bonjour").await;
    for id in
        [&*without.key.to_string(), "upload-00000000000000000000000000000000", "nothing", "..%2Fkept%2F1"]
    {
        for path in ["", "/link"] {
            let response = app.get(&format!("/api/media/{id}{path}")).await;
            assert_eq!(response.code(), (404, "media_not_found"), "{id}");
        }
    }
}

#[tokio::test]
async fn where_the_store_has_addresses_no_byte_passes_the_api() {
    let app = TestApp::with(Props { files_have_links: true, ..Props::default() }).await;
    let message = received(&app, MediaState::Stored, "image/svg+xml", Some("é.svg")).await;
    let id = file_of(&message);
    let expected = format!(
        "https://bucket.example/{}?type=application/octet-stream&disposition=attachment; filename=\"_.svg\"; filename*=UTF-8''%C3%A9.svg",
        id.blob()
    );
    assert_eq!(link(&app, &id).await, expected);
    let response = app.get(&format!("/api/media/{id}")).await;
    assert_eq!(response.status, 302);
    assert_eq!(response.headers["location"], expected.as_str());
}

#[tokio::test]
async fn only_supervisors_see_the_file_of_a_deleted_message() {
    let claims = Props { auth: Auth::VerifiedClaims, ..Props::default() };
    let app = TestApp::with(claims).await;
    let mut message = received(&app, MediaState::Stored, "image/png", None).await;
    message.key = MessageKey::new(message.key.contact(), app.clock.now(), "deleted");
    message.media = Some(Media { state: MediaState::Stored, ..Media::to_fetch(&message.key) });
    message.revisions.deleted_at = Some(app.clock.now());
    app.store.insert_message(&message).await.unwrap();
    let code = async |groups: &str| {
        let claims = [("sub", "u-1"), ("cognito:groups", groups)];
        let claims = claims.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut request =
            Request::get(format!("/api/media/{}/link", file_of(&message))).body(Body::empty()).unwrap();
        request.extensions_mut().insert(relais_api::Claims(claims.collect()));
        app.request(request).await.status.as_u16()
    };
    assert_eq!(code("[]").await, 403);
    assert_eq!(code("[supervisors]").await, 200);
}

#[tokio::test]
async fn the_files_of_a_person_are_exported_and_erased_by_their_messages() {
    let app = TestApp::new().await;
    let inbound = received(&app, MediaState::Stored, "image/png", None).await;
    let fetching = received(&app, MediaState::Fetching, "image/png", None).await;
    for message in [&inbound, &fetching] {
        // A job may be about to note the second one as stored.
        place(&app, &file_of(message).blob(), b"bytes").await;
    }
    let (id, url) = upload(&app, 5).await;
    put(&app, &url, "first").await;
    app.api.give_upload(&id, inbound.key.contact()).await.unwrap();
    let mut sent = outbound(inbound.key.contact(), app.clock.now(), "out", "");
    sent.media = Some(Media { id: id.clone(), state: MediaState::Stored, ..Media::to_fetch(&sent.key) });
    app.store.insert_message(&sent).await.unwrap();
    place(&app, "media/of-somebody-else", b"bytes").await;

    let export = app.get(&format!("/api/contacts/{ZOE}")).await.body;
    let mut names: Vec<_> = export["media"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    names.sort_unstable();
    let mut expected = [file_of(&inbound).blob(), file_of(&fetching).blob(), id.blob()];
    expected.sort_unstable();
    assert_eq!(names, expected);
    let messages = export["messages"].as_array().unwrap();
    assert_eq!(messages.iter().filter(|message| message["file"].is_string()).count(), 3);

    let erased = app.call("DELETE", &format!("/api/contacts/{ZOE}"), &[], Body::empty()).await;
    assert_eq!(erased.body["erased"]["media"], 2, "the two that were stored: {}", erased.body);
    assert_eq!(app.files.memory.blobs().into_keys().collect::<Vec<_>>(), ["media/of-somebody-else"]);
    assert!(app.store.upload(&id).await.unwrap().is_none());
    for id in [id, file_of(&inbound)] {
        assert_eq!(app.get(&format!("/api/media/{id}")).await.code(), (404, "media_not_found"));
    }
}

/// When the record of an upload expires, in Unix seconds.
async fn expiry_of(app: &TestApp, id: &MediaId) -> Option<i64> {
    let client = Client::new(app.engine.clone());
    let get = client.get_item().table_name("relais").key("pk", AttributeValue::S(format!("upload.{id}")));
    let item = get.key("sk", AttributeValue::S("upload".to_owned())).send().await.unwrap().item.unwrap();
    item.get("expires").map(|expires| expires.as_n().unwrap().parse().unwrap())
}

#[tokio::test]
async fn an_upload_expires_unless_its_message_is_stored_and_then_as_a_message() {
    let app = TestApp::new().await;
    let (id, url) = upload(&app, 5).await;
    put(&app, &url, "first").await;
    let first_day = Some((app.clock.now() + UNSENT).as_second());
    assert_eq!(expiry_of(&app, &id).await, first_day);
    app.advance(3600);
    let contact = app.contact(ZOE).await;
    let now = app.clock.now();
    app.api.give_upload(&id, &contact).await.unwrap();
    assert_eq!(expiry_of(&app, &id).await, Some((now + UNSENT).as_second()), "a day from the send");

    let kept = SignedDuration::from_hours(90 * 24);
    let store = app.store.clone().with_retention(Some(kept), &app.clock);
    assert!(store.keep_upload(&id, now).await.unwrap());
    let as_a_message = Some((now + kept).as_second());
    assert_eq!(expiry_of(&app, &id).await, as_a_message);
    app.api.give_upload(&id, &contact).await.unwrap();
    assert_eq!(expiry_of(&app, &id).await, as_a_message, "a further send does not shorten it");
    assert!(app.store.keep_upload(&id, now).await.unwrap());
    assert_eq!(expiry_of(&app, &id).await, None, "without a retention");
    app.api.give_upload(&id, &contact).await.unwrap();
    assert_eq!(expiry_of(&app, &id).await, None);

    assert!(store.keep_upload(&id, now).await.unwrap());
    app.clock.advance(kept);
    assert!(store.upload(&id).await.unwrap().is_none(), "expired, and not deleted yet");
}

#[tokio::test]
async fn an_address_opens_nothing_of_what_was_deleted_or_erased_since() {
    let app = TestApp::new().await;
    let open = async |url: &str| anonymous(&app, "GET", url, Body::empty()).await;
    let mut message = received(&app, MediaState::Stored, "image/png", None).await;
    place(&app, &file_of(&message).blob(), b"bytes").await;
    let before = link(&app, &file_of(&message)).await;
    assert_eq!(get(&app, &before, &[]).await.0, 200);
    message.revisions.deleted_at = Some(app.clock.now());
    app.store.save_revisions(&mut message, app.clock.now()).await.unwrap();
    assert_eq!(open(&before).await.code(), (404, "media_not_found"));
    let after = link(&app, &file_of(&message)).await;
    assert_eq!(get(&app, &after, &[]).await.0, 200, "a supervisor still sees what was deleted");
    assert_eq!(app.call("DELETE", &format!("/api/contacts/{ZOE}"), &[], Body::empty()).await.status, 200);
    assert_eq!(open(&after).await.code(), (404, "media_not_found"));
    assert_eq!(open(&before).await.code(), (404, "media_not_found"));
}

#[tokio::test]
async fn the_id_that_graph_gave_an_upload_is_noted() {
    let app = TestApp::new().await;
    let (id, _) = upload(&app, 5).await;
    let until = app.clock.now() + UNSENT;
    let graph_id = ("900".into(), BUSINESS.into(), until);
    assert!(app.store.keep_graph_id(&id, &graph_id.0, &graph_id.1, until).await.unwrap());
    assert_eq!(app.store.upload(&id).await.unwrap().unwrap().graph_id, Some(graph_id.clone()));
    let erased = MediaId::of_upload(&"0".repeat(32));
    assert!(!app.store.keep_graph_id(&erased, &graph_id.0, &graph_id.1, until).await.unwrap());
    assert!(app.store.upload(&erased).await.unwrap().is_none(), "it does not come back");
}

#[tokio::test]
async fn an_unknown_caller_learns_nothing() {
    let app = TestApp::with(Props { auth: Auth::Token(SecretString::from(TOKEN)), ..Props::default() }).await;
    for (method, path) in [
        ("POST", "/api/media"),
        ("GET", "/api/media/x"),
        ("DELETE", "/api/media/x"),
        ("GET", "/api/media/x/link"),
    ] {
        let response = anonymous(&app, method, path, Body::empty()).await;
        assert_eq!(response.code(), (401, "unauthorized"), "{method} {path}");
    }
}
