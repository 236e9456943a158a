//! Statuses: written to their message's record without reading it, in any order, any number of times.

use jiff::Timestamp;
use relais_core::message::{MessageKey, SendFailure, fingerprint};
use relais_core::status::StatusMap;
use relais_whatsapp::ids::Wamid;

use super::items::{Item, STATUS_PREFIX, n, read_statuses, s};
use super::messages::key;
use super::{Store, StoreError, carried_out};

/// One reported status.
#[derive(Clone, Debug)]
pub struct StatusReport<'a> {
    /// Meta's name for it; unknown names are stored unchanged.
    pub name: &'a str,
    /// Meta's time.
    pub at: Timestamp,
    /// Meta's id of the message.
    pub wamid: Option<&'a Wamid>,
    /// Why it failed.
    pub error: Option<&'a SendFailure>,
}

impl Store {
    /// Adds a status to one of our messages. Returns whether anything changed: the status is new, or has an earlier
    /// time than the stored one.
    ///
    /// The message need not be stored yet: until then its record holds statuses only.
    pub async fn report_status(
        &self,
        message: &MessageKey,
        report: &StatusReport<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let request = self.client.update_item().set_key(Some(key(message)));
        self.write_status(request, report, now).await
    }

    /// Adds a status to a message that this deployment did not send. Returns whether anything changed.
    pub async fn report_foreign_status(
        &self,
        wamid: &Wamid,
        report: &StatusReport<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let request = self.client.update_item().set_key(Some(foreign_key(&fingerprint(wamid.as_str()))));
        self.write_status(request, report, now).await
    }

    /// The statuses of one of our messages, also before the message itself is stored.
    pub async fn statuses(&self, message: &MessageKey) -> Result<StatusMap, StoreError> {
        self.statuses_at(key(message)).await
    }

    /// The statuses of a message that this deployment did not send.
    pub async fn foreign_statuses(&self, wamid: &Wamid) -> Result<StatusMap, StoreError> {
        let mut statuses = self.statuses_at(foreign_key(&fingerprint(wamid.as_str()))).await?;
        // Version 0.1 used the wamid itself as the key.
        for (name, at) in self.statuses_at(foreign_key(wamid.as_str())).await?.iter() {
            statuses.report(name, at);
        }
        Ok(statuses)
    }

    async fn statuses_at(&self, key: Item) -> Result<StatusMap, StoreError> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let found = request.consistent_read(true).send().await.map_err(StoreError::call("read statuses"))?;
        Ok(found.item.map(|item| read_statuses(&item)).unwrap_or_default())
    }

    async fn write_status(
        &self,
        request: aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder,
        report: &StatusReport<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut expression = "SET #status = :at, changed_at = :now".to_owned();
        let mut request = request
            .table_name(&self.table)
            .condition_expression("attribute_not_exists(#status) OR #status > :at")
            .expression_attribute_names("#status", format!("{STATUS_PREFIX}{}", report.name))
            .expression_attribute_values(":at", n(report.at.as_millisecond()))
            .expression_attribute_values(":now", n(now.as_millisecond()));
        if let Some(wamid) = report.wamid {
            expression.push_str(", wamid = if_not_exists(wamid, :wamid)");
            request = request.expression_attribute_values(":wamid", s(wamid.as_str()));
        }
        if let Some(error) = report.error {
            expression.push_str(", #error = :error");
            let error = serde_dynamo::to_attribute_value(error)
                .map_err(|error| StoreError::Unwritable { record: "status", detail: error.to_string() })?;
            request = request
                .expression_attribute_names("#error", "error")
                .expression_attribute_values(":error", error);
        }
        carried_out(request.update_expression(expression).send().await, "store a status")
    }
}

/// The key holds the wamid's fingerprint: keys are logged, and a wamid contains the customer's number.
fn foreign_key(id: &str) -> Item {
    Item::from([("pk".into(), s(format!("wamid#{id}"))), ("sk".into(), s("statuses"))])
}
