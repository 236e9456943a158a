//! Records what is neither message nor status. Calls open the window, changed user ids are linked, preferences about
//! marketing messages are noted, old messages get into their threads, and what Meta reports about the account is shown to
//! people. Everything but old messages is kept as it came.

use jiff::Timestamp;
use relais_aws::store::{Missing, Notice, Shown};
use relais_core::ContactId;
use relais_core::blob::Blobs;
use relais_core::contact::Identity;
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;
use relais_whatsapp::call::Call;
use relais_whatsapp::ids::PhoneNumberId;
use relais_whatsapp::user_id_update::UserIdUpdate;
use relais_whatsapp::user_preferences::MarketingPreference;
use relais_whatsapp::webhook::Item;
use serde_json::value::RawValue;

use super::Recorder;
use crate::WorkError;

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    pub(super) async fn record_other(
        &self,
        item: &Item,
        came_at: i64,
        value: &RawValue,
    ) -> Result<(), WorkError> {
        match item.field.as_str() {
            "calls" if self.is_to_us(item) => {
                for (call, business) in Call::list(value).iter().zip(item.phone_number_id.iter().cycle()) {
                    Box::pin(self.record_call(call, business, came_at)).await?;
                }
            }
            "history" if self.is_to_us(item) => {
                if let Some(business) = &item.phone_number_id
                    && Box::pin(self.record_history(item, business, came_at, value)).await?
                {
                    return Ok(());
                }
            }
            "user_id_update" => {
                for update in UserIdUpdate::list(value) {
                    Box::pin(self.record_user_id_update(item, update)).await?;
                }
            }
            "user_preferences" if self.is_to_us(item) => {
                for (preference, business) in
                    MarketingPreference::list(value).iter().zip(item.phone_number_id.iter().cycle())
                {
                    self.record_preference(preference, business).await?;
                }
            }
            _ => self.record_account_event(item, came_at, value).await?,
        }
        self.keep(&item.field, value.get()).await
    }

    /// A preference about marketing messages is noted in the person's conversation. It begins none.
    async fn record_preference(
        &self,
        preference: &MarketingPreference,
        business: &PhoneNumberId,
    ) -> Result<(), WorkError> {
        let now = self.clock.now();
        let identity = Identity {
            wa_id: preference.wa_id.clone(),
            user_id: preference.user_id.clone(),
            ..Identity::default()
        };
        let at = preference.timestamp.unwrap_or(now).min(now);
        let shown = Shown::at(business, &self.businesses, &identity, at);
        let Some(whose) = self.store.whose(&shown, now).await? else { return Ok(()) };
        self.note_marketing(&whose.conversation.contact, preference.stopped, at).await
    }

    /// Notes in a contact's conversation whether they stopped marketing messages, at this time by Meta's clock.
    pub(super) async fn note_marketing(
        &self,
        contact: &ContactId,
        stopped: bool,
        at: Timestamp,
    ) -> Result<(), WorkError> {
        let change = |conversation: &mut Conversation, now| {
            conversation.apply_marketing(stopped, at.min(now), now);
        };
        self.store.change_conversation(contact, &self.clock, Missing::Skip, change).await?;
        Ok(())
    }

    /// A changed user id holds at each business number, because all of them belong to one portfolio.
    async fn record_user_id_update(&self, item: &Item, update: UserIdUpdate) -> Result<(), WorkError> {
        let now = self.clock.now();
        let at = update.timestamp.unwrap_or(now).min(now);
        let new = Identity {
            wa_id: update.wa_id,
            user_id: update.current,
            parent_user_id: update.current_parent,
            ..Identity::default()
        };
        let mut old_users: Vec<_> = update.previous.into_iter().chain(update.previous_parent).collect();
        old_users.retain(|old| new.user_id.as_ref() != Some(old) && new.parent_user_id.as_ref() != Some(old));
        let notice = Notice { old_users, old_number: None, new };
        if !notice.changes() {
            return Ok(());
        }
        let named = item.phone_number_id.as_ref();
        for business in self.businesses.iter().filter(|business| named.is_none_or(|named| named == *business))
        {
            let identity = Identity::default();
            let shown = Shown::at(business, &self.businesses, &identity, at);
            let Some(contact) = Box::pin(self.store.apply_notice(&notice, &shown, &self.clock)).await? else {
                continue;
            };
            let Some(whose) = self.store.whose_contact(&contact).await? else { continue };
            let change = |conversation: &mut Conversation, now| conversation.change_ids(&notice.new, at, now);
            let contact = &whose.conversation.contact;
            self.store.change_conversation(contact, &self.clock, Missing::Skip, change).await?;
        }
        Ok(())
    }
}
