//! A message read from its item: what is stored of it, and whose it is.

use relais_aws::store::Once;
use relais_core::blob::Blobs;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::deserves_answer::deserves_answer;
use relais_core::message::{Direction, Message, MessageKey, SentBy, fingerprint};
use relais_core::queue::Queue;
use relais_core::status::StatusMap;
use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::{Item, Origin, WebhookContact};
use serde_json::value::RawValue;

use crate::{WorkError, Worker};

/// A message read from its item, ready to be recorded.
pub(super) struct Incoming {
    pub(super) message: Message,
    pub(super) identity: Identity,
    /// The ids it shows, those given up included.
    pub(super) aliases: Vec<Alias>,
    /// The conversation it belongs to, as it is stored; with version 0 it begins here.
    pub(super) conversation: Conversation,
    pub(super) to_us: bool,
    pub(super) deserves_answer: bool,
}

impl<Q: Queue, B: Blobs> Worker<Q, B> {
    /// Reads a message. `None` when it names nobody: then there is no conversation to record it in.
    pub(super) async fn incoming(
        &self,
        item: &Item,
        came_at: i64,
        contact: Option<&RawValue>,
        raw: &RawValue,
    ) -> Result<Option<Incoming>, WorkError> {
        let parsed = InboundMessage::parse(raw);
        let identity = identity_of(item.origin(), &parsed, contact);
        let with = self.store.conversation_with(&identity, self.clock.now()).await?;
        let Some(conversation) = with else { return Ok(None) };
        let contact = &conversation.contact;
        let id = parsed.id.as_ref().map_or_else(|| fingerprint(raw.get()), |id| id.as_str().to_owned());
        let key = match parsed.timestamp {
            Some(at) => MessageKey::new(contact, at, &id),
            None => self.key_without_time(contact, &id).await?,
        };
        let mut aliases = identity.aliases();
        let identity = after_change(identity, &parsed);
        aliases.extend(identity.aliases());
        aliases.sort_unstable();
        aliases.dedup();
        let message = self.message(item, came_at, &parsed, raw, &identity, key);
        let to_us = item.phone_number_id.as_ref() == Some(&self.business);
        let deserves_answer = deserves_answer(item.origin(), &parsed);
        Ok(Some(Incoming { message, identity, aliases, conversation, to_us, deserves_answer }))
    }

    fn message(
        &self,
        item: &Item,
        came_at: i64,
        parsed: &InboundMessage,
        raw: &RawValue,
        identity: &Identity,
        key: MessageKey,
    ) -> Message {
        let is_echo = item.origin() == Origin::Echo;
        let customer = identity.recipient().map(|id| id.as_str().to_owned());
        let business = item.display_phone_number.clone();
        let (from, to) = if is_echo { (business, customer) } else { (customer, business) };
        let text_only = matches!(parsed.content, MessageContent::Text { .. })
            && parsed.context.is_none()
            && parsed.referral.is_none();
        Message {
            timestamp: key.at(),
            key,
            direction: if is_echo { Direction::Outbound } else { Direction::Inbound },
            from,
            to,
            text: parsed.text().unwrap_or_default().to_owned(),
            raw: (!text_only).then(|| raw.get().to_owned()),
            came_at,
            sent_by: is_echo.then_some(SentBy::App),
            statuses: StatusMap::default(),
            error: None,
            reply_to: parsed.context.as_ref().and_then(|context| context.id.clone()),
            resend_of: None,
            sending: None,
            changed_at: self.clock.now(),
            kind: parsed.kind.clone(),
            wamid: parsed.id.clone(),
        }
    }

    /// Meta gave no time. The first receipt's time serves, remembered so that a repeat finds the same key.
    async fn key_without_time(&self, contact: &ContactId, id: &str) -> Result<MessageKey, WorkError> {
        let now = self.clock.now();
        let first = MessageKey::new(contact, now, id);
        let once = self.store.claim_once(&format!("untimed/{contact}/{id}"), "", &first, now).await?;
        Ok(match once {
            Once::Again(key) => key,
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
