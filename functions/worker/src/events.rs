//! Sends events to a business's own system: signed webhooks by the Standard Webhooks scheme.
//!
//! [`Announcer`] queues an event before the write that it is about. Its job reads the record, builds the body, and sends
//! it. Any answer but 2xx is tried again, with growing waits for a day. Then the event is on the list of failures.
//!
//! A receiver that hangs holds up no answer: few events are sent at the same time, and the others come later.

mod body;

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use relais_aws::Store;
use relais_aws::outward::{Outward, OutwardError, OutwardRequest};
use relais_aws::store::{EventProblem, FailedEvent};
use relais_core::Clock;
use relais_core::business::EventsOut;
use relais_core::events::{Announce, Event, EventType, SigningSecret};
use relais_core::job::ReplyJob;
use relais_core::queue::{Enqueue, QueueError};
use relais_sending::Sender;
use relais_whatsapp::ids::PhoneNumberId;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use tokio::sync::Semaphore;

use crate::{Answerer, Businesses, WorkError};

/// The time limit of a try.
const LIMIT: Duration = Duration::from_secs(10);

/// The most that is read of an answer, which says nothing but its status.
const MOST: usize = 1024;

/// Events that a process sends at the same time.
const AT_ONCE: usize = 8;

/// How long an event waits that finds no place.
const PAUSE: SignedDuration = SignedDuration::from_secs(2);

/// The waits before the looks for a record that is not written yet. The first one is the job's own delay.
const LOOKS: [SignedDuration; 3] =
    [SignedDuration::from_secs(5), SignedDuration::from_secs(30), SignedDuration::from_mins(2)];

/// The delay of an event's job: by then the record is nearly always written.
const FIRST: SignedDuration = SignedDuration::from_secs(1);

/// Queues events for the numbers whose settings ask for them.
#[derive(Clone)]
pub(crate) struct Announcer<Q> {
    businesses: Businesses,
    numbers: Vec<PhoneNumberId>,
    replies: Q,
}

impl<Q: Enqueue> Announcer<Q> {
    /// For the numbers of this answerer, in its queue.
    pub(crate) fn of(answerer: &Answerer<Q>) -> Arc<Self> {
        Arc::new(Self {
            businesses: answerer.businesses.clone(),
            numbers: answerer.sender.numbers.clone(),
            replies: answerer.replies.clone(),
        })
    }

    async fn is_wanted(&self, number: Option<&PhoneNumberId>, kind: EventType) -> Result<bool, QueueError> {
        let one = number.map(std::slice::from_ref);
        for number in one.unwrap_or(&self.numbers) {
            let business = self.businesses.of(number).await;
            let business = business.map_err(|error| QueueError::new("queue an event", error))?;
            if business.set.events.as_ref().is_some_and(|events| events.types.contains(&kind)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<Q> std::fmt::Debug for Announcer<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Announcer")
    }
}

impl<Q: Enqueue> Announce for Announcer<Q> {
    fn wants<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        kind: EventType,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<bool, QueueError>> + Send + 'a>> {
        Box::pin(self.is_wanted(number, kind))
    }

    fn announce<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        event: Event,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), QueueError>> + Send + 'a>> {
        Box::pin(async move {
            if !self.is_wanted(number, event.kind).await? {
                return Ok(());
            }
            let job = ReplyJob::Event(event).after(FIRST);
            let job = job.map_err(|error| QueueError::new("queue an event", error))?;
            self.replies.send(vec![job]).await
        })
    }
}

/// Sends events.
#[derive(Clone)]
pub struct EventSender<Q> {
    store: Store,
    replies: Q,
    sender: Sender,
    businesses: Businesses,
    clock: Clock,
    outward: Arc<Outward>,
    places: Arc<Semaphore>,
}

/// The result of a try that was not taken.
struct NotTaken {
    problem: EventProblem,
    status: Option<u16>,
}

impl NotTaken {
    /// Whether another try may succeed without anybody changing something.
    fn may_pass(&self) -> bool {
        !matches!(self.problem, EventProblem::Gone | EventProblem::Refused | EventProblem::Unusable)
    }
}

