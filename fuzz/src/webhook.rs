//! The webhook function over a queue and a blob store in memory.

use std::cell::RefCell;

use http::{HeaderMap, HeaderValue, Method, Response};
use relais_core::Clock;
use relais_embedded::memory::Memory;
use relais_webhook::{Sample, Webhook};
use relais_whatsapp::signature::AppSecrets;
use secrecy::SecretString;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::new(Builder::new_current_thread().enable_all().build().unwrap());
}

/// Runs a future to its end on this thread's only runtime.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.with_borrow(|runtime| runtime.block_on(future))
}

/// Posts a body with this signature header. Returns the response, and the queue and blob store after it.
pub(crate) fn post(secrets: &AppSecrets, body: &[u8], header: HeaderValue) -> (Response<String>, Memory) {
    let memory = Memory::default();
    let webhook = Webhook {
        events: memory.clone(),
        blobs: memory.clone(),
        app_secrets: secrets.clone(),
        verify_token: SecretString::from("token"),
        clock: Clock::fixed(crate::now()),
        warnings: Sample::of_warnings(),
    };
    let mut headers = HeaderMap::new();
    headers.insert("x-hub-signature-256", header);
    let response = block_on(webhook.respond(&Method::POST, "", &headers, body));
    (response, memory)
}
