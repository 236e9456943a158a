//! A queue stores only some of a webhook's messages, or stores all of them and reports an error. Meta redelivers the
//! webhook, and each message is recorded and answered once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use relais_core::message::Direction;
use relais_core::queue::{Enqueue, NewMessage, QueueError};
use relais_embedded::LocalQueue;

use crate::test_app::{CUSTOMER, TestApp, messages_webhook, respond, webhook};

const MESSAGES: usize = 12;
const EVERYTHING: usize = usize::MAX;

/// A queue that stores this many messages of a send, and then fails.
#[derive(Clone, Debug)]
struct Partial {
    queue: LocalQueue,
    takes: Arc<AtomicUsize>,
}

impl Enqueue for Partial {
    async fn send(&self, mut messages: Vec<NewMessage>) -> Result<(), QueueError> {
        let takes = self.takes.load(Ordering::Relaxed);
        messages.truncate(takes);
        self.queue.send(messages).await?;
        if takes == EVERYTHING { Ok(()) } else { Err(QueueError::new("send messages", "out of order")) }
    }
}

#[tokio::test]
async fn a_redelivered_webhook_adds_the_messages_that_the_queue_did_not_store() {
    let messages: Vec<_> = (0..MESSAGES)
        .map(|n| format!(r#"{{"from":"{CUSTOMER}","id":"wamid.{n}","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour {n}"}}}}"#))
        .collect();
    let body = messages_webhook(&messages.join(","));
    for taken in 0..=MESSAGES {
        let app = TestApp::new().await;
        let takes = Arc::new(AtomicUsize::new(taken));
        let queue = Partial { queue: app.events.clone(), takes: takes.clone() };
        let webhook = webhook(queue, app.blobs.clone(), app.clock.clone());
        assert_eq!(respond(&webhook, &body).await, 503, "{taken} taken");
        while app.work_once().await {}
        takes.store(EVERYTHING, Ordering::Relaxed);
        assert_eq!(respond(&webhook, &body).await, 200, "{taken} taken, then the repeat");
        app.run_jobs().await;
        let thread = app.thread().await;
        let mut recorded: Vec<_> =
            thread.iter().filter(|m| m.direction == Direction::Inbound).map(|m| m.text.as_str()).collect();
        recorded.sort_unstable();
        let mut written: Vec<_> = (0..MESSAGES).map(|n| format!("Bonjour {n}")).collect();
        written.sort_unstable();
        assert_eq!(recorded, written, "{taken} taken: each once");
        assert_eq!(app.accepted().len(), 1, "{taken} taken: one answer");
        app.assert_quiet().await;
    }
}
