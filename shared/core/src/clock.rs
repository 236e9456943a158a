//! The clock that is passed to everything that needs the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The one source of the present time. Clones share their state: advancing one advances all.
///
/// With [`Clock::advance`] the simulated phone skips 25 hours, and a test lets a lease expire.
#[derive(Clone, Debug)]
pub struct Clock {
    origin: Origin,
    offset_ms: Arc<AtomicI64>,
}

#[derive(Clone, Copy, Debug)]
enum Origin {
    System,
    Fixed(Timestamp),
}

impl Clock {
    /// The system clock.
    pub fn system() -> Self {
        Self { origin: Origin::System, offset_ms: Arc::default() }
    }

    /// A clock that stands still until it is advanced.
    pub fn fixed(at: Timestamp) -> Self {
        Self { origin: Origin::Fixed(at), offset_ms: Arc::default() }
    }

    /// The present time, cut to milliseconds. Records store milliseconds, so a time is equal before and after storage.
    pub fn now(&self) -> Timestamp {
        let origin = match self.origin {
            #[allow(clippy::disallowed_methods)] // the only place that reads it
            Origin::System => Timestamp::now(),
            Origin::Fixed(at) => at,
        };
        let ms = origin.as_millisecond().saturating_add(self.offset_ms.load(Ordering::Relaxed));
        Timestamp::from_millisecond(ms).unwrap_or(origin)
    }

    /// Moves the time forward for every clone of this clock.
    pub fn advance(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(0);
        self.offset_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_advance_together() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let other = clock.clone();
        clock.advance(SignedDuration::from_hours(25));
        assert_eq!(other.now().as_second(), 25 * 3600);
    }
}
