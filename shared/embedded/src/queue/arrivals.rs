//! How a receiver waits without asking over and over.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use relais_core::Clock;
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Instant, timeout_at};

/// How long a clock that was advanced may go unnoticed.
const LOOK_AT_THE_CLOCK: Duration = Duration::from_millis(200);

/// Tells the receivers of one queue that a message came or that one became due sooner.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    notify: Arc<Notify>,
}

impl Arrivals {
    /// Wakes every receiver; each looks again.
    pub(super) fn announce(&self) {
        self.notify.notify_waiters();
    }

    /// Starts a wait of at most `longest`, in real time. Announcements count from here on.
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

/// One receiver's wait.
pub(super) struct Patience {
    notify: Arc<Notify>,
    announced: Pin<Box<OwnedNotified>>,
    end: Instant,
}

impl Patience {
    /// Waits for an announcement or for `due` on `clock`. `false` when the wait is over with neither.
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
            let left = left.and_then(|left| left.try_into().ok()).unwrap_or(LOOK_AT_THE_CLOCK);
            let next_look = (now + left.min(LOOK_AT_THE_CLOCK)).min(self.end);
            if timeout_at(next_look, self.announced.as_mut()).await.is_ok() {
                self.announced = announced(&self.notify);
                return true;
            }
        }
    }
}

/// Enrolled at once, so that what is announced before the first poll counts.
fn announced(notify: &Arc<Notify>) -> Pin<Box<OwnedNotified>> {
    let mut announced = Box::pin(Arc::clone(notify).notified_owned());
    announced.as_mut().enable();
    announced
}
