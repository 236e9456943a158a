//! Notes, in the partition of their contact, under keys of their own: what reads messages never reads them.
//!
//! A note is written in one transaction with the conversation, on its version. So none is written for a person who is
//! erased meanwhile, and every note shows in the conversation that something was noted. An edit or a deletion carries the
//! version that its author saw.
//!
//! A note that is written again under the same idempotency key is found by its id, whose last part is made of the key. No
//! other record is needed: of two calls at once the second is refused by the conversation's version, and then finds it.

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::note::{Note, NoteId};

use super::items::{Item, SCHEMA, n, s};
use super::{Backoff, Missing, Saved, Store, StoreError, carried_out, expiry};

/// What a note's sort key begins with.
const PREFIX: &str = "note.";

/// For how long a note is found by its idempotency key, as those of sends.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(48);

/// What became of a new note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is stored.
    Saved,
    /// An earlier call stored it. It may have been edited since.
    Before(Note),
    /// The contact has no conversation.
    Missing,
}

/// A page of notes.
#[derive(Clone, Debug)]
pub struct NotePage {
    /// Oldest first.
    pub notes: Vec<Note>,
    /// The sort key before which older ones follow; `None` at the first.
    pub next: Option<String>,
}

impl Store {
    /// Stores a new note of a contact who has a conversation. `repeatable`: unless one whose id has the same last part was
    /// stored before.
    pub async fn add_note(&self, note: &Note, repeatable: bool, clock: &Clock) -> Result<Noted, StoreError> {
        let mut item = key(&note.id);
        item.insert("v".into(), n(SCHEMA));
        item.insert("text".into(), s(&note.text));
        item.insert("version".into(), n(note.version));
        item.extend(note.author.as_ref().map(|author| ("author".to_owned(), s(author))));
        item.extend(note.name.as_ref().map(|name| ("name".to_owned(), s(name))));
        let expires = self.retention.as_ref().map(|kept| expiry(note.id.at(), kept.period));
        item.extend(expires.map(|expires| ("expires".to_owned(), expires)));
        let mut backoff = Backoff::default();
        loop {
            let Some(mut conversation) = self.conversation(note.id.contact()).await? else {
                return Ok(Noted::Missing);
            };
            // After the conversation: what is stored later changes its version.
            if repeatable && let Some(before) = self.note_before(&note.id).await? {
                return Ok(Noted::Before(before));
            }
            let loaded = conversation.version;
            conversation.noted(&note.mentions(), clock.now());
            let put = self.client.put_item().table_name(&self.table).set_item(item.clone());
            let writes = vec![put.into(), self.put_conversation(&mut conversation, loaded)?.into()];
            if self.transact(writes, "store a note").await? == Saved::Yes {
                return Ok(Noted::Saved);
            }
            backoff.again().await?;
        }
    }

    /// The note whose id has the same last part, if it was written within [`REMEMBERED`].
    async fn note_before(&self, id: &NoteId) -> Result<Option<Note>, StoreError> {
        let since = id.at() - REMEMBERED;
        let mut before = None;
        loop {
            let page = self.notes(id.contact(), before.as_deref(), 100).await?;
            let has_older = page.notes.first().is_none_or(|oldest| oldest.id.at() >= since);
            let is_again = |known: &Note| known.id.is_again(id) && known.id.at() >= since;
            if let Some(found) = page.notes.into_iter().find(is_again) {
                return Ok(Some(found));
            }
            match page.next.filter(|_| has_older) {
                Some(next) => before = Some(next),
                None => return Ok(None),
            }
        }
    }

