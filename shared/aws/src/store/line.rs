//! Whether sending from a business number is stopped, and why.

use jiff::Timestamp;
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

use super::items::{from_item, s, to_item};
use super::{Store, StoreError};

/// The state of sending from one number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Graph's code for the token or account error that stopped it; `None` while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<i64>,
    /// When it stopped, in milliseconds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::millisecond::optional"
    )]
    pub since: Option<Timestamp>,
}

impl Store {
    /// Reads it.
    pub async fn line(&self, number: &PhoneNumberId) -> Result<Line, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", s(format!("line#{number}")))
            .key("sk", s("line"))
            .send()
            .await
            .map_err(StoreError::call("read the state of sending"))?;
        found.item.map_or_else(|| Ok(Line::default()), |item| from_item("line", item))
    }

    /// Writes it.
    pub async fn set_line(&self, number: &PhoneNumberId, line: &Line) -> Result<(), StoreError> {
        let mut item = to_item("line", line)?;
        item.insert("pk".into(), s(format!("line#{number}")));
        item.insert("sk".into(), s("line"));
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .send()
            .await
            .map_err(StoreError::call("store the state of sending"))?;
        Ok(())
    }
}
