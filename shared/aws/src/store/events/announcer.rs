//! Queues events for the numbers whose settings ask for them, and the job that tells browsers of a hand-over.

use std::fmt::{self, Debug};
use std::pin::Pin;

use jiff::SignedDuration;
use relais_core::events::{Announce, Event, EventType};
use relais_core::job::ReplyJob;
use relais_core::push::Push;
use relais_core::queue::{Enqueue, QueueError};
use relais_whatsapp::ids::PhoneNumberId;

use crate::store::{RecentBrowsers, RecentSettings};

/// The delay of an event's job: by then the record is nearly always written.
const FIRST: SignedDuration = SignedDuration::from_secs(1);

/// Queues events in the replies queue. Where no events are set up, an event costs half a read unit a number now and then.
pub struct Announcer<Q> {
    settings: RecentSettings,
    browsers: RecentBrowsers,
    numbers: Vec<PhoneNumberId>,
    replies: Q,
}

impl<Q: Enqueue> Announcer<Q> {
    /// For these numbers, in this replies queue.
    pub fn new(settings: RecentSettings, numbers: Vec<PhoneNumberId>, replies: Q) -> Self {
        let browsers = settings.browsers();
        Self { settings, browsers, numbers, replies }
    }

    /// The job that tells browsers of this event, if one asks for it.
    async fn push_about(&self, event: &Event) -> Result<Option<ReplyJob>, QueueError> {
        if event.kind != EventType::ConversationHandedOver || !self.tells_browsers().await? {
            return Ok(None);
        }
        Ok(Some(ReplyJob::Push(Push::handed_over(&event.contact, event.at))))
    }

    async fn is_wanted(&self, number: Option<&PhoneNumberId>, kind: EventType) -> Result<bool, QueueError> {
        let one = number.map(std::slice::from_ref);
        for number in one.unwrap_or(&self.numbers) {
            let recent = self.settings.of(number).await;
            let recent = recent.map_err(|error| QueueError::new("queue an event", error))?;
            if recent.settings.events.as_ref().is_some_and(|events| events.types.contains(&kind)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<Q> Debug for Announcer<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Announcer")
    }
}

impl<Q: Enqueue> Announce for Announcer<Q> {
    fn wants<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        kind: EventType,
    ) -> Pin<Box<dyn Future<Output = Result<bool, QueueError>> + Send + 'a>> {
        Box::pin(self.is_wanted(number, kind))
    }

    fn announce<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        event: Event,
    ) -> Pin<Box<dyn Future<Output = Result<(), QueueError>> + Send + 'a>> {
        Box::pin(async move {
            let push = self.push_about(&event).await?;
            let event = self.is_wanted(number, event.kind).await?.then_some(ReplyJob::Event(event));
            let jobs = [event, push].into_iter().flatten().map(|job| job.after(FIRST));
            let jobs: Vec<_> =
                jobs.collect::<Result<_, _>>().map_err(|error| QueueError::new("queue an event", error))?;
            if jobs.is_empty() { Ok(()) } else { self.replies.send(jobs).await }
        })
    }

    fn tells_browsers(&self) -> Pin<Box<dyn Future<Output = Result<bool, QueueError>> + Send + '_>> {
        Box::pin(async move {
            let any = self.browsers.any().await;
            any.map_err(|error| QueueError::new("look for browsers to tell", error))
        })
    }
}