    /// The newest notes of a contact before `before` (a sort key), at most `limit` (1 to 100).
    pub async fn notes(
        &self,
        contact: &ContactId,
        before: Option<&str>,
        limit: usize,
    ) -> Result<NotePage, StoreError> {
        let limit = limit.clamp(1, 100);
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :contact AND sk BETWEEN :first AND :before")
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":first", s(PREFIX))
            .expression_attribute_values(":before", s(format!("{PREFIX}{}", before.unwrap_or("~"))))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(limit + 2)
            .send()
            .await
            .map_err(StoreError::call("read notes"))?;
        let mut items = page.items;
        // The one that the page before began with is in the range.
        items.retain(|item| sort_key(item).is_some_and(|at| Some(at) != before) && !self.is_expired(item));
        // DynamoDB also ends a page at 1 MB, which long notes can reach before the limit.
        let more = items.len() > limit || page.last_evaluated_key.is_some();
        items.truncate(limit);
        let next = items.last().filter(|_| more).and_then(|item| sort_key(item).map(str::to_owned));
        let mut notes = items.iter().map(|item| read(contact, item)).collect::<Result<Vec<_>, _>>()?;
        notes.reverse();
        Ok(NotePage { notes, next })
    }

    /// One note. `None`: there is none, or it has expired.
    pub async fn note(&self, id: &NoteId) -> Result<Option<Note>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(key(id)).consistent_read(true);
        let found = get.send().await.map_err(StoreError::call("read a note"))?.item;
        found.filter(|item| !self.is_expired(item)).map(|item| read(id.contact(), &item)).transpose()
    }

    /// Changes what a note says, if it still has the version that the author saw.
    pub async fn edit_note(
        &self,
        note: &Note,
        seen: u64,
        text: &str,
        clock: &Clock,
    ) -> Result<Saved, StoreError> {
        let id = &note.id;
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(id))
            .update_expression("SET #text = :text, #version = :next, edited = :now")
            .condition_expression("#version = :seen")
            .expression_attribute_names("#text", "text")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":text", s(text))
            .expression_attribute_values(":next", n(seen + 1))
            .expression_attribute_values(":now", n(clock.now().as_millisecond()))
            .expression_attribute_values(":seen", n(seen));
        let saved = carried_out(update.send().await, "change a note")?;
        let changed = Note { text: text.to_owned(), ..note.clone() };
        let (before, mut mentions) = (note.mentions(), changed.mentions());
        mentions.retain(|name| !before.contains(name));
        self.after_change(id, saved, &mentions, clock).await
    }

    /// Deletes a note, if it still has the version that the author saw.
    pub async fn delete_note(&self, id: &NoteId, seen: u64, clock: &Clock) -> Result<Saved, StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(key(id))
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":seen", n(seen));
        let saved = carried_out(delete.send().await, "delete a note")?;
        self.after_change(id, saved, &[], clock).await
    }

    /// Shows in the conversation that something changed. If the process dies before, an open page shows it when it loads the
    /// notes again.
    async fn after_change(
        &self,
        id: &NoteId,
        saved: bool,
        mentions: &[&str],
        clock: &Clock,
    ) -> Result<Saved, StoreError> {
        if !saved {
            return Ok(Saved::Conflict);
        }
        let noted = |conversation: &mut Conversation, now: Timestamp| conversation.noted(mentions, now);
        self.change_conversation(id.contact(), clock, Missing::Skip, noted).await?;
        Ok(Saved::Yes)
    }
}

fn key(id: &NoteId) -> Item {
    let sk = format!("{PREFIX}{}", id.sort_key());
    Item::from([("pk".to_owned(), s(id.contact().as_str())), ("sk".to_owned(), s(sk))])
}

fn sort_key(item: &Item) -> Option<&str> {
    item.get("sk")?.as_s()?.strip_prefix(PREFIX)
}

fn read(contact: &ContactId, item: &Item) -> Result<Note, StoreError> {
    let unreadable = |field: &str| StoreError::Unreadable { record: "note", detail: format!("`{field}`") };
    let number = |name: &str| item.get(name)?.as_n()?.parse::<u64>().ok();
    let text = |name: &str| item.get(name)?.as_s().cloned();
    if let Some(version) = number("v").and_then(|v| u32::try_from(v).ok()).filter(|v| *v > SCHEMA) {
        return Err(StoreError::Newer { record: "note", version });
    }
    let edited = number("edited").and_then(|ms| i64::try_from(ms).ok());
    Ok(Note {
        id: sort_key(item)
            .and_then(|at| NoteId::from_sort_key(contact, at))
            .ok_or_else(|| unreadable("sk"))?,
        author: text("author"),
        name: text("name"),
        text: text("text").ok_or_else(|| unreadable("text"))?,
        version: number("version").ok_or_else(|| unreadable("version"))?,
        edited_at: edited.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
    })
}
