//! Webhook items that are neither message nor status: stored unchanged, for 30 days.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use relais_core::mentions::Mentions;
use relais_core::message::fingerprint;
use tokio::task::JoinSet;

use super::items::{Item, SCHEMA, n, s};
use super::{KEPT, Store, StoreError};

/// Partitions. A history or an account's events can be many items at once.
const SHARDS: u8 = 16;

/// Bytes of the largest webhook item that is stored in the table; DynamoDB allows 400 KB. A larger one goes to the blob
/// store.
pub const MAX_ITEM_BYTES: usize = 300_000;

/// Version 0.1 stored items by day, without an end. This is the first day on which it can have run.
const FIRST_DAY: Date = jiff::civil::date(2026, 11, 1);

/// A stored webhook item.
#[derive(Clone, Debug)]
pub struct KeptItem {
    pub(super) pk: String,
    /// The hash of the item.
    pub hash: String,
    /// The webhook field.
    pub field: String,
    /// When it was stored.
    pub at: Timestamp,
    /// The item. One that is too large for a record names its blob.
    pub raw: String,
}

impl Store {
    /// Stores an item of the webhook field `field`. A repeat overwrites the same record. Returns the record's key,
    /// `pk/sk`.
    pub async fn store_other_item(
        &self,
        field: &str,
        raw: &str,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let hash = fingerprint(raw);
        let pk = format!("event#{}", hash.bytes().fold(0_u8, u8::wrapping_add) % SHARDS);
        let kept = self.retention.as_ref().map_or(KEPT, |retention| retention.period.min(KEPT));
        self.client
            .put_item()
            .table_name(&self.table)
            .item("pk", s(&pk))
            .item("sk", s(&hash))
            .item("v", n(SCHEMA))
            .item("field", s(field))
            .item("raw", s(raw))
            .item("at", n(now.as_millisecond()))
            .item("expires", super::expiry(now, kept))
            .send()
            .await
            .map_err(StoreError::call("store a webhook item"))?;
        Ok(format!("{pk}/{hash}"))
    }

    /// The kept items that mention a person, by their hash. It reads all kept items, also those of version 0.1.
    pub async fn kept_items(
        &self,
        person: &Arc<Mentions>,
        now: Timestamp,
    ) -> Result<Vec<KeptItem>, StoreError> {
        let mut shards = JoinSet::new();
        for shard in 0..SHARDS {
            let (store, person) = (self.clone(), Arc::clone(person));
            shards.spawn(async move { store.kept_in(shard, &person, now).await });
        }
        let mut found = Vec::new();
        while let Some(shard) = shards.join_next().await {
            found.extend(shard.map_err(|_| StoreError::Contended)??);
        }
        found.sort_unstable_by(|a: &KeptItem, b| (&a.hash, &a.pk).cmp(&(&b.hash, &b.pk)));
        Ok(found)
    }

    async fn kept_in(
        &self,
        shard: u8,
        person: &Mentions,
        now: Timestamp,
    ) -> Result<Vec<KeptItem>, StoreError> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let days = FIRST_DAY.series(1.day()).take_while(|day| *day <= today);
        let earlier = days.map(|day| format!("event#{day}#{shard}"));
        let mut found = Vec::new();
        for pk in std::iter::once(format!("event#{shard}")).chain(earlier) {
            let items = self.partition(&pk, "read webhook items").await?;
            let items = items.iter().filter(|item| !super::has_expired(item, now));
            found.extend(items.filter_map(kept_item).filter(|item| person.are_in(&item.raw)));
        }
        Ok(found)
    }
}

fn kept_item(item: &Item) -> Option<KeptItem> {
    let text = |name: &str| item.get(name)?.as_s().cloned();
    let at = item.get("at").and_then(|at| at.as_n()?.parse().ok());
    Some(KeptItem {
        pk: text("pk")?,
        hash: text("sk")?,
        field: text("field").unwrap_or_default(),
        at: at.and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::UNIX_EPOCH),
        raw: text("raw")?,
    })
}
