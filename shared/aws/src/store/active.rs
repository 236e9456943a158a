//! Which conversations were active when: the entries of the index, without the conversations.

use jiff::Timestamp;
use relais_core::contact::ContactId;

use super::conversations::{SHARDS, shard_name};
use super::items::s;
use super::table::BY_ACTIVITY;
use super::{Store, StoreError};

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
        let before = before.unwrap_or("~");
        let mut all = self.active("ix_pk = :shard AND ix_sk < :place", before, false, limit).await?;
        all.sort_unstable_by(|a, b| b.place.cmp(&a.place));
        all.truncate(limit);
        Ok(all)
    }

    /// The conversations whose place in the index is after this one, oldest activity first.
    pub async fn active_after(&self, place: &str, limit: usize) -> Result<Vec<Active>, StoreError> {
        let mut all = self.active("ix_pk = :shard AND ix_sk > :place", place, true, limit).await?;
        all.sort_unstable_by(|a, b| a.place.cmp(&b.place));
        all.truncate(limit);
        Ok(all)
    }

    async fn active(
        &self,
        condition: &str,
        place: &str,
        forward: bool,
        limit: usize,
    ) -> Result<Vec<Active>, StoreError> {
        const _: () = assert!(SHARDS == 4, "two times two partitions are asked");
        let of = |shard| async move {
            let query = self.client.query().table_name(&self.table).index_name(BY_ACTIVITY);
            let query = query
                .key_condition_expression(condition)
                .expression_attribute_values(":shard", s(shard_name(shard)))
                .expression_attribute_values(":place", s(place))
                .scan_index_forward(forward)
                .limit(limit);
            query.send().await.map_err(StoreError::call("list active conversations"))
        };
        // Two at a time: four would open four connections, and what a function that just started pays most for is a TLS
        // handshake.
        let first = tokio::try_join!(of(0), of(1))?;
        let second = tokio::try_join!(of(2), of(3))?;
        let items = [first.0.items, first.1.items, second.0.items, second.1.items].concat();
        Ok(items
            .iter()
            .filter_map(|item| {
                let place = item.get("ix_sk")?.as_s()?.clone();
                Some(Active { contact: ContactId::parse(item.get("pk")?.as_s()?)?, place })
            })
            .collect())
    }
}
