//! Gives the conversations of an older release their places on the lists, and the keys that people are found by.
//!
//! Whatever is saved gets them. What is not saved any more is saved once, some at each call, newest activity first. A
//! record says how far that has come. Once it says that it is done, a process never looks again.

use std::sync::atomic::Ordering;

use relais_core::conversation::Conversation;
use relais_core::{Clock, find};

use super::items::{Item, s};
use super::{Missing, Store, StoreError};

impl Store {
    /// Looks at the next conversations, at most `limit` (1 to 100). Returns whether all are done.
    pub async fn list_older(&self, clock: &Clock, limit: usize) -> Result<bool, StoreError> {
        if self.all_listed.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let get = self.client.get_item().table_name(&self.table).set_key(key()).send().await;
        let progress = get.map_err(StoreError::call("read how far the lists are"))?.item.unwrap_or_default();
        let mut is_done = progress.contains_key("done");
        if !is_done {
            let after = progress.get("after").and_then(|after| after.as_s());
            let next = self.list_page(after.map(String::as_str), limit, clock).await?;
            is_done = next.is_none();
            let mut item = key();
            item.insert(if is_done { "done" } else { "after" }.to_owned(), s(next.unwrap_or_default()));
            let put = self.client.put_item().table_name(&self.table).set_item(item).send().await;
            put.map_err(StoreError::call("note how far the lists are"))?;
        }
        self.all_listed.store(is_done, Ordering::Relaxed);
        Ok(is_done)
    }

    /// Saves the conversations of a page that need it. Returns where the next page begins.
    async fn list_page(
        &self,
        after: Option<&str>,
        limit: usize,
        clock: &Clock,
    ) -> Result<Option<String>, StoreError> {
        let page = self.conversations(after, limit).await?;
        for conversation in page.conversations {
            let parts = self.joined_to(&conversation).await?;
            for part in std::iter::once(conversation).chain(parts).filter(is_unlisted) {
                let save = |_: &mut Conversation, _| {};
                self.change_conversation(&part.contact, clock, Missing::Skip, save).await?;
            }
        }
        Ok(page.next)
    }
}

/// Whether a save writes entries or keys.
fn is_unlisted(conversation: &Conversation) -> bool {
    let keys = find::keys(&conversation.identity);
    !conversation.clone().change_entries().is_empty() || find::fingerprint_of(&keys) != conversation.found_by
}

fn key() -> Item {
    Item::from([("pk".into(), s("lists")), ("sk".into(), s("lists"))])
}
