//! Times of the log and of drafts.

use jiff::Timestamp;

/// Milliseconds from `began` to `now`. 0 if `began` is later, because another machine's clock was read.
pub(crate) fn millis(began: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.duration_since(began).as_millis()).unwrap_or(0)
}

/// As [`millis`], from when a webhook came ([`relais_core::message::Message::came_at`]). `None`: it is not known.
pub(crate) fn millis_after_webhook(came_at: i64, now: Timestamp) -> Option<u64> {
    Some(millis(webhook_at(came_at)?, now))
}

/// When a webhook came. `None`: it is not known.
pub(crate) fn webhook_at(came_at: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(came_at).ok().filter(|_| came_at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_behind_gives_0_and_a_time_that_is_not_known_gives_none() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        assert_eq!([millis(at(5), at(12)), millis(at(12), at(5))], [7, 0]);
        assert_eq!([(5_900, 12), (0, 12)].map(|(us, ms)| millis_after_webhook(us, at(ms))), [Some(6), None]);
    }
}
