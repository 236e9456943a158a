//! What Graph and statuses say about whom a message reached.
//!
//! A number can have two forms (Brazil's ninth digit, Mexico's 521), and Graph reports the one that the customer's
//! replies come from. It also reports a user id that may be unknown so far. Both are linked, so the reply to a template
//! lands in the template's thread. If the other form is a known customer's, the two conversations are joined.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::{Alias, ContactId, Holders, Identity};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::{PhoneNumberId, UserId, WaId};

use super::contacts::Shown;
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
    /// Links the ids of whoever a message to this contact reached. `to` is the number or user id that it was sent to.
    ///
    /// If Graph names another user id than the contact's, the number belongs to another person by now: the contact
    /// loses it, and is reached by the user id.
    pub async fn link_reached(
        &self,
        business: &PhoneNumberId,
        contact: &ContactId,
        to: Option<&str>,
        reached: &Reached,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        let led = self.follow(contact).await?;
        let Some(known) = &led.conversation else { return Ok(()) };
        let identity = Identity {
            wa_id: reached.wa_id.clone(),
            user_id: reached.user_id.clone(),
            ..Identity::default()
        };
        if known.identity.contradicts(&identity) {
            if let Some(number) = to.map(WaId::from).filter(|to| known.identity.wa_id.as_ref() == Some(to)) {
                let lose = |conversation: &mut Conversation, now| conversation.lose_number(&number, now);
                self.change_conversation(led.kept(), clock, Missing::Skip, lose).await?;
            }
            return Ok(());
        }
        let now = clock.now();
        let shown = Shown { business, is_first: false, identity: &identity, group: None, at: now };
        if let Some(user) = &identity.user_id {
            let place = shown.place_of(&Alias::user_id(user));
            match self.at(&place).await? {
                None => drop(self.point(&place, &Holders::only(led.contact.clone())).await?),
                Some(found) => {
                    let owner = self.follow_from(&place, Some(found)).await?;
                    if owner.kept() != led.kept() {
                        // Another contact has this user id: Graph reached that person.
                        return Ok(());
                    }
                }
            }
        }
        let learn =
            |conversation: &mut Conversation, at: Timestamp| conversation.learn_missing(&identity, at);
        self.change_conversation(led.kept(), clock, Missing::Skip, learn).await?;
        let Some(number) = identity.wa_id.as_ref().filter(|number| to != Some(number.as_str())) else {
            return Ok(());
        };
        if known.identity.user_id.is_none()
            && identity.user_id.is_none()
            && let Some(holder) = self.known_holder(&shown, number).await?
        {
            // Only numbers are known here, and both are forms of one: it is one person.
            if holder.kept() != led.kept() {
                self.join(holder.kept(), led.kept(), clock).await?;
            }
            return Ok(());
        }
        self.claim(business, number, &led.contact, now, clock).await
    }

    /// Who has this number now, if they have a conversation.
    async fn known_holder(&self, shown: &Shown<'_>, number: &WaId) -> Result<Option<Led>, StoreError> {
        let place = shown.place_of(&Alias::wa_id(number));
        let Some(found) = self.at(&place).await? else { return Ok(None) };
        Ok(self.holder_of(shown, &place, found).await?.filter(|holder| holder.known().is_some()))
    }
}
