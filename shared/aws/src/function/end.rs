//! The end of a function's process.
//!
//! Lambda tells a process that it ends it, by `SIGTERM`, only if an extension is registered. So the process registers
//! itself as one that wants no events, which takes one call within the machine at start. The runtime library can do the
//! same, but it panics where the call fails, and brings a crate more.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>

use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Environment;

/// The name must be unique among a function's extensions.
const NAME: &str = "relais-end";

/// The time limit of the registration.
const PATIENCE: Duration = Duration::from_millis(500);

/// Lambda kills the process 500 ms after the signal.
const LAST: Duration = Duration::from_millis(400);

/// A registration under way, beside whatever else the start waits for.
pub struct AtEnd(JoinHandle<Option<RequestBuilder>>);

impl AtEnd {
    /// Begins to register the process.
    pub fn register(environment: Environment, http: &Client) -> Self {
        let (api, http) = (environment("AWS_LAMBDA_RUNTIME_API"), http.clone());
        Self(tokio::spawn(async move { timeout(PATIENCE, register(&http, &api?)).await.ok().flatten() }))
    }

    /// Does this when Lambda ends the process. If it could not be registered, the process ends without it.
    pub async fn then(self, last: impl Future<Output = ()> + Send + 'static) {
        let Ok(Some(waiting)) = self.0.await else {
            return tracing::debug!("the end of the process will not be notified");
        };
        tokio::spawn(async move {
            // No event ever comes. Asking for one says that the start is over.
            let asking = tokio::spawn(waiting.send());
            terminated().await;
            let _ = timeout(LAST, last).await;
            asking.abort();
            std::process::exit(0);
        });
    }
}

/// Waits for the signal. Only Unix has it, as Lambda's machines do.
async fn terminated() {
    #[cfg(unix)]
    if let Ok(mut signals) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signals.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}

/// Registers the process. Returns the request for its events.
async fn register(http: &Client, api: &str) -> Option<RequestBuilder> {
    let at = format!("http://{api}/2020-01-01/extension");
    let register = http.post(format!("{at}/register")).header("Lambda-Extension-Name", NAME);
    let registered = register.body(r#"{"events":[]}"#).send().await.ok()?.error_for_status().ok()?;
    let id = registered.headers().get("Lambda-Extension-Identifier")?;
    Some(http.get(format!("{at}/event/next")).header("Lambda-Extension-Identifier", id))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// The next request to this server, which gets this response.
    async fn next(listener: &TcpListener, response: &str) -> String {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let mut read = 0;
        while !String::from_utf8_lossy(&request[..read]).contains("\r\n\r\n") {
            read += socket.read(&mut request[read..]).await.unwrap();
        }
        socket.write_all(response.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request[..read]).to_lowercase()
    }

    #[tokio::test]
    async fn the_process_registers_and_asks_for_events() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let api = listener.local_addr().unwrap().to_string();
        let http = crate::http::client().unwrap();
        let registered = "HTTP/1.1 200 OK\r\nlambda-extension-identifier: id-1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let (asks, request) = tokio::join!(register(&http, &api), next(&listener, registered));
        assert!(
            request.starts_with("post /2020-01-01/extension/register ") && request.contains(NAME),
            "{request}"
        );
        let none = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let (_, request) = tokio::join!(asks.unwrap().send(), next(&listener, none));
        assert!(request.starts_with("get /2020-01-01/extension/event/next "), "{request}");
        assert!(request.contains("lambda-extension-identifier: id-1"), "{request}");
    }

    #[tokio::test]
    async fn where_nothing_can_be_registered_the_start_goes_on() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let api = listener.local_addr().unwrap().to_string();
        let http = crate::http::client().unwrap();
        let refused = "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let (asks, _) = tokio::join!(register(&http, &api), next(&listener, refused));
        assert!(asks.is_none());
    }
}
