//! An invented customer.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use relais_whatsapp::limits::WINDOW;
use serde::Serialize;

use crate::ids;

/// An invented customer, with a number reserved for fiction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// The number, digits only, as Meta writes it.
    pub wa_id: String,
    /// The business-scoped id, which is derived from the number.
    pub user_id: String,
    /// The name in the profile.
    pub name: String,
}

impl Customer {
    pub(crate) fn new(wa_id: String, name: String) -> Self {
        Self { user_id: ids::user_id(&wa_id), wa_id, name }
    }
}

/// A customer and the conversation with them.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) customer: Customer,
    /// Numbers of the messages that are still kept, oldest first.
    pub(crate) messages: VecDeque<u64>,
    /// The number of the customer's last message that the business has read.
    pub(crate) read_up_to: Option<u64>,
    /// Meta's timestamp of the customer's last message to each business number, by the number's id: whole seconds.
    pub(crate) last_wrote: HashMap<Arc<str>, Timestamp>,
}

impl Record {
    pub(crate) fn new(customer: Customer) -> Self {
        Self { customer, messages: VecDeque::new(), read_up_to: None, last_wrote: HashMap::new() }
    }

    /// Whether messages other than templates may be sent now from the business number with this id.
    pub(crate) fn window_is_open(&self, number: &str, now: Timestamp) -> bool {
        let length = i64::try_from(WINDOW.as_secs()).unwrap_or(i64::MAX);
        self.last_wrote.get(number).is_some_and(|at| now.duration_since(*at).as_secs() < length)
    }
}
