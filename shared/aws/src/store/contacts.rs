//! Who wrote: the contact and the conversation of a message.
//!
//! The rule, in this order:
//!
//! 1. A known user id decides, the person's own before the one shared by linked portfolios.
//! 2. A number decides, if the contact that held it at the message's time shows no other user id.
//! 3. Otherwise it is a new person, who takes the number over ([`Store::claim`](super::claims)).
//!
//! Notices of Meta's make a new id known before or after it is used ([`super::notices`]). The place of the id that
//! decides is filled before the message is stored. So a redelivered message always belongs to the same contact.
//!
//! A further id is unknown until it is linked: for milliseconds after the conversation is saved, or until the job is
//! redelivered if its worker dies in between. A message that shows only that id meanwhile begins a second conversation
//! with the same person. No message is lost or answered twice, and a person can join the two.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::{Alias, ContactId, Holders, Identity};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::PhoneNumberId;

use super::places::{Led, Place};
use super::{Saved, Store, StoreError};

/// A person or a group, as a webhook or a caller shows them.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The business number.
    pub business: &'a PhoneNumberId,
    /// Whether it is the first number of the deployment. What version 0.1 stored belongs to it.
    pub is_first: bool,
    /// The ids. Empty for a group.
    pub identity: &'a Identity,
    /// The group.
    pub group: Option<&'a str>,
    /// When they were shown, by Meta's clock.
    pub at: Timestamp,
}

/// Whose message it is.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The conversation that the message changes. Version 0: it is new and not saved yet.
    pub conversation: Conversation,
    /// The ids that lead to the contact already.
    linked: Vec<Alias>,
    /// The ids whose places were seen empty.
    free: Vec<Alias>,
}

impl<'a> Shown<'a> {
    /// These ids, shown at one of the business numbers of the deployment.
    pub fn at(
        business: &'a PhoneNumberId,
        numbers: &[PhoneNumberId],
        identity: &'a Identity,
        at: Timestamp,
    ) -> Self {
        Self { business, is_first: numbers.first() == Some(business), identity, group: None, at }
    }

    pub(super) fn place_of(&self, alias: &Alias) -> ContactId {
        ContactId::first_seen_as(self.business, alias)
    }
}

impl Store {
    /// The conversation that these ids lead to now. The time in `shown` is ignored.
    pub async fn find_conversation(&self, shown: &Shown<'_>) -> Result<Option<Conversation>, StoreError> {
        let latest = Shown { at: Timestamp::MAX, ..*shown };
        let whose = self.whose(&latest, Timestamp::UNIX_EPOCH).await?;
        Ok(whose.map(|whose| whose.conversation).filter(Conversation::is_stored))
    }

    /// Whose message it is that shows these ids. `None`: it shows none.
    pub async fn whose(&self, shown: &Shown<'_>, now: Timestamp) -> Result<Option<Whose>, StoreError> {
        if let Some(group) = shown.group {
            return self.group(shown, group, now).await.map(Some);
        }
        let mut free = Vec::new();
        for alias in shown.identity.user_aliases() {
            let place = shown.place_of(&alias);
            match self.at(&place).await? {
                Some(found) => {
                    let led = self.follow_from(&place, Some(found)).await?;
                    return self.led(shown, led, Some(alias), free, now).await.map(Some);
                }
                None => free.push(alias),
            }
        }
        let users = shown.identity.user_aliases();
        if let Some(led) = self.in_version_0_1(shown, &users).await? {
            return self.led(shown, led, None, free, now).await.map(Some);
        }
        let mut left = None;
        if let Some(number) = shown.identity.wa_id.as_ref().map(Alias::wa_id) {
            let place = shown.place_of(&number);
            match self.at(&place).await? {
                None => free.push(number),
                Some(found) => {
                    let holders = found.holders();
                    left = Some(holders.left_before(shown.at).unwrap_or(Timestamp::UNIX_EPOCH));
                    let still = holders.now() == holders.at(shown.at);
                    if let Some(led) = self.holder_of(shown, &place, found).await? {
                        return self
                            .led(shown, led, Some(number).filter(|_| still), free, now)
                            .await
                            .map(Some);
                    }
                }
            }
        }
        let number: Vec<_> = shown.identity.wa_id.iter().map(Alias::wa_id).collect();
        if let Some(led) = self.in_version_0_1(shown, &number).await? {
            return self.led(shown, led, None, free, now).await.map(Some);
        }
        let Some(first) = first_alias(shown.identity, left) else { return Ok(None) };
        let contact = shown.place_of(&first);
        let led = match left {
            Some(_) => self.follow(&contact).await?,
            None => Led { contact, conversation: None },
        };
        self.led(shown, led, None, free, now).await.map(Some)
    }

