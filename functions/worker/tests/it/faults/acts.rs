//! What a person does by the admin API, while faults hit the calls of the API and of the jobs.

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use relais_core::Settings;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::turn::{Run, Turn, Work};
use crate::test_app::CUSTOMER;
use crate::uploading::{FILE, upload_id};

/// What a person writes to the customer.
pub(crate) const PERSONS_TEXT: &str = "Oui, dès neuf heures";

/// The time from a failed call until the person makes it again.
const TRIED_AGAIN: SignedDuration = SignedDuration::from_secs(5);

/// The most calls of a person.
const MOST_TRIES: u32 = 20;

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Answers the customer, who has just written.
    Text,
    /// Sends a file to the customer, who has just written.
    File,
    /// Sends a template to a customer who has never written.
    Template,
    /// Gives back a conversation in which the customer wrote before and during the takeover.
    HandBack,
}

impl Act {
    /// The settings of the worker and the API.
    pub(super) fn settings(act: Option<Self>) -> Settings {
        // Short, so that jobs that wait for the end of the takeover come due soon.
        let takeover = SignedDuration::from_mins(1);
        match act {
            Some(Self::HandBack) => Settings { takeover, ..Settings::default() },
            _ => Settings::default(),
        }
    }

    /// The call. The page makes the same one again when it gets no answer.
    fn request(self) -> Request<Body> {
        let hand_back = format!("/api/conversations/{CUSTOMER}/handback");
        let send = |content: Value| ("/api/send_message".to_owned(), content.to_string());
        let (path, body) = match self {
            Self::Text => send(json!({"to_number": CUSTOMER, "message": PERSONS_TEXT})),
            Self::File => send(json!({"to_number": CUSTOMER, "media": {"id": upload_id().as_str()}})),
            Self::Template => {
                send(json!({"to_number": CUSTOMER, "template": {"name": "hello_world", "language": "en_US"}}))
            }
            Self::HandBack => (hand_back, String::new()),
        };
        let request = Request::post(path)
            .header("authorization", "Bearer admin")
            .header("content-type", "application/json")
            .header("idempotency-key", "one-press-of-the-button");
        request.body(Body::from(body)).unwrap()
    }
}

impl Run {
    /// The customer writes, and the person acts until a call succeeds. Nothing of what came before the person's call is
    /// hit by a fault.
    pub(super) async fn act(&self, turn: &Turn, act: Act) {
        for (position, text) in turn.texts.iter().enumerate() {
            if act == Act::HandBack && position == turn.texts.len() - 1 {
                self.take_over().await;
            }
            self.app.customer_writes(&[text]).await;
            self.app.work_once().await;
        }
        if act == Act::File {
            self.app.uploaded("application/pdf", Some(FILE)).await;
        }
        for _ in 0..MOST_TRIES {
            self.perform("call of a person".to_owned(), Work::Act(act)).await;
            if turn.leaves || self.was_successful() {
                return;
            }
            self.work_for(TRIED_AGAIN, false).await;
        }
    }

    /// Makes the call once.
    pub(super) async fn call(&self, act: Act) {
        let response = self.api().oneshot(act.request()).await.unwrap();
        self.calls.tell(&format!("answered {}", response.status()));
        if response.status().is_success() {
            self.succeeded();
        }
    }

    async fn take_over(&self) {
        let mut conversation = self.app.conversation().await;
        conversation.take_over(None, &Act::settings(Some(Act::HandBack)), self.app.clock.now());
        self.app.store.save_conversation(&mut conversation).await.unwrap();
    }
}
