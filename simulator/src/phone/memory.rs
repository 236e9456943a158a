//! The phone's memory. It is bounded: beyond these limits the oldest entry is dropped.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::limits::TYPING;
use serde::Serialize;
use serde_json::Value;

use super::customer::{Customer, Record};
use super::numbers::free_number;
use crate::ids;
use crate::ring::Ring;

/// Customers that are kept. A dropped customer is unknown to Meta from then on.
const CUSTOMERS_KEPT: usize = 8_000;
/// Messages kept, over all customers.
const MESSAGES_KEPT: usize = 8_000;
/// The customers that exist from the start.
const FIRST_CUSTOMERS: [(&str, &str); 2] =
    [("33639980142", "Camille Fontaine"), ("12025550143", "Jordan Reyes")];

/// The direction of a message, seen from the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    /// The customer wrote it.
    Out,
    /// The business wrote it.
    In,
}

#[derive(Debug)]
pub(super) struct PhoneMessage {
    /// The id of the business number at the other end.
    pub(super) number: Arc<str>,
    pub(super) wa_id: Arc<str>,
    pub(super) wamid: Arc<str>,
    pub(super) direction: Direction,
    pub(super) kind: String,
    pub(super) text: String,
    /// What is not text, in the form of a webhook or of a send: the part under the type's name.
    pub(super) content: Option<Value>,
    /// The message that it quotes.
    pub(super) reply_to: Option<Arc<str>>,
    pub(super) at: Timestamp,
    /// Whether the message's webhook was answered 200.
    pub(super) delivered: bool,
    pub(super) edited: bool,
    pub(super) deleted: bool,
}

/// A message that the business sent and Meta accepted.
#[derive(Debug)]
pub(crate) struct MessageFromBusiness<'a> {
    /// The id of the number that sent it.
    pub(crate) number: &'a str,
    pub(crate) wa_id: &'a str,
    pub(crate) wamid: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) text: &'a str,
    /// What is not text: the part of the send under the type's name.
    pub(crate) content: Option<Value>,
    /// The message that it quotes.
    pub(crate) reply_to: Option<&'a str>,
    pub(crate) at: Timestamp,
}

/// All customers and their messages.
#[derive(Debug)]
pub(crate) struct Phone {
    customers: HashMap<Arc<str>, Record>,
    oldest_first: VecDeque<Arc<str>>,
    by_user_id: HashMap<String, Arc<str>>,
    pub(super) messages: Ring<PhoneMessage>,
    by_wamid: HashMap<Arc<str>, u64>,
    typing_until: HashMap<Arc<str>, Timestamp>,
    /// Increases with every change that the phone shows.
    pub(super) seq: u64,
}

impl Phone {
    pub(crate) fn new() -> Self {
        let mut phone = Self {
            customers: HashMap::new(),
            oldest_first: VecDeque::new(),
            by_user_id: HashMap::new(),
            messages: Ring::new(MESSAGES_KEPT),
            by_wamid: HashMap::new(),
            typing_until: HashMap::new(),
            seq: 1,
        };
        for (wa_id, name) in FIRST_CUSTOMERS {
            phone.insert(Customer::new(wa_id.to_owned(), name.to_owned()));
        }
        phone
    }

    /// Invents a customer with a number of their own.
    pub(crate) fn add(&mut self, name: String) -> Customer {
        let wa_id = free_number(&name, |number| self.customers.contains_key(number));
        let customer = Customer::new(wa_id, name);
        self.insert(customer.clone());
        customer
    }

    /// Makes a customer of an earlier run known again, with the time of their last message to this business number.
    pub(crate) fn restore(&mut self, wa_id: &str, name: String, number: &str, last_wrote: Option<Timestamp>) {
        if !self.customers.contains_key(wa_id) {
            self.insert(Customer::new(wa_id.to_owned(), name));
        }
        if let (Some(record), Some(at)) = (self.customers.get_mut(wa_id), last_wrote) {
            let last = record.last_wrote.entry(number.into()).or_insert(at);
            *last = at.max(*last);
        }
    }

    pub(crate) fn customer(&self, wa_id: &str) -> Option<&Record> {
        self.customers.get(wa_id)
    }

    pub(crate) fn customer_by_user_id(&self, user_id: &str) -> Option<&Record> {
        self.customers.get(self.by_user_id.get(user_id)?)
    }

    pub(super) fn customers(&self) -> impl Iterator<Item = &Record> {
        self.oldest_first.iter().filter_map(|wa_id| self.customers.get(wa_id))
    }

    /// Stores a customer's message. The 24-hour window starts again.
    pub(super) fn wrote(&mut self, message: PhoneMessage) {
        if let Some(record) = self.customers.get_mut(&message.wa_id)
            && let Ok(at) = Timestamp::from_second(message.at.as_second())
        {
            record.last_wrote.insert(Arc::clone(&message.number), at);
        }
        self.keep(message);
    }

