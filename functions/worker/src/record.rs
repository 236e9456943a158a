//! Records the items of webhooks. The records are the same for any order and any number of repeats.

mod account;
mod call;
mod history;
mod message;
mod other;
mod oversized;
mod read;
mod revision;
mod status;

use relais_aws::Store;
use relais_aws::store::MAX_ITEM_BYTES;
use relais_core::blob::Blobs;
use relais_core::job::{self, EventJob};
use relais_core::message::fingerprint;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_core::{Clock, Settings};
use relais_whatsapp::ids::{PhoneNumberId, WabaId};
use relais_whatsapp::webhook::{Item, ItemContent};

use crate::WorkError;
pub(crate) use status::SHOW_SENT;

/// Records the items of webhooks, and queues a reply job for each message that waits for an answer.
#[derive(Clone)]
pub struct Recorder<Q, B> {
    /// The store.
    pub store: Store,
    /// The replies queue, for reply jobs.
    pub replies: Q,
    /// The blobs: items that are too large for a queue message or a record.
    pub blobs: B,
    /// The business numbers of this deployment.
    pub businesses: Vec<PhoneNumberId>,
    /// The business account of this deployment, if its id is set. Events of others are left alone.
    pub account: Option<WabaId>,
    /// The settings: the delay of a reply job, and the length of a takeover.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
}

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    /// Records the item in a job of the events queue.
    pub async fn record(&self, job: EventJob) -> Result<(), WorkError> {
        let (item, came_at) = match job {
            EventJob::Item { item, came_at } => (item, came_at),
            EventJob::StoredItem(name) => self.stored_item(name).await?,
        };
        if let Some(metric) = Metric::of_field(&item.field) {
            metrics::count(metric, 1);
        }
        match &item.content {
            ItemContent::Message { contact, message } => {
                Box::pin(self.record_message(&item, came_at, contact.as_deref(), message)).await
            }
            ItemContent::Status { status, .. } => Box::pin(self.record_status(&item, status)).await,
            ItemContent::Other { value } => Box::pin(self.record_other(&item, came_at, value)).await,
        }
    }

    /// Whether an item came to one of the business numbers of this deployment. Others are left alone: they are in no
    /// thread and no prompt.
    fn is_to_us(&self, item: &Item) -> bool {
        item.phone_number_id.as_ref().is_some_and(|number| self.businesses.contains(number))
    }

    async fn stored_item(&self, name: String) -> Result<(Item, i64), WorkError> {
        let Some(bytes) = self.blobs.get(&name).await? else { return Err(WorkError::MissingBlob(name)) };
        match job::decode::<EventJob>(&String::from_utf8_lossy(&bytes))? {
            EventJob::Item { item, came_at } => Ok((item, came_at)),
            EventJob::StoredItem(inner) => Err(WorkError::MissingBlob(inner)),
        }
    }

    /// Keeps an item as it came: one that is neither message nor status, or that belongs to no conversation.
    async fn keep(&self, field: &str, raw: &str) -> Result<(), WorkError> {
        let now = self.clock.now();
        let event = if raw.len() <= MAX_ITEM_BYTES {
            self.store.store_other_item(field, raw, now).await?
        } else {
            let name = format!("kept/{}", fingerprint(raw));
            self.blobs.put(&name, raw.as_bytes().to_vec()).await?;
            self.store.store_other_item(field, &format!("{{\"blob\":\"{name}\"}}"), now).await?
        };
        tracing::info!(field, event, bytes = raw.len(), "webhook item kept");
        Ok(())
    }
}
