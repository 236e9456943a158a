//! The 24-hour customer service window.
//!
//! A customer's message opens the window for 24 hours, counted from Meta's own timestamp. While it is open, messages of
//! any type may be sent. Otherwise only approved templates may (Meta: "Send messages", error 131047).

use jiff::{SignedDuration, Timestamp};

/// How long a customer's message keeps the window open.
pub const LENGTH: SignedDuration = SignedDuration::from_hours(24);

/// Nothing is sent in the last moments of the window, because it would arrive after the window has closed.
pub const MARGIN: SignedDuration = SignedDuration::from_secs(30);

/// When the window that a message opened closes.
pub fn closes_at(last_inbound: Timestamp) -> Timestamp {
    last_inbound.saturating_add(LENGTH).unwrap_or(Timestamp::MAX)
}

/// Whether a message of any type may be sent at `now`. A timestamp from the future counts as now.
pub fn is_open(last_inbound: Option<Timestamp>, now: Timestamp) -> bool {
    last_inbound.is_some_and(|at| now + MARGIN < closes_at(at.min(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_until_shortly_before_24_hours() {
        let sent = Timestamp::from_second(1_800_000_000).unwrap();
        let after = |secs: i64| sent + SignedDuration::from_secs(secs);
        assert!(is_open(Some(sent), sent));
        assert!(is_open(Some(sent), after(24 * 3600 - 31)));
        assert!(!is_open(Some(sent), after(24 * 3600 - 30)));
        assert!(!is_open(Some(sent), after(25 * 3600)));
        assert!(!is_open(None, sent));
    }

    #[test]
    fn a_timestamp_from_the_future_does_not_lengthen_the_window() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        assert!(is_open(Some(now + SignedDuration::from_hours(5)), now));
    }
}
