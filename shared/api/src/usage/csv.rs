//! The days as CSV (RFC 4180), with a column for each field of the JSON.

use std::collections::BTreeSet;

use super::{DayView, UsageView};

/// A line ends with these (RFC 4180, section 2).
const END: &str = "\r\n";

/// A spreadsheet takes a cell that begins with one of these for a formula.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The header and a line a day. Each reason of hand-overs has a column.
pub(super) fn write(view: &UsageView) -> String {
    let reasons: BTreeSet<&str> =
        view.days.iter().flat_map(|day| day.hand_overs.keys().map(String::as_str)).collect();
    let waits = view.days.first().map(|day| day.time_to_answer.keys().copied().collect::<Vec<_>>());
    let waits = waits.unwrap_or_default();
    let fixed = ["day", "received", "answers", "fallbacks"].map(str::to_owned);
    let header = fixed.into_iter();
    let header = header.chain(reasons.iter().map(|reason| format!("hand_overs.{reason}")));
    let header = header.chain(["prompt", "cached", "answer"].map(|kind| format!("tokens.{kind}")));
    let header = header.chain(["cost", "currency"].map(str::to_owned));
    let header = header.chain(waits.iter().map(|wait| format!("time_to_answer.{wait}")));
    let header = header.chain(["good", "bad"].map(|kind| format!("satisfaction.{kind}")));
    let currency = view.currency.as_deref().unwrap_or_default();
    let lines = view.days.iter().map(|day| line(values(day, &reasons, &waits, currency)));
    std::iter::once(line(header)).chain(lines).collect()
}

fn values(day: &DayView, reasons: &BTreeSet<&str>, waits: &[&'static str], currency: &str) -> Vec<String> {
    let numbers = [day.received, day.answers, day.fallbacks];
    let mut values = vec![day.day.to_string()];
    values.extend(numbers.map(|n| n.to_string()));
    values.extend(reasons.iter().map(|reason| day.hand_overs.get(*reason).unwrap_or(&0).to_string()));
    values.extend([day.tokens.prompt, day.tokens.cached, day.tokens.answer].map(|n| n.to_string()));
    values.push(day.cost.map(|cost| format!("{cost:.6}")).unwrap_or_default());
    values.push(currency.to_owned());
    values.extend(waits.iter().map(|wait| day.time_to_answer.get(wait).unwrap_or(&0).to_string()));
    values.extend([day.satisfaction.good, day.satisfaction.bad].map(|n| n.to_string()));
    values
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<_> = cells.into_iter().map(|text| cell(&text)).collect();
    cells.join(",") + END
}

/// A cell. A text that a spreadsheet would calculate gets an apostrophe.
fn cell(text: &str) -> String {
    let safe = if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if safe.contains([',', '"', '\r', '\n']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_calculate_nothing() {
        for (text, expected) in [
            ("12", "12"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=1+1", "'=1+1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("-1", "'-1"),
            ("=1,2", "\"'=1,2\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
