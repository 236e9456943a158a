//! Phone numbers that nobody has.
//!
//! Arcep reserves 06 39 98 00 00 to 06 39 98 99 99 for works of fiction. The North American numbering plan reserves
//! 555-0100 to 555-0199 in every area code.

use crate::random::mix_text;

const FRENCH: u64 = 10_000;
const AREAS: [&str; 40] = [
    "201", "202", "206", "212", "213", "214", "215", "216", "301", "303", "305", "312", "313", "314", "317",
    "404", "407", "408", "410", "412", "414", "415", "502", "503", "504", "505", "512", "513", "602", "612",
    "614", "615", "617", "619", "702", "704", "713", "714", "801", "816",
];
const PER_AREA: u64 = 100;
const AMERICAN: u64 = PER_AREA * 40;
const ALL: u64 = FRENCH + AMERICAN;

/// The number for a name: the same in every run, unless it is taken. Then it is the next free one.
pub(super) fn free_number(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let start = mix_text(name);
    (0..ALL)
        .map(|step| number(start.wrapping_add(step) % ALL))
        .find(|number| !taken(number))
        .unwrap_or_else(|| number(start % ALL))
}

fn number(place: u64) -> String {
    match place.checked_sub(FRENCH) {
        None => format!("3363998{place:04}"),
        Some(place) => {
            let area = usize::try_from(place / PER_AREA).ok().and_then(|area| AREAS.get(area));
            format!("1{}55501{:02}", area.unwrap_or(&"202"), place % PER_AREA)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_number_is_fictitious_and_different() {
        let numbers: HashSet<String> = (0..ALL).map(number).collect();
        assert_eq!(numbers.len(), usize::try_from(ALL).unwrap());
        for number in &numbers {
            let french = number.starts_with("3363998") && number.len() == 11;
            let american = number.starts_with('1') && number[4..].starts_with("55501") && number.len() == 11;
            assert!(french || american, "{number}");
        }
    }

    #[test]
    fn a_name_keeps_its_number_and_shares_it_with_nobody() {
        let first = free_number("Alex", |_| false);
        assert_eq!(first, free_number("Alex", |_| false));
        assert_ne!(first, free_number("Alex", |number| number == first));
    }
}
