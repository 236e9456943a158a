//! A queue and a blob store in memory, and a webhook function over them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Response};
use relais_core::Clock;
use relais_core::blob::{BlobError, Blobs};
use relais_core::queue::{NewMessage, Queue, QueueError, Received};
use relais_webhook::Webhook;
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

/// A queue and a blob store that keep what they were given.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    pub(crate) bodies: Arc<Mutex<Vec<String>>>,
    pub(crate) blobs: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
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
    };
    let mut headers = HeaderMap::new();
    headers.insert("x-hub-signature-256", header);
    let answer = block_on(webhook.respond(&Method::POST, "", &headers, body));
    (answer, memory)
}

impl Memory {
    /// Everything in the queue.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.bodies.lock().unwrap().clone()
    }
}

impl Queue for Memory {
    async fn send(&self, messages: Vec<NewMessage>) -> Result<(), QueueError> {
        self.bodies.lock().unwrap().extend(messages.into_iter().map(|message| message.body));
        Ok(())
    }

    async fn receive(&self, _: usize, _: Duration, _: Duration) -> Result<Vec<Received>, QueueError> {
        Ok(Vec::new())
    }

    async fn delete(&self, _: Vec<String>) -> Result<(), QueueError> {
        Ok(())
    }

    async fn retry_later(&self, _: String, _: Duration, _: &str) -> Result<(), QueueError> {
        Ok(())
    }
}

impl Blobs for Memory {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        self.blobs.lock().unwrap().insert(name.to_owned(), bytes);
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        Ok(self.blobs.lock().unwrap().get(name).cloned())
    }
}
