//! Who has a conversation open: one small record for each open page, in the partition of its contact.
//!
//! A page says so when it opens the conversation and while it stays open. Its record is written again once a minute, or when
//! its person begins or ends to write, and ends by itself. To say so and to learn of the others is one query.

use jiff::{SignedDuration, Timestamp};
use relais_core::contact::ContactId;

use super::items::{Item, n, s};
use super::{Store, StoreError, expiry};

/// What the sort key begins with.
const PREFIX: &str = "open.";

/// A record that is younger is not written again.
const RENEWED: SignedDuration = SignedDuration::from_secs(45);

/// After this time a page that says nothing any more has left. A page says it every 20 seconds.
const GONE: SignedDuration = SignedDuration::from_secs(75);

/// The most pages that are read.
const MOST: usize = 20;

/// A page that has a conversation open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looking {
    /// Of the page: letters and digits.
    pub session: String,
    /// The person's name, if it is known.
    pub name: Option<String>,
    /// Whether they write.
    pub writing: bool,
}

impl Store {
    /// Notes that this page has the conversation open. Returns the other pages that have. Costs half a read unit, and at most
    /// a write unit.
    pub async fn look(
        &self,
        contact: &ContactId,
        page: &Looking,
        now: Timestamp,
    ) -> Result<Vec<Looking>, StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :contact AND begins_with(sk, :prefix)")
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":prefix", s(PREFIX))
            .limit(MOST)
            .send()
            .await
            .map_err(StoreError::call("read who looks at a conversation"))?;
        let all = found.items.iter().filter_map(read);
        let (own, others): (Vec<_>, Vec<_>) = all.partition(|(known, _)| known.session == page.session);
        let is_fresh =
            |(known, at): &(Looking, Timestamp)| known == page && now.duration_since(*at) < RENEWED;
        if !own.iter().any(is_fresh) {
            self.write_looking(contact, page, now).await?;
        }
        let is_here = |at: Timestamp| now.duration_since(at) < GONE;
        Ok(others.into_iter().filter(|(_, at)| is_here(*at)).map(|(other, _)| other).collect())
    }

    /// Notes that this page has left the conversation.
    pub async fn look_away(&self, contact: &ContactId, session: &str) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(key(contact, session));
        delete.send().await.map_err(StoreError::call("note that nobody looks any more"))?;
        Ok(())
    }

    async fn write_looking(
        &self,
        contact: &ContactId,
        page: &Looking,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = key(contact, &page.session);
        item.insert("at".to_owned(), n(now.as_millisecond()));
        item.insert("expires".to_owned(), expiry(now, GONE));
        item.extend(page.name.as_ref().map(|name| ("name".to_owned(), s(name))));
        item.extend(page.writing.then(|| ("writing".to_owned(), n(1))));
        let put = self.client.put_item().table_name(&self.table).set_item(item);
        put.send().await.map_err(StoreError::call("note who looks at a conversation"))?;
        Ok(())
    }
}

fn key(contact: &ContactId, session: &str) -> Item {
    let sk = format!("{PREFIX}{session}");
    Item::from([("pk".to_owned(), s(contact.as_str())), ("sk".to_owned(), s(sk))])
}

fn read(item: &Item) -> Option<(Looking, Timestamp)> {
    let at = item.get("at")?.as_n()?.parse().ok()?;
    let page = Looking {
        session: item.get("sk")?.as_s()?.strip_prefix(PREFIX)?.to_owned(),
        name: item.get("name").and_then(|name| name.as_s()).cloned(),
        writing: item.contains_key("writing"),
    };
    Some((page, Timestamp::from_millisecond(at).ok()?))
}
