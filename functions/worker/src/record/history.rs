//! Records old messages, which Meta shares when the number of a phone app is connected. They are shown in their threads
//! and read by the model. They are never answered and never unread, and open no window.

use jiff::SignedDuration;
use relais_aws::store::{Backoff, Saved, Shown};
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::message::{Message, MessageKey};
use relais_core::queue::Enqueue;
use relais_whatsapp::history::{OldMessage, Thread};
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::message::MessageContent;
use relais_whatsapp::webhook::{Item, ItemContent};
use serde_json::json;
use serde_json::value::RawValue;

use super::Recorder;
use super::message::media_job;
use super::read::Incoming;
use crate::WorkError;

/// Messages of a thread that are recorded, the newest. More could take longer than a job may.
const MOST: usize = 300;

/// The files of a thread are fetched one after the other, this long apart, so that they hold up nothing that comes now.
const BETWEEN_FILES: SignedDuration = SignedDuration::from_secs(1);

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    /// Records a thread's messages. `false`: some were not, and the item must be kept.
    pub(super) async fn record_history(
        &self,
        item: &Item,
        business: &PhoneNumberId,
        came_at: i64,
        value: &RawValue,
    ) -> Result<bool, WorkError> {
        let Some(thread) = Thread::read(value) else { return Ok(false) };
        let contact = json!({"wa_id": thread.wa_id, "user_id": thread.user_id}).to_string();
        let Ok(contact) = RawValue::from_string(contact) else { return Ok(false) };
        let items: Vec<_> = thread.messages.iter().map(|message| one(item, message)).collect();
        let mut read: Vec<_> = thread
            .messages
            .iter()
            .zip(&items)
            .map(|(old, item)| (Incoming::read(item, came_at, Some(&contact), &old.raw), old))
            .filter(|(incoming, _)| is_shown(incoming))
            .collect();
        read.sort_by_key(|(incoming, _)| std::cmp::Reverse(incoming.timestamp()));
        let is_all = read.len() == thread.messages.len() && read.len() <= MOST;
        read.truncate(MOST);
        let Some((newest, _)) = read.first() else { return Ok(false) };
        let now = self.clock.now();
        let at = newest.timestamp().unwrap_or(now).min(now);
        let identity = newest.identity.clone();
        let shown = Shown::at(business, &self.businesses, &identity, at);
        let mut backoff = Backoff::default();
        loop {
            let Some(mut whose) = self.store.whose(&shown, now).await? else { return Ok(false) };
            if whose.conversation.has_erased(newest.came_at()) {
                return Ok(true);
            }
            let contact = whose.conversation.contact.clone();
            let messages: Vec<_> = read
                .iter()
                .rev()
                .filter_map(|(incoming, old)| message(incoming, old, &contact, now))
                .collect();
            for message in &messages {
                whose.conversation.remember(message, &identity, now);
            }
            if self.store.save_conversation(&mut whose.conversation).await? == Saved::Conflict {
                backoff.again().await?;
                continue;
            }
            self.store.link(&whose, &shown, &self.clock).await?;
            for message in &messages {
                self.insert(message, now).await?;
            }
            self.fetch_files(&messages).await?;
            tracing::info!(%contact, messages = messages.len(), is_all, "old messages recorded");
            return Ok(is_all);
        }
    }
}

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    /// Queues the jobs of the files that are still to be fetched, the newest first. What is stored says which: so a thread
    /// that is redelivered queues none for a file that came meanwhile.
    async fn fetch_files(&self, messages: &[Message]) -> Result<(), WorkError> {
        let with_file = messages.iter().filter(|message| media_job(message).is_some());
        let keys: Vec<_> = with_file.map(|message| message.key.clone()).collect();
        let mut stored = self.store.messages(&keys).await?;
        stored.sort_by_key(|message| std::cmp::Reverse(message.timestamp));
        let mut jobs = Vec::new();
        for job in stored.iter().filter_map(media_job) {
            jobs.push(job.after(BETWEEN_FILES * i32::try_from(jobs.len()).unwrap_or(i32::MAX))?);
        }
        if jobs.is_empty() { Ok(()) } else { Ok(self.replies.send(jobs).await?) }
    }
}

/// A message of the thread as an item of its own.
fn one(item: &Item, message: &OldMessage) -> Item {
    let content = ItemContent::Message { contact: None, message: message.raw.clone() };
    Item { content, ..item.clone() }
}

/// Without a time it has no place in the thread. What stands for a file (`media_placeholder`) has the id of the message
/// that brings the file, if one does, and would keep it out.
fn is_shown(incoming: &Incoming<'_>) -> bool {
    let is_message = !matches!(
        incoming.content(),
        MessageContent::System(_)
            | MessageContent::Edit { .. }
            | MessageContent::Revoke { .. }
            | MessageContent::Unknown
    );
    is_message && incoming.timestamp().is_some() && !incoming.is_group()
}

fn message(
    incoming: &Incoming<'_>,
    old: &OldMessage,
    contact: &ContactId,
    now: jiff::Timestamp,
) -> Option<Message> {
    let at = incoming.timestamp()?;
    let mut message = incoming.message(MessageKey::new(contact, at, &incoming.id()), now);
    if message.sent_by.is_some() {
        // Without a status it would be shown as on its way for ever.
        let status = old.status.as_ref().map_or("sent", |status| status.as_str());
        message.statuses.report(status, at);
    }
    Some(message)
}
