//! The 24-hour customer service window.
//!
//! A customer's message opens it for 24 hours, counted from Meta's own timestamp; inside it anything may be sent,
//! outside only approved templates (Meta: "Send messages", error 131047).

use jiff::{SignedDuration, Timestamp};

/// How long a customer's message keeps the window open.
pub const LENGTH: SignedDuration = SignedDuration::from_hours(24);

/// Messages are not sent in the last moments of the window: they would arrive after it.
pub const MARGIN: SignedDuration = SignedDuration::from_secs(30);

/// When the window opened by a message closes. A timestamp from the future counts as now.
pub fn closes_at(last_inbound: Timestamp) -> Timestamp {
    last_inbound.saturating_add(LENGTH).unwrap_or(Timestamp::MAX)
}

/// Whether a message of any type may be sent at `now`.
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
    fn a_timestamp_from_the_future_opens_it_no_longer() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        assert!(is_open(Some(now + SignedDuration::from_hours(5)), now));
    }
}
