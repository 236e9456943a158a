//! What is known of the file of a message: an attribute of the message's record.

use jiff::Timestamp;
use relais_core::media::{Media, MediaState};
use relais_core::message::MessageKey;

use super::items::{n, s, to_attribute};
use super::messages::key;
use super::{Store, StoreError, carried_out};

impl Store {
    /// Stores what is known of a message's file now: one write. `false`: there is no such message, because its person was
    /// erased. A file that is stored stays so: then `media` that says otherwise is not written, and that is `false` too.
    pub async fn change_media(
        &self,
        message: &MessageKey,
        media: &Media,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut condition = "attribute_exists(v) AND attribute_not_exists(erased)".to_owned();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(message)))
            .update_expression("SET #media = :media, changed_at = :now")
            .expression_attribute_names("#media", "media")
            .expression_attribute_values(":media", to_attribute("media", media)?)
            .expression_attribute_values(":now", n(now.as_millisecond()));
        if media.state != MediaState::Stored {
            condition.push_str(" AND NOT #media.#state = :stored");
            update = update
                .expression_attribute_names("#state", "state")
                .expression_attribute_values(":stored", s("stored"));
        }
        carried_out(update.condition_expression(condition).send().await, "store what is known of a file")
    }
}