impl<Q: Enqueue> EventSender<Q> {
    /// Over the parts of this answerer. It reaches no inner network.
    pub(crate) fn of(answerer: &Answerer<Q>) -> Self {
        Self {
            store: answerer.store.clone(),
            replies: answerer.replies.clone(),
            sender: answerer.sender.clone(),
            businesses: answerer.businesses.clone(),
            clock: answerer.clock.clone(),
            outward: Arc::clone(&answerer.tools.outward),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Does the job of an event.
    pub(crate) async fn handle(&self, event: Event) -> Result<(), WorkError> {
        let now = self.clock.now();
        if event.due.is_some_and(|due| due > now) {
            return self.queue(event).await;
        }
        let Some(conversation) = self.store.conversation(&event.contact).await? else { return Ok(()) };
        let number = self.sender.number_of(&conversation);
        let business = self.businesses.of(&number).await?;
        let Some(out) = business.set.events.as_ref().filter(|out| out.types.contains(&event.kind)) else {
            return Ok(());
        };
        let message = match event.message_key() {
            Some(key) => self.store.message(&key).await?,
            None => None,
        };
        let Some(body) = body::of(&event, message.as_ref(), &conversation, &number) else {
            return self.look_later(event).await;
        };
        let Ok(_place) = self.places.try_acquire() else {
            return self.queue(Event { due: Some(now + PAUSE), ..event }).await;
        };
        match self.send(out, &event, body.to_string().into_bytes()).await {
            Ok(()) => {
                tracing::info!(
                    event = event.id(),
                    kind = event.kind.name(),
                    tries = event.tries,
                    "event taken"
                );
                Ok(())
            }
            Err(not_taken) => self.after_failure(&number, event, &not_taken).await,
        }
    }

    async fn send(&self, out: &EventsOut, event: &Event, body: Vec<u8>) -> Result<(), NotTaken> {
        let unusable = || NotTaken { problem: EventProblem::Unusable, status: None };
        let headers = self.headers(out, event, &body).ok_or_else(unusable)?;
        let request = OutwardRequest {
            method: Method::POST,
            url: out.url.clone(),
            headers,
            body,
            limit: LIMIT,
            most: MOST,
        };
        let (problem, status) = match self.outward.send(request).await {
            Ok(response) if response.status.is_success() => return Ok(()),
            Ok(response) if response.status.as_u16() == 410 => (EventProblem::Gone, Some(response.status)),
            Ok(response) => (EventProblem::Status, Some(response.status)),
            // It is taken. What comes after the status does not matter.
            Err(OutwardError::Unclear { status: Some(status), .. }) if status.is_success() => return Ok(()),
            Err(OutwardError::Unclear { status, .. }) => (EventProblem::NoAnswer, status),
            Err(OutwardError::Refused(_)) => (EventProblem::Refused, None),
            Err(OutwardError::NotSent(_)) => (EventProblem::Unreachable, None),
            Err(OutwardError::Client(_)) => (EventProblem::Unusable, None),
        };
        Err(NotTaken { problem, status: status.map(|status| status.as_u16()) })
    }

    fn headers(&self, out: &EventsOut, event: &Event, body: &[u8]) -> Option<HeaderMap> {
        let (id, now) = (event.id(), self.clock.now());
        let secret = SigningSecret::parse(out.secret.as_deref()?).ok()?;
        let signature = secret.sign(&id, now, body).ok()?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static("Relais"));
        headers.insert("webhook-id", id.parse().ok()?);
        headers.insert("webhook-timestamp", now.as_second().into());
        headers.insert("webhook-signature", signature.parse().ok()?);
        Some(headers)
    }

    async fn after_failure(
        &self,
        number: &PhoneNumberId,
        event: Event,
        not_taken: &NotTaken,
    ) -> Result<(), WorkError> {
        let NotTaken { problem, status } = *not_taken;
        let now = self.clock.now();
        if let Some(again) = event.again(now).filter(|_| not_taken.may_pass()) {
            tracing::info!(
                event = event.id(),
                tries = again.tries,
                ?problem,
                status,
                "event not taken: tried again"
            );
            return self.queue(again).await;
        }
        tracing::warn!(event = event.id(), ?problem, status, "event given up: it is on the list of failures");
        let event = Event { tries: event.tries + 1, due: None, ..event };
        let failed = FailedEvent { event, given_up: now, status, problem };
        Ok(self.store.add_failed_event(number, &failed).await?)
    }

    /// The record does not say yet what was announced. If it does not later either, its write has failed.
    async fn look_later(&self, event: Event) -> Result<(), WorkError> {
        let looks = usize::try_from(event.looks).unwrap_or(usize::MAX);
        let Some(wait) = LOOKS.get(looks) else {
            tracing::debug!(event = event.id(), "event dropped: what it announced did not happen");
            return Ok(());
        };
        let due = Some(self.clock.now() + *wait);
        self.queue(Event { looks: event.looks + 1, due, ..event }).await
    }

    async fn queue(&self, event: Event) -> Result<(), WorkError> {
        let (due, now) = (event.due, self.clock.now());
        let job = ReplyJob::Event(event).due_at(due.unwrap_or(now), now)?;
        Ok(self.replies.send(vec![job]).await?)
    }
}
