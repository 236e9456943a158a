//! When a business is open: the hours of each day of the week, and days that differ from it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Fault, Wrong};

/// Days that are looked through, in each direction, for the next opening and the last closing.
const HORIZON: i64 = 30;
/// The most days, or spans of days, that differ from the week.
const MOST_EXCEPTIONS: usize = 200;
/// The most shifts of a day.
const MOST_SHIFTS: usize = 8;
/// The most characters of an exception's name.
const LONGEST_NAME: usize = 100;
/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Opening hours. A day without hours is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpeningHours {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    monday: Vec<Shift>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tuesday: Vec<Shift>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wednesday: Vec<Shift>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    thursday: Vec<Shift>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    friday: Vec<Shift>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    saturday: Vec<Shift>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sunday: Vec<Shift>,
    /// Days that differ from the week: holidays, and days with other hours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<Exception>,
}

/// One time of a day in which the business is open, written as `09:00-12:30`. One that ends before it begins ends on the
/// next day: `18:00-02:00`. The whole day is `00:00-24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// Minutes from midnight, below 24 hours.
    from: u16,
    /// Minutes from the same midnight: above `from`, and at most 24 hours above it.
    to: u16,
}

/// Days on which other hours hold than in other weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The first day.
    pub from: Date,
    /// The last day. `None`: only the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// What it is, as the model and customers may be told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The hours of each of these days. None: closed.
    #[serde(default)]
    pub hours: Vec<Shift>,
}

/// Whether a business is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// It is, until this time. `None`: for longer than a month.
    Open(Option<Timestamp>),
    /// It is not.
    Closed {
        /// When it closed. `None`: longer ago than a month.
        since: Option<Timestamp>,
        /// When it opens. `None`: in no month from now.
        until: Option<Timestamp>,
    },
}

impl OpeningHours {
    /// Whether the business is open at this time, in its time zone. Where clocks are set forward, an hour that does not
    /// exist counts as the one after it; where they are set back, a shift begins with the first of two equal hours.
    pub fn at(&self, now: Timestamp, zone: &TimeZone) -> Openness {
        let today = now.to_zoned(zone.clone()).date();
        let days = (-HORIZON..=HORIZON).filter_map(|days| today.checked_add(days.days()).ok());
        let mut times: Vec<(Timestamp, Timestamp)> =
            days.flat_map(|day| self.of(day).iter().filter_map(move |shift| shift.on(day, zone))).collect();
        times.sort_unstable();
        let joined =
            times.into_iter().fold(Vec::<(Timestamp, Timestamp)>::new(), |mut joined, (from, to)| {
                match joined.last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ => joined.push((from, to)),
                }
                joined
            });
        if let Some((_, to)) = joined.iter().find(|(from, to)| *from <= now && now < *to) {
            let soon = now.checked_add(Span::new().hours(24 * (HORIZON - 2))).ok();
            return Openness::Open(Some(*to).filter(|to| soon.is_some_and(|soon| *to < soon)));
        }
        Openness::Closed {
            since: joined.iter().map(|(_, to)| *to).rfind(|to| *to <= now),
            until: joined.iter().map(|(from, _)| *from).find(|from| *from > now),
        }
    }

    /// When the business opens first on this day.
    pub(super) fn first_on(&self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        self.of(day).iter().filter_map(|shift| shift.on(day, zone)).map(|(from, _)| from).min()
    }

    /// The hours of a day.
    fn of(&self, day: Date) -> &[Shift] {
        let exception = self.exceptions.iter().rfind(|exception| exception.holds_on(day));
        exception.map_or_else(|| self.weekday(day.weekday()), |exception| &exception.hours)
    }

    fn weekday(&self, day: Weekday) -> &[Shift] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    /// The week and the exceptions that are not over, as lines for the model.
    pub fn told(&self, today: Date) -> String {
        let week = Weekday::Monday.cycle_forward().take(7);
        let week = week.map(|day| format!("{day:?}: {}", listed(self.weekday(day))));
        let coming = self.exceptions.iter().filter(|exception| exception.last() >= today);
        week.chain(coming.map(Exception::told)).collect::<Vec<_>>().join("\n")
    }

    /// What is wrong, for the person who writes them.
    pub(super) fn wrong(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut note =
            |field: String, fault: Fault| wrong.push(Wrong { field: format!("hours.{field}"), fault });
        if self.exceptions.len() > MOST_EXCEPTIONS {
            note("exceptions".to_owned(), Fault::Many { most: MOST_EXCEPTIONS });
        }
        for (number, exception) in self.exceptions.iter().enumerate() {
            if exception.to.is_some_and(|to| to < exception.from) {
                note(format!("exceptions.{number}.to"), Fault::Reversed);
            }
            if !super::characters::is_line(&exception.name) {
                note(format!("exceptions.{number}.name"), Fault::Control);
            }
            let length = exception.name.chars().count();
            if length > LONGEST_NAME {
                let fault = Fault::Characters { length, most: LONGEST_NAME };
                note(format!("exceptions.{number}.name"), fault);
            }
            if exception.hours.len() > MOST_SHIFTS {
                note(format!("exceptions.{number}.hours"), Fault::Many { most: MOST_SHIFTS });
            }
        }
        for day in Weekday::Monday.cycle_forward().take(7) {
            if self.weekday(day).len() > MOST_SHIFTS {
                note(format!("{day:?}").to_lowercase(), Fault::Many { most: MOST_SHIFTS });
            }
        }
        wrong
    }
}

