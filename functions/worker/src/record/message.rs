//! Records a message.
//!
//! A message is first announced in its conversation, then stored, then its jobs are queued: one that fetches its file, and
//! one that answers it. If the process dies in between, the job is redelivered and does the remaining steps: a stored
//! message has been announced.
//!
//! The conversation is read *before* the message is looked up. If a second worker records and answers the same message
//! in between, the save of this worker is refused, so it does not treat the message as new. If the message is found,
//! the conversation is read again, because another worker may have stored the message since the first read.
//!
//! A message whose person was erased after it came is not recorded. The person may be erased between the save of the
//! conversation and the insert of the message: then the worker deletes the message again.
//!
//! The other ids that the message contains are linked to its contact right after the conversation is saved.

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Backoff, INSERT_TIME, Inserted, Missing, Once, Saved, Shown, Whose};
use relais_core::blob::Blobs;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::events::{Event, EventType};
use relais_core::job::ReplyJob;
use relais_core::media::MediaState;
use relais_core::message::{Direction, Message, MessageKey, SentBy, fingerprint};
use relais_core::metrics::{self, Metric};
use relais_core::optout::{self, Wish};
use relais_core::push::Push;
use relais_core::queue::Enqueue;
use relais_core::relevance::Relevance;
use relais_core::spans::{self, Kind, Span, Trace};
use relais_core::usage::Counter;
use relais_whatsapp::status::StatusName;
use relais_whatsapp::webhook::Item;
use serde_json::value::RawValue;

