//! The records of files that people upload to send them. The bytes are in the media store.
//!
//! A record is there before the bytes, and expires after [`UNSENT`]. A send gives it to one contact, and it expires
//! [`UNSENT`] later. Only once its message is stored it is *kept*: it stays as long as the contact's messages, or until
//! the contact is erased. So whatever fails in between, nothing stays that no message has.

use std::fmt;

use jiff::Timestamp;
use relais_core::blob::{BlobError, MediaStore, UNSENT};
use relais_core::contact::ContactId;
use relais_core::media::MediaId;
use relais_core::message::Message;
use relais_whatsapp::ids::{MediaId as GraphId, PhoneNumberId};
use serde::{Deserialize, Serialize};

use super::items::{Item, SCHEMA, from_item, n, s, to_attribute, to_item};
use super::person::RecordKey;
use super::{Store, StoreError, carried_out, expiry};

/// A file that a person uploads to send it.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: MediaId,
    /// Its name, as the customer sees it.
    pub filename: String,
    /// Its type, as Graph is told it.
    pub mime_type: String,
    /// Its bytes.
    pub size: u64,
    /// When it was announced.
    pub created: Timestamp,
    /// The contact that it is sent to.
    pub sent_to: Option<ContactId>,
    /// When it was last kept for a message.
    pub kept: Option<Timestamp>,
    /// Graph's id of it, the business number that uploaded it there, and the time until which it is used.
    pub graph_id: Option<(GraphId, PhoneNumberId, Timestamp)>,
    /// A worker uploads it to Graph, until this time at most.
    pub busy_until: Option<Timestamp>,
    /// When the first of the tries began that have failed since it was last uploaded to Graph or given up.
    pub tried_since: Option<Timestamp>,
    /// No worker uploads it to Graph before this time, because a try has failed.
    pub rests_until: Option<Timestamp>,
}

impl Upload {
    /// A file that is announced now. `mime_type` is as Graph is told it, and `size` is in bytes.
    pub fn new(id: MediaId, filename: &str, mime_type: &str, size: u64, now: Timestamp) -> Self {
        Self {
            id,
            filename: filename.to_owned(),
            mime_type: mime_type.to_owned(),
            size,
            created: now,
            sent_to: None,
            kept: None,
            graph_id: None,
            busy_until: None,
            tried_since: None,
            rests_until: None,
        }
    }
}

/// Shows no name.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("id", &self.id).field("size", &self.size).finish_non_exhaustive()
    }
}

/// What became of the deletion of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletedUpload {
    /// The record is deleted, or there was none.
    Yes,
    /// It was sent: it belongs to a message.
    Sent,
}

#[derive(Serialize, Deserialize)]
struct Row {
    v: u32,
    filename: String,
    mime_type: String,
    size: u64,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent_to: Option<ContactId>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    kept: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    graph: Option<Graph>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    busy: Option<Timestamp>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    tried: Option<Timestamp>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    rest: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Graph {
    id: GraphId,
    number: PhoneNumberId,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    until: Timestamp,
}

/// The condition of a change: the record is there, and no tombstone.
const IS_THERE: &str = "attribute_exists(pk) AND attribute_not_exists(erased)";

impl Store {
    /// Stores the record of a new upload. It expires after [`UNSENT`].
    pub async fn insert_upload(&self, upload: &Upload) -> Result<(), StoreError> {
        let graph = upload.graph_id.clone().map(|(id, number, until)| Graph { id, number, until });
        let row = Row {
            v: SCHEMA,
            filename: upload.filename.clone(),
            mime_type: upload.mime_type.clone(),
            size: upload.size,
            created: upload.created,
            sent_to: upload.sent_to.clone(),
            kept: upload.kept,
            graph,
            busy: upload.busy_until,
            tried: upload.tried_since,
            rest: upload.rests_until,
        };
        let mut item = to_item("upload", &row)?;
        item.extend(key(&upload.id));
        item.insert("expires".into(), expiry(upload.created, UNSENT));
        let put = self.client.put_item().table_name(&self.table).set_item(item);
        put.send().await.map_err(StoreError::call("store an upload"))?;
        Ok(())
    }

    /// The record of an upload. `None`: there is none, or it has expired.
    pub async fn upload(&self, id: &MediaId) -> Result<Option<Upload>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(key(id));
        let found = get.consistent_read(true).send().await.map_err(StoreError::call("read an upload"))?;
        let found = found.item.filter(|item| !self.is_expired(item) && !item.contains_key("erased"));
        let Some(item) = found else { return Ok(None) };
        let row: Row = from_item("upload", item)?;
        Ok(Some(Upload {
            id: id.clone(),
            filename: row.filename,
            mime_type: row.mime_type,
            size: row.size,
            created: row.created,
            sent_to: row.sent_to,
            kept: row.kept,
            graph_id: row.graph.map(|graph| (graph.id, graph.number, graph.until)),
            busy_until: row.busy,
            tried_since: row.tried,
            rests_until: row.rest,
        }))
    }

