//! Times of many requests, in order.

use std::time::Duration;

/// Sorted times.
pub(crate) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time within which this share of the requests was answered, in milliseconds. The share of 1 is the longest.
    pub(crate) fn ms(&self, share: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 1 to the number of requests
        let rank = (share * self.0.len() as f64).ceil() as usize;
        let time = self.0.get(rank.max(1) - 1).copied().unwrap_or_default();
        time.as_secs_f64() * 1000.0
    }

    /// The share that took longer, in per cent.
    pub(crate) fn above(&self, limit: Duration) -> f64 {
        let slow = self.0.iter().filter(|time| **time > limit).count();
        slow as f64 * 100.0 / self.0.len().max(1) as f64
    }
}
