//! Announcing events, and those that could not be sent: a list for each business number, for people to look at and to send
//! again.

mod announcer;

use jiff::{SignedDuration, Timestamp};
use relais_core::events::{Event, EventType};
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

pub use announcer::Announcer;

use super::items::{Item, SCHEMA, n, s};
use super::{Store, StoreError, expiry};

/// How long a failed event is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The most failures that are listed.
const MOST: usize = 500;

/// An event that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedEvent {
    /// The event.
    pub event: Event,
    /// When it was given up.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub given_up: Timestamp,
    /// The last status that the receiver answered.
    pub status: Option<u16>,
    /// Why it was given up.
    pub problem: EventProblem,
}

/// Why an event was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventProblem {
    /// The receiver answered with another status than 2xx.
    Status,
    /// The receiver answered 410: it wants no events any more.
    Gone,
    /// The receiver was not reached.
    Unreachable,
    /// The receiver gave no answer in time.
    NoAnswer,
    /// The address may not be reached.
    Refused,
    /// The secret or the address in the settings cannot be used.
    Unusable,
}

impl Store {
    /// Whether such events of this number are wanted.
    pub async fn announces(
        &self,
        number: Option<&PhoneNumberId>,
        kind: EventType,
    ) -> Result<bool, StoreError> {
        match &self.announcer {
            Some(announcer) => announcer.wants(number, kind).await.map_err(StoreError::Announce),
            None => Ok(false),
        }
    }

    /// Queues an event before the write that it is about, if its number asks for it.
    pub async fn announce(&self, number: Option<&PhoneNumberId>, event: Event) -> Result<(), StoreError> {
        match &self.announcer {
            Some(announcer) => announcer.announce(number, event).await.map_err(StoreError::Announce),
            None => Ok(()),
        }
    }

    /// Whether a browser asks to be told when a customer waits for a person.
    pub async fn tells_browsers(&self) -> Result<bool, StoreError> {
        match &self.announcer {
            Some(announcer) => announcer.tells_browsers().await.map_err(StoreError::Announce),
            None => Ok(false),
        }
    }

    /// Puts an event on the list of failures.
    pub async fn add_failed_event(
        &self,
        number: &PhoneNumberId,
        failed: &FailedEvent,
    ) -> Result<(), StoreError> {
        let mut item = key(number, &failed.event.id());
        let doc = serde_json::to_string(failed).map_err(|_| unwritten())?;
        item.extend([
            ("v".to_owned(), n(SCHEMA)),
            ("doc".to_owned(), s(doc)),
            ("expires".to_owned(), expiry(failed.given_up, KEPT)),
        ]);
        let put = self.client.put_item().table_name(&self.table).set_item(item).send().await;
        put.map_err(StoreError::call("list a failed event"))?;
        Ok(())
    }

    /// The failures of a number, the latest first.
    pub async fn failed_events(&self, number: &PhoneNumberId) -> Result<Vec<FailedEvent>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(partition(number)))
            .limit(MOST)
            .send()
            .await
            .map_err(StoreError::call("list failed events"))?;
        let mut failed: Vec<_> = page.items.iter().filter_map(read).collect();
        failed.sort_by_key(|failed| std::cmp::Reverse(failed.given_up));
        Ok(failed)
    }

    /// One failure.
    pub async fn failed_event(
        &self,
        number: &PhoneNumberId,
        id: &str,
    ) -> Result<Option<FailedEvent>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(key(number, id));
        let found = get.consistent_read(true).send().await;
        Ok(found.map_err(StoreError::call("read a failed event"))?.item.as_ref().and_then(read))
    }

    /// Takes an event off the list.
    pub async fn remove_failed_event(&self, number: &PhoneNumberId, id: &str) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(key(number, id));
        delete.send().await.map_err(StoreError::call("take a failed event off the list"))?;
        Ok(())
    }
}

fn read(item: &Item) -> Option<FailedEvent> {
    serde_json::from_str(item.get("doc")?.as_s()?).ok()
}

fn key(number: &PhoneNumberId, id: &str) -> Item {
    Item::from([("pk".to_owned(), s(partition(number))), ("sk".to_owned(), s(id))])
}

fn partition(number: &PhoneNumberId) -> String {
    format!("events#{}", number.as_str())
}

fn unwritten() -> StoreError {
    StoreError::Unwritable { record: "failed event", detail: "it is no JSON".to_owned() }
}
