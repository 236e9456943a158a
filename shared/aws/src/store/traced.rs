//! The record of a message, found by its wamid for an operator.
//!
//! No record is kept by wamid. The messages of a contact are read, newest first, until one has it.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::message::{Message, MessageKey};
use relais_core::status::StatusMap;
use relais_whatsapp::ids::Wamid;

use super::items::{Item, message_key, read_message, read_statuses, s};
use super::{Store, StoreError};

/// What is stored under the key of a message.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The key.
    pub key: MessageKey,
    /// The message. `None`: only statuses are stored, which came before it.
    pub message: Option<Message>,
    /// The statuses.
    pub statuses: StatusMap,
}

impl Store {
    /// What is stored of the message of this contact that has this wamid, looked for in at most `pages` queries of 1 MB,
    /// newest first, which may miss what was written in the
    /// last second. Records that have expired and are not deleted yet are found too.
    pub async fn traced(
        &self,
        contact: &ContactId,
        wamid: &Wamid,
        pages: usize,
    ) -> Result<Option<Traced>, StoreError> {
        let mut start: Option<Item> = None;
        for _ in 0..pages {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :contact AND sk BETWEEN :first AND :last")
                .filter_expression("wamid = :wamid")
                .expression_attribute_values(":contact", s(contact.as_str()))
                .expression_attribute_values(":first", s("m."))
                .expression_attribute_values(":last", s("m.~"))
                .expression_attribute_values(":wamid", s(wamid.as_str()))
                .scan_index_forward(false)
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(StoreError::call("look for a message"))?;
            if let Some(item) = page.items.into_iter().next() {
                let (key, statuses) = (message_key(&item)?, read_statuses(&item));
                return Ok(Some(Traced { key, message: read_message(item)?, statuses }));
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        Ok(None)
    }

    /// The messages of this contact whose keys have this time or a later one, oldest first; at most `limit`.
    pub async fn messages_since(
        &self,
        contact: &ContactId,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :contact AND sk BETWEEN :since AND :end")
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":since", s(format!("m.{:013}", since.as_millisecond().max(0))))
            .expression_attribute_values(":end", s("m.~"))
            .consistent_read(true)
            .limit(limit)
            .send()
            .await
            .map_err(StoreError::call("read later messages"))?;
        let messages: Result<Vec<_>, _> = page.items.into_iter().map(read_message).collect();
        Ok(messages?.into_iter().flatten().collect())
    }
}