    /// The conversation of a contact that is known already. `None`: it has none.
    pub async fn whose_contact(&self, contact: &ContactId) -> Result<Option<Whose>, StoreError> {
        let Led { conversation, .. } = self.follow(contact).await?;
        let (linked, free) = (Vec::new(), Vec::new());
        let conversation = conversation.filter(Conversation::is_stored);
        Ok(conversation.map(|conversation| Whose { conversation, linked, free }))
    }

    /// The holder of a number at the time of a message, unless they show another user id.
    pub(super) async fn holder_of(
        &self,
        shown: &Shown<'_>,
        place: &ContactId,
        found: Place,
    ) -> Result<Option<Led>, StoreError> {
        let holders = found.holders();
        let Some(holder) = holders.at(shown.at) else { return Ok(None) };
        let led = match found {
            Place::Conversation(_) if holder == place => self.follow_from(place, Some(found)).await?,
            _ => self.follow(holder).await?,
        };
        let is_theirs = match led.known() {
            Some(conversation) => !conversation.identity.contradicts(shown.identity),
            // Only a notice has named the holder so far. Whoever shows a user id is found by that, or is somebody else.
            None => shown.identity.user_aliases().is_empty() && holders.is_named(shown.at),
        };
        Ok(Some(led).filter(|_| is_theirs))
    }

    /// The result of a lookup. `linked`: the id that has decided and leads to the contact now. The first user id leads
    /// there too from now on.
    async fn led(
        &self,
        shown: &Shown<'_>,
        led: Led,
        linked: Option<Alias>,
        free: Vec<Alias>,
        now: Timestamp,
    ) -> Result<Whose, StoreError> {
        let is_new = led.conversation.is_none();
        let mut linked: Vec<_> = linked.into_iter().collect();
        let first = shown.identity.user_aliases().into_iter().next();
        if let Some(first) = first.filter(|first| !is_new && free.contains(first)) {
            // The first id decides about a repeat: its place is filled before the message is stored.
            match self.point(&shown.place_of(&first), &Holders::only(led.contact.clone())).await? {
                Saved::Yes => linked.push(first),
                Saved::Conflict => return Box::pin(self.again(shown, now)).await,
            }
        }
        let Led { contact, conversation } = led;
        let mut conversation = conversation.unwrap_or_else(|| Conversation::new(contact.clone(), now));
        conversation.phone_id.get_or_insert_with(|| shown.business.clone());
        Ok(Whose { conversation, linked, free })
    }

    async fn again(&self, shown: &Shown<'_>, now: Timestamp) -> Result<Whose, StoreError> {
        self.whose(shown, now).await?.ok_or(StoreError::Contended)
    }

    async fn group(&self, shown: &Shown<'_>, group: &str, now: Timestamp) -> Result<Whose, StoreError> {
        let alias = Alias::group(group);
        let contact = shown.place_of(&alias);
        let led = self.follow(&contact).await?;
        let mut conversation = led.conversation.unwrap_or_else(|| Conversation::new(contact.clone(), now));
        conversation.phone_id.get_or_insert_with(|| shown.business.clone());
        conversation.group.get_or_insert_with(|| group.to_owned());
        Ok(Whose { conversation, linked: vec![alias], free: Vec::new() })
    }

    /// Makes the further ids of a message lead to its contact, whose conversation is stored. A number is taken over from
    /// an earlier holder. A user id that leads to another contact stays.
    pub async fn link(&self, whose: &Whose, shown: &Shown<'_>, clock: &Clock) -> Result<(), StoreError> {
        if whose.conversation.group.is_some() {
            return Ok(());
        }
        let only = Holders::only(whose.conversation.contact.clone());
        for alias in shown.identity.user_aliases() {
            if !whose.linked.contains(&alias)
                && (whose.free.contains(&alias) || self.at(&shown.place_of(&alias)).await?.is_none())
            {
                self.point(&shown.place_of(&alias), &only).await?;
            }
        }
        let Some(number) = &shown.identity.wa_id else { return Ok(()) };
        let alias = Alias::wa_id(number);
        if whose.linked.contains(&alias) {
            return Ok(());
        }
        let holders = Holders::shown(whose.conversation.contact.clone(), shown.at);
        if whose.free.contains(&alias) && self.point(&shown.place_of(&alias), &holders).await? == Saved::Yes {
            return Ok(());
        }
        self.claim(shown.business, number, &whose.conversation.contact, shown.at, clock).await
    }
}

/// The id under which a new person is first seen.
fn first_alias(identity: &Identity, left: Option<Timestamp>) -> Option<Alias> {
    let number = identity.wa_id.as_ref().map(Alias::wa_id);
    let number = number.map(|number| left.map_or_else(|| number.clone(), |left| number.after(left)));
    identity.user_aliases().into_iter().next().or(number)
}
