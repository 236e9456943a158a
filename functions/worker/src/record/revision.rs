//! Records a correction or deletion: it changes the message that it names, and is no message itself.
//!
//! A customer changes only messages of their own to this business number, the business only messages to this contact.
//! In a group only the member who wrote a message changes it. Anything else is kept as it came.
//!
//! The message changes first, then its conversation. If the process dies in between, the redelivered item finishes it.
//!
//! If the message is not stored, what came is kept until the message comes, and the conversation notes it. It begins no
//! conversation: without one, a blank record notes it, which nobody sees. A worker may be recording the message at that moment, from a conversation that it loaded before the
//! note. It stores the message within [`INSERT_TIME`](relais_aws::store::INSERT_TIME) or looks itself. So a job looks
//! again after that time.

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Backoff, Early, Original, Saved, Shown};
use relais_core::blob::Blobs;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::{Conversation, early_name};
use relais_core::job::ReplyJob;
use relais_core::message::{Content, Direction, Message, MessageKey, Revisions};
use relais_core::queue::Enqueue;
use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::{Item, Origin};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Recorder;
use super::read::Incoming;
use crate::WorkError;

/// When a job looks again for the message: longer than a worker takes to store one that it has announced.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(2);

/// When a job looks again for a message of ours whose send is not recorded yet, and for how long.
const LOOK_FOR_SENT: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_LOOK: SignedDuration = SignedDuration::from_hours(1);

/// What became of a correction or deletion.
enum Applied {
    /// The message has changed, or had before.
    Yes,
    /// The message is somebody else's.
    NotTheirs,
    /// The message is not stored yet.
    NotYet,
    /// There is no such message.
    Unknown,
}

/// Whether this is a correction or deletion, also one that cannot be read.
pub(super) fn is_revision(message: &InboundMessage) -> bool {
    matches!(message.content, MessageContent::Edit { .. } | MessageContent::Revoke { .. })
}

/// The correction or deletion in a message. `None`: it is none, or it does not say of what, or what is right.
pub(super) fn revision_of(
    item: &Item,
    message: &InboundMessage,
    raw: &RawValue,
    identity: &Identity,
    came_at: i64,
    id: &str,
) -> Option<Early> {
    let dir = match item.origin() {
        Origin::Messages | Origin::Standby => Direction::Inbound,
        Origin::Echo => Direction::Outbound,
        Origin::History | Origin::Other => return None,
    };
    let came = || Timestamp::from_microsecond(came_at).unwrap_or(Timestamp::UNIX_EPOCH);
    let at = message.timestamp.unwrap_or_else(came);
    let (wamid, rev) = match &message.content {
        MessageContent::Revoke { original_message_id } => {
            (original_message_id.clone()?, Revisions::deletion(at))
        }
        MessageContent::Edit { original_message_id, message: edited } => {
            (original_message_id.clone()?, Revisions::edit(at, came_at, id, content_of(edited, raw)?))
        }
        _ => return None,
    };
    let is_in_group = message.group_id.is_some() && dir == Direction::Inbound;
    let ids = identity.wa_id.iter().map(ToString::to_string);
    let ids = ids.chain(identity.user_id.iter().map(ToString::to_string));
    let by = if is_in_group { ids.collect() } else { Vec::new() };
    Some(Early { wamid, dir, by, rev })
}

/// What the message says now. `None`: that cannot be read, and the message stays as it was.
fn content_of(edited: &InboundMessage, raw: &RawValue) -> Option<Content> {
    if is_revision(edited) || (edited.content == MessageContent::Unknown && edited.kind == "unknown") {
        return None;
    }
    let is_text = matches!(edited.content, MessageContent::Text { .. });
    if edited.kind == "text" && !is_text {
        return None;
    }
    Some(Content {
        kind: edited.kind.clone(),
        text: edited.text().unwrap_or_default().to_owned(),
        raw: if is_text { None } else { edited_json(raw) },
    })
}