impl Exception {
    fn last(&self) -> Date {
        self.to.unwrap_or(self.from)
    }

    fn holds_on(&self, day: Date) -> bool {
        (self.from..=self.last()).contains(&day)
    }

    fn told(&self) -> String {
        let days = match self.to.filter(|to| *to != self.from) {
            Some(to) => format!("{} to {}", day(self.from), day(to)),
            None => day(self.from),
        };
        let name = if self.name.is_empty() { String::new() } else { format!(" ({})", self.name) };
        format!("{days}{name}: {}", listed(&self.hours))
    }
}

fn day(date: Date) -> String {
    date.strftime("%A, %-d %B %Y").to_string()
}

fn listed(shifts: &[Shift]) -> String {
    if shifts.is_empty() {
        return "closed".to_owned();
    }
    shifts.iter().map(Shift::to_string).collect::<Vec<_>>().join(", ")
}

impl Shift {
    /// The shift of a day that begins at this date, in time.
    fn on(self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let at = |minutes: u16| {
            let day = day.checked_add(i64::from(minutes / DAY).days()).ok()?;
            let (hour, minute) = (minutes % DAY / 60, minutes % 60);
            let time = day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
            Some(time.to_zoned(zone.clone()).ok()?.timestamp())
        };
        Some((at(self.from)?, at(self.to)?))
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The end of a day is 24:00, unless the shift goes on after it.
        let to = if self.to > DAY { self.to - DAY } else { self.to };
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        write!(f, "{}-{}", clock(self.from), clock(to))
    }
}

/// Why a text is no [`Shift`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of a day is written as 09:00-18:30, with an end that is not its beginning")]
pub struct NoShift;

impl FromStr for Shift {
    type Err = NoShift;

    fn from_str(text: &str) -> Result<Self, NoShift> {
        let (from, to) = text.split_once(['-', '–']).ok_or(NoShift)?;
        let (from, to) = (minutes(from)?, minutes(to)?);
        let to = if to < from { to + DAY } else { to };
        if from >= DAY || from == to {
            return Err(NoShift);
        }
        Ok(Self { from, to })
    }
}

/// Minutes from midnight, up to 24:00.
fn minutes(clock: &str) -> Result<u16, NoShift> {
    let (hours, minutes) = clock.trim().split_once(':').ok_or(NoShift)?;
    let number = |text: &str, length: usize| {
        let is_plain = (1..=length).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { text.parse::<u16>().map_err(|_| NoShift) } else { Err(NoShift) }
    };
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    let all = hours * 60 + minutes;
    if minutes < 60 && all <= DAY { Ok(all) } else { Err(NoShift) }
}

impl Serialize for Shift {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    fn hours(json: serde_json::Value) -> OpeningHours {
        from_value(json).unwrap()
    }

