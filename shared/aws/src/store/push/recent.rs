//! Whether anybody has asked to be told, at hardly any cost.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;

use crate::store::{Store, StoreError};

/// Looks for browsers once in a while. Clones share what was seen.
#[derive(Clone, Debug)]
pub struct RecentBrowsers {
    store: Store,
    clock: Clock,
    fresh_for: SignedDuration,
    seen: Arc<Mutex<Option<(Timestamp, bool)>>>,
}

impl RecentBrowsers {
    /// Of this store. What was seen is used for this time.
    pub fn new(store: Store, clock: Clock, fresh_for: SignedDuration) -> Self {
        Self { store, clock, fresh_for, seen: Arc::default() }
    }

    /// Whether there is any. If this cannot be looked at, what was seen before counts.
    pub async fn any(&self) -> Result<bool, StoreError> {
        let (seen, now) = (*self.seen(), self.clock.now());
        if let Some((at, any)) = seen
            && now.duration_since(at).abs() < self.fresh_for
        {
            return Ok(any);
        }
        let any = match (self.store.browsers(now).await, seen) {
            (Ok(browsers), _) => !browsers.is_empty(),
            (Err(error), Some((_, any))) => {
                tracing::warn!(%error, "the browsers to tell could not be looked for; what was seen before counts");
                any
            }
            (Err(error), None) => return Err(error),
        };
        *self.seen() = Some((now, any));
        Ok(any)
    }

    fn seen(&self) -> MutexGuard<'_, Option<(Timestamp, bool)>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
