//! Whether customers have fallen silent, which only somebody notices who counts: nothing fails when no webhook comes.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

/// A silence counts after so many days in a row on which customers wrote. A week, so that a business which is quiet on
/// one day of each week never counts, and a new one not at first.
const BUSY: i32 = 7;

/// How far back the days are looked at: a silence counts for ten days, and then the business is one without messages.
const LOOK_BACK: i32 = BUSY + 10;

/// The first and the last day to look at, both included.
pub(crate) fn looked_at(today: Date) -> (Date, Date) {
    (before(today, LOOK_BACK), today)
}

/// Whole days, up to yesterday, on which nobody wrote, after a week in which somebody wrote on each day. 0 if there was
/// no such week.
pub(crate) fn days_silent(written: &BTreeSet<Date>, today: Date) -> u64 {
    let Some(&last) = written.iter().rfind(|day| **day <= today) else { return 0 };
    if !(0..BUSY).all(|days| written.contains(&before(last, days))) {
        return 0;
    }
    let silent = last.until(today).map_or(0, |span| span.get_days() - 1);
    u64::try_from(silent).unwrap_or(0)
}

fn before(day: Date, days: i32) -> Date {
    day.saturating_sub(days.days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 28);

    /// Looks at the days before today on which somebody wrote. 0 is today.
    fn silent(written: impl IntoIterator<Item = i32>) -> u64 {
        let (from, to) = looked_at(TODAY);
        let days = written.into_iter().map(|days| before(TODAY, days));
        days_silent(&days.filter(|day| (from..=to).contains(day)).collect(), TODAY)
    }

    #[test]
    fn a_silence_counts_after_a_week_with_messages_on_each_day() {
        assert_eq!(silent(2..30), 1, "nobody wrote yesterday");
        assert_eq!(silent(4..30), 3);
        assert_eq!(silent(2..9), 1, "exactly seven days before");
        assert_eq!(silent(2..8), 0, "six days: too new to tell");
    }

    #[test]
    fn what_is_usual_is_no_silence() {
        assert_eq!(silent([]), 0, "a new business");
        assert_eq!(silent(0..30), 0);
        assert_eq!(silent(1..30), 0, "today is not over");
        assert_eq!(silent((0..30).filter(|day| day % 2 == 0)), 0, "every second day");
        for today in 0..7 {
            let closed_once_a_week = (0..30).filter(|day| (day + today) % 7 != 0);
            assert_eq!(silent(closed_once_a_week), 0, "{today}");
        }
    }

    #[test]
    fn a_silence_ends_with_a_message_or_after_ten_days() {
        assert_eq!(silent((4..30).chain([0])), 0, "somebody wrote today");
        assert_eq!(silent((4..30).chain([1])), 0, "somebody wrote yesterday");
        assert_eq!(silent(11..30), 10);
        assert_eq!(silent(12..30), 0, "too long ago");
    }
}
