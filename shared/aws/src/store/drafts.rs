//! Answers that people asked for and that are not sent: what was asked, and once a worker has written it, the answer.
//!
//! A rehearsal has a partition of its own. A suggestion lies in the partition of its contact, and is erased with it. Both
//! expire after a day.

use jiff::{SignedDuration, Timestamp};
use relais_core::contact::ContactId;
use relais_core::draft::{Draft, Rehearsal};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::items::{Item, SCHEMA, n, s};
use super::{Store, StoreError, carried_out, expiry};

/// How long they are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What stands between the contact and the rest of a suggestion's id.
const BETWEEN: char = '.';

/// The most bytes of an id.
const LONGEST_ID: usize = 200;

/// An answer that somebody asked for.
#[derive(Clone, Debug)]
pub struct AskedDraft {
    /// What is asked.
    pub asked: DraftAsked,
    /// The answer, once it is written.
    pub draft: Option<Draft>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum DraftAsked {
    /// An answer in a rehearsed conversation.
    Rehearsal(Box<Rehearsal>),
    /// An answer in the conversation of this contact.
    Suggestion(ContactId),
}

impl Store {
    /// Stores what is asked, under an id made of this unique text. Returns the id.
    pub async fn ask_draft(
        &self,
        unique: &str,
        asked: &DraftAsked,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let (id, rehearsal) = match asked {
            DraftAsked::Rehearsal(rehearsal) => (unique.to_owned(), Some(written(rehearsal.as_ref())?)),
            DraftAsked::Suggestion(contact) => (format!("{contact}{BETWEEN}{unique}"), None),
        };
        let mut item = key(&id);
        item.insert("v".to_owned(), n(SCHEMA));
        item.insert("expires".to_owned(), expiry(now, KEPT));
        item.extend(rehearsal.map(|rehearsal| ("asked".to_owned(), s(rehearsal))));
        let put = self.client.put_item().table_name(&self.table).set_item(item);
        put.send().await.map_err(StoreError::call("store what is asked of the assistant"))?;
        Ok(id)
    }

    /// What was asked under this id. `None`: nothing, or it has expired.
    pub async fn draft(&self, id: &str) -> Result<Option<AskedDraft>, StoreError> {
        if !is_id(id) {
            return Ok(None);
        }
        let get = self.client.get_item().table_name(&self.table).set_key(key(id));
        let get = get.consistent_read(true).send().await;
        let Some(item) = get.map_err(StoreError::call("read what is asked of the assistant"))?.item else {
            return Ok(None);
        };
        let asked = match (text(&item, "asked"), id.split_once(BETWEEN)) {
            (Some(rehearsal), _) => DraftAsked::Rehearsal(read(rehearsal)?),
            (None, Some((contact, _))) => {
                DraftAsked::Suggestion(ContactId::parse(contact).ok_or_else(unreadable)?)
            }
            (None, None) => return Err(unreadable()),
        };
        let draft = text(&item, "draft").map(read).transpose()?;
        Ok(Some(AskedDraft { asked, draft }))
    }

    /// Stores the answer. Nothing is stored if what was asked is gone: its contact may have been erased.
    pub async fn finish_draft(&self, id: &str, draft: &Draft) -> Result<(), StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(key(id));
        let update = update
            .update_expression("SET draft = :draft")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":draft", s(written(draft)?));
        carried_out(update.send().await, "store what the assistant wrote").map(|_| ())
    }
}

/// Whether this may be an id. Other texts make keys that DynamoDB refuses.
fn is_id(id: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    id.len() <= LONGEST_ID && id.split(BETWEEN).count() <= 2 && id.split(BETWEEN).all(is_part)
}

fn key(id: &str) -> Item {
    let (pk, sk) = match id.split_once(BETWEEN) {
        Some((contact, unique)) => (contact.to_owned(), format!("draft{BETWEEN}{unique}")),
        None => (format!("draft#{id}"), "draft".to_owned()),
    };
    Item::from([("pk".to_owned(), s(pk)), ("sk".to_owned(), s(sk))])
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().map(String::as_str)
}

fn written(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|_| StoreError::Unwritable { record: "draft", detail: "it is no JSON".to_owned() })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| unreadable())
}

fn unreadable() -> StoreError {
    StoreError::Unreadable { record: "draft", detail: "a field is missing or has another shape".to_owned() }
}
