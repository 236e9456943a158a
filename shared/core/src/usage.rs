//! What happened at each business number on each day: counters, so that no record has to be read to know it.
//!
//! A process adds up in memory and writes the sums at times ([`Usage::take`]), so a turn costs no write of its own. Who
//! counts does so right after the state is saved that the count is about; a redelivered job finds it saved, and counts
//! nothing. A process that is killed loses what it has not written yet. The messages themselves are the ledger.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use relais_whatsapp::ids::PhoneNumberId;

use crate::conversation::Reason;

/// Counts are kept apart by quarters of an hour: every time zone's day begins with one.
const QUARTER: i64 = 15 * 60;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Messages of customers.
    Received,
    /// Answers of the model.
    Answers,
    /// Fallback texts.
    Fallbacks,
    /// Conversations that were marked for a person, with the reason.
    HandOver(Reason),
    /// Tokens that the model read.
    PromptTokens,
    /// Of these, tokens from the provider's prompt cache.
    CachedTokens,
    /// Tokens that the model wrote.
    AnswerTokens,
    /// Answers by the time from the oldest waiting message.
    Waited(Wait),
    /// Customers who said that they were helped.
    Good,
    /// Customers who said that they were not.
    Bad,
}

/// How long the oldest message waited for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// Less than 5 seconds.
    Under5,
    /// Less than 15.
    Under15,
    /// Less than 60.
    Under60,
    /// A minute or more.
    Longer,
}

impl Wait {
    /// All, the shortest first.
    pub const ALL: [Self; 4] = [Self::Under5, Self::Under15, Self::Under60, Self::Longer];

    /// The class of this time.
    pub fn of(waited: SignedDuration) -> Self {
        match waited.as_secs() {
            ..5 => Self::Under5,
            5..15 => Self::Under15,
            15..60 => Self::Under60,
            _ => Self::Longer,
        }
    }

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Under5 => "under_5s",
            Self::Under15 => "under_15s",
            Self::Under60 => "under_60s",
            Self::Longer => "longer",
        }
    }
}

/// What the name of a counter of hand-overs begins with. The reason follows.
pub const HAND_OVER: &str = "hand_over.";

impl Counter {
    /// The name under which it is stored. It must not change.
    pub fn name(self) -> String {
        match self {
            Self::Received => "received".to_owned(),
            Self::Answers => "answers".to_owned(),
            Self::Fallbacks => "fallbacks".to_owned(),
            Self::HandOver(reason) => format!("{HAND_OVER}{}", reason.name()),
            Self::PromptTokens => "tokens.prompt".to_owned(),
            Self::CachedTokens => "tokens.cached".to_owned(),
            Self::AnswerTokens => "tokens.answer".to_owned(),
            Self::Waited(wait) => format!("waited.{}", wait.name()),
            Self::Good => "rated.good".to_owned(),
            Self::Bad => "rated.bad".to_owned(),
        }
    }
}

/// Counts by their names.
pub type Counts = BTreeMap<String, u64>;

/// The counts of one number in a quarter of an hour.
type Quarter = (Option<PhoneNumberId>, i64);

/// What this process has counted and not written yet. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Usage(Arc<Mutex<HashMap<Quarter, Counts>>>);

impl Usage {
    /// Adds to a counter of this number. `None`: a conversation of version 0.1, which belongs to the default number. What
    /// people put aside for themselves is no hand-over.
    pub fn count(&self, number: Option<&PhoneNumberId>, counter: Counter, by: u64, now: Timestamp) {
        if by > 0 && counter != Counter::HandOver(Reason::SnoozeEnded) {
            let quarter = now.as_second().div_euclid(QUARTER);
            let mut open = self.open();
            let counts = open.entry((number.cloned(), quarter)).or_default();
            let count = counts.entry(counter.name()).or_default();
            *count = count.saturating_add(by);
        }
    }

