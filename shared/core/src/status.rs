//! What became of a message: a map of status name to the first time it was reached.
//!
//! Meta sends statuses in any order, more than once, and sometimes before the send itself was answered. A map that
//! keeps the earliest time of each name comes out the same whatever the order (rule 15); what is shown is derived.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_whatsapp::status::StatusName;
use serde::Serialize;

/// Status names with the earliest time each was reported for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusMap(BTreeMap<String, Timestamp>);

impl StatusMap {
    /// Adds one report. Returns whether the map changed.
    pub fn report(&mut self, name: &str, at: Timestamp) -> bool {
        match self.0.get(name) {
            Some(known) if *known <= at => false,
            _ => {
                self.0.insert(name.to_owned(), at);
                true
            }
        }
    }

    /// Whether this name was ever reported.
    pub fn has(&self, name: &StatusName) -> bool {
        self.0.contains_key(name.as_str())
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every name with its time, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        self.0.iter().map(|(name, at)| (name.as_str(), *at))
    }

    /// What is shown for an outbound message: the furthest it got. A failure shows only when nothing arrived; one
    /// message can fail on one device and reach another.
    pub fn shown(&self) -> Shown {
        let furthest = [
            (StatusName::Played, Shown::Played),
            (StatusName::Read, Shown::Read),
            (StatusName::Delivered, Shown::Delivered),
            (StatusName::Failed, Shown::Failed),
            (StatusName::Sent, Shown::Sent),
        ];
        furthest.into_iter().find(|(name, _)| self.has(name)).map_or(Shown::Pending, |(_, shown)| shown)
    }
}

impl FromIterator<(String, Timestamp)> for StatusMap {
    fn from_iter<I: IntoIterator<Item = (String, Timestamp)>>(reports: I) -> Self {
        let mut map = Self::default();
        for (name, at) in reports {
            map.report(&name, at);
        }
        map
    }
}

/// The one word shown beside a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// From the customer.
    Received,
    /// Not yet reported sent.
    Pending,
    /// Left Meta's servers.
    Sent,
    /// On the customer's device.
    Delivered,
    /// Seen.
    Read,
    /// A voice message, listened to.
    Played,
    /// Reached no device.
    Failed,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(names: &[&str]) -> StatusMap {
        names.iter().map(|name| ((*name).to_owned(), Timestamp::UNIX_EPOCH)).collect()
    }

    #[test]
    fn the_furthest_status_shows_and_failed_yields_to_arrival() {
        let cases: &[(&[&str], Shown)] = &[
            (&[], Shown::Pending),
            (&["sent"], Shown::Sent),
            (&["sent", "delivered"], Shown::Delivered),
            (&["read"], Shown::Read),
            (&["read", "played"], Shown::Played),
            (&["sent", "failed"], Shown::Failed),
            (&["failed", "delivered"], Shown::Delivered),
            (&["warmed_up"], Shown::Pending),
        ];
        for (names, expected) in cases {
            assert_eq!(map(names).shown(), *expected, "{names:?}");
        }
    }

    proptest! {
        #[test]
        fn any_order_and_any_repeats_converge(
            reports in proptest::collection::vec((0_usize..6, 0_i64..5), 0..20),
            rotate in 0_usize..20,
        ) {
            let names = ["sent", "delivered", "read", "failed", "played", "deleted"];
            let reports: Vec<(String, Timestamp)> = reports
                .into_iter()
                .map(|(name, at)| (names[name].to_owned(), Timestamp::from_second(at).unwrap()))
                .collect();
            let mut other = reports.clone();
            other.reverse();
            if !other.is_empty() {
                let by = rotate % other.len();
                other.rotate_left(by);
            }
            let twice = other.iter().chain(other.iter()).cloned();
            prop_assert_eq!(twice.collect::<StatusMap>(), reports.into_iter().collect());
        }
    }
}
