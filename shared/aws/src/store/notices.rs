//! Meta's notices that a person has another number or user id.
//!
//! A notice makes the old ids and the new ones lead to one contact, whatever came first: the notice, messages with the
//! new ids, or late messages with the old ones. If both are known as two contacts, they are joined. If neither is known,
//! no conversation begins, but the ids lead to one contact, whose conversation its first message begins.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::{Alias, ContactId, Holders, Identity};
use relais_whatsapp::ids::{UserId, WaId};

use super::contacts::Shown;
use super::places::Led;
use super::{Backoff, Saved, Store, StoreError};

/// A notice that a person changed number or user id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The former user ids, the person's own first.
    pub old_users: Vec<UserId>,
    /// The former number.
    pub old_number: Option<WaId>,
    /// The ids from now on.
    pub new: Identity,
}

impl Notice {
    /// Whether it names a new id and an old one, and they differ.
    pub fn changes(&self) -> bool {
        let new_user = self.new.user_id.iter().any(|new| !self.old_users.contains(new));
        let new_number = self.new.wa_id.is_some() && self.new.wa_id != self.old_number;
        (new_user || new_number) && (!self.old_users.is_empty() || self.old_number.is_some())
    }

    fn old_identity(&self) -> Identity {
        Identity { user_id: self.old_users.first().cloned(), ..Identity::default() }
    }
}

impl Store {
    /// Lets the ids of a notice lead to one contact. Returns the contact; it may have no conversation yet. `None`: the
    /// notice names no ids. `shown` gives the business number and the notice's time.
    pub async fn apply_notice(
        &self,
        notice: &Notice,
        shown: &Shown<'_>,
        clock: &Clock,
    ) -> Result<Option<ContactId>, StoreError> {
        let mut backoff = Backoff::default();
        loop {
            let old = self.old_contact(notice, shown).await?;
            let new = self.new_contact(notice, shown).await?;
            let contact = match (old, new) {
                (None, None) => match unknown_contact(notice, shown) {
                    Some(contact) => contact,
                    None => return Ok(None),
                },
                (Some(known), None) | (None, Some(known)) => known.contact,
                (Some(old), Some(new)) => Box::pin(self.unite(old, new, clock)).await?,
            };
            let mut all = Saved::Yes;
            let only = Holders::only(contact.clone());
            let new_users = notice.new.user_id.iter().chain(&notice.new.parent_user_id);
            for user in notice.old_users.iter().chain(new_users) {
                let place = shown.place_of(&Alias::user_id(user));
                if self.at(&place).await?.is_none() && self.point(&place, &only).await? == Saved::Conflict {
                    all = Saved::Conflict;
                }
            }
            if all == Saved::Conflict {
                backoff.again().await?;
                continue;
            }
            self.move_numbers(notice, shown, &contact, clock).await?;
            // A message with one of the ids may have begun another contact meanwhile: then the two are united.
            if self.is_one(&contact, self.old_contact(notice, shown).await?).await?
                && self.is_one(&contact, self.new_contact(notice, shown).await?).await?
            {
                return Ok(Some(contact));
            }
            backoff.again().await?;
        }
    }

    async fn is_one(&self, contact: &ContactId, other: Option<Led>) -> Result<bool, StoreError> {
        match other {
            // What was erased stays as it is.
            Some(other) if other.conversation.is_some() && other.known().is_none() => Ok(true),
            Some(other) if other.contact != *contact => {
                let led = self.follow(contact).await?;
                Ok(led.kept() == other.kept() || are_apart(&led, &other))
            }
            _ => Ok(true),
        }
    }

    /// The contact that the notice is about, by the old ids.
    async fn old_contact(&self, notice: &Notice, shown: &Shown<'_>) -> Result<Option<Led>, StoreError> {
        for user in &notice.old_users {
            let place = shown.place_of(&Alias::user_id(user));
            if let Some(found) = self.at(&place).await? {
                return self.follow_from(&place, Some(found)).await.map(Some);
            }
        }
        let Some(number) = &notice.old_number else { return self.former_contact(notice, shown).await };
        let place = shown.place_of(&Alias::wa_id(number));
        let Some(found) = self.at(&place).await? else { return self.former_contact(notice, shown).await };
        let just_before = just_before(shown.at);
        let holders = found.holders();
        let Some(holder) = holders.at(just_before) else { return Ok(None) };
        let is_named = holders.is_named(just_before);
        let led = if *holder == place {
            self.follow_from(&place, Some(found)).await?
        } else {
            self.follow(holder).await?
        };
        let is_theirs = match led.known() {
            Some(known) if known.identity.contradicts(&notice.old_identity()) => false,
            // Whoever showed the number only after the notice has it from somebody else.
            Some(known) if known.identity.wa_id.as_ref() == Some(number) => {
                known.learned.number_since.is_none_or(|since| since <= shown.at)
            }
            Some(_) => is_named,
            None => is_named && notice.old_users.is_empty(),
        };
        Ok(Some(led).filter(|_| is_theirs))
    }

