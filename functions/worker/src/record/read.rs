//! Reads a message from its webhook item, without I/O.

use jiff::Timestamp;
use relais_core::contact::{Alias, Identity};
use relais_core::conversation::Relevance;
use relais_core::deserves_answer::deserves_answer;
use relais_core::message::{Direction, Message, MessageKey, SentBy, fingerprint};
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::{Item, Origin, WebhookContact};
use serde_json::value::RawValue;

/// The message in an item. It is read once, also when recording it is retried.
pub(super) struct Incoming<'a> {
    item: &'a Item,
    raw: &'a RawValue,
    came_at: i64,
    parsed: InboundMessage,
    /// The ids by which the contact is looked up.
    pub(super) found_by: Identity,
    /// The ids and names that are valid after this message.
    pub(super) identity: Identity,
    /// All ids in the message, including those that it replaces.
    pub(super) aliases: Vec<Alias>,
    pub(super) relevance: Relevance,
}

impl<'a> Incoming<'a> {
    pub(super) fn read(
        item: &'a Item,
        came_at: i64,
        contact: Option<&RawValue>,
        raw: &'a RawValue,
        business: &PhoneNumberId,
    ) -> Self {
        let parsed = InboundMessage::parse(raw);
        let found_by = identity_of(item.origin(), &parsed, contact);
        let identity = after_change(found_by.clone(), &parsed);
        let mut aliases = [found_by.aliases(), identity.aliases()].concat();
        aliases.sort_unstable();
        aliases.dedup();
        let relevance = if item.phone_number_id.as_ref() != Some(business) {
            Relevance::OtherNumber
        } else if deserves_answer(item.origin(), &parsed) {
            Relevance::DeservesAnswer
        } else {
            Relevance::NotAnswered
        };
        Self { item, raw, came_at, parsed, found_by, identity, aliases, relevance }
    }

    /// Meta's id. If there is none, the fingerprint of the message's JSON.
    pub(super) fn id(&self) -> String {
        self.parsed.id.as_ref().map_or_else(|| fingerprint(self.raw.get()), |id| id.as_str().to_owned())
    }

    /// When the message reached us.
    pub(super) fn came_at(&self) -> Timestamp {
        Timestamp::from_microsecond(self.came_at).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Meta's time.
    pub(super) fn timestamp(&self) -> Option<Timestamp> {
        self.parsed.timestamp
    }

    /// The message to store under this key.
    pub(super) fn message(&self, key: MessageKey, now: Timestamp) -> Message {
        let is_echo = self.item.origin() == Origin::Echo;
        let customer = self.identity.recipient().map(|id| id.as_str().to_owned());
        let business = self.item.display_phone_number.clone();
        let (from, to) = if is_echo { (business, customer) } else { (customer, business) };
        let direction = if is_echo { Direction::Outbound } else { Direction::Inbound };
        Message {
            from,
            to,
            raw: (!self.is_text_only()).then(|| self.raw.get().to_owned()),
            came_at: self.came_at,
            sent_by: is_echo.then_some(SentBy::App),
            reply_to: self.parsed.context.as_ref().and_then(|context| context.id.clone()),
            kind: self.parsed.kind.clone(),
            wamid: self.parsed.id.clone(),
            ..Message::new(key, direction, self.parsed.text().unwrap_or_default(), now)
        }
    }

    /// Whether the text is the whole content, so that the JSON need not be stored.
    fn is_text_only(&self) -> bool {
        matches!(self.parsed.content, MessageContent::Text { .. })
            && self.parsed.context.is_none()
            && self.parsed.referral.is_none()
    }
}

/// The identity of the customer: the sender of a message, or the recipient of an echo.
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

/// The identity after the message. A system message may contain a new number or user id of the person. The contact is
/// looked up by the old ones.
fn after_change(identity: Identity, message: &InboundMessage) -> Identity {
    let MessageContent::System(system) = &message.content else { return identity };
    Identity {
        wa_id: system.wa_id.clone().or(identity.wa_id),
        user_id: system.user_id.clone().or(identity.user_id),
        parent_user_id: system.parent_user_id.clone().or(identity.parent_user_id),
        ..identity
    }
}
