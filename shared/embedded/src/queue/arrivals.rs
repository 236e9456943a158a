//! How a receiver waits without polling the file.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use relais_core::Clock;
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Instant, timeout_at};

/// How soon a wait notices that a test's or simulation's clock was advanced.
const CLOCK_POLL: Duration = Duration::from_millis(200);

/// Notifies the receivers of one queue when a message arrives or becomes due sooner.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    notify: Arc<Notify>,
}

impl Arrivals {
    /// Wakes every receiver, and each checks its queue again.
    pub(super) fn announce(&self) {
        self.notify.notify_waiters();
    }

    /// Starts a wait of at most `longest`, in real time. It notices every announcement from now on.
    pub(super) fn patience(&self, longest: Duration) -> Patience {
        Patience {
            notify: Arc::clone(&self.notify),
            announced: self.announced(),
            end: Instant::now() + longest,
        }
    }

    fn announced(&self) -> Pin<Box<OwnedNotified>> {
        announced(&self.notify)
    }
}

/// The wait of one receiver.
pub(super) struct Patience {
    notify: Arc<Notify>,
    announced: Pin<Box<OwnedNotified>>,
    end: Instant,
}

impl Patience {
    /// Waits for an announcement or for the time `due` of `clock`. `false` when the wait ended without either.
    pub(super) async fn until_due(&mut self, clock: &Clock, due: Option<Timestamp>) -> bool {
        loop {
            let now = Instant::now();
            if now >= self.end {
                return false;
            }
            let left = due.map(|due| clock.now().duration_until(due));
            if left.is_some_and(|left| !left.is_positive()) {
                return true;
            }
            let left = left.and_then(|left| left.try_into().ok()).unwrap_or(CLOCK_POLL);
            let next_look = (now + left.min(CLOCK_POLL)).min(self.end);
            if timeout_at(next_look, self.announced.as_mut()).await.is_ok() {
                self.announced = announced(&self.notify);
                return true;
            }
        }
    }
}

/// Enabled at once, so that an announcement before the first poll counts.
fn announced(notify: &Arc<Notify>) -> Pin<Box<OwnedNotified>> {
    let mut announced = Box::pin(Arc::clone(notify).notified_owned());
    announced.as_mut().enable();
    announced
}
