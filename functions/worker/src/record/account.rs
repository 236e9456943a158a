//! Records what Meta reports about the account, its numbers and templates: what a person must know, until it ends.

use jiff::Timestamp;
use relais_core::blob::Blobs;
use relais_core::metrics::{self, Metric};
use relais_core::queue::Enqueue;
use relais_whatsapp::account::{self, AccountEvent, Change};
use relais_whatsapp::webhook::Item;
use serde_json::value::RawValue;

use super::Recorder;
use crate::WorkError;

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    /// Records the event in an item, if a person must know it or it ends something that a person had to know.
    pub(super) async fn record_account_event(
        &self,
        item: &Item,
        came_at: i64,
        value: &RawValue,
    ) -> Result<(), WorkError> {
        let Some(event) = AccountEvent::read(&item.field, value) else { return Ok(()) };
        if !self.is_our_account(item, value) {
            return Ok(());
        }
        let now = self.clock.now();
        let came = Timestamp::from_microsecond(came_at).unwrap_or(now);
        let at = item.time.unwrap_or(came).min(now);
        let is_newest = self.store.account_event(&event, at, now).await?;
        if let (true, Change::Begins { matter, .. }) = (is_newest, &event.change) {
            metrics::count(Metric::AccountMatters, 1);
            let (topic, matter) = (event.topic.as_str(), matter.code());
            tracing::warn!(topic, matter, "Meta reports something that a person must know");
        }
        Ok(())
    }

    /// Whether an event is about the account of this deployment. All are, where the account's id is not set.
    fn is_our_account(&self, item: &Item, value: &RawValue) -> bool {
        let Some(ours) = &self.account else { return true };
        let named = account::account_of(value);
        named.as_ref().or(item.waba_id.as_ref()).is_none_or(|account| account == ours)
    }
}
