//! What each customer wrote, and the records that must result.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use relais_core::MessageKey;
use relais_simulator::AcceptedSend;
use serde_json::Value;

use super::troubles::Trouble;

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
    pub(super) trouble: Trouble,
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

    /// Whether Graph accepted this stored message.
    pub(super) fn has(&self, message: &Value) -> bool {
        message["id"].as_str().is_some_and(|id| self.count(id) > 0)
    }

    /// Answers that Graph accepted twice.
    pub(super) fn twice(&self) -> usize {
        self.0.values().filter(|count| **count > 1).count()
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

    /// Whether the last burst has an answer. It may be one for earlier bursts too, which waited for a blocked account.
    pub(super) fn has_last_answer(&self, sends: Option<&Sends>) -> bool {
        let Some(last) = self.bursts.last() else { return true };
        sends.is_some_and(|sends| sends.0.keys().any(|key| key.at() >= last.since))
    }

    /// The burst that a message or its answer belongs to.
    fn burst_at(&self, time: Timestamp) -> Option<usize> {
        self.bursts.iter().rposition(|burst| burst.since <= time)
    }

    /// Checks a thread, oldest first, after a storm in which Graph fails and people take part. Every message must be in it
    /// once. Whatever the customer wrote was answered, or they opted out, or they are on the list of what waits for a
    /// person. No text was accepted more than twice, and a plain burst has one answer.
    pub(super) fn check_sight(&self, thread: &[Value], sends: Option<&Sends>, waits: bool) -> Faults {
        let mut faults = Faults::default();
        for burst in &self.bursts {
            let places = |id: &String| -> Vec<usize> {
                let all = (0..).zip(thread);
                all.filter(|(_, message)| message["message_id"] == **id).map(|(place, _)| place).collect()
            };
            // An answer may stand before messages that it has read, because they came in another order.
            let first: usize = burst.ids.iter().flat_map(places).min().unwrap_or_default();
            let later = thread.iter().skip(first + 1);
            let is_answered = later.filter(|message| message["direction"] == "outbound").any(arrived);
            for id in &burst.ids {
                match places(id).len() {
                    0 => faults.lost += 1,
                    1 => {}
                    _ => faults.stored_twice += 1,
                }
                // The confirmation of a STOP may have failed. Nobody waits for it.
                let is_in_sight = is_answered || waits || burst.trouble == Trouble::Stop;
                faults.unanswered += usize::from(!is_in_sight);
            }
        }
        let outbound = thread.iter().filter(|message| message["direction"] == "outbound");
        for message in outbound.filter(|message| message["sent_by"] != "app") {
            let accepted = sends.map_or(0, |sends| sends.count(message["id"].as_str().unwrap()));
            faults.doubled += accepted.saturating_sub(2);
            if arrived(message) {
                let is_stored = |name: &&str| message["statuses"][*name].is_string();
                faults.statuses_lost +=
                    3 - ["sent", "delivered", "read"].iter().filter(|name| is_stored(name)).count();
            }
        }
        if !waits {
            faults.doubled += self.answers_too_many(thread);
        }
        faults
    }

    /// The answers beyond the first one of each plain burst.
    fn answers_too_many(&self, thread: &[Value]) -> usize {
        let answers = thread.iter().filter(|message| message["sent_by"] == "assistant" && arrived(message));
        let mut counts = vec![0_usize; self.bursts.len()];
        for answer in answers {
            let key = MessageKey::parse(answer["id"].as_str().unwrap()).unwrap();
            if let Some(count) = self.burst_at(key.at()).and_then(|burst| counts.get_mut(burst)) {
                *count += 1;
            }
        }
        let plain = self.bursts.iter().zip(counts);
        let plain = plain.filter(|(burst, _)| burst.trouble == Trouble::None && !burst.lagged);
        plain.map(|(_, count)| count.saturating_sub(1)).sum()
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

/// Whether an outbound message reached WhatsApp and did not fail there.
fn arrived(message: &Value) -> bool {
    let is_app = message["sent_by"] == "app";
    is_app || ["sent", "delivered", "read"].iter().any(|status| message["status"] == *status)
}
