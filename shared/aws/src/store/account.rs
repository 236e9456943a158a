//! What Meta reports about the account, its numbers and templates, and a person must know: one record for each topic and
//! subject.
//!
//! Events come in any order and more than once. The one with the latest time by Meta's clock decides. Of several with the
//! same time, one that begins a matter counts before one that ends it, then the order of their contents. So the records
//! are the same for every order, and an event that is redelivered changes nothing. An event that ends a matter is stored too, and keeps an earlier one from beginning it again.

use jiff::{SignedDuration, Timestamp};
use relais_core::message::fingerprint;
use relais_dynamo::AttributeValue;
use relais_whatsapp::account::{AccountEvent, Change, Matter};

use super::items::{Item, SCHEMA, n, s};
use super::{KEPT, Store, StoreError, carried_out, expiry, has_expired};

/// The partition of all of them. Events of an account are rare.
const PARTITION: &str = "account";

/// Longest time that an event can end a matter in. Meta's longest restrictions are shorter.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What is the matter with the account, a number or a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountMatter {
    /// What.
    pub matter: Matter,
    /// The template or the number. Empty for the account.
    pub subject: String,
    /// Meta's own words.
    pub detail: Option<String>,
    /// When it began, by Meta's clock.
    pub since: Timestamp,
    /// When it is no longer shown.
    pub until: Timestamp,
}

impl Store {
    /// Stores an event of this time by Meta's clock. `false`: it is stored already, or a later one is.
    pub async fn account_event(
        &self,
        event: &AccountEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = Item::from([
            ("pk".to_owned(), s(PARTITION)),
            ("sk".to_owned(), s(format!("{}.{}", event.topic.as_str(), fingerprint(&event.subject)))),
        ]);
        let (matter, detail, until) = match &event.change {
            Change::Begins { matter, detail, until } => {
                let longest = at.max(now).saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
                let until = until.unwrap_or_else(|| at.saturating_add(matter.lasts()).unwrap_or(longest));
                (Some(*matter), detail.as_deref(), until.min(longest))
            }
            // It must outlast any beginning that may still come, after a week of retries.
            Change::Ends => (None, None, at.max(now).saturating_add(KEPT).unwrap_or(Timestamp::MAX)),
        };
        let stored = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(key)
            .update_expression(
                "SET #at = :at, tie = :tie, matter = :matter, subject = :subject, detail = :detail, #until = :until, \
                 v = :v, #expires = :expires",
            )
            .condition_expression("attribute_not_exists(#at) OR #at < :at OR (#at = :at AND tie < :tie)")
            .expression_attribute_names("#at", "at")
            .expression_attribute_names("#until", "until")
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":at", n(at.as_millisecond()))
            .expression_attribute_values(":tie", s(tie(&event.change)))
            .expression_attribute_values(":matter", text(matter.map(Matter::code)))
            .expression_attribute_values(":subject", s(&event.subject))
            .expression_attribute_values(":detail", text(detail))
            .expression_attribute_values(":until", n(until.as_millisecond()))
            .expression_attribute_values(":v", n(SCHEMA))
            .expression_attribute_values(":expires", expiry(until.max(now), KEPT))
            .send()
            .await;
        carried_out(stored, "store what Meta reports about the account")
    }

    /// What is the matter now: dangers first, and the newest first among equals. Costs one read unit as long as
    /// there is little.
    pub async fn account_matters(&self, now: Timestamp) -> Result<Vec<AccountMatter>, StoreError> {
        let items = self.partition(PARTITION, "read what Meta reports about the account").await?;
        let items = items.iter().filter(|item| !has_expired(item, now));
        let mut matters: Vec<_> = items.filter_map(matter).filter(|matter| matter.until > now).collect();
        matters.sort_by_key(|each| std::cmp::Reverse((each.matter.severity(), each.since)));
        Ok(matters)
    }
}

/// Orders events of the same time, by nothing but what Meta says.
fn tie(change: &Change) -> String {
    match change {
        Change::Ends => "0".to_owned(),
        Change::Begins { matter, detail, until } => {
            let until = until.map(Timestamp::as_millisecond).unwrap_or_default();
            let detail = fingerprint(detail.as_deref().unwrap_or_default());
            format!("1.{}.{}.{until}.{detail}", matter.severity() as u8, matter.code())
        }
    }
}

fn text(text: Option<&str>) -> AttributeValue {
    text.map_or(AttributeValue::Null(true), s)
}

/// `None`: it has ended, or a newer release wrote it.
fn matter(item: &Item) -> Option<AccountMatter> {
    let text = |name: &str| item.get(name)?.as_s().cloned();
    let time = |name: &str| {
        let ms = item.get(name)?.as_n()?.parse().ok()?;
        Timestamp::from_millisecond(ms).ok()
    };
    Some(AccountMatter {
        matter: Matter::of_code(&text("matter")?)?,
        subject: text("subject").unwrap_or_default(),
        detail: text("detail"),
        since: time("at")?,
        until: time("until")?,
    })
}
