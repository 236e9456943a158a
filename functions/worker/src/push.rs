//! Tells the browsers that asked for it, by Web Push, that a customer waits for a person. The messages are empty.
//! <https://www.rfc-editor.org/rfc/rfc8030>
//!
//! The worker that saves the mark or the message queues the job. The job looks whether somebody has seen to it since,
//! notes in each browser's record that a message begins, sends it, and notes that it was taken. What fails is tried again
//! for a few minutes; by then the next message is likely to be newer.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_aws::Store;
use relais_aws::outward::{Outward, OutwardError, OutwardRequest};
use relais_aws::store::Browser;
use relais_aws::vapid::{NoVapidKey, VapidKey};
use relais_core::Clock;
use relais_core::job::ReplyJob;
use relais_core::push::{Needed, Push, Turn, Whom, turn};
use relais_core::queue::Enqueue;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use reqwest::{Method, Url};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::{Answerer, WorkError};

/// The delay of a job about a message: whoever has the conversation open has read it by then.
pub(crate) const DELAY: SignedDuration = SignedDuration::from_secs(5);

/// The time limit of a message.
const LIMIT: Duration = Duration::from_secs(10);

/// The most that is read of an answer, which says nothing but its status.
const MOST: usize = 1024;

/// Messages that a process sends at the same time. One job sends them.
const MESSAGES: usize = 25;

/// How long a job waits that finds no place.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// How long a push service keeps a message for a browser that is not running, in seconds.
const TTL: HeaderValue = HeaderValue::from_static("14400");

/// A message replaces an earlier one that has not been delivered yet.
const TOPIC: HeaderValue = HeaderValue::from_static("waiting");

/// Tells browsers.
#[derive(Clone)]
pub struct PushSender<Q> {
    store: Store,
    replies: Q,
    clock: Clock,
    outward: Arc<Outward>,
    key: Arc<OnceLock<Arc<VapidKey>>>,
    jobs: Arc<Semaphore>,
    messages: Arc<Semaphore>,
}

/// The result of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The push service took it.
    Taken,
    /// The browser is not to be told any more.
    Gone,
    /// The push service refuses it, and would do so again.
    Refused(Option<u16>),
    /// Another try may succeed, after the wait that the push service asked for.
    Failed(Option<SignedDuration>),
}

impl<Q: Enqueue> PushSender<Q> {
    /// Over the parts of this answerer. It reaches no inner network.
    pub(crate) fn of(answerer: &Answerer<Q>) -> Self {
        Self {
            store: answerer.store.clone(),
            replies: answerer.replies.clone(),
            clock: answerer.clock.clone(),
            outward: Arc::clone(&answerer.tools.outward),
            key: Arc::default(),
            jobs: Arc::new(Semaphore::new(1)),
            messages: Arc::new(Semaphore::new(MESSAGES)),
        }
    }

    /// Does the job.
    pub(crate) async fn handle(&self, push: Push) -> Result<(), WorkError> {
        let now = self.clock.now();
        if push.due.is_some_and(|due| due > now) {
            return self.queue(push).await;
        }
        let Some(conversation) = self.store.conversation(&push.contact).await? else { return Ok(()) };
        let whom = match push.needed(&conversation, now) {
            Needed::By(whom) => whom,
            Needed::NotYet => return self.again(push, None).await,
            Needed::NoLonger => return Ok(()),
        };
        let Ok(_place) = self.jobs.try_acquire() else {
            return self.queue(push.due_at(now + PAUSE)).await;
        };
        let (browsers, later) = self.turns(&push, &whom, now).await?;
        let failed = if browsers.is_empty() { None } else { self.tell(&push, browsers, now).await? };
        match (failed, later) {
            (Some(asked), _) => self.again(push, asked).await,
            (None, Some(later)) => self.queue(push.due_at(later)).await,
            (None, None) => Ok(()),
        }
    }

    /// The browsers to tell now, and when to look again for others.
    async fn turns(
        &self,
        push: &Push,
        whom: &Whom,
        now: Timestamp,
    ) -> Result<(Vec<Browser>, Option<Timestamp>), WorkError> {
        let (mut browsers, mut later) = (Vec::new(), None);
        for browser in self.store.browsers(now).await? {
            if matches!(whom, Whom::Named(name) if browser.who.as_ref() != Some(name)) {
                continue;
            }
            match turn(push, &browser.messages, now) {
                Turn::Nothing => {}
                Turn::Later(at) => later = later.max(Some(at)),
                Turn::Now => browsers.push(browser),
            }
        }
        Ok((browsers, later))
    }

