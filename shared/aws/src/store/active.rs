//! Which conversations were active when: the entries of the index, without the conversations.

use jiff::Timestamp;
use relais_core::contact::ContactId;

use super::conversations::{SHARDS, shard_name};
use super::items::s;
use super::table::BY_ACTIVITY;
use super::{Store, StoreError};

/// Entries of a partition that are read at once, however few are asked for: they are charged as one.
const FEW: usize = 16;

/// An entry of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Whose conversation it is.
    pub contact: ContactId,
    /// The place in the index. Places sort by time, and no two are the same.
    pub place: String,
}

impl Active {
    /// The time of the last activity.
    pub fn at(&self) -> Timestamp {
        let ms = self.place.split_once('.').and_then(|(ms, _)| ms.parse().ok());
        ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::MIN)
    }

    /// The place before all activity at this time.
    pub fn place_before(at: Timestamp) -> String {
        format!("{:013}", at.as_millisecond().max(0))
    }
}

impl Store {
    /// The conversations with the latest activity, newest first; of those with a place before this one, if one is given.
    pub async fn latest_active(&self, before: Option<&str>, limit: usize) -> Result<Vec<Active>, StoreError> {
        self.active("ix_pk = :shard AND ix_sk < :place", before.unwrap_or("~"), false, limit).await
    }

    /// The conversations whose place in the index is after this one, oldest activity first.
    pub async fn active_after(&self, place: &str, limit: usize) -> Result<Vec<Active>, StoreError> {
        self.active("ix_pk = :shard AND ix_sk > :place", place, true, limit).await
    }

    /// The first of all partitions. A partition has a quarter of them, more or less: each is asked for half, and only one
    /// that may have more of them is asked again.
    async fn active(
        &self,
        condition: &str,
        place: &str,
        forward: bool,
        limit: usize,
    ) -> Result<Vec<Active>, StoreError> {
        const _: () = assert!(SHARDS == 4, "two times two partitions are asked");
        let half = limit.min(FEW.max(limit / 2 + 1));
        let of = |shard| self.of_shard(shard, condition, place, forward, half);
        // Two at a time: four would open four connections, and what a function that just started pays most for is a TLS
        // handshake.
        let first = tokio::try_join!(of(0), of(1))?;
        let second = tokio::try_join!(of(2), of(3))?;
        let mut shards = [first.0, first.1, second.0, second.1];
        let merged = first_of(&shards, forward, limit);
        let last = merged.get(limit.saturating_sub(1));
        for (shard, entries) in (0..).zip(&mut shards) {
            let Some(known) = entries.last().filter(|_| entries.len() == half && half < limit) else {
                continue;
            };
            let is_beyond =
                |last: &Active| if forward { known.place >= last.place } else { known.place <= last.place };
            if last.is_some_and(is_beyond) {
                continue;
            }
            let known = known.place.clone();
            entries.extend(self.of_shard(shard, condition, &known, forward, limit - half).await?);
        }
        Ok(first_of(&shards, forward, limit))
    }

    /// The first entries of one partition.
    async fn of_shard(
        &self,
        shard: u8,
        condition: &str,
        place: &str,
        forward: bool,
        limit: usize,
    ) -> Result<Vec<Active>, StoreError> {
        let query = self.client.query().table_name(&self.table).index_name(BY_ACTIVITY);
        let query = query
            .key_condition_expression(condition)
            .expression_attribute_values(":shard", s(shard_name(shard)))
            .expression_attribute_values(":place", s(place))
            .scan_index_forward(forward)
            .limit(limit);
        let page = query.send().await.map_err(StoreError::call("list active conversations"))?;
        let entries = page.items.iter().filter_map(|item| {
            let place = item.get("ix_sk")?.as_s()?.clone();
            Some(Active { contact: ContactId::parse(item.get("pk")?.as_s()?)?, place })
        });
        Ok(entries.collect())
    }
}

/// The first of all these, in order.
fn first_of(shards: &[Vec<Active>], forward: bool, limit: usize) -> Vec<Active> {
    let mut all = shards.concat();
    all.sort_unstable_by(|a, b| if forward { a.place.cmp(&b.place) } else { b.place.cmp(&a.place) });
    all.truncate(limit);
    all
}
