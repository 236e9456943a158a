//! The rate of sending. Meta accepts 80 messages a second from a number, and refuses more with error 130429. So each
//! business number has a rate of its own.
//!
//! Each process sends at even gaps of `senders / rate` seconds: with 10 processes and 80 messages a second, one every
//! 125 ms. So all processes together keep the rate without a shared counter, which would cost a write per message. The
//! number of processes is limited where they are started: `MaximumConcurrency` of the replies queue, or one on a single
//! machine. A new process sends its first message at once: on AWS a process is started for a message that waits.
//!
//! More messages than the rate remain possible: many processes may start within a second, and the admin API's processes
//! on AWS are not counted. Graph refuses those with 130429, and they are rescheduled.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use relais_core::{Settings, timing};
use relais_whatsapp::ids::PhoneNumberId;

/// One [`Pace`] for each number that may send.
#[derive(Debug)]
pub(crate) struct Paces(HashMap<PhoneNumberId, Pace>);

impl Paces {
    /// This process's share of each number's rate.
    pub(crate) fn of(numbers: &[PhoneNumberId], settings: &Settings) -> Self {
        Self(numbers.iter().map(|number| (number.clone(), Pace::of(settings))).collect())
    }

    /// The number's pace. `None`: the number is not listed, and may not send.
    pub(crate) fn get(&self, number: &PhoneNumberId) -> Option<&Pace> {
        self.0.get(number)
    }
}

/// Gives slots to send, one after the other.
#[derive(Debug)]
pub(crate) struct Pace {
    gap: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    fn of(settings: &Settings) -> Self {
        Self::starting(settings, Instant::now())
    }

    fn starting(settings: &Settings, now: Instant) -> Self {
        let gap = Duration::from_secs(settings.senders.max(1).into()) / settings.max_sends_per_second.max(1);
        Self { gap, next: Mutex::new(now) }
    }

    /// Waits for a slot. If the wait would be longer than [`timing::LONGEST_SEND_WAIT`] (3 s), it fails at once with that
    /// wait: the message is to be rescheduled.
    pub(crate) async fn wait_for_slot(&self) -> Result<(), SignedDuration> {
        let wait = self.take_slot(Instant::now())?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    fn take_slot(&self, now: Instant) -> Result<Duration, SignedDuration> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = (*next).max(now);
        let wait = slot.duration_since(now);
        // If the gap itself is longer than the longest wait, one message at a time may still wait for it.
        if wait > timing::LONGEST_SEND_WAIT.unsigned_abs().max(self.gap) {
            return Err(SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX));
        }
        *next = slot + self.gap;
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(max_sends_per_second: u32, senders: u32) -> Settings {
        Settings { max_sends_per_second, senders, ..Settings::default() }
    }

    /// Lets the processes send as fast as they can for ten seconds. Returns the most sends within any second.
    fn busiest_second(settings: &Settings, processes: u32) -> usize {
        let start = Instant::now();
        let end = start + Duration::from_secs(10);
        let mut sent = Vec::new();
        for _ in 0..processes {
            let pace = Pace::starting(settings, start);
            let mut now = start;
            while now < end {
                now += pace.take_slot(now).unwrap();
                sent.push(now);
            }
        }
        sent.sort_unstable();
        let second = Duration::from_secs(1);
        let within = |from: Instant| sent.iter().filter(|at| **at >= from && **at < from + second).count();
        sent.iter().map(|from| within(*from)).max().unwrap()
    }

    #[test]
    fn processes_together_keep_the_rate() {
        assert_eq!(busiest_second(&settings(80, 1), 1), 80);
        assert_eq!(busiest_second(&settings(80, 10), 10), 80);
        assert_eq!(
            busiest_second(&settings(20, 8), 8),
            24,
            "the processes' sends coincide at both edges of the second"
        );
    }

    #[test]
    fn a_new_process_sends_its_first_message_at_once() {
        let start = Instant::now();
        let pace = Pace::starting(&settings(1, 9), start);
        assert_eq!(pace.take_slot(start), Ok(Duration::ZERO));
        assert_eq!(pace.take_slot(start), Ok(Duration::from_secs(9)), "the next one keeps the gap");
    }

    #[test]
    fn a_number_that_used_up_its_rate_does_not_delay_another() {
        let numbers = ["1", "2"].map(PhoneNumberId::from);
        let paces = Paces::of(&numbers, &settings(1, 1000));
        let [first, second] = [0, 1].map(|place: usize| paces.get(&numbers[place]).unwrap());
        let later = Instant::now() + Duration::from_secs(1000);
        assert_eq!(first.take_slot(later), Ok(Duration::ZERO));
        assert_eq!(first.take_slot(later), Ok(Duration::from_secs(1000)));
        assert_eq!(second.take_slot(later), Ok(Duration::ZERO));
        assert!(paces.get(&"3".into()).is_none(), "a number that is not listed may not send");
    }

    #[test]
    fn unused_slots_are_not_saved_up() {
        let start = Instant::now();
        let pace = Pace::starting(&settings(80, 1), start);
        let later = start + Duration::from_hours(1);
        let waits: Vec<_> = (0..3).map(|_| pace.take_slot(later).unwrap().as_micros()).collect();
        assert_eq!(waits, [0, 12_500, 25_000]);
    }

    #[test]
    fn a_message_that_would_wait_long_is_refused_and_takes_no_slot() {
        let start = Instant::now();
        let pace = Pace::starting(&settings(1, 1), start);
        let slots: Vec<_> = (0..9).map(|_| pace.take_slot(start).is_ok()).collect();
        assert_eq!(slots, [true, true, true, true, false, false, false, false, false]);
        assert!(
            pace.take_slot(start + Duration::from_secs(1)).is_ok(),
            "a second later there is a slot again"
        );
    }
}