/// The JSON of the corrected message inside the correction. Some echoes have everything one level down.
fn edited_json(raw: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Outer {
        edit: Option<Edited>,
        message: Option<Inner>,
    }
    #[derive(Deserialize)]
    struct Inner {
        edit: Option<Edited>,
    }
    #[derive(Deserialize)]
    struct Edited {
        message: Box<RawValue>,
    }
    let outer: Outer = serde_json::from_str(raw.get()).ok()?;
    let edited = outer.edit.or_else(|| outer.message?.edit)?;
    Some(edited.message.get().to_owned())
}

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    /// Records a correction or deletion that came in this item.
    pub(super) async fn record_revision(
        &self,
        item: &Item,
        incoming: &Incoming<'_>,
        shown: &Shown<'_>,
        raw: &RawValue,
    ) -> Result<(), WorkError> {
        let Some(early) = incoming.revision() else { return self.keep(&item.field, raw.get()).await };
        let mut backoff = Backoff::default();
        loop {
            let Some(whose) = self.whose(incoming, shown, None).await? else {
                return self.keep(&item.field, raw.get()).await;
            };
            let mut conversation = whose.conversation;
            let contact = conversation.contact.clone();
            if conversation.has_erased(incoming.came_at()) {
                // An earlier try may have kept it.
                return Ok(self.store.forget_early(&contact, &early).await?);
            }
            match self.apply(&conversation, &early).await? {
                Applied::Yes => return Ok(()),
                Applied::NotTheirs => return self.keep(&item.field, raw.get()).await,
                Applied::NotYet | Applied::Unknown => {}
            }
            let now = self.clock.now();
            self.store.keep_early(&contact, &early, now).await?;
            let was_stored = conversation.is_stored();
            let is_new = conversation.note_early(early.wamid.as_str(), now);
            if is_new && self.store.save_conversation(&mut conversation).await? == Saved::Conflict {
                backoff.again().await?;
                continue;
            }
            if !is_new && self.is_erased(&contact, incoming).await? {
                return Ok(self.store.forget_early(&contact, &early).await?);
            }
            tracing::info!(%contact, "correction or deletion kept until its message comes");
            // Where there was no conversation, no message of it can be on the way to the store.
            return if was_stored { self.look_again(&contact, &early, LOOK_AGAIN).await } else { Ok(()) };
        }
    }

    /// Whether the person was erased after this item came.
    async fn is_erased(&self, contact: &ContactId, incoming: &Incoming<'_>) -> Result<bool, WorkError> {
        let stored = self.store.conversation_or_blank(contact).await?;
        Ok(stored.is_none_or(|conversation| conversation.has_erased(incoming.came_at())))
    }

    /// Does the job that looks again for the message of what came before it.
    pub(crate) async fn revise(
        &self,
        contact: &ContactId,
        direction: Direction,
        name: &str,
    ) -> Result<(), WorkError> {
        let Some(early) = self.store.early_named(contact, direction, name).await? else { return Ok(()) };
        let Some(conversation) = self.store.conversation(contact).await? else { return Ok(()) };
        match self.apply(&conversation, &early).await? {
            Applied::NotYet if is_recent(&early, self.clock.now()) => {
                self.look_again(contact, &early, LOOK_FOR_SENT).await
            }
            _ => Ok(()),
        }
    }

    /// The message with what came before it.
    pub(super) async fn with_early(
        &self,
        conversation: &Conversation,
        message: &Message,
    ) -> Result<Message, WorkError> {
        let mut message = message.clone();
        let Some(wamid) = &message.wamid else { return Ok(message) };
        if conversation.may_be_revised(wamid.as_str())
            && let Some(early) =
                self.store.early(&conversation.contact, message.direction, wamid.as_str()).await?
            && early.is_of(&message)
        {
            message.revise(&early.rev);
            message.revisions.noted = true;
        }
        Ok(message)
    }

    /// Looks for what came before this message, which took long to store.
    pub(super) async fn revise_late(&self, message: &Message) -> Result<(), WorkError> {
        let Some(wamid) = &message.wamid else { return Ok(()) };
        let name = early_name(wamid.as_str());
        Box::pin(self.revise(message.key.contact(), message.direction, &name)).await
    }

    async fn look_again(
        &self,
        contact: &ContactId,
        early: &Early,
        after: SignedDuration,
    ) -> Result<(), WorkError> {
        let name = early_name(early.wamid.as_str());
        let job = ReplyJob::Revise { contact: contact.clone(), direction: early.dir, name };
        Ok(self.replies.send(vec![job.after(after)?]).await?)
    }

    /// Changes the message, if it is stored with this contact or with one that is shown as the same person.
    async fn apply(&self, conversation: &Conversation, early: &Early) -> Result<Applied, WorkError> {
        if !conversation.is_stored() {
            return Ok(Applied::Unknown);
        }
        let others = self.store.others(conversation).await?;
        let contacts = others.iter().map(|other| &other.contact);
        for contact in std::iter::once(&conversation.contact).chain(contacts) {
            match self.store.original(contact, early, self.clock.now()).await? {
                Original::Missing => {}
                Original::Unfinished => return Ok(Applied::NotYet),
                Original::Stored(message) if early.is_of(&message) => {
                    self.change(*message, &early.rev).await?;
                    return Ok(Applied::Yes);
                }
                Original::Stored(_) => return Ok(Applied::NotTheirs),
            }
        }
        Ok(Applied::Unknown)
    }

    /// Changes a stored message, then its conversation.
    async fn change(&self, mut message: Message, revisions: &Revisions) -> Result<(), WorkError> {
        let mut backoff = Backoff::default();
        while message.revise(revisions) {
            if self.store.save_revisions(&mut message, self.clock.now()).await? == Saved::Yes {
                break;
            }
            backoff.again().await?;
            // Another worker has changed it, or its person was erased.
            let Some(newer) = self.store.message(&message.key).await? else { return Ok(()) };
            message = newer;
        }
        if message.revisions.noted {
            tracing::debug!(message_key = %message.key, "correction or deletion already recorded");
            return Ok(());
        }
        let next = self.tell_conversation(&message).await?;
        if let Some(next) = next {
            self.queue_reply(message.key.contact(), &next).await?;
        }
        tracing::info!(message_key = %message.key, deleted = message.is_deleted(), "message changed by its sender");
        message.revisions.noted = true;
        // On a conflict, the worker that has saved it takes note itself.
        self.store.save_revisions(&mut message, self.clock.now()).await?;
        Ok(())
    }

    /// Returns the message whose reply job is to be queued, if there is one.
    async fn tell_conversation(&self, message: &Message) -> Result<Option<MessageKey>, WorkError> {
        let mut backoff = Backoff::default();
        loop {
            let Some(mut conversation) = self.store.conversation(message.key.contact()).await? else {
                return Ok(None);
            };
            // Read after the conversation: if another worker's deletion has ended the wait, the message shows it.
            let Some(message) = self.store.message(&message.key).await? else { return Ok(None) };
            let next = conversation.revised(&message, self.clock.now());
            if self.store.save_conversation(&mut conversation).await? == Saved::Yes {
                return Ok(next.and_then(|reference| conversation.key_of(&reference)));
            }
            backoff.again().await?;
        }
    }
}

/// Whether the send of a message that the business has changed may still be recorded.
fn is_recent(early: &Early, now: Timestamp) -> bool {
    let last = early.rev.edits.iter().map(|edit| edit.at).chain(early.rev.deleted_at).max();
    last.is_some_and(|last| now.duration_since(last) < LONGEST_LOOK)
}
