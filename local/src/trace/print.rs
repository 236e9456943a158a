//! Prints a story for a person.

use std::io::Write;

use jiff::SignedDuration;

use super::story::{By, Story, time};
use crate::dead_letters::span;

/// Prints it. `events`: the URL of the events queue, if it is on AWS.
pub(super) fn print(story: &Story, events: Option<&str>, out: &mut dyn Write) -> std::io::Result<()> {
    let width = story.subject.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in &story.subject {
        writeln!(out, "{name:<width$}  {value}")?;
    }
    if !story.steps.is_empty() {
        writeln!(out, "\n{:<23}  {:>9}  {:<6}  what", "time (UTC)", "since", "clock")?;
    }
    let mut before = None;
    for step in &story.steps {
        let at = step.at.map_or(String::new(), time);
        let since =
            step.at.zip(before).map_or(String::new(), |(at, before)| delta(at.duration_since(before)));
        let clock = match (step.at, step.clock) {
            (None, _) => "",
            (_, By::Meta) => "Meta",
            (_, By::Relais) => "Relais",
        };
        writeln!(out, "{at:<23}  {since:>9}  {clock:<6}  {}", step.what)?;
        before = step.at.or(before);
    }
    writeln!(out)?;
    for sentence in &story.meaning {
        writeln!(out, "{sentence}")?;
    }
    write!(out, "\n{}", in_the_log(story, events))
}

/// A difference between two times. Meta's times have whole seconds, so it may be negative.
fn delta(difference: SignedDuration) -> String {
    let sign = if difference.is_negative() { '-' } else { '+' };
    let ms = difference.unsigned_abs().as_millis();
    match ms {
        0..1000 => format!("{sign}{ms} ms"),
        1000..60_000 => format!("{sign}{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{sign}{}", span(difference.abs().as_secs())),
    }
}

/// How to find its lines in the log.
fn in_the_log(story: &Story, events: Option<&str>) -> String {
    let since = story.since.map_or(String::new(), |since| format!(" since {} UTC", time(since)));
    let words = story.logged.join("|");
    let Some(events) = events else {
        return format!("Its lines in the log{since} contain one of these: grep -E '{words}'\n");
    };
    // template.yaml names the queue after the stack.
    let queue = events.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let stack = queue.strip_suffix("-events").unwrap_or("<stack>");
    format!(
        "Its lines in the log{since}: in CloudWatch Logs Insights, choose the log groups /relais/{stack}/worker and \
         /relais/{stack}/admin-api, and run\n  fields @timestamp, @log, @message | filter @message like /{words}/ | sort \
         @timestamp\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story() -> Story {
        Story {
            known: false,
            subject: Vec::new(),
            steps: Vec::new(),
            meaning: Vec::new(),
            logged: vec!["c1".to_owned(), "abc".to_owned()],
            since: None,
        }
    }

    #[test]
    fn differences_are_short() {
        let cases =
            [(0, "+0 ms"), (412, "+412 ms"), (-999, "-999 ms"), (1999, "+1.9 s"), (-61_000, "-1 min")];
        for (ms, text) in cases {
            assert_eq!(delta(SignedDuration::from_millis(ms)), text);
        }
    }

    #[test]
    fn on_aws_the_query_names_the_log_groups_of_the_stack() {
        let said = in_the_log(&story(), Some("https://sqs.eu-west-1.amazonaws.com/123456789012/shop-events"));
        assert!(said.contains("/relais/shop/worker") && said.contains("like /c1|abc/ "), "{said}");
        let said = in_the_log(&story(), None);
        assert!(said.contains("grep -E 'c1|abc'"), "{said}");
    }
}
