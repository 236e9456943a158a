//! Until when the assistant pauses if it pauses until tomorrow.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::OpeningHours;

/// Before this hour it is still the night of the day before, and no opening is a morning's.
const NIGHT_ENDS: i8 = 5;

/// The hour of a day without an opening in the morning.
const USUAL: i8 = 9;

/// The morning that people mean by “tomorrow”: when the business opens on the next day, or at nine where it does not open
/// or opens by night. Who asks after midnight means the morning that comes.
pub fn tomorrow(hours: Option<&OpeningHours>, now: Timestamp, zone: &TimeZone) -> Timestamp {
    let night = SignedDuration::from_hours(i64::from(NIGHT_ENDS));
    let today = now.saturating_sub(night).unwrap_or(now).to_zoned(zone.clone()).date();
    let day = today.checked_add(1.day()).unwrap_or(today);
    let morning = on(day, NIGHT_ENDS, zone);
    let opens = hours.and_then(|hours| hours.first_on(day, zone));
    let opens = opens.filter(|opens| Some(*opens) >= morning && *opens > now);
    opens.or_else(|| on(day, USUAL, zone)).unwrap_or(now)
}

fn on(day: Date, hour: i8, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tomorrow_begins_when_the_business_opens() {
        let hours: OpeningHours = serde_json::from_value(serde_json::json!({
            "monday": ["08:30-12:00", "14:00-18:00"], "tuesday": ["00:00-24:00"], "thursday": ["14:00-18:00", "07:00-12:00"],
            "exceptions": [{"from": "2026-12-28", "hours": ["11:00-12:00"]}],
        }))
        .unwrap();
        let zone = TimeZone::get("Europe/Paris").unwrap();
        // Paris is an hour ahead of UTC in winter. The 29th of November 2026 is a Sunday.
        for (now, expected) in [
            ("2026-11-29T17:00:00Z", "2026-11-30T07:30:00Z"),
            ("2026-11-29T23:30:00Z", "2026-11-30T07:30:00Z"),
            ("2026-11-30T04:30:00Z", "2026-12-01T08:00:00Z"),
            ("2026-11-30T17:00:00Z", "2026-12-01T08:00:00Z"),
            ("2026-12-01T17:00:00Z", "2026-12-02T08:00:00Z"),
            ("2026-12-02T17:00:00Z", "2026-12-03T06:00:00Z"),
            ("2026-12-27T17:00:00Z", "2026-12-28T10:00:00Z"),
        ] {
            let (now, expected): (Timestamp, Timestamp) = (now.parse().unwrap(), expected.parse().unwrap());
            assert_eq!(tomorrow(Some(&hours), now, &zone), expected, "{now}");
        }
        let summer: Timestamp = "2026-07-01T20:00:00Z".parse().unwrap();
        assert_eq!(tomorrow(None, summer, &zone), "2026-07-02T07:00:00Z".parse::<Timestamp>().unwrap());
    }
}