    /// The numbers of which something is counted.
    pub fn numbers(&self) -> Vec<Option<PhoneNumberId>> {
        let mut numbers: Vec<_> = self.open().keys().map(|(number, _)| number.clone()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Takes what is counted of this number, by the days of its time zone.
    pub fn take(&self, number: Option<&PhoneNumberId>, zone: &TimeZone) -> BTreeMap<Date, Counts> {
        let mut days: BTreeMap<Date, Counts> = BTreeMap::new();
        for ((_, quarter), counts) in self.open().extract_if(|(of, _), _| of.as_ref() == number) {
            let at = Timestamp::from_second(quarter.saturating_mul(QUARTER)).unwrap_or(Timestamp::UNIX_EPOCH);
            add(days.entry(zone.to_datetime(at).date()).or_default(), counts);
        }
        days
    }

    /// Puts back what could not be written: the counts of a day of this time zone.
    pub fn put_back(&self, number: Option<&PhoneNumberId>, zone: &TimeZone, day: Date, counts: Counts) {
        // Noon is in the same day, whatever the clocks do.
        let noon = day.at(12, 0, 0, 0).to_zoned(zone.clone()).map(|noon| noon.timestamp());
        let quarter = noon.unwrap_or(Timestamp::UNIX_EPOCH).as_second().div_euclid(QUARTER);
        add(self.open().entry((number.cloned(), quarter)).or_default(), counts);
    }

    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<Quarter, Counts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(to: &mut Counts, counts: Counts) {
    for (name, by) in counts {
        let count = to.entry(name).or_default();
        *count = count.saturating_add(by);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn counts_are_taken_once_by_the_days_of_the_time_zone() {
        let (usage, number) = (Usage::default(), PhoneNumberId::from("1"));
        let paris = TimeZone::get("Europe/Paris").unwrap();
        // Paris is an hour ahead of UTC: its day begins at 23:00.
        usage.count(Some(&number), Counter::Received, 1, at("2026-11-28T22:59:59Z"));
        usage.count(Some(&number), Counter::Received, 2, at("2026-11-28T23:00:00Z"));
        usage.count(Some(&number), Counter::HandOver(Reason::RateCap), 1, at("2026-11-28T23:00:00Z"));
        usage.count(None, Counter::Answers, 1, at("2026-11-28T23:00:00Z"));
        usage.count(None, Counter::Answers, 0, at("2026-11-29T23:00:00Z"));
        assert_eq!(usage.numbers(), [None, Some(number.clone())]);
        let counts = |pairs: &[(&str, u64)]| {
            pairs.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<Counts>()
        };
        let days = usage.take(Some(&number), &paris);
        assert_eq!(
            days.into_iter().collect::<Vec<_>>(),
            [
                (date(2026, 11, 28), counts(&[("received", 1)])),
                (date(2026, 11, 29), counts(&[("received", 2), ("hand_over.rate_cap", 1)])),
            ]
        );
        assert!(usage.take(Some(&number), &paris).is_empty());
        assert_eq!(usage.numbers(), [None]);
    }

    #[test]
    fn what_could_not_be_written_stays_with_its_day() {
        let (usage, number) = (Usage::default(), PhoneNumberId::from("1"));
        for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"] {
            let zone = TimeZone::get(zone).unwrap();
            usage.count(Some(&number), Counter::Good, 3, at("2026-11-28T12:00:00Z"));
            let (day, counts) = usage.take(Some(&number), &zone).pop_first().unwrap();
            usage.put_back(Some(&number), &zone, day, counts);
            usage.count(Some(&number), Counter::Good, 1, at("2026-11-28T12:10:00Z"));
            let again = usage.take(Some(&number), &zone);
            assert_eq!(again, BTreeMap::from([(day, Counts::from([("rated.good".to_owned(), 4)]))]));
        }
    }

    #[test]
    fn a_wait_is_in_one_class() {
        for (seconds, wait) in [
            (-3, Wait::Under5),
            (4, Wait::Under5),
            (5, Wait::Under15),
            (59, Wait::Under60),
            (60, Wait::Longer),
        ] {
            assert_eq!(Wait::of(SignedDuration::from_secs(seconds)), wait, "{seconds}");
        }
    }
}
