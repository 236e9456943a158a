//! The statuses of a message: a map from each status name to the earliest time that Meta reported for it.
//!
//! Meta sends statuses in any order, more than once, and sometimes before its response to the send. The map keeps the
//! earliest time of each name, so it is the same for every order. The status that is shown is derived from it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_whatsapp::status::StatusName;
use serde::Serialize;

/// Status names, each with the earliest time reported for it.
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

    /// The status that is shown for an outbound message: the furthest one. `Failed` is shown only if the message
    /// reached no device, because it can fail on one device and reach another.
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

/// The status that is shown beside a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// An inbound message.
    Received,
    /// No known status was reported yet.
    Pending,
    /// Meta has sent it.
    Sent,
    /// It is on the customer's device.
    Delivered,
    /// The customer has seen it.
    Read,
    /// The customer has listened to it: a voice message.
    Played,
    /// It was not sent, or reached no device.
    Failed,
    /// Its send was given up without knowing whether it arrived.
    Unknown,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(names: &[&str]) -> StatusMap {
        names.iter().map(|name| ((*name).to_owned(), Timestamp::UNIX_EPOCH)).collect()
    }

    #[test]
    fn the_furthest_status_is_shown_and_delivery_hides_a_failure() {
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