    /// Gives an upload to the contact that it is sent to, for [`UNSENT`] at least: long enough for its message to be
    /// stored. `false`: there is no such upload, or it was given to another contact.
    pub async fn give_upload(
        &self,
        id: &MediaId,
        contact: &ContactId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(key(id));
        // One that was kept does not expire earlier because of this.
        let condition = format!(
            "{IS_THERE} AND (attribute_not_exists(sent_to) OR sent_to = :contact) AND expires <= :expires"
        );
        let given = update
            .update_expression("SET sent_to = :contact, expires = :expires")
            .condition_expression(condition)
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":expires", expiry(now, UNSENT));
        if carried_out(given.send().await, "give an upload to a contact")? {
            return Ok(true);
        }
        let known = self.upload(id).await?;
        Ok(known.is_some_and(|upload| upload.sent_to.as_ref() == Some(contact)))
    }

    /// Keeps an upload, because a message that has it is stored: it stays as long as a message that is written now.
    /// `false`: there is no such upload any more.
    pub async fn keep_upload(&self, id: &MediaId, now: Timestamp) -> Result<bool, StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(key(id));
        let update = match &self.retention {
            None => update.update_expression("SET kept = :now REMOVE expires"),
            Some(retention) => update
                .update_expression("SET kept = :now, expires = :expires")
                .expression_attribute_values(":expires", expiry(now, retention.period)),
        };
        let update = update
            .condition_expression(IS_THERE)
            .expression_attribute_values(":now", n(now.as_millisecond()));
        carried_out(update.send().await, "keep an upload")
    }

    /// Claims an upload to Graph, which ends by `until`. `false`: another worker has claimed it or has uploaded it since
    /// `upload` was read, or there is no such upload any more.
    pub async fn begin_graph_upload(
        &self,
        upload: &Upload,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(key(&upload.id));
        let (same, update) = match &upload.graph_id {
            None => ("attribute_not_exists(graph)", update),
            Some((id, ..)) => {
                ("graph.id = :seen", update.expression_attribute_values(":seen", s(id.as_str())))
            }
        };
        let update = update
            .update_expression("SET busy = :until, tried = if_not_exists(tried, :now)")
            .condition_expression(format!(
                "{IS_THERE} AND {same} AND (attribute_not_exists(busy) OR busy <= :now)"
            ))
            .expression_attribute_values(":until", n(until.as_millisecond()))
            .expression_attribute_values(":now", n(now.as_millisecond()));
        carried_out(update.send().await, "begin an upload to Graph")
    }

    /// Ends the claim of a failed upload to Graph that was to end by `until`. `again`: when it may be tried again, by any job;
    /// the time of the first try stays. `None`: it is not tried again by itself.
    pub async fn end_graph_upload(
        &self,
        id: &MediaId,
        until: Timestamp,
        again: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(key(id));
        let update = match again {
            Some(again) => update
                .update_expression("SET rest = :again REMOVE busy")
                .expression_attribute_values(":again", n(again.as_millisecond())),
            None => update.update_expression("REMOVE busy, tried, rest"),
        };
        let update = update
            .condition_expression(format!("{IS_THERE} AND busy = :until"))
            .expression_attribute_values(":until", n(until.as_millisecond()));
        carried_out(update.send().await, "end an upload to Graph").map(|_| ())
    }

    /// Notes Graph's id of an upload, for the business number that uploaded it there, which ends the claim. An upload that
    /// is not there any more stays away.
    pub async fn keep_graph_id(
        &self,
        id: &MediaId,
        graph_id: &GraphId,
        number: &PhoneNumberId,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let graph = Graph { id: graph_id.clone(), number: number.clone(), until };
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(id))
            .update_expression("SET graph = :graph REMOVE busy, tried, rest")
            .condition_expression(IS_THERE)
            .expression_attribute_values(":graph", to_attribute("upload", &graph)?);
        carried_out(update.send().await, "note an uploaded file")
    }

    /// Puts a tombstone in the place of a message that was stored although its person was erased meanwhile, after its
    /// files are gone. It may be repeated.
    pub async fn bury_with_files<E: From<StoreError> + From<BlobError>>(
        &self,
        message: &Message,
        files: &dyn MediaStore,
        now: Timestamp,
    ) -> Result<(), E> {
        for id in message.uploads() {
            // The record first: a worker that moves the file meanwhile finds it gone, and removes the file.
            self.bury(key(&id), now).await?;
            for name in id.blobs() {
                files.remove(&name).await?;
            }
        }
        Ok(self.bury_message(&message.key, now).await?)
    }

    /// Deletes the record of an upload that was not sent.
    pub async fn delete_upload(&self, id: &MediaId) -> Result<DeletedUpload, StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(key(id))
            .condition_expression("attribute_not_exists(sent_to)")
            .send()
            .await;
        let deleted = carried_out(delete, "delete an upload")?;
        Ok(if deleted { DeletedUpload::Yes } else { DeletedUpload::Sent })
    }
}

/// The key of the record of this upload.
pub(super) fn record_of(id: &MediaId) -> RecordKey {
    RecordKey::of(format!("upload.{id}"), "upload")
}

fn key(id: &MediaId) -> Item {
    let RecordKey { pk, sk } = record_of(id);
    Item::from([("pk".into(), s(pk)), ("sk".into(), s(sk))])
}
