//! What is said of refused requests. Strangers can send as many as the throttle lets through, and each line costs money.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Lets the first through, and then one in a while. Clones share it.
#[derive(Clone, Debug)]
pub struct Sample {
    every: SignedDuration,
    last: Arc<Mutex<Option<Last>>>,
}

/// The last that was let through, and how many were left out since.
#[derive(Debug)]
struct Last {
    at: Timestamp,
    left_out: u64,
}

impl Sample {
    /// Warnings of refused requests: one a minute in each process.
    pub fn of_warnings() -> Self {
        Self::every(SignedDuration::from_mins(1))
    }

    /// Lines of metrics that count nothing but refused requests: one in ten seconds in each process.
    pub fn of_counts() -> Self {
        Self::every(SignedDuration::from_secs(10))
    }

    fn every(every: SignedDuration) -> Self {
        Self { every, last: Arc::default() }
    }

    /// Whether this one is let through. Returns how many were left out before it.
    pub fn next(&self, now: Timestamp) -> Option<u64> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *last {
            // A clock that was set back begins anew.
            Some(last) if last.at <= now && now.duration_since(last.at) < self.every => {
                last.left_out += 1;
                None
            }
            _ => {
                let before = last.replace(Last { at: now, left_out: 0 });
                Some(before.map_or(0, |before| before.left_out))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_let_through_and_then_one_a_minute_with_the_number_left_out() {
        let sample = Sample::of_warnings();
        let at = |seconds: i64| Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        assert_eq!(sample.next(at(0)), Some(0));
        for second in 0..60 {
            assert_eq!(sample.clone().next(at(second)), None, "{second}");
        }
        assert_eq!(sample.next(at(60)), Some(60));
        assert_eq!(sample.next(at(61)), None);
        assert_eq!(sample.next(at(1000)), Some(1));
        assert_eq!(sample.next(at(0)), Some(0), "the clock was set back");
    }
}
