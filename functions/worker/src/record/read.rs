//! Reads a message from its webhook item, without I/O.

use std::borrow::Cow;

use jiff::Timestamp;
use relais_aws::store::{Early, Notice, Shown};
use relais_core::contact::Identity;
use relais_core::conversation::rating;
use relais_core::media::{Media, MediaProblem, MediaState};
use relais_core::message::{Direction, Message, MessageKey, SentBy, fingerprint};
use relais_core::relevance::Relevance;
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::message::{InboundMessage, MessageContent};
use relais_whatsapp::webhook::{Item, Origin, WebhookContact};
use serde_json::value::RawValue;

use super::{oversized, revision};

/// The message in an item. It is read once, also when recording it is retried.
pub(super) struct Incoming<'a> {
    item: &'a Item,
    /// The JSON, shortened if it is too large for a record.
    raw: Cow<'a, RawValue>,
    came_at: i64,
    parsed: InboundMessage,
    /// The ids and names of the customer: the sender of a message, or the recipient of an echo.
    pub(super) identity: Identity,
    /// What it says about changed ids, if it is such a notice.
    pub(super) notice: Option<Notice>,
    pub(super) relevance: Relevance,
    /// Whether it says something: a text, a file, a place and the like, but no reaction.
    pub(super) is_words: bool,
}

impl<'a> Incoming<'a> {
    pub(super) fn read(item: &'a Item, came_at: i64, contact: Option<&RawValue>, raw: &'a RawValue) -> Self {
        let raw = oversized::message(raw);
        let contact = contact.map(oversized::contact);
        let parsed = InboundMessage::parse(&raw);
        let identity = identity_of(is_from_business(item, &parsed), &parsed, contact.as_deref());
        let notice = notice_of(&parsed, &identity);
        let relevance = Relevance::of(item.origin(), &parsed);
        let is_words = Relevance::says_something(&parsed);
        Self { item, raw, came_at, parsed, identity, notice, relevance, is_words }
    }

    /// Whether the business number itself wrote it, or the person has no id: such a message belongs to nobody.
    pub(super) fn is_nobodys(&self) -> bool {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let business = self.item.display_phone_number.as_deref().map(digits);
        let customer = self.identity.wa_id.as_ref().map(|number| digits(number.as_str()));
        let is_own = customer.is_some() && customer == business;
        let is_somebodys = self.parsed.group_id.is_some() || self.notice.is_some();
        is_own || (self.identity.aliases().is_empty() && !is_somebodys)
    }

    /// Whether it is an old message that Meta shares.
    pub(super) fn is_old(&self) -> bool {
        self.item.origin() == Origin::History
    }

    /// Whether it was written in a group.
    pub(super) fn is_group(&self) -> bool {
        self.parsed.group_id.is_some()
    }

    /// What it says.
    pub(super) fn content(&self) -> &MessageContent {
        &self.parsed.content
    }

    /// The button of the question whether the customer was helped, if it is one: whether they were.
    pub(super) fn rating(&self) -> Option<bool> {
        match &self.parsed.content {
            MessageContent::ButtonReply { id: Some(id), .. } if self.relevance.opens_window() => {
                rating::pressed(id)
            }
            _ => None,
        }
    }

    /// Whether it is a system message. It begins no conversation.
    pub(super) fn is_system(&self) -> bool {
        matches!(self.parsed.content, MessageContent::System(_))
    }

    /// Whether it corrects or deletes a message. One of a customer that cannot be read is shown as it came.
    pub(super) fn is_revision(&self) -> bool {
        let is_echo = self.item.origin() == Origin::Echo;
        self.revision().is_some() || (is_echo && revision::is_revision(&self.parsed))
    }

    /// The correction or deletion.
    pub(super) fn revision(&self) -> Option<Early> {
        revision::revision_of(self.item, &self.parsed, &self.raw, &self.identity, self.came_at, &self.id())
    }

    /// The ids and names that the conversation learns. Those of a notice are its new ids, which it learns otherwise.
    pub(super) fn learned(&self) -> Identity {
        let Identity { name, username, .. } = self.identity.clone();
        match &self.notice {
            Some(_) => Identity { name, username, ..Identity::default() },
            None => self.identity.clone(),
        }
    }

    /// The business number as people write it.
    pub(super) fn business_number(&self) -> Option<String> {
        self.item.display_phone_number.clone()
    }

