//! What Graph and statuses say about whom a message reached.
//!
//! A number can have two forms (Brazil's ninth digit, Mexico's 521), and Graph reports the one that the customer's
//! replies come from. It also reports a user id that may be unknown so far. Both are linked, so the reply to a template
//! lands in the template's thread. If the other form is a known customer's, the two conversations are joined.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::{Alias, ContactId, Holders, Identity};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::{UserId, WaId};

use super::contacts::Shown;
use super::notices::are_apart;
use super::places::Led;
use super::{Missing, Store, StoreError};

/// The ids of whoever a message reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The number, in the form that replies come from.
    pub wa_id: Option<WaId>,
    /// The user id.
    pub user_id: Option<UserId>,
}

impl Reached {
    /// Whether this says more than the send did: another form of the number, or a user id that was not known.
    pub fn is_new(&self, to: Option<&str>, known_user: Option<&UserId>) -> bool {
        let new = |id: Option<&str>| id.is_some_and(|id| to != Some(id));
        let user = self.user_id.as_ref().filter(|user| known_user != Some(*user));
        new(self.wa_id.as_ref().map(WaId::as_str)) || new(user.map(UserId::as_str))
    }
}

impl Store {
    /// Links the ids of whoever a message to this contact reached, as of this time. `to` is the number or user id that it
    /// was sent to.
    ///
    /// If Graph names another user id than the contact's, the number belongs to another person by now: the contact
    /// loses it, and is reached by the user id. If it names ids of a known contact, and the contact that was written to
    /// shows no user id, the two are one person, and their conversations are joined.
    pub async fn link_reached(
        &self,
        contact: &ContactId,
        to: Option<&str>,
        reached: &Reached,
        at: Timestamp,
        seen: &Shown<'_>,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        let led = self.follow(contact).await?;
        let Some(known) = led.known() else { return Ok(()) };
        let identity = Identity {
            wa_id: reached.wa_id.clone(),
            user_id: reached.user_id.clone(),
            ..Identity::default()
        };
        if known.identity.contradicts(&identity) {
            if let Some(number) = to.map(WaId::from).filter(|to| known.identity.wa_id.as_ref() == Some(to)) {
                let lose = |conversation: &mut Conversation, now| conversation.lose_number(&number, now);
                self.change_conversation(&led.contact, clock, Missing::Skip, lose).await?;
            }
            return Ok(());
        }
        let shown = Shown { identity: &identity, group: None, at, ..*seen };
        if let Some(owner) = self.owner_of(&shown).await?.filter(|owner| owner.kept() != led.kept()) {
            // Somebody else, unless nothing but a number is known of the one who was written to.
            if known.identity.user_id.is_none() && !are_apart(&led, &owner) {
                self.join(owner.kept(), led.kept(), clock).await?;
            }
            return Ok(());
        }
        if let Some(user) = &identity.user_id {
            let place = shown.place_of(&Alias::user_id(user));
            if self.at(&place).await?.is_none() {
                self.point(&place, &Holders::only(led.contact.clone())).await?;
            }
            let user = Identity { user_id: Some(user.clone()), ..Identity::default() };
            let learn =
                |conversation: &mut Conversation, now: Timestamp| conversation.learn_missing(&user, now);
            self.change_conversation(&led.contact, clock, Missing::Skip, learn).await?;
        }
        match &identity.wa_id {
            Some(number) if Some(number.as_str()) != to => {
                self.claim(shown.business, number, &led.contact, at, clock).await
            }
            _ => Ok(()),
        }
    }

    /// The known contact that these ids lead to.
    async fn owner_of(&self, shown: &Shown<'_>) -> Result<Option<Led>, StoreError> {
        for alias in shown.identity.user_aliases() {
            let place = shown.place_of(&alias);
            if let Some(found) = self.at(&place).await? {
                let led = self.follow_from(&place, Some(found)).await?;
                return Ok(Some(led).filter(|led| led.known().is_some()));
            }
        }
        let Some(number) = &shown.identity.wa_id else { return Ok(None) };
        let place = shown.place_of(&Alias::wa_id(number));
        match self.at(&place).await? {
            Some(found) => {
                let holder = self.holder_of(shown, &place, found).await?;
                Ok(holder.filter(|holder| holder.known().is_some()))
            }
            None => Ok(None),
        }
    }
}
