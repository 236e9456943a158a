//! What each customer wrote, and the records that must result.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use relais_core::MessageKey;
use relais_simulator::AcceptedSend;
use serde_json::Value;

/// One customer and the bursts written so far.
pub(super) struct Customer {
    pub(super) wa_id: String,
    pub(super) bursts: Vec<Burst>,
}

/// Messages that a customer wrote in quick succession.
pub(super) struct Burst {
    pub(super) ids: Vec<String>,
    /// Not after the first message, and after every message of the previous burst.
    pub(super) since: Timestamp,
    /// Recording it took longer than the reply delay, so it may correctly be answered in several parts.
    pub(super) lagged: bool,
}

/// The faults of one customer's thread, counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    pub(super) lost: usize,
    pub(super) stored_twice: usize,
    pub(super) unanswered: usize,
    pub(super) doubled: usize,
    pub(super) statuses_lost: usize,
}

impl Faults {
    pub(super) fn add(&mut self, other: &Self) {
        self.lost += other.lost;
        self.stored_twice += other.stored_twice;
        self.unanswered += other.unanswered;
        self.doubled += other.doubled;
        self.statuses_lost += other.statuses_lost;
    }

    pub(super) fn none(&self) -> bool {
        *self == Self::default()
    }
}

/// How often Graph accepted each answer, by the key in the callback data.
pub(super) struct Sends(HashMap<MessageKey, usize>);

impl Sends {
    pub(super) fn of(accepted: &[AcceptedSend]) -> HashMap<String, Self> {
        let mut sends: HashMap<String, Self> = HashMap::new();
        for send in accepted {
            let key = send.callback_data.as_deref().and_then(MessageKey::from_callback_data);
            let to = sends.entry(send.to.clone()).or_insert_with(|| Self(HashMap::new()));
            *to.0.entry(key.expect("every send names its answer")).or_default() += 1;
        }
        sends
    }

    /// The number of different answers.
    pub(super) fn answers(&self) -> usize {
        self.0.len()
    }

    fn count(&self, id: &str) -> usize {
        self.0.iter().find(|(key, _)| key.to_string() == id).map_or(0, |(_, count)| *count)
    }
}

impl Customer {
    pub(super) fn messages(&self) -> usize {
        self.bursts.iter().map(|burst| burst.ids.len()).sum()
    }

    /// Whether every burst has an answer.
    pub(super) fn is_answered(&self, sends: Option<&Sends>) -> bool {
        let keys = sends.into_iter().flat_map(|sends| sends.0.keys());
        let answered: HashSet<_> = keys.filter_map(|key| self.burst_at(key.at())).collect();
        answered.len() == self.bursts.len()
    }

    /// The burst that a message or its answer belongs to.
    fn burst_at(&self, time: Timestamp) -> Option<usize> {
        self.bursts.iter().rposition(|burst| burst.since <= time)
    }

    /// Checks a thread, oldest first. Every message must be in it once. After each burst, before the next one, there
    /// must be one answer that Graph accepted once and that has its three statuses.
    pub(super) fn check(&self, thread: &[Value], sends: Option<&Sends>) -> Faults {
        let mut faults = Faults::default();
        for id in self.bursts.iter().flat_map(|burst| &burst.ids) {
            match thread.iter().filter(|message| message["message_id"] == **id).count() {
                0 => faults.lost += 1,
                1 => {}
                _ => faults.stored_twice += 1,
            }
        }
        let mut answers = vec![0_usize; self.bursts.len()];
        let mut latest = None;
        for message in thread {
            if message["direction"] == "inbound" {
                let is_in = |burst: &Burst| burst.ids.iter().any(|id| message["message_id"] == **id);
                latest = self.bursts.iter().position(is_in);
                continue;
            }
            let accepted = sends.map_or(0, |sends| sends.count(message["id"].as_str().unwrap()));
            faults.doubled += accepted.saturating_sub(1);
            if let Some(count) = latest.and_then(|burst: usize| answers.get_mut(burst)) {
                *count += usize::from(accepted > 0);
            }
            let is_stored = |name: &&str| message["statuses"][*name].is_string();
            faults.statuses_lost +=
                3 - ["sent", "delivered", "read"].iter().filter(|name| is_stored(name)).count();
        }
        for (burst, count) in self.bursts.iter().zip(answers) {
            faults.unanswered += usize::from(count == 0);
            faults.doubled += if burst.lagged { 0 } else { count.saturating_sub(1) };
        }
        faults
    }
}
