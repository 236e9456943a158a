//! Numbers that change hands.
//!
//! A number's place names its holders since ever. A message that shows a number claims it for its contact, as of Meta's
//! time. The claim succeeds if the present holder showed the number earlier than that. Then the former holder keeps the
//! thread and is reached by the user id. A worker that dies in between is made up for by the message's job, or by the next claim for the same contact: each looks
//! whether the former holder still has the number.

use jiff::Timestamp;
use relais_core::Clock;
use relais_core::contact::{Alias, ContactId, Holders};
use relais_core::conversation::Conversation;
use relais_whatsapp::ids::{PhoneNumberId, WaId};

use super::contacts::Shown;
use super::places::Led;
use super::{Backoff, Missing, Saved, Store, StoreError};

impl Store {
    /// Whether a number's place leads to this contact, which took it over from nobody. So it is with nearly every message.
    /// Who takes the number over at this moment hands it over from this contact, as if the message had come a moment
    /// earlier.
    async fn is_settled_at(&self, place: &ContactId, contact: &ContactId) -> Result<bool, StoreError> {
        let Some(found) = self.lately_at(place).await? else { return Ok(false) };
        let holders = found.holders();
        let is_owed = holders.since().is_some_and(|since| holders.former(contact, since).is_some());
        Ok(holders.now() == Some(contact) && !is_owed)
    }

    /// Makes a number lead to a contact that showed it at this time, unless its holder showed it as late.
    pub async fn claim(
        &self,
        business: &PhoneNumberId,
        number: &WaId,
        contact: &ContactId,
        at: Timestamp,
        clock: &Clock,
    ) -> Result<(), StoreError> {
        let place = ContactId::first_seen_as(business, &Alias::wa_id(number));
        if self.is_settled_at(&place, contact).await? {
            return Ok(());
        }
        let (mut contact, mut at) = (contact.clone(), at);
        let mut backoff = Backoff::default();
        loop {
            let Some(found) = self.at(&place).await? else {
                match self.point(&place, &Holders::shown(contact.clone(), at)).await? {
                    Saved::Yes => return Ok(()),
                    Saved::Conflict => {
                        backoff.again().await?;
                        continue;
                    }
                }
            };
            let mut holders = found.holders();
            // Whoever has saved this claim before may have ended right after it.
            let is_holder = holders.now() == Some(&contact);
            let since = holders.since().filter(|_| is_holder).unwrap_or(at);
            if let Some(former) = holders.former(&contact, since) {
                let former = self.follow(former).await?;
                let owes = showed(&former, number).is_some_and(|shown| shown < since || is_holder);
                if owes && former.contact != contact {
                    let claimant = self.follow(&contact).await?;
                    if let Some(later) = self.hand_over(&former, &claimant, number, since, clock).await? {
                        (contact, at) = later;
                        backoff.again().await?;
                        continue;
                    }
                }
            }
            if is_holder {
                return Ok(());
            }
            let claimant = self.follow(&contact).await?;
            let holder = match holders.now() {
                Some(holder) => Some(self.follow(holder).await?),
                None => None,
            };
            let shown = holder.as_ref().and_then(|holder| showed(holder, number));
            if shown.max(holders.since()).is_some_and(|shown| shown >= at) {
                return self.lose(&claimant, number, clock).await;
            }
            holders.pass(Some(contact.clone()), at);
            if self.save_holders(&place, &found, &holders).await? == Saved::Conflict {
                backoff.again().await?;
                continue;
            }
            let Some(former) = holder.filter(|holder| holder.known().is_some()) else { return Ok(()) };
            match self.hand_over(&former, &claimant, number, at, clock).await? {
                None => return Ok(()),
                Some(later) => (contact, at) = later,
            }
            backoff.again().await?;
        }
    }

    /// Whether nobody else holds the number now.
    pub async fn holds(
        &self,
        business: &PhoneNumberId,
        number: &WaId,
        conversation: &Conversation,
    ) -> Result<bool, StoreError> {
        let place = ContactId::first_seen_as(business, &Alias::wa_id(number));
        let Some(found) = self.at(&place).await? else { return Ok(true) };
        let is_same = |holder| conversation.shows(holder) || conversation.joined_to.as_ref() == Some(holder);
        Ok(found.holders().now().is_none_or(is_same))
    }