    async fn former_contact(&self, notice: &Notice, shown: &Shown<'_>) -> Result<Option<Led>, StoreError> {
        let identity = Identity { wa_id: notice.old_number.clone(), ..notice.old_identity() };
        self.in_version_0_1(&Shown { identity: &identity, ..*shown }, &identity.aliases()).await
    }

    /// The contact that messages with the new ids have begun before the notice came.
    async fn new_contact(&self, notice: &Notice, shown: &Shown<'_>) -> Result<Option<Led>, StoreError> {
        for user in notice.new.user_id.iter().chain(&notice.new.parent_user_id) {
            let place = shown.place_of(&Alias::user_id(user));
            if let Some(found) = self.at(&place).await? {
                return self.follow_from(&place, Some(found)).await.map(Some);
            }
        }
        let Some(number) = notice.new.wa_id.as_ref().filter(|new| notice.old_number.as_ref() != Some(*new))
        else {
            return Ok(None);
        };
        let place = shown.place_of(&Alias::wa_id(number));
        let Some(found) = self.at(&place).await? else { return Ok(None) };
        let holders = found.holders();
        let Some(holder) = holders.at(shown.at) else { return Ok(None) };
        let led = self.follow(holder).await?;
        // Whoever had the number before the notice had it before this person did.
        let had_it_before = match led.known() {
            Some(known) if known.identity.contradicts(&notice.new) => true,
            Some(known) if known.identity.wa_id.as_ref() == Some(number) => {
                known.learned.number_since.is_none_or(|since| since < shown.at)
            }
            Some(_) => holders.is_certain(just_before(shown.at)),
            None => notice.new.user_id.is_some() || holders.is_certain(just_before(shown.at)),
        };
        Ok(Some(led).filter(|_| !had_it_before))
    }

    /// Makes one contact of two.
    async fn unite(&self, old: Led, new: Led, clock: &Clock) -> Result<ContactId, StoreError> {
        if old.kept() == new.kept() {
            return Ok(old.contact);
        }
        match (old.known(), new.known()) {
            (Some(_), Some(_)) => {
                if !are_apart(&old, &new) {
                    self.join(old.kept(), new.kept(), clock).await?;
                }
                Ok(old.contact)
            }
            (Some(_), None) => {
                self.point(&new.contact, &Holders::only(old.contact.clone())).await?;
                Ok(old.contact)
            }
            (None, Some(_)) => {
                self.point(&old.contact, &Holders::only(new.contact.clone())).await?;
                Ok(new.contact)
            }
            (None, None) => {
                let (kept, other) = if old.contact < new.contact { (old, new) } else { (new, old) };
                self.point(&other.contact, &Holders::only(kept.contact.clone())).await?;
                Ok(kept.contact)
            }
        }
    }

    /// The person leaves the old number and takes the new one over.
    async fn move_numbers(
        &self,
        notice: &Notice,
        shown: &Shown<'_>,
        contact: &ContactId,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        let led = self.follow(contact).await?;
        let known = led.conversation.as_ref();
        let known_number = known.and_then(|known| known.identity.wa_id.clone());
        let old =
            notice.old_number.clone().or(known_number).filter(|old| notice.new.wa_id.as_ref() != Some(old));
        if let Some(old) = old {
            // Whoever shows the number after the notice's time has come back to it.
            let shown_last = known.and_then(|known| known.showed_number(&old));
            let moved = shown_last.is_none_or(|last| last <= shown.at);
            if moved {
                let just_after = shown_last.and_then(|last| {
                    Timestamp::from_millisecond(last.as_millisecond().saturating_add(1)).ok()
                });
                self.leave(shown.business, &old, contact, shown.at.max(just_after.unwrap_or(shown.at)))
                    .await?;
            }
        }
        match &notice.new.wa_id {
            Some(new) if notice.old_number.as_ref() != Some(new) => {
                self.claim(shown.business, new, contact, shown.at, clock).await
            }
            _ => Ok(()),
        }
    }
}

fn just_before(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond() - 1).unwrap_or(at)
}

/// The id for a person of whom nothing is stored. It is no alias's place, so pointers to it never make a circle.
fn unknown_contact(notice: &Notice, shown: &Shown<'_>) -> Option<ContactId> {
    let number = notice.old_number.iter().map(Alias::wa_id);
    let old = notice.old_users.iter().map(Alias::user_id).chain(number).next()?;
    Some(shown.place_of(&old.after(shown.at)))
}

/// Whether a person has said that the two are not one.
pub(super) fn are_apart(one: &Led, other: &Led) -> bool {
    let says = |one: &Led, other: &Led| {
        one.known()
            .is_some_and(|known| known.apart.contains(&other.contact) || known.apart.contains(other.kept()))
    };
    says(one, other) || says(other, one)
}
