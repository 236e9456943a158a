//! The records of files that people upload to send them. The bytes are in the media store.
//!
//! A record is there before the bytes. It expires unless the file is sent. Once it is sent, it belongs to one contact,
//! and stays as long as the contact's messages or until the contact is erased.

use std::fmt;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use jiff::Timestamp;
use relais_core::blob::UNSENT;
use relais_core::contact::ContactId;
use relais_core::media::MediaId;
use relais_whatsapp::ids::{MediaId as GraphId, PhoneNumberId};
use serde::{Deserialize, Serialize};

use super::items::{Item, SCHEMA, from_item, s, to_attribute, to_item};
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
    /// Graph's id of it, the business number that uploaded it there, and the time until which it is used.
    pub graph_id: Option<(GraphId, PhoneNumberId, Timestamp)>,
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
    graph: Option<Graph>,
}

#[derive(Serialize, Deserialize)]
struct Graph {
    id: GraphId,
    number: PhoneNumberId,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    until: Timestamp,
}

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
            graph,
        };
        let mut item = to_item("upload", &row)?;
        item.extend(key(&upload.id));
        item.insert("expires".into(), expiry(upload.created, UNSENT));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map_err(StoreError::call("store an upload"))?;
        Ok(())
    }

    /// The record of an upload. `None`: there is none, or it has expired.
    pub async fn upload(&self, id: &MediaId) -> Result<Option<Upload>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(id)));
        let found = get.consistent_read(true).send().await.map_err(StoreError::call("read an upload"))?;
        let Some(item) = found.item.filter(|item| !self.is_expired(item)) else { return Ok(None) };
        let row: Row = from_item("upload", item)?;
        Ok(Some(Upload {
            id: id.clone(),
            filename: row.filename,
            mime_type: row.mime_type,
            size: row.size,
            created: row.created,
            graph_id: row.graph.map(|graph| (graph.id, graph.number, graph.until)),
        }))
    }

    /// Gives an upload to the contact that it is sent to: it stays as long as messages do. `false`: there is no such
    /// upload, or it was sent to another contact.
    pub async fn keep_upload(
        &self,
        id: &MediaId,
        contact: &ContactId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self.client.update_item().table_name(&self.table).set_key(Some(key(id)));
        let update = match &self.retention {
            None => update.update_expression("SET sent_to = :contact REMOVE expires"),
            Some(retention) => update
                .update_expression("SET sent_to = :contact, expires = :expires")
                .expression_attribute_values(":expires", expiry(now, retention.period)),
        };
        let update = update
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(sent_to) OR sent_to = :contact)",
            )
            .expression_attribute_values(":contact", s(contact.as_str()));
        carried_out(update.send().await, "keep an upload")
    }

    /// Notes Graph's id of an upload, for the business number that uploaded it there. An upload that is not there any
    /// more stays away.
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
            .set_key(Some(key(id)))
            .update_expression("SET graph = :graph")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":graph", to_attribute("upload", &graph)?);
        carried_out(update.send().await, "note an uploaded file")
    }

    /// Deletes the record of an upload that was not sent.
    pub async fn delete_upload(&self, id: &MediaId) -> Result<DeletedUpload, StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(id)))
            .condition_expression("attribute_not_exists(sent_to)")
            .send()
            .await;
        match delete {
            Ok(_) => Ok(DeletedUpload::Yes),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(DeletedUpload::Sent),
                _ => Err(StoreError::call("delete an upload")(error)),
            },
        }
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
