//! Recording: what a webhook brought, written down. It commutes and repeats: any order, any number of times.

mod incoming;
mod message;
mod status;

use std::time::Duration;

use jiff::Timestamp;
use relais_aws::store::{MAX_EVENT_BYTES, Saved};
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::job::{self, EventJob};
use relais_core::message::fingerprint;
use relais_core::queue::Queue;
use relais_whatsapp::webhook::{Item, ItemContent};

use crate::{WorkError, Worker};

/// How often a conversation that others keep changing is decided anew before the job is put back.
const ATTEMPTS: u32 = 30;

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Records what one events job holds.
    pub async fn record(&self, job: EventJob) -> Result<(), WorkError> {
        let (item, came_at) = match job {
            EventJob::Item { item, came_at } => (item, came_at),
            EventJob::StoredItem(name) => self.stored_item(name).await?,
        };
        match &item.content {
            ItemContent::Message { contact, message } => {
                self.record_message(&item, came_at, contact.as_deref(), message).await
            }
            ItemContent::Status { status, .. } => self.record_status(&item, status).await,
            ItemContent::Other { value } => self.keep(&item.field, value.get()).await,
        }
    }

    async fn stored_item(&self, name: String) -> Result<(Item, i64), WorkError> {
        let Some(bytes) = self.blobs.get(&name).await? else { return Err(WorkError::MissingBlob(name)) };
        match job::decode::<EventJob>(&String::from_utf8_lossy(&bytes))? {
            EventJob::Item { item, came_at } => Ok((item, came_at)),
            EventJob::StoredItem(inner) => Err(WorkError::MissingBlob(inner)),
        }
    }

    /// Keeps an item that is neither message nor status.
    async fn keep(&self, field: &str, raw: &str) -> Result<(), WorkError> {
        let now = self.clock.now();
        let event = if raw.len() <= MAX_EVENT_BYTES {
            self.store.keep_event(field, raw, now).await?
        } else {
            let name = format!("kept/{}", fingerprint(raw));
            self.blobs.put(&name, raw.as_bytes().to_vec()).await?;
            self.store.keep_event(field, &format!("{{\"blob\":\"{name}\"}}"), now).await?
        };
        tracing::info!(field, event, bytes = raw.len(), "webhook item kept");
        Ok(())
    }

    /// Changes a conversation, if there is one, again and again until nobody else has changed it in between.
    pub(crate) async fn change(
        &self,
        contact: &ContactId,
        transition: impl Fn(&mut Conversation, Timestamp),
    ) -> Result<(), WorkError> {
        for attempt in 0..ATTEMPTS {
            let now = self.clock.now();
            let Some(mut conversation) = self.store.conversation(contact).await? else { return Ok(()) };
            transition(&mut conversation, now);
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(WorkError::Contended)
    }
}

/// Lets the other worker finish: a few milliseconds more each time.
async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 3)).await;
}
