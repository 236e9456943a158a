#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A server on this machine that gives every request this answer, and then either closes or stays silent.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn answering(answer: impl Into<Vec<u8>>, silent: bool) -> Self {
        let answer = answer.into();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((mut socket, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(&answer).await;
                if silent {
                    open.push(socket);
                }
            }
        });
        Self { port, connections }
    }

    fn at(&self, host: &str) -> String {
        format!("http://{host}:{}/hook?key=k-1", self.port)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn this_machine() -> Outward {
    Outward::new(Networks::parse("127.0.0.0/8,::1/128").unwrap())
}

fn post(url: impl Into<String>) -> OutwardRequest {
    OutwardRequest {
        method: Method::POST,
        url: url.into(),
        headers: HeaderMap::new(),
        body: b"{}".to_vec(),
        limit: Duration::from_secs(5),
        most: 1000,
    }
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn an_allowed_network_is_reached_by_number_and_by_name() {
    let server = Server::answering(answer("200 OK", "thanks"), false).await;
    for host in ["127.0.0.1", "localhost"] {
        let response = this_machine().send(post(server.at(host))).await.unwrap();
        assert_eq!((response.status.as_u16(), response.body.as_slice()), (200, &b"thanks"[..]));
        assert!(!response.cut);
    }
}

#[tokio::test]
async fn inner_addresses_are_refused_however_they_are_written() {
    let server = Server::answering(answer("200 OK", ""), false).await;
    let outward = Outward::new(Networks::default());
    let port = server.port;
    for (url, refusal) in [
        (format!("https://127.0.0.1:{port}/"), Refusal::Inner),
        (format!("https://2130706433:{port}/"), Refusal::Inner),
        (format!("https://0x7f.1:{port}/"), Refusal::Inner),
        (format!("https://[::1]:{port}/"), Refusal::Inner),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), Refusal::Inner),
        (format!("https://[::ffff:a9fe:a9fe]:{port}/"), Refusal::Inner),
        // A name that resolves to 127.0.0.1.
        (format!("https://localhost:{port}/"), Refusal::Inner),
        ("https://169.254.169.254/latest/meta-data/".to_owned(), Refusal::Inner),
        (format!("http://127.0.0.1:{port}/"), Refusal::Plain),
        (format!("http://localhost:{port}/"), Refusal::Plain),
        ("http://1.1.1.1/".to_owned(), Refusal::Plain),
        ("file:///etc/passwd".to_owned(), Refusal::Scheme),
        ("ftp://1.1.1.1/".to_owned(), Refusal::Scheme),
        ("1.1.1.1".to_owned(), Refusal::Scheme),
        ("https://user:word@1.1.1.1/".to_owned(), Refusal::Credentials),
    ] {
        match outward.send(post(url.clone())).await {
            Err(OutwardError::Refused(found)) => assert_eq!(found, refusal, "{url}"),
            other => panic!("{url}: {other:?}"),
        }
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn http_in_an_allowed_network_reaches_no_other_one() {
    match this_machine().send(post("http://1.1.1.1/")).await {
        Err(OutwardError::Refused(Refusal::Plain)) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let inner = Server::answering(answer("200 OK", "inner"), false).await;
    let redirect =
        format!("HTTP/1.1 307 Temporary\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", inner.at("127.0.0.1"));
    let server = Server::answering(redirect, false).await;
    assert_eq!(this_machine().send(post(server.at("127.0.0.1"))).await.unwrap().status, 307);
    assert_eq!(inner.connections(), 0);
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit() {
    let server = Server::answering(answer("200 OK", &"a".repeat(10_000_000)), false).await;
    let response = this_machine().send(post(server.at("127.0.0.1"))).await.unwrap();
    assert_eq!((response.body.len(), response.cut), (1000, true));
    let server = Server::answering(answer("500 Oh", &"a".repeat(1000)), false).await;
    let response = this_machine().send(post(server.at("127.0.0.1"))).await.unwrap();
    assert_eq!((response.status.as_u16(), response.body.len(), response.cut), (500, 1000, false));
}

#[tokio::test]
async fn reading_ends_when_enough_has_come() {
    let open = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 9\r\n\r\nfound";
    let server = Server::answering(open, true).await;
    let mut read = Vec::new();
    let is_enough = |headers: &HeaderMap, part: &[u8]| {
        assert_eq!(headers["content-type"], "text/event-stream");
        read.extend_from_slice(part);
        read == b"found"
    };
    let response = this_machine().send_until(post(server.at("127.0.0.1")), is_enough).await.unwrap();
    assert_eq!((response.body.as_slice(), response.cut), (&b"found"[..], false));
}

#[tokio::test]
async fn what_was_certainly_not_sent_is_told_from_what_may_have_been() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let closed = format!("http://127.0.0.1:{}/?key=k-1", listener.local_addr().unwrap().port());
    drop(listener);
    for url in [closed, "https://nowhere.invalid/?key=k-1".to_owned()] {
        let error = this_machine().send(post(url.clone())).await.unwrap_err();
        assert!(matches!(error, OutwardError::NotSent(_)), "{url}: {error:?}");
        assert!(!relais_core::error_chain(&error).contains("k-1"), "{error:?}");
    }
    let begun = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{";
    for (said, silent, status) in
        [("", false, None), ("", true, None), (begun, false, Some(200)), (begun, true, Some(200))]
    {
        let server = Server::answering(said, silent).await;
        let mut request = post(server.at("127.0.0.1"));
        request.limit = Duration::from_millis(300);
        match this_machine().send(request).await {
            Err(OutwardError::Unclear { status: found, source }) => {
                assert_eq!(found.map(|found| found.as_u16()), status);
                assert!(!relais_core::error_chain(&source).contains("k-1"));
            }
            other => panic!("{said}: {other:?}"),
        }
    }
}
