//! The cursor of the changes: a time, in an opaque form so that callers do not build one. Between the pages of many changes
//! it also has the place where the next page begins.

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::Active;

/// The oldest cursor that is accepted: since an older one, too much may have changed.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How far a cursor may be in the future: another process with another clock may have written it.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(60);

/// Since when changes are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) since: Timestamp,
    /// After a page that was not the last one.
    pub(super) rest: Option<Rest>,
}

/// What is left of the changes since a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The cursor after the last page. It is that of the first page: what the index shows late while the pages are read
    /// is then found by the next call.
    pub(super) then: Timestamp,
    /// The place in the index that was reached.
    pub(super) place: String,
}

impl Cursor {
    pub(super) fn at(since: Timestamp) -> Self {
        Self { since, rest: None }
    }

    /// `t` and the time; with a rest `t<since>-<then>-<place>`.
    pub(super) fn write(&self) -> String {
        let since = self.since.as_millisecond();
        match &self.rest {
            None => format!("t{since}"),
            Some(Rest { then, place }) => format!("t{since}-{}-{place}", then.as_millisecond()),
        }
    }

    /// `None` if the cursor is not in the form of [`Cursor::write`], or is too old.
    pub(super) fn read(cursor: &str, now: Timestamp) -> Option<Self> {
        let times = cursor.strip_prefix('t')?;
        let (since, rest) = match times.split_once('-') {
            None => (time(times)?, None),
            Some((since, rest)) => {
                let (then, place) = rest.split_once('-')?;
                let is_place = place.get(..13).is_some_and(|ms| time(ms).is_some()) && place.len() < 64;
                (time(since)?, Some(Rest { then: time(then)?, place: is_place.then(|| place.to_owned())? }))
            }
        };
        let good = now - GOOD_FOR..=now + CLOCKS_DIFFER;
        let all_good = good.contains(&since) && rest.iter().all(|rest| good.contains(&rest.then));
        all_good.then_some(Self { since, rest })
    }

    /// The place in the index after which the wanted activity begins.
    pub(super) fn place(&self) -> String {
        self.rest.as_ref().map_or_else(|| Active::place_before(self.since), |rest| rest.place.clone())
    }
}

fn time(ms: &str) -> Option<Timestamp> {
    let is_number = ms.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| Timestamp::from_millisecond(ms.parse().ok()?).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_a_day() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let place = format!("{}.c000", Active::place_before(now));
        let rest = Cursor { since: now, rest: Some(Rest { then: now, place }) };
        for cursor in [Cursor::at(now), rest] {
            let text = cursor.write();
            let read = |now| Cursor::read(&text, now);
            assert_eq!(read(now), Some(cursor.clone()));
            assert_eq!(read(now + SignedDuration::from_hours(24)), Some(cursor.clone()));
            assert_eq!(read(now + SignedDuration::from_hours(25)), None);
            assert_eq!(read(now - SignedDuration::from_hours(1)), None);
        }
        let other = ["", "t", "x", "t-1", "t1.5", "1800000000000", "t99999999999999999999", "t1-2", "t1-2-x"];
        for other in other.map(str::to_owned).into_iter().chain(["t1800000000000-1800000000000-x".to_owned()])
        {
            assert_eq!(Cursor::read(&other, now), None, "{other}");
        }
    }
}