    /// Shows a message of the business, and ends the typing indicator.
    pub(crate) fn received(&mut self, message: MessageFromBusiness<'_>) {
        self.typing_until.remove(message.wa_id);
        self.keep(PhoneMessage {
            number: message.number.into(),
            wa_id: message.wa_id.into(),
            wamid: message.wamid.into(),
            direction: Direction::In,
            kind: message.kind.to_owned(),
            text: message.text.to_owned(),
            content: message.content,
            reply_to: message.reply_to.map(Into::into),
            at: message.at,
            delivered: true,
            edited: false,
            deleted: false,
        });
    }

    /// Marks the message as delivered: its webhook was answered 200.
    pub(crate) fn delivered(&mut self, wamid: &str) {
        let number = self.by_wamid.get(wamid).copied();
        if let Some(message) = number.and_then(|number| self.messages.get_mut(number)) {
            message.delivered = true;
            self.seq += 1;
        }
    }

    /// The message with this id in the conversation with this customer, to change it.
    pub(super) fn message_mut(&mut self, wa_id: &str, wamid: &str) -> Option<&mut PhoneMessage> {
        let place = self.by_wamid.get(wamid).copied()?;
        self.seq += 1;
        self.messages.get_mut(place).filter(|message| *message.wa_id == *wa_id)
    }

    /// Marks this message and all earlier ones as read by the business, and returns its customer. `None` when the
    /// id names no known customer, or the message was written to another business number than `number`.
    ///
    /// A message that was dropped, or is from before a restart, is found by the number in its id.
    pub(crate) fn read(&mut self, number: &str, wamid: &str) -> Option<Arc<str>> {
        let kept = self.by_wamid.get(wamid).copied();
        let message = kept.and_then(|place| self.messages.get(place));
        if message.is_some_and(|message| *message.number != *number) {
            return None;
        }
        let wa_id: Arc<str> = ids::number_in(wamid)?.into();
        let record = self.customers.get_mut(&wa_id)?;
        record.read_up_to = record.read_up_to.max(kept);
        self.seq += 1;
        Some(wa_id)
    }

    /// Shows the typing indicator to a customer until the business writes, or for 25 seconds.
    pub(crate) fn typing(&mut self, wa_id: Arc<str>, now: Timestamp) {
        let shown = SignedDuration::try_from(TYPING).unwrap_or(SignedDuration::ZERO);
        self.typing_until.insert(wa_id, now + shown);
        self.seq += 1;
    }

    pub(super) fn is_typing(&self, wa_id: &str) -> bool {
        self.typing_until.contains_key(wa_id)
    }

    /// Ends the typing indicators whose time is over.
    pub(super) fn end_typing(&mut self, now: Timestamp) {
        let before = self.typing_until.len();
        self.typing_until.retain(|_, until| now < *until);
        if self.typing_until.len() < before {
            self.seq += 1;
        }
    }

    /// Counts a change that the phone shows besides messages.
    pub(crate) fn touch(&mut self) {
        self.seq += 1;
    }

    /// The last message to a customer from the business number with this id.
    pub(super) fn last_received(&self, wa_id: &str, number: &str) -> Option<&PhoneMessage> {
        let places = self.customers.get(wa_id)?.messages.iter().rev();
        places
            .filter_map(|place| self.messages.get(*place))
            .find(|message| message.direction == Direction::In && *message.number == *number)
    }

    fn insert(&mut self, customer: Customer) {
        let wa_id: Arc<str> = customer.wa_id.as_str().into();
        self.by_user_id.insert(customer.user_id.clone(), Arc::clone(&wa_id));
        self.oldest_first.push_back(Arc::clone(&wa_id));
        self.customers.insert(wa_id, Record::new(customer));
        if self.oldest_first.len() > CUSTOMERS_KEPT
            && let Some(oldest) = self.oldest_first.pop_front()
            && let Some(record) = self.customers.remove(&oldest)
        {
            self.by_user_id.remove(&record.customer.user_id);
            self.typing_until.remove(&oldest);
        }
        self.seq += 1;
    }

    fn keep(&mut self, message: PhoneMessage) {
        let (wa_id, wamid) = (Arc::clone(&message.wa_id), Arc::clone(&message.wamid));
        let (number, dropped) = self.messages.push(message);
        self.by_wamid.insert(wamid, number);
        if let Some(record) = self.customers.get_mut(&wa_id) {
            record.messages.push_back(number);
        }
        if let Some(dropped) = dropped {
            // The oldest message of all is also the oldest of its customer.
            let number = self.by_wamid.remove(&dropped.wamid);
            if let Some(record) = self.customers.get_mut(&dropped.wa_id)
                && record.messages.front().copied() == number
            {
                record.messages.pop_front();
            }
        }
        self.seq += 1;
    }
}

#[cfg(test)]
mod tests;
