//! Recording: what a webhook brought, written down.
//!
//! Recording commutes and repeats. A message is first announced in its conversation, then stored, then its reply job
//! is queued; whichever step a crash leaves undone is done when the job comes back, and a message that is stored is
//! known to have been announced. The conversation is read *before* the message is looked for, so that two workers
//! with the same message cannot both take it for new once it has been answered.

use std::time::Duration;

use jiff::Timestamp;
use relais_aws::store::{Inserted, LONGEST_EVENT, Saved, StatusReport};
use relais_core::blob::Blobs;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::{Arrival, Conversation, Reason};
use relais_core::job::{self, EventJob, ReplyJob};
use relais_core::message::{Direction, Message, MessageKey, SendFailure, SentBy, fingerprint};
use relais_core::queue::{NewMessage, Queue};
use relais_core::reply::deserves_answer;
use relais_core::status::StatusMap;
use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::status::{StatusName, StatusUpdate};
use relais_whatsapp::webhook::{Item, ItemContent, Origin, WebhookContact};
use serde_json::value::RawValue;

use crate::{WorkError, Worker};

/// How often a conversation that others keep changing is decided anew before the job is put back.
const ATTEMPTS: u32 = 30;

/// A message read from its item, ready to be recorded.
struct Incoming {
    message: Message,
    identity: Identity,
    /// The alias that leads to the contact already.
    found_by: Option<Alias>,
    to_us: bool,
    deserves_answer: bool,
}

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

    async fn record_message(
        &self,
        item: &Item,
        came_at: i64,
        contact: Option<&RawValue>,
        raw: &RawValue,
    ) -> Result<(), WorkError> {
        let parsed = InboundMessage::parse(raw);
        let identity = identity_of(item.origin(), &parsed, contact);
        let Some(contact) = self.store.contact_for(&identity).await? else {
            return self.keep(&item.field, raw.get()).await;
        };
        let found_by = identity.aliases().into_iter().next();
        let identity = after_change(identity, &parsed);
        let mut incoming = self.incoming(item, parsed, raw, identity, &contact).await?;
        incoming.found_by = found_by;
        incoming.message.came_at = came_at;
        match incoming.message.direction {
            Direction::Inbound => self.record_inbound(&incoming).await,
            Direction::Outbound => self.record_echo(incoming).await,
        }
    }

    async fn record_inbound(&self, incoming: &Incoming) -> Result<(), WorkError> {
        let message = &incoming.message;
        let arrival = Arrival {
            key: &message.key,
            identity: &incoming.identity,
            timestamp: message.timestamp,
            text: &message.text,
            kind: &message.kind,
            to_us: incoming.to_us,
            deserves_answer: incoming.deserves_answer,
        };
        for attempt in 0..ATTEMPTS {
            let now = self.clock.now();
            let before = self.store.conversation(message.key.contact()).await?;
            if self.store.message(&message.key).await?.is_some() {
                return self.requeue_if_waiting(before.as_ref(), &message.key).await;
            }
            let contact = message.key.contact();
            let mut conversation = before.unwrap_or_else(|| Conversation::new(contact.clone(), now));
            self.link_new_ids(contact, &conversation.identity, incoming).await?;
            let waits = conversation.receive(&arrival, now);
            if self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
                pause(attempt).await;
                continue;
            }
            self.store.insert_message(message).await?;
            tracing::info!(message = %message.key, kind = message.kind, waits, "message recorded");
            return if waits { self.queue_reply(&message.key).await } else { Ok(()) };
        }
        Err(WorkError::Contended)
    }

    /// A person known by one id now shows another: both lead to the same contact.
    async fn link_new_ids(
        &self,
        contact: &ContactId,
        known: &Identity,
        incoming: &Incoming,
    ) -> Result<(), WorkError> {
        let mut known = known.aliases();
        known.extend(incoming.found_by.clone());
        let shown = incoming.identity.aliases();
        let new: Vec<_> = shown.into_iter().filter(|alias| !known.contains(alias)).collect();
        Ok(self.store.link(contact, &new).await?)
    }

    /// A message that is stored has been announced; its reply job may not have been queued.
    async fn requeue_if_waiting(
        &self,
        conversation: Option<&Conversation>,
        key: &MessageKey,
    ) -> Result<(), WorkError> {
        let waiting = conversation.and_then(|conversation| conversation.awaiting.as_ref());
        if waiting.is_some_and(|awaiting| awaiting.sort == key.sort()) {
            return self.queue_reply(key).await;
        }
        tracing::debug!(message = %key, "message known");
        Ok(())
    }

    async fn queue_reply(&self, key: &MessageKey) -> Result<(), WorkError> {
        let job =
            ReplyJob::Reply { contact: key.contact().clone(), message: key.sort().to_owned(), looks: 0 };
        let delay = self.settings.reply_delay.unsigned_abs();
        Ok(self.replies.send(vec![NewMessage { body: job::encode(&job)?, delay }]).await?)
    }

    /// A person wrote from the phone app: recorded, and the assistant pauses.
    async fn record_echo(&self, mut incoming: Incoming) -> Result<(), WorkError> {
        let contact = incoming.message.key.contact().clone();
        if self.store.message(&incoming.message.key).await?.is_some() {
            return Ok(());
        }
        let known = self.store.conversation(&contact).await?.map(|known| known.identity);
        self.link_new_ids(&contact, &known.unwrap_or_default(), &incoming).await?;
        let message = &mut incoming.message;
        if let Some(wamid) = &message.wamid {
            message.statuses = self.store.foreign_statuses(wamid).await?;
        }
        let to_us = incoming.to_us;
        self.change(message.key.contact(), |conversation, now| {
            conversation.identity.learn(&incoming.identity);
            if to_us {
                conversation.person_wrote(
                    &message.key,
                    &message.text,
                    &message.kind,
                    SentBy::App,
                    &self.settings,
                    now,
                );
            }
        })
        .await?;
        if self.store.insert_message(message).await? == Inserted::New {
            tracing::info!(message = %message.key, kind = message.kind, "echo recorded");
        }
        Ok(())
    }

    async fn record_status(&self, item: &Item, raw: &RawValue) -> Result<(), WorkError> {
        let status = StatusUpdate::parse(raw);
        let now = self.clock.now();
        let failure = status.errors.first().map(|error| SendFailure {
            code: error.code,
            title: error.title.clone(),
            detail: error.details.clone().or_else(|| error.message.clone()),
        });
        let report = StatusReport {
            name: status.name.as_str(),
            at: status.timestamp.unwrap_or(now),
            wamid: status.id.as_ref(),
            error: failure.as_ref(),
        };
        let ours = status.biz_opaque_callback_data.as_deref().and_then(MessageKey::from_callback_data);
        match (ours, &status.id) {
            (Some(key), _) => {
                if status.name == StatusName::Failed {
                    self.mark_failed(&key).await?;
                }
                let news = self.store.report_status(&key, &report, now).await?;
                tracing::info!(message = %key, status = report.name, news, "status recorded");
                Ok(())
            }
            (None, Some(wamid)) => {
                let news = self.store.report_foreign_status(wamid, &report, now).await?;
                tracing::info!(status = report.name, news, "status of a message sent elsewhere recorded");
                Ok(())
            }
            (None, None) => self.keep(&item.field, raw.get()).await,
        }
    }

    /// Tells people of a message that failed, before the status is stored: once it is, a repeat is no news.
    async fn mark_failed(&self, key: &MessageKey) -> Result<(), WorkError> {
        let message = self.store.message(key).await?;
        if message.is_some_and(|message| message.statuses.has(&StatusName::Failed)) {
            return Ok(());
        }
        self.change(key.contact(), |conversation, now| conversation.mark_for_person(Reason::SendFailed, now))
            .await
    }

    /// Keeps an item that is neither message nor status.
    async fn keep(&self, field: &str, raw: &str) -> Result<(), WorkError> {
        let now = self.clock.now();
        let event = if raw.len() <= LONGEST_EVENT {
            self.store.keep_event(field, raw, now).await?
        } else {
            let name = format!("kept/{}", fingerprint(raw));
            self.blobs.put(&name, raw.as_bytes().to_vec()).await?;
            self.store.keep_event(field, &format!("{{\"blob\":\"{name}\"}}"), now).await?
        };
        tracing::info!(field, event, bytes = raw.len(), "webhook item kept");
        Ok(())
    }

    /// Changes a conversation, again and again until nobody else has changed it in between.
    pub(crate) async fn change(
        &self,
        contact: &ContactId,
        transition: impl Fn(&mut Conversation, Timestamp),
    ) -> Result<(), WorkError> {
        for attempt in 0..ATTEMPTS {
            let now = self.clock.now();
            let stored = self.store.conversation(contact).await?;
            let mut conversation = stored.unwrap_or_else(|| Conversation::new(contact.clone(), now));
            transition(&mut conversation, now);
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(WorkError::Contended)
    }

    async fn incoming(
        &self,
        item: &Item,
        parsed: InboundMessage,
        raw: &RawValue,
        identity: Identity,
        contact: &ContactId,
    ) -> Result<Incoming, WorkError> {
        let id = parsed.id.as_ref().map_or_else(|| fingerprint(raw.get()), |id| id.as_str().to_owned());
        let key = match parsed.timestamp {
            Some(at) => MessageKey::new(contact, at, &id),
            None => self.key_without_time(contact, &id).await?,
        };
        let is_echo = item.origin() == Origin::Echo;
        let customer = identity.recipient().map(|id| id.as_str().to_owned());
        let business = item.display_phone_number.clone();
        let (from, to) = if is_echo { (business, customer) } else { (customer, business) };
        let to_us = item.phone_number_id.as_ref() == Some(&self.business);
        let text_only = matches!(parsed.content, MessageContent::Text { .. })
            && parsed.context.is_none()
            && parsed.referral.is_none();
        let message = Message {
            timestamp: key.at(),
            key,
            direction: if is_echo { Direction::Outbound } else { Direction::Inbound },
            from,
            to,
            text: parsed.text().unwrap_or_default().to_owned(),
            raw: (!text_only).then(|| raw.get().to_owned()),
            came_at: 0,
            sent_by: is_echo.then_some(SentBy::App),
            statuses: StatusMap::default(),
            error: None,
            reply_to: parsed.context.as_ref().and_then(|context| context.id.clone()),
            resend_of: None,
            sending: None,
            changed_at: self.clock.now(),
            kind: parsed.kind.clone(),
            wamid: parsed.id.clone(),
        };
        let deserves_answer = deserves_answer(item.origin(), &parsed);
        Ok(Incoming { message, identity, found_by: None, to_us, deserves_answer })
    }

    /// Meta gave no time. The first receipt's time serves, remembered so that a repeat finds the same key.
    async fn key_without_time(&self, contact: &ContactId, id: &str) -> Result<MessageKey, WorkError> {
        let now = self.clock.now();
        let first = MessageKey::new(contact, now, id);
        let once = self.store.claim_once(&format!("untimed/{contact}/{id}"), "", &first, now).await?;
        Ok(match once {
            relais_aws::store::Once::Again(key) => key,
            _ => first,
        })
    }
}

