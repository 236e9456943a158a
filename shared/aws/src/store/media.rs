//! What is known of the file of a message: an attribute of the message's record.

use jiff::Timestamp;
use relais_core::media::{Media, MediaState};
use relais_core::message::MessageKey;

use super::items::{n, s, to_attribute};
use super::messages::key;
use super::{Store, StoreError, carried_out};

impl Store {
    /// Stores what is known of a message's file now: one write. `false`: it was not written, because there is no such
    /// message (its person was erased), or a later job knows better. A file that is stored stays so, and the time of its
    /// next try ([`Media::next_at`]) is never set back: each later try is noted once.
    pub async fn change_media(
        &self,
        message: &MessageKey,
        media: &Media,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let no_later = match (media.next_at, media.is_being_fetched()) {
            (None, _) => "attribute_not_exists(#media.#next)",
            (Some(_), true) => "NOT #media.#next >= :next",
            (Some(_), false) => "NOT #media.#next > :next",
        };
        let allowed = match media.state {
            MediaState::Stored => format!("(NOT #media.#state = :stored OR {no_later})"),
            MediaState::Fetching | MediaState::Failed | MediaState::Expired => {
                format!("NOT #media.#state = :stored AND {no_later}")
            }
        };
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key(message))
            .update_expression("SET #media = :media, changed_at = :now")
            .condition_expression(format!(
                "attribute_exists(v) AND attribute_not_exists(erased) AND {allowed}"
            ))
            .expression_attribute_names("#media", "media")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#next", "next_at")
            .expression_attribute_values(":media", to_attribute("media", media)?)
            .expression_attribute_values(":stored", s("stored"))
            .expression_attribute_values(":now", n(now.as_millisecond()));
        if let Some(next) = media.next_at {
            update = update.expression_attribute_values(":next", n(next.as_microsecond()));
        }
        carried_out(update.send().await, "store what is known of a file")
    }
}