    /// Whose it is, with the business number that it came to.
    pub(super) fn shown<'b>(&'b self, businesses: &'b [PhoneNumberId], now: Timestamp) -> Option<Shown<'b>> {
        let business = self.item.phone_number_id.as_ref()?;
        let at = self.parsed.timestamp.unwrap_or(now).min(now);
        let group = self.parsed.group_id.as_deref();
        Some(Shown { group, ..Shown::at(business, businesses, &self.identity, at) })
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
        let is_echo = is_from_business(self.item, &self.parsed);
        let customer = self.identity.recipient().map(|id| id.as_str().to_owned());
        let business = self.item.display_phone_number.clone();
        let (from, to) = if is_echo { (business, customer) } else { (customer, business) };
        let direction = if is_echo { Direction::Outbound } else { Direction::Inbound };
        Message {
            from,
            to,
            from_name: self.identity.name.clone().filter(|_| self.parsed.group_id.is_some()),
            media: self.media(&key, now),
            raw: (!self.is_text_only()).then(|| self.raw.get().to_owned()),
            came_at: self.came_at,
            sent_by: is_echo.then_some(SentBy::App),
            reply_to: self.parsed.context.as_ref().and_then(|context| context.id.clone()),
            kind: self.parsed.kind.clone(),
            wamid: self.parsed.id.clone(),
            ..Message::new(key, direction, self.parsed.text().unwrap_or_default(), now)
        }
    }

    /// The file that came with it. Without an id there is nothing to fetch: Meta could not fetch it either (error 131052).
    /// Of an old message Meta may have it no more.
    fn media(&self, key: &MessageKey, now: Timestamp) -> Option<Media> {
        let came = self.parsed.content.media()?;
        let media = Media::announced(key, came);
        if came.id.is_none() {
            return Some(Media {
                state: MediaState::Failed,
                problem: Some(MediaProblem::NotPassedOn),
                ..media
            });
        }
        Some(media.shown(key.at(), now))
    }

    /// Whether the text is the whole content, so that the JSON need not be stored.
    fn is_text_only(&self) -> bool {
        matches!(self.parsed.content, MessageContent::Text { .. })
            && self.parsed.context.is_none()
            && self.parsed.referral.is_none()
    }
}

/// Whether the business wrote it: an echo, or an old message from its own number.
fn is_from_business(item: &Item, message: &InboundMessage) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_own = || {
        let own = item.display_phone_number.as_deref().map(digits);
        own.is_some() && own == message.from.as_ref().map(|from| digits(from.as_str()))
    };
    item.origin() == Origin::Echo || (item.origin() == Origin::History && is_own())
}

/// The identity of the customer: the sender of a message, or the recipient of one that the business wrote.
fn identity_of(from_business: bool, message: &InboundMessage, contact: Option<&RawValue>) -> Identity {
    let contact = contact.map(WebhookContact::parse).unwrap_or_default();
    let (wa_id, user_id, parent) = if from_business {
        (message.to.clone(), message.to_user_id.clone(), None)
    } else {
        (message.from.clone(), message.from_user_id.clone(), message.from_parent_user_id.clone())
    };
    Identity {
        wa_id: wa_id.or(contact.wa_id),
        user_id: user_id.or(contact.user_id),
        parent_user_id: parent.or(contact.parent_user_id),
        name: contact.name,
        username: contact.username,
    }
}

/// What a system message says about changed ids. The ids of its sender are the old ones, except where it names them as
/// new.
fn notice_of(message: &InboundMessage, sender: &Identity) -> Option<Notice> {
    let MessageContent::System(system) = &message.content else { return None };
    // A group's notice says nothing about one person's private thread.
    if message.group_id.is_some() {
        return None;
    }
    let is_user_change = system.kind.as_deref() == Some("user_changed_user_id");
    let previous = [&system.previous_user_id, &system.previous_parent_user_id];
    let mut old_users: Vec<_> = previous.into_iter().flatten().cloned().collect();
    let mut new = Identity {
        wa_id: system.wa_id.clone(),
        user_id: system.user_id.clone(),
        parent_user_id: system.parent_user_id.clone(),
        ..Identity::default()
    };
    if let Some(sender) = &sender.user_id {
        if is_user_change || !old_users.is_empty() {
            new.user_id.get_or_insert_with(|| sender.clone());
        }
        if new.user_id.as_ref() != Some(sender) {
            old_users.push(sender.clone());
        }
    }
    let mut old_number = sender.wa_id.clone();
    if is_user_change {
        // Such a notice is about the user id; a number beside it is the present one.
        new.wa_id = new.wa_id.or_else(|| old_number.take());
        old_number = None;
    }
    old_users.retain(|old| new.user_id.as_ref() != Some(old) && new.parent_user_id.as_ref() != Some(old));
    old_number = old_number.filter(|old| new.wa_id.as_ref() != Some(old));
    Some(Notice { old_users, old_number, new }).filter(Notice::changes)
}