/// Who the customer is: the sender of a message, the recipient of an echo.
fn identity_of(origin: Origin, message: &InboundMessage, contact: Option<&RawValue>) -> Identity {
    let contact = contact.map(WebhookContact::parse).unwrap_or_default();
    let (wa_id, user_id, parent) = match origin {
        Origin::Echo => (message.to.clone(), message.to_user_id.clone(), None),
        _ => (message.from.clone(), message.from_user_id.clone(), message.from_parent_user_id.clone()),
    };
    Identity {
        wa_id: wa_id.or(contact.wa_id),
        user_id: user_id.or(contact.user_id),
        parent_user_id: parent.or(contact.parent_user_id),
        name: contact.name,
        username: contact.username,
    }
}

/// A system message may bring a new number or user id: from now on they are the person's. The contact was found by the
/// old ones.
fn after_change(identity: Identity, message: &InboundMessage) -> Identity {
    let MessageContent::System(system) = &message.content else { return identity };
    Identity {
        wa_id: system.wa_id.clone().or(identity.wa_id),
        user_id: system.user_id.clone().or(identity.user_id),
        parent_user_id: system.parent_user_id.clone().or(identity.parent_user_id),
        ..identity
    }
}

/// Lets the other worker finish: a few milliseconds more each time.
async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 3)).await;
}