    /// Tells these browsers. `Some`: at least one message failed, with the longest wait that a push service asked for.
    async fn tell(
        &self,
        push: &Push,
        browsers: Vec<Browser>,
        now: Timestamp,
    ) -> Result<Option<Option<SignedDuration>>, WorkError> {
        let Some(key) = self.key().await? else {
            tracing::warn!(
                "browsers are to be told, and the key pair of Web Push is gone: they have to ask again"
            );
            return Ok(None);
        };
        let (mut messages, mut outcomes) = (JoinSet::new(), Vec::new());
        for browser in browsers {
            let (sender, push, key) = (self.clone(), push.clone(), Arc::clone(&key));
            messages.spawn(async move { sender.tell_one(&push, &browser, &key, now).await });
        }
        // A message that fails holds up none of the others.
        while let Some(outcome) = messages.join_next().await {
            outcomes.extend(outcome.ok());
        }
        let mut failed = None;
        for outcome in outcomes {
            if let Outcome::Failed(asked) = outcome? {
                failed = failed.max(Some(asked));
            }
        }
        Ok(failed)
    }

    async fn tell_one(
        &self,
        push: &Push,
        browser: &Browser,
        key: &VapidKey,
        now: Timestamp,
    ) -> Result<Outcome, WorkError> {
        if !self.store.begin_push(browser, push, now).await? {
            return Ok(Outcome::Taken);
        }
        let outcome = {
            let _place = self.messages.acquire().await;
            self.send(browser, key, now).await?
        };
        let id = browser.id.as_str();
        match outcome {
            Outcome::Taken => {
                tracing::info!(browser = id, "browser told that a customer waits");
                self.store.end_push(id, now).await?;
            }
            Outcome::Gone => {
                tracing::info!(browser = id, "browser removed: its push service does not know it any more");
                self.store.remove_browser(id, now).await?;
            }
            Outcome::Refused(status) => {
                tracing::warn!(
                    browser = id,
                    status,
                    "browser not told: its push service refuses the message"
                );
                self.store.end_push(id, now).await?;
            }
            Outcome::Failed(_) => tracing::info!(browser = id, tries = push.tries, "browser not told yet"),
        }
        Ok(outcome)
    }

    async fn send(&self, browser: &Browser, key: &VapidKey, now: Timestamp) -> Result<Outcome, NoVapidKey> {
        let Ok(endpoint) = Url::parse(&browser.endpoint) else { return Ok(Outcome::Gone) };
        let authorization = key.authorization(&endpoint, browser.origin.as_deref(), now)?;
        let Ok(authorization) = HeaderValue::try_from(authorization) else { return Ok(Outcome::Gone) };
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization);
        // Without a body it is left out, and servers of Google then refuse the request.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        headers.insert(USER_AGENT, HeaderValue::from_static("Relais"));
        headers.insert("ttl", TTL);
        headers.insert("topic", TOPIC);
        headers.insert("urgency", HeaderValue::from_static("high"));
        let request = OutwardRequest {
            method: Method::POST,
            url: browser.endpoint.clone(),
            headers,
            body: Vec::new(),
            limit: LIMIT,
            most: MOST,
        };
        let (status, headers) = match self.outward.send(request).await {
            Ok(response) => (response.status, response.headers),
            Err(OutwardError::Unclear { status: Some(status), .. }) => (status, HeaderMap::new()),
            Err(_) => return Ok(Outcome::Failed(None)),
        };
        Ok(outcome(status.as_u16(), &headers))
    }

    /// The key pair, read once.
    async fn key(&self) -> Result<Option<Arc<VapidKey>>, WorkError> {
        if let Some(key) = self.key.get() {
            return Ok(Some(Arc::clone(key)));
        }
        let Some(pair) = self.store.push_key().await? else { return Ok(None) };
        let key = Arc::new(VapidKey::parse(&pair)?);
        Ok(Some(Arc::clone(self.key.get_or_init(|| key))))
    }

    async fn again(&self, push: Push, asked: Option<SignedDuration>) -> Result<(), WorkError> {
        let Some(again) = push.again(self.clock.now(), asked) else {
            tracing::warn!("some browsers were not told that a customer waits: their push services failed");
            return Ok(());
        };
        self.queue(again).await
    }

    async fn queue(&self, push: Push) -> Result<(), WorkError> {
        let (due, now) = (push.due, self.clock.now());
        let job = ReplyJob::Push(push).due_at(due.unwrap_or(now), now)?;
        Ok(self.replies.send(vec![job]).await?)
    }
}

/// What the answer of a push service means.
fn outcome(status: u16, headers: &HeaderMap) -> Outcome {
    match status {
        200..=299 => Outcome::Taken,
        404 | 410 => Outcome::Gone,
        408 | 425 | 429 | 500.. => {
            let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Outcome::Failed(seconds.map(SignedDuration::from_secs))
        }
        _ => Outcome::Refused(Some(status)),
    }
}