use super::Recorder;
use super::read::Incoming;
use crate::elapsed::{millis_after_webhook, webhook_at};
use crate::{WorkError, push};

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    pub(super) async fn record_message(
        &self,
        item: &Item,
        came_at: i64,
        contact: Option<&RawValue>,
        raw: &RawValue,
    ) -> Result<(), WorkError> {
        let incoming = Incoming::read(item, came_at, contact, raw);
        if !self.is_to_us(item) || incoming.is_nobodys() {
            return self.keep(&item.field, raw.get()).await;
        }
        let Some(shown) = incoming.shown(&self.businesses, self.clock.now()) else { return Ok(()) };
        if incoming.is_revision() {
            return Box::pin(self.record_revision(item, &incoming, &shown, raw)).await;
        }
        let noticed = match &incoming.notice {
            Some(notice) => Box::pin(self.store.apply_notice(notice, &shown, &self.clock)).await?,
            None => None,
        };
        let mut backoff = Backoff::default();
        loop {
            // After a refused save the contact is looked up again: another worker may have begun its conversation.
            let Some(whose) = self.whose(&incoming, &shown, noticed.as_ref()).await? else {
                return self.keep(&item.field, raw.get()).await;
            };
            if whose.conversation.has_erased(incoming.came_at()) {
                return self.drop_erased(&incoming, &whose.conversation.contact).await;
            }
            let (key, once) = self.key_of(&incoming, &whose.conversation.contact).await?;
            let message = Message { once, ..incoming.message(key, self.clock.now()) };
            let saved = match message.direction {
                Direction::Inbound => self.record_inbound(&incoming, &shown, &message, whose).await?,
                Direction::Outbound => Box::pin(self.record_echo(&incoming, &shown, message, whose)).await?,
            };
            if saved == Saved::Yes {
                return Ok(());
            }
            backoff.again().await?;
        }
    }

    /// Whose message it is. `None`: nobody's, because a system message begins no conversation.
    pub(super) async fn whose(
        &self,
        incoming: &Incoming<'_>,
        shown: &Shown<'_>,
        noticed: Option<&ContactId>,
    ) -> Result<Option<Whose>, WorkError> {
        let whose = match noticed {
            Some(contact) => self.store.whose_contact(contact).await?,
            None => self.store.whose(shown, self.clock.now()).await?,
        };
        Ok(whose.filter(|whose| whose.conversation.is_stored() || !incoming.is_system()))
    }

    /// The key of a message of this contact. If Meta gave no time, the key has the time of the first receipt. That key
    /// is stored, so that a repeat gets the same one, and the fingerprint of what it is stored under is returned too.
    async fn key_of(
        &self,
        incoming: &Incoming<'_>,
        contact: &ContactId,
    ) -> Result<(MessageKey, Option<String>), WorkError> {
        let id = incoming.id();
        if let Some(at) = incoming.timestamp() {
            return Ok((MessageKey::new(contact, at, &id), None));
        }
        let now = self.clock.now();
        let first = MessageKey::new(contact, now, &id);
        let name = format!("untimed/{contact}/{id}");
        let once = self.store.claim_once(&name, "", &first, now).await?;
        let key = match once {
            Once::Again(key) => key,
            Once::First | Once::Other => first,
        };
        Ok((key, Some(fingerprint(&name))))
    }

    async fn record_inbound(
        &self,
        incoming: &Incoming<'_>,
        shown: &Shown<'_>,
        message: &Message,
        mut whose: Whose,
    ) -> Result<Saved, WorkError> {
        // A conversation that was not stored a moment ago has no messages.
        if whose.conversation.version > 0
            && let Some(stored) = self.store.message(&message.key).await?
        {
            self.requeue_if_fetching(&stored).await?;
            self.requeue_if_waiting(&whose.conversation.contact, message).await?;
            return Ok(Saved::Yes);
        }
        let now = self.clock.now();
        if incoming.notice.is_none() {
            self.store.leave_for(shown, &whose.conversation).await?;
        }
        let conversation = &mut whose.conversation;
        conversation.business_number = incoming.business_number().or(conversation.business_number.take());
        if let Some(notice) = &incoming.notice {
            conversation.change_ids(&notice.new, message.timestamp.min(now), now);
        }
        let message = &self.with_early(conversation, message).await?;
        let relevance = incoming.relevance;
        let mut rated = None;
        let waits = if message.is_deleted() {
            conversation.receive_deleted(message, &incoming.learned(), relevance.opens_window(), now);
            false
        } else if incoming.is_old() {
            conversation.remember(message, &incoming.learned(), now);
            false
        } else if let Some(good) = incoming.rating() {
            let counts = conversation.rate(message, &incoming.learned(), good, now);
            rated = counts.then_some(if good { Counter::Good } else { Counter::Bad });
            false
        } else {
            conversation.receive(message, &incoming.learned(), relevance, now)
        };
        conversation.end_greeting(&self.settings);
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Ok(Saved::Conflict);
        }
        self.tell_others(message, relevance, &whose).await?;
        // The ids of a notice are linked already.
        if incoming.notice.is_none() {
            self.store.link(&whose, shown, &self.clock).await?;
        }
        if !incoming.is_old() && relevance != Relevance::Notice {
            let event = Event::of_message(EventType::MessageReceived, &message.key, now);
            self.store.announce(whose.conversation.phone_id.as_ref(), event).await?;
        }
        let Some(inserted) = self.insert(message, now).await? else { return Ok(Saved::Yes) };
        metrics::count(Metric::MessagesReceived, 1);
        if inserted == Inserted::New && !incoming.is_old() {
            let number = whose.conversation.phone_id.as_ref();
            for counter in [Some(Counter::Received), rated].into_iter().flatten() {
                self.store.usage().count(number, counter, 1, now);
            }
        }
        let after_webhook_millis = millis_after_webhook(message.came_at, self.clock.now());
        tracing::info!(message_key = %message.key, kind = message.kind, waits, after_webhook_millis, "message recorded");
        spans::add(|| received(message, self.clock.now()));
        let fetch = media_job(message);
        let reply = waits.then(|| ReplyJob::reply(&whose.conversation.contact, &message.key));
        let push = self.push_about(&whose.conversation, waits, now).await?;
        let mut jobs = Vec::new();
        for (job, delay) in
            [(fetch, SignedDuration::ZERO), (reply, self.settings.reply_delay), (push, push::DELAY)]
        {
            jobs.extend(job.map(|job| job.after(delay)).transpose()?);
        }
        if !jobs.is_empty() {
            self.replies.send(jobs).await?;
        }
        Ok(Saved::Yes)
    }

    /// The job that tells browsers of a message that waits for the person who has taken over, if one asks for it. It is best
    /// effort: if the person does not write, the conversation is marked, and that is told by a job of its own.
    async fn push_about(
        &self,
        conversation: &Conversation,
        waits: bool,
        now: Timestamp,
    ) -> Result<Option<ReplyJob>, WorkError> {
        let asked = waits && conversation.is_taken_over(now) && self.store.tells_browsers().await?;
        Ok(asked.then(|| ReplyJob::Push(Push::wrote(&conversation.contact, now))))
    }

    /// Stores a message whose conversation was saved after `begun`. `None`: its person was erased meanwhile, so it is not
    /// stored.
    pub(super) async fn insert(
        &self,
        message: &Message,
        begun: Timestamp,
    ) -> Result<Option<Inserted>, WorkError> {
        let inserted = self.store.insert_message(message).await?;
        if self.clock.now().duration_since(begun) < INSERT_TIME {
            return Ok(Some(inserted));
        }
        if self.delete_if_erased(message).await? {
            return Ok(None);
        }
        self.revise_late(message).await?;
        Ok(Some(inserted))
    }

    /// Ends the job of a message whose person was erased after it came. An earlier try may have stored it.
    async fn drop_erased(&self, incoming: &Incoming<'_>, contact: &ContactId) -> Result<(), WorkError> {
        let key = incoming.timestamp().map(|at| MessageKey::new(contact, at, &incoming.id()));
        if let Some(key) = key
            && let Some(stored) = self.store.message(&key).await?
        {
            self.delete_if_erased(&stored).await?;
        }
        tracing::debug!(%contact, "message dropped: its person was erased after it came");
        Ok(())
    }

    /// Deletes a stored message, if its person was erased after it came.
    async fn delete_if_erased(&self, message: &Message) -> Result<bool, WorkError> {
        let came_at = Timestamp::from_microsecond(message.came_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let erased = self.store.was_erased(message.key.contact(), came_at).await?;
        if erased {
            tracing::info!(message_key = %message.key, "message deleted: its person was erased after it came");
            self.store.bury_message(&message.key, self.clock.now()).await?;
        }
        Ok(erased)
    }

    /// STOP and START hold for every conversation that is shown as one with this one.
    async fn tell_others(
        &self,
        message: &Message,
        relevance: Relevance,
        whose: &Whose,
    ) -> Result<(), WorkError> {
        let Some(wish) = optout::wish_in(message).filter(|_| relevance.opens_window()) else {
            return Ok(());
        };
        for other in self.store.others(&whose.conversation).await? {
            let tell = |other: &mut Conversation, now| match wish {
                Wish::Stop => other.stop_elsewhere(now),
                Wish::Start => other.start_elsewhere(message.timestamp.min(now), now),
            };
            self.store.change_conversation(&other.contact, &self.clock, Missing::Skip, tell).await?;
        }
        Ok(())
    }

    /// Queues the reply job of a stored message that still waits. Its first reply job may not have been queued.
    async fn requeue_if_waiting(&self, kept: &ContactId, message: &Message) -> Result<(), WorkError> {
        let key = &message.key;
        let conversation = self.store.conversation(kept).await?;
        if conversation.is_none() {
            self.delete_if_erased(message).await?;
            return Ok(());
        }
        if conversation.is_some_and(|conversation| conversation.awaits(key)) {
            return self.queue_reply(kept, key).await;
        }
        tracing::debug!(message_key = %key, "message already recorded");
        Ok(())
    }

    /// Queues the job that fetches the file of a stored message. Its first job may not have been queued. If another try has
    /// been noted since, this one ends at once.
    async fn requeue_if_fetching(&self, stored: &Message) -> Result<(), WorkError> {
        match media_job(stored) {
            Some(job) => Ok(self.replies.send(vec![job.after(SignedDuration::ZERO)?]).await?),
            None => Ok(()),
        }
    }

    pub(super) async fn queue_reply(&self, kept: &ContactId, key: &MessageKey) -> Result<(), WorkError> {
        let job = ReplyJob::reply(kept, key).after(self.settings.reply_delay)?;
        Ok(self.replies.send(vec![job]).await?)
    }

    /// Records a message of the phone app. A person's takes the conversation over; the app's own greeting does not.
    async fn record_echo(
        &self,
        incoming: &Incoming<'_>,
        shown: &Shown<'_>,
        mut message: Message,
        mut whose: Whose,
    ) -> Result<Saved, WorkError> {
        if let Some(stored) = self.store.message(&message.key).await? {
            self.requeue_if_fetching(&stored).await?;
            return Ok(Saved::Yes);
        }
        let begun = self.clock.now();
        if let Some(wamid) = &message.wamid {
            message.statuses = self.store.foreign_statuses(wamid).await?;
        }
        if incoming.is_old() {
            // No status comes for it any more.
            message.statuses.report(StatusName::Sent.as_str(), message.timestamp);
        }
        let now = self.clock.now();
        self.store.leave_for(shown, &whose.conversation).await?;
        let conversation = &mut whose.conversation;
        let message = self.with_early(conversation, &message).await?;
        conversation.learn(&incoming.learned(), message.timestamp.min(now));
        let key = &message.key;
        let (text, kind) = message.preview();
        let greets = !incoming.is_words
            || incoming.is_old()
            || !conversation.is_taken_over(now) && conversation.is_greeting(key.at(), &self.settings);
        if incoming.is_old() {
            conversation.remember(&message, &incoming.learned(), now);
        } else if greets {
            conversation.wrote(key, text, kind, SentBy::App, now);
        } else {
            conversation.person_wrote(key, text, kind, SentBy::App, &self.settings, now);
        }
        if self.store.save_conversation(conversation).await? == Saved::Conflict {
            return Ok(Saved::Conflict);
        }
        if !greets {
            let until = (message.key.at(), message.key.at());
            self.store
                .take_over_others(&whose.conversation, None, until, &self.settings, &self.clock)
                .await?;
        }
        self.store.link(&whose, shown, &self.clock).await?;
        if self.insert(&message, begun).await?.is_some() {
            tracing::info!(message_key = %message.key, kind = message.kind, greets, "echo recorded");
            self.requeue_if_fetching(&message).await?;
        }
        Ok(Saved::Yes)
    }
}

/// The job that fetches the file of this message. `None`: there is nothing to fetch.
pub(super) fn media_job(message: &Message) -> Option<ReplyJob> {
    let fetching = message.media.as_ref().is_some_and(|media| media.state == MediaState::Fetching);
    (fetching && !message.is_deleted()).then(|| ReplyJob::media(&message.key, None))
}

/// The first step of its trace: from the webhook until the message is recorded, the queue in between.
fn received(message: &Message, now: Timestamp) -> [Span; 1] {
    let came = webhook_at(message.came_at).unwrap_or(now);
    let span = Span::first(Trace::of(&message.key, Direction::Inbound), "receive message", came, now)
        .of_kind(Kind::Consumer)
        .with("messaging.system", Some("whatsapp"))
        .with("relais.kind", Some(message.kind.as_str()));
    [span]
}
