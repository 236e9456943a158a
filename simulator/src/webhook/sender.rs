//! Delivers one webhook, with retries.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Method, StatusCode, Uri};
use relais_whatsapp::signature::{SIGNATURE_HEADER, sign};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};

use crate::Simulator;
use crate::wire::{Shown, Side};

/// Waits before the second and later attempts, in milliseconds. The last one repeats. Meta's waits are longer.
const RETRY_AFTER_MS: [u64; 5] = [200, 500, 1000, 2000, 5000];
/// After half an hour of attempts a webhook is given up, and still counts as undelivered. Meta's limit is 7 days.
const MOST_ATTEMPTS: usize = 360;
/// Time limit of one attempt. Meta states none.
const ATTEMPT: Duration = Duration::from_secs(20);

/// A body to deliver, and the customer's message that it contains.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    body: Bytes,
    signature: Option<Arc<str>>,
    announced: Option<Arc<str>>,
}

impl Webhook {
    pub(crate) fn new(body: Bytes) -> Self {
        Self { body, signature: None, announced: None }
    }

    /// A webhook of a customer's message. The phone marks the message as delivered once the webhook is.
    pub(crate) fn announcing(body: Bytes, wamid: Arc<str>) -> Self {
        Self { announced: Some(wamid), ..Self::new(body) }
    }
}

impl Simulator {
    /// Delivers a webhook that is already counted as undelivered. Returns after the first attempt. Retries continue in
    /// the background, so a failing webhook does not delay the next.
    pub(crate) async fn deliver(&self, mut webhook: Webhook) {
        webhook.signature = Some(sign(&self.config().app_secret, &webhook.body).into());
        let copies = self.with_unannounced(|world| {
            let copies = world.settings.repeat_webhooks;
            world.undelivered += u64::from(copies);
            copies
        });
        for _ in 0..copies {
            let (simulator, copy) = (self.clone(), webhook.clone());
            tokio::spawn(async move {
                if !simulator.attempt(&copy, 1).await {
                    simulator.try_again(copy).await;
                }
            });
        }
        if !self.attempt(&webhook, 1).await {
            tokio::spawn(self.clone().try_again(webhook));
        }
    }

    async fn try_again(self, webhook: Webhook) {
        for retry in 0..MOST_ATTEMPTS {
            tokio::time::sleep(retry_after(retry)).await;
            if self.attempt(&webhook, retry + 2).await {
                return;
            }
        }
        tracing::warn!(
            attempts = MOST_ATTEMPTS,
            "the simulator gave up a webhook that was never answered 200"
        );
    }

    /// One attempt, the first by number 1. True when it was answered 200.
    async fn attempt(&self, webhook: &Webhook, attempt: usize) -> bool {
        let Ok(_slot) = self.webhook_slots().acquire().await else {
            return false;
        };
        let request = self
            .config()
            .http
            .post(&self.config().webhook_url)
            .header(SIGNATURE_HEADER, webhook.signature.as_deref().unwrap_or_default())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, "facebookexternalua")
            .timeout(ATTEMPT)
            .body(webhook.body.clone());
        let path = self.config().webhook_url.parse::<Uri>().map(|url| url.path().to_owned());
        let body = Shown::of(&webhook.body);
        let mut begun = self.begin(Side::Webhook, &Method::POST, &path.unwrap_or_default(), body);
        begun.call.attempt = attempt;
        begun.call.signature = webhook.signature.as_deref().map(str::to_owned);
        let answer = match request.send().await {
            Ok(response) => Some((response.status(), response.bytes().await.unwrap_or_default())),
            Err(_) => None,
        };
        let status = answer.as_ref().map(|(status, _)| *status);
        self.end(begun, answer.map(|(status, body)| (status, Shown::of(&body))));
        let delivered = status == Some(StatusCode::OK);
        if delivered {
            self.with(|world| {
                world.undelivered = world.undelivered.saturating_sub(1);
                if let Some(wamid) = &webhook.announced {
                    world.phone.delivered(wamid);
                }
            });
        }
        delivered
    }
}

fn retry_after(retry: usize) -> Duration {
    let ms = RETRY_AFTER_MS.get(retry).or(RETRY_AFTER_MS.last());
    Duration::from_millis(ms.copied().unwrap_or_default())
}
