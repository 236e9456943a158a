#![allow(clippy::unwrap_used)]

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::access::tests::access_to;
use crate::secret::Secret;

/// A server on `https://localhost:<port>` with a self-signed certificate. It answers every request with `{}`.
async fn https_server() -> (String, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(socket).await else { continue };
            let _ = tls.read(&mut [0; 4096]).await;
            let _ =
                tls.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}").await;
            let _ = tls.shutdown().await;
        }
    });
    (url, certificate)
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let (url, _) = https_server().await;
    let error = client_of_function().unwrap().get(&url).send().await.unwrap_err();
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        said.push_str(&cause.to_string());
        source = cause.source();
    }
    assert!(said.contains("UnknownIssuer"), "{said}");
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_accepted() {
    let (url, certificate) = https_server().await;
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let http = builder_trusting(roots).unwrap().build().unwrap();
    assert_eq!(http.get(&url).send().await.unwrap().status(), 200);
    // AWS is called by the same client: the response arrives, which has no secret in it.
    let error = Secret::new(&access_to(&url, http), "arn").load().await.unwrap_err();
    assert!(error.to_string().contains("not a JSON object"), "{error}");
}

#[tokio::test]
async fn a_call_is_retried_when_a_connection_ends_without_a_response() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    tokio::spawn({
        let connections = connections.clone();
        async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let _ = socket.read(&mut [0; 4096]).await;
            }
        }
    });
    let error = Secret::new(&access_to(&url, client().unwrap()), "arn").load().await.unwrap_err();
    assert!(error.to_string().contains("was not reached"), "{error}");
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!("HTTP/1.1 302 Found\r\nlocation: {url}/other\r\ncontent-length: 0\r\n\r\n");
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 4096]).await;
        let _ = socket.write_all(answer.as_bytes()).await;
    });
    assert_eq!(client().unwrap().get(&url).send().await.unwrap().status(), 302);
}