    fn at(hours: &OpeningHours, time: &str) -> String {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let now: jiff::civil::DateTime = time.parse().unwrap();
        let now = now.to_zoned(zone.clone()).unwrap().timestamp();
        let local = |time: Option<Timestamp>| {
            time.map(|time| time.to_zoned(zone.clone()).strftime("%d %H:%M").to_string())
        };
        match hours.at(now, &zone) {
            Openness::Open(until) => format!("open until {:?}", local(until)),
            Openness::Closed { since, until } => format!("closed {:?} {:?}", local(since), local(until)),
        }
    }

    #[test]
    fn shifts_are_read_and_written_alike_and_others_are_refused() {
        for good in ["09:00-12:30", "18:00-02:00", "00:00-24:00", "23:59-00:00", "22:00-06:30"] {
            let shift: Shift = good.parse().unwrap();
            assert_eq!(shift.to_string().parse::<Shift>(), Ok(shift), "{good}");
        }
        assert_eq!("9:5 – 10:00".parse::<Shift>().unwrap().to_string(), "09:05-10:00");
        for wrong in [
            "",
            "9-10",
            "09:00",
            "09:00-09:00",
            "24:00-25:00",
            "24:00-02:00",
            "09:60-10:00",
            "+9:00-10:00",
            "a:b-c:d",
            "٠٩:٠٠-١٠:٠٠",
        ] {
            assert_eq!(wrong.parse::<Shift>(), Err(NoShift), "{wrong}");
        }
    }

    #[test]
    fn the_week_and_the_days_that_differ_say_whether_it_is_open() {
        let shop = hours(json!({
            "monday": ["14:00-18:00", "09:00-12:30"], "friday": ["18:00-02:00"],
            "exceptions": [
                {"from": "2026-12-25", "name": "Noël"},
                {"from": "2026-12-28", "to": "2026-12-31", "hours": ["10:00-12:00"]},
            ],
        }));
        for (time, expected) in [
            ("2026-11-30T09:00:00", "open until Some(\"30 12:30\")"),
            ("2026-11-30T12:30:00", "closed Some(\"30 12:30\") Some(\"30 14:00\")"),
            ("2026-11-29T10:00:00", "closed Some(\"28 02:00\") Some(\"30 09:00\")"),
            ("2026-11-28T01:59:00", "open until Some(\"28 02:00\")"),
            ("2026-12-25T20:00:00", "closed Some(\"21 18:00\") Some(\"28 10:00\")"),
            ("2026-12-30T11:00:00", "open until Some(\"30 12:00\")"),
        ] {
            assert_eq!(at(&shop, time), expected, "{time}");
        }
    }

    #[test]
    fn nights_join_the_clocks_may_change_and_always_and_never_are_known() {
        let night = hours(json!({"saturday": ["22:00-24:00"], "sunday": ["00:00-06:00"]}));
        assert_eq!(at(&night, "2026-11-28T23:30:00"), "open until Some(\"29 06:00\")");
        // At 2:00 it becomes 3:00 on 29 March 2026, and at 3:00 it becomes 2:00 on 25 October.
        let early = hours(json!({"sunday": ["02:30-04:00"]}));
        assert_eq!(at(&early, "2026-03-29T03:45:00"), "open until Some(\"29 04:00\")");
        assert_eq!(at(&early, "2026-10-25T02:45:00"), "open until Some(\"25 04:00\")");
        let day = json!(["00:00-24:00"]);
        let always = hours(json!({"monday": day, "tuesday": day, "wednesday": day, "thursday": day,
            "friday": day, "saturday": day, "sunday": day}));
        assert_eq!(at(&always, "2026-11-28T23:59:00"), "open until None");
        assert_eq!(at(&hours(json!({})), "2026-11-28T23:59:00"), "closed None None");
    }

    #[test]
    fn the_model_is_told_the_week_and_what_still_comes() {
        let shop = hours(json!({
            "monday": ["09:00-12:30", "14:00-18:00"],
            "exceptions": [{"from": "2026-11-01", "name": "old"}, {"from": "2026-12-24", "to": "2026-12-26", "name": "Noël"}],
        }));
        assert_eq!(
            shop.told("2026-11-28".parse().unwrap()),
            "Monday: 09:00-12:30, 14:00-18:00\nTuesday: closed\nWednesday: closed\nThursday: closed\nFriday: closed\n\
             Saturday: closed\nSunday: closed\nThursday, 24 December 2026 to Saturday, 26 December 2026 (Noël): closed"
        );
    }
}