    /// The person shows another number than the known one: they have left that after they showed it last.
    pub async fn leave_for(&self, shown: &Shown<'_>, known: &Conversation) -> Result<(), StoreError> {
        let (Some(new), Some(old)) = (&shown.identity.wa_id, &known.identity.wa_id) else { return Ok(()) };
        match known.showed_number(old) {
            Some(last) if new != old && last <= shown.at => {
                // Graph has named both as forms of one number.
                let place = ContactId::first_seen_as(shown.business, &Alias::wa_id(new));
                let found = self.at(&place).await?;
                if found.is_some_and(|found| found.holders().now() == Some(&known.contact)) {
                    return Ok(());
                }
                let just_after = Timestamp::from_millisecond(last.as_millisecond().saturating_add(1));
                self.leave(shown.business, old, &known.contact, just_after.unwrap_or(shown.at)).await
            }
            _ => Ok(()),
        }
    }

    /// The contact has left the number at this time: from then on it leads to nobody, until somebody shows it.
    pub(super) async fn leave(
        &self,
        business: &PhoneNumberId,
        number: &WaId,
        contact: &ContactId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let place = ContactId::first_seen_as(business, &Alias::wa_id(number));
        let mut backoff = Backoff::default();
        loop {
            let Some(found) = self.at(&place).await? else {
                let mut holders = Holders::shown(contact.clone(), at);
                holders.pass(None, at);
                match self.point_or_keep(&place, &holders).await? {
                    Saved::Yes => return Ok(()),
                    Saved::Conflict => {
                        backoff.again().await?;
                        continue;
                    }
                }
            };
            let mut holders = found.holders();
            // A holder who shows the number later has come back to it.
            let Some(holder) = holders.at(at).filter(|_| holders.is_certain(at)).cloned() else {
                return Ok(());
            };
            let (holder, leaving) = (self.follow(&holder).await?, self.follow(contact).await?);
            if holder.kept() != leaving.kept() {
                return Ok(());
            }
            holders.pass(None, at);
            if self.save_holders(&place, &found, &holders).await? == Saved::Yes {
                return Ok(());
            }
            backoff.again().await?;
        }
    }

    /// As [`Self::point`], also for holders of whom nobody is left.
    async fn point_or_keep(&self, place: &ContactId, holders: &Holders) -> Result<Saved, StoreError> {
        if holders.all().any(|holder| holder == place) {
            return Ok(Saved::Yes);
        }
        self.point(place, holders).await
    }

    /// The former holder loses the number, as the last step: until then a repeated claim finds that this is still to do.
    /// Both conversations say that the other is perhaps the same person. Returns the former holder if they have shown the
    /// number again meanwhile, later than the claimant, and when.
    async fn hand_over(
        &self,
        former: &Led,
        next: &Led,
        number: &WaId,
        at: Timestamp,
        clock: &Clock,
    ) -> Result<Option<(ContactId, Timestamp)>, StoreError> {
        let same_person = former.kept() == next.kept();
        let (former, next) = (&former.contact, &next.contact);
        if !same_person {
            let hint = |conversation: &mut Conversation, _: Timestamp| {
                conversation.perhaps.get_or_insert_with(|| former.clone());
            };
            self.change_conversation(next, clock, Missing::Skip, hint).await?;
        }
        self.change_conversation(former, clock, Missing::Skip, |conversation, now| {
            if conversation.showed_number(number).is_none_or(|shown| shown < at) {
                conversation.lose_number(number, now);
                if !same_person {
                    conversation.perhaps = Some(next.clone());
                }
            }
        })
        .await?;
        let former = self.follow(former).await?;
        let later = showed(&former, number).filter(|shown| *shown >= at);
        Ok(later.map(|shown| (former.contact, shown)))
    }

    async fn lose(&self, claimant: &Led, number: &WaId, clock: &Clock) -> Result<(), StoreError> {
        if claimant.conversation.as_ref().is_some_and(|known| known.showed_number(number).is_some()) {
            let lose = |conversation: &mut Conversation, now| conversation.lose_number(number, now);
            self.change_conversation(&claimant.contact, clock, Missing::Skip, lose).await?;
        }
        Ok(())
    }
}

fn showed(led: &Led, number: &WaId) -> Option<Timestamp> {
    led.conversation.as_ref()?.showed_number(number)
}
