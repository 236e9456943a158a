//! Messages by their wamid, for those who reply to them.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::message::Message;
use relais_whatsapp::ids::Wamid;

use super::items::{read_message, s};
use super::{Store, StoreError};

/// The messages that are looked at, newest first. DynamoDB charges half a read unit for every 4 KiB of them: about twenty
/// units for a thread of short texts, and never more than 128, because a page ends at 1 MB.
const LOOKED_AT: usize = 300;

impl Store {
    /// The messages of this contact that have these wamids and were written since `since`, as far as they are among the
    /// newest 300. One query. It may miss what was written in the last second.
    pub async fn quoted(
        &self,
        contact: &ContactId,
        wamids: &[Wamid],
        since: Timestamp,
    ) -> Result<Vec<Message>, StoreError> {
        if wamids.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<_> = (0..wamids.len()).map(|place| format!(":wamid{place}")).collect();
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :contact AND sk BETWEEN :since AND :end")
            .filter_expression(format!("wamid IN ({})", names.join(", ")))
            .expression_attribute_values(":contact", s(contact.as_str()))
            .expression_attribute_values(":since", s(format!("m.{:013}", since.as_millisecond().max(0))))
            .expression_attribute_values(":end", s("m.~"))
            .scan_index_forward(false)
            .limit(LOOKED_AT);
        for (name, wamid) in names.into_iter().zip(wamids) {
            query = query.expression_attribute_values(name, s(wamid.as_str()));
        }
        let page = query.send().await.map_err(StoreError::call("read quoted messages"))?;
        let mut items = page.items;
        items.retain(|item| !self.is_expired(item));
        let messages: Result<Vec<_>, _> = items.into_iter().map(read_message).collect();
        Ok(messages?.into_iter().flatten().collect())
    }
}
