//! Who wrote what, and what must have become of it.

use std::collections::HashMap;

use relais_core::MessageKey;
use relais_simulator::AcceptedSend;
use serde_json::Value;

/// One customer and the bursts written so far, each a list of message ids.
pub(super) struct Customer {
    pub(super) wa_id: String,
    pub(super) bursts: Vec<Vec<String>>,
}

/// What is wrong with one customer's thread, counted.
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

/// Sends that Graph accepted, by their callback data: the key of the answer they carry.
pub(super) fn by_key(sends: &[AcceptedSend]) -> HashMap<String, usize> {
    let mut count = HashMap::new();
    for send in sends {
        let key = send.callback_data.as_deref().and_then(MessageKey::from_callback_data);
        *count.entry(key.expect("every send names its answer").to_string()).or_default() += 1;
    }
    count
}

impl Customer {
    pub(super) fn messages(&self) -> usize {
        self.bursts.iter().map(Vec::len).sum()
    }

    /// Holds a thread, oldest first, against what was written: every message once, and behind each burst, before the
    /// next one, one answer that Graph accepted once and whose three statuses are there.
    pub(super) fn check(&self, thread: &[Value], sends: &HashMap<String, usize>) -> Faults {
        let mut faults = Faults::default();
        for id in self.bursts.iter().flatten() {
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
                latest =
                    self.bursts.iter().position(|burst| burst.iter().any(|id| message["message_id"] == **id));
                continue;
            }
            let accepted = sends.get(message["id"].as_str().unwrap()).copied().unwrap_or_default();
            if let Some(count) = latest.and_then(|burst: usize| answers.get_mut(burst)) {
                *count += accepted;
            } else {
                faults.doubled += accepted;
            }
            let told = |name: &&str| message["statuses"][*name].is_string();
            faults.statuses_lost +=
                3 - ["sent", "delivered", "read"].iter().filter(|name| told(name)).count();
        }
        for count in answers {
            faults.unanswered += usize::from(count == 0);
            faults.doubled += count.saturating_sub(1);
        }
        faults
    }
}
