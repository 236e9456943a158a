//! The cursor of the changes: a time, in an opaque form so that callers do not build one.

use jiff::{SignedDuration, Timestamp};

/// The oldest cursor that is accepted: since an older one, too much may have changed.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How far a cursor may be in the future: another process with another clock may have written it.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(60);

pub(super) fn write(at: Timestamp) -> String {
    format!("t{}", at.as_millisecond())
}

/// `None` if the cursor is not in the form of [`write`], or is too old.
pub(super) fn read(cursor: &str, now: Timestamp) -> Option<Timestamp> {
    let ms = cursor.strip_prefix('t').filter(|ms| ms.bytes().all(|b| b.is_ascii_digit()))?;
    let at = Timestamp::from_millisecond(ms.parse().ok()?).ok()?;
    (now - GOOD_FOR..=now + CLOCKS_DIFFER).contains(&at).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_a_day() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        assert_eq!(read(&write(now), now), Some(now));
        assert_eq!(read(&write(now), now + SignedDuration::from_hours(24)), Some(now));
        assert_eq!(read(&write(now), now + SignedDuration::from_hours(25)), None);
        assert_eq!(read(&write(now), now - SignedDuration::from_hours(1)), None);
        for other in ["", "t", "x", "t-1", "t1.5", "1800000000000", "t99999999999999999999"] {
            assert_eq!(read(other, now), None, "{other}");
        }
    }
}
