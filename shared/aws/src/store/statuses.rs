//! Statuses: written to their message's record without reading it, in any order, any number of times.

use jiff::Timestamp;
use relais_core::message::{MessageKey, SendFailure, fingerprint};
use relais_core::status::StatusMap;
use relais_dynamo::{Error, ReturnValue};
use relais_whatsapp::ids::{UserId, Wamid};

use super::items::{Item, STATUS_PREFIX, n, read_statuses, s, to_attribute};
use super::messages::key;
use super::{Backoff, KEPT, Store, StoreError, expiry};

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
    /// Adds a status to one of our messages. Returns `None` if nothing changed: the status is not new, and has no earlier
    /// time than the stored one.
    ///
    /// The message need not be stored yet: until then its record holds statuses only, and expires after 30 days. A
    /// status of an erased message is dropped.
    pub async fn report_status(
        &self,
        message: &MessageKey,
        report: &StatusReport<'_>,
        now: Timestamp,
    ) -> Result<Option<SentTo>, StoreError> {
        let mut backoff = Backoff::default();
        loop {
            let (written, sent) = self.write_status(key(message), report, now, Stored::Message).await?;
            if let Written::Yes | Written::Known = written {
                return Ok((written == Written::Yes).then_some(sent));
            }
            if written == Written::Erased || self.was_erased(message.contact(), message.at()).await? {
                tracing::debug!(message_key = %message, "status dropped: its message was erased");
                return Ok(None);
            }
            match self.write_status(key(message), report, now, Stored::Nothing).await?.0 {
                // The message was stored, or erased, between the two writes.
                Written::Elsewhere | Written::Erased => backoff.again().await?,
                written => {
                    if self.was_erased(message.contact(), message.at()).await? {
                        self.bury_message(message, now).await?;
                    }
                    return Ok((written == Written::Yes).then(SentTo::default));
                }
            }
        }
    }

    /// Adds a status to a message that this deployment did not send. Returns whether anything changed. The record expires
    /// 30 days after its last status. It does not hold the wamid, which contains the customer's number.
    pub async fn report_foreign_status(
        &self,
        wamid: &Wamid,
        report: &StatusReport<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let report = StatusReport { wamid: None, ..report.clone() };
        let key = foreign_key(&fingerprint(wamid.as_str()));
        Ok(self.write_status(key, &report, now, Stored::Nothing).await?.0 == Written::Yes)
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
        let request = self.client.get_item().table_name(&self.table).set_key(key);
        let found = request.consistent_read(true).send().await.map_err(StoreError::call("read statuses"))?;
        Ok(found.item.map(|item| read_statuses(&item)).unwrap_or_default())
    }

    /// Writes a status, if the record is as `stored` says and the status is new there. Returns also whom the message was
    /// sent to, which the same call reads.
    async fn write_status(
        &self,
        key: Item,
        report: &StatusReport<'_>,
        now: Timestamp,
        stored: Stored,
    ) -> Result<(Written, SentTo), StoreError> {
        let mut expression = "SET #status = :at, changed_at = :now".to_owned();
        let mut request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key)
            .condition_expression(stored.condition())
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValue::AllOld)
            .expression_attribute_names("#status", format!("{STATUS_PREFIX}{}", report.name))
            .expression_attribute_values(":at", n(report.at.as_millisecond()))
            .expression_attribute_values(":now", n(now.as_millisecond()));
        if stored == Stored::Nothing {
            expression.push_str(", #expires = :expires");
            request = request
                .expression_attribute_names("#expires", "expires")
                .expression_attribute_values(":expires", expiry(now, KEPT));
        }
        if let Some(wamid) = report.wamid {
            expression.push_str(", wamid = if_not_exists(wamid, :wamid)");
            request = request.expression_attribute_values(":wamid", s(wamid.as_str()));
        }
        if let Some(error) = report.error {
            expression.push_str(", #error = :error");
            let error = to_attribute("status", error)?;
            request = request
                .expression_attribute_names("#error", "error")
                .expression_attribute_values(":error", error);
        }
        match request.update_expression(expression).send().await {
            Ok(written) => Ok((Written::Yes, SentTo::of(written.attributes.as_ref()))),
            Err(Error::ConditionFailed { item, .. }) => {
                Ok((stored.why_refused(item.as_ref()), SentTo::default()))
            }
            Err(error) => Err(StoreError::call("store a status")(error)),
        }
    }
}

/// Whom a message was sent to, as far as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentTo {
    /// The number or user id.
    pub to: Option<String>,
    /// The user id, if it was known.
    pub to_user: Option<UserId>,
    /// Meta's `type`.
    pub kind: Option<String>,
    /// As `Message::probe_of`.
    pub probe_of: Option<Timestamp>,
}

impl SentTo {
    fn of(item: Option<&Item>) -> Self {
        let text = |name: &str| item.and_then(|item| item.get(name)?.as_s());
        let probe_of = item.and_then(|item| item.get("probe_of")?.as_n()?.parse().ok());
        Self {
            to: text("to").cloned(),
            to_user: text("to_user").map(|id| UserId::from(id.as_str())),
            kind: text("kind").cloned(),
            probe_of: probe_of.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
        }
    }
}

/// What must be stored for a status to be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stored {
    /// The message itself.
    Message,
    /// Nothing, or only statuses.
    Nothing,
}

/// The result of a write.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Yes,
    /// The status was stored before, with this time or an earlier one.
    Known,
    /// The message is stored although only statuses were expected, or the other way round.
    Elsewhere,
    /// The message was erased.
    Erased,
}

impl Stored {
    fn condition(self) -> &'static str {
        match self {
            Self::Message => "attribute_exists(v) AND (attribute_not_exists(#status) OR #status > :at)",
            Self::Nothing => {
                "attribute_not_exists(v) AND attribute_not_exists(erased) AND (attribute_not_exists(#status) OR #status > :at)"
            }
        }
    }

    fn why_refused(self, item: Option<&Item>) -> Written {
        let has = |name: &str| item.is_some_and(|item| item.contains_key(name));
        match self {
            _ if has("erased") => Written::Erased,
            Self::Message if !has("v") => Written::Elsewhere,
            Self::Nothing if has("v") => Written::Elsewhere,
            Self::Message | Self::Nothing => Written::Known,
        }
    }
}

/// The key holds the wamid's fingerprint: keys are logged, and a wamid contains the customer's number.
fn foreign_key(id: &str) -> Item {
    Item::from([("pk".into(), s(format!("wamid#{id}"))), ("sk".into(), s("statuses"))])
}
