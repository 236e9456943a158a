//! What came to the stand-ins, and what is still to be delivered.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

/// How often somebody who waits looks: seldom enough not to be measured.
const LOOK: Duration = Duration::from_millis(2);

/// Shared by the stand-ins' thread and those of the driver.
#[derive(Default)]
pub(crate) struct Ledger {
    counts: Mutex<Counts>,
    answered: Condvar,
}

/// What came.
#[derive(Default)]
pub(crate) struct Counts {
    /// To whom a message was sent, and when Graph was called for it.
    pub(crate) sends: Vec<(usize, Instant)>,
    /// Webhooks with statuses that are not delivered yet.
    pub(crate) undelivered: usize,
    /// Attempts to deliver one that were not answered 200.
    pub(crate) refused: usize,
    /// Answers of the model, and how many of them had a picture, or the words of a voice message, in the request.
    pub(crate) completions: usize,
    pub(crate) with_picture: usize,
    pub(crate) with_voice: usize,
    pub(crate) transcripts: usize,
    /// Downloads of files.
    pub(crate) files: usize,
    /// Requests that are nobody's.
    pub(crate) unknown: Vec<String>,
    /// Customers who write next, in their order, and who writes again when the answer has come.
    queue: VecDeque<usize>,
    again: bool,
    waiting: usize,
}

impl Ledger {
    /// Notes a message to this customer. Returns its number.
    pub(super) fn sent(&self, customer: usize, status_webhooks: usize) -> usize {
        let mut counts = self.counts.lock().unwrap();
        counts.sends.push((customer, Instant::now()));
        counts.undelivered += status_webhooks;
        if counts.again {
            counts.queue.push_back(customer);
        }
        if counts.waiting > 0 {
            counts.waiting -= 1;
            self.answered.notify_one();
        }
        counts.sends.len()
    }

    /// Reads or changes the counts.
    pub(crate) fn note<T>(&self, act: impl FnOnce(&mut Counts) -> T) -> T {
        act(&mut self.counts.lock().unwrap())
    }

    /// These customers write, one after the other. With `again`, each queues up once more when the answer has come.
    pub(crate) fn queue(&self, customers: impl Iterator<Item = usize>, again: bool) {
        let mut counts = self.counts.lock().unwrap();
        counts.queue = customers.collect();
        counts.again = again;
        counts.waiting = 0;
    }

    /// The customer who writes next, as soon as fewer than `most` customers wait for an answer. `None`: no answer has come
    /// for so long that none will.
    pub(crate) fn next_customer(&self, most: usize, longest: Duration) -> Option<usize> {
        let counts = self.counts.lock().unwrap();
        let blocked = |counts: &mut Counts| counts.waiting >= most || counts.queue.is_empty();
        let (mut counts, waited) = self.answered.wait_timeout_while(counts, longest, blocked).unwrap();
        if waited.timed_out() {
            return None;
        }
        counts.waiting += 1;
        counts.queue.pop_front()
    }

    /// Waits until this is true. False: it did not become true in time.
    pub(crate) fn wait_until(&self, longest: Duration, is_done: impl Fn(&Counts) -> bool) -> bool {
        let began = Instant::now();
        while !self.note(|counts| is_done(counts)) {
            if began.elapsed() > longest {
                return false;
            }
            std::thread::sleep(LOOK);
        }
        true
    }
}
