//! Queues events for the numbers whose settings ask for them.

use std::fmt::{self, Debug};
use std::pin::Pin;

use jiff::SignedDuration;
use relais_core::events::{Announce, Event, EventType};
use relais_core::job::ReplyJob;
use relais_core::queue::{Enqueue, QueueError};
use relais_whatsapp::ids::PhoneNumberId;

use crate::store::RecentSettings;

/// The delay of an event's job: by then the record is nearly always written.
const FIRST: SignedDuration = SignedDuration::from_secs(1);

/// Queues events in the replies queue. Where no events are set up, an event costs half a read unit a number now and then.
pub struct Announcer<Q> {
    settings: RecentSettings,
    numbers: Vec<PhoneNumberId>,
    replies: Q,
}

impl<Q: Enqueue> Announcer<Q> {
    /// For these numbers, in this replies queue.
    pub fn new(settings: RecentSettings, numbers: Vec<PhoneNumberId>, replies: Q) -> Self {
        Self { settings, numbers, replies }
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
            if !self.is_wanted(number, event.kind).await? {
                return Ok(());
            }
            let job = ReplyJob::Event(event).after(FIRST);
            let job = job.map_err(|error| QueueError::new("queue an event", error))?;
            self.replies.send(vec![job]).await
        })
    }
}
