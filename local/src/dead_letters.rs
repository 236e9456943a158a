//! `relais dead-letters`: lists and redrives dead letters, on this machine and on AWS.

mod queues;
mod routes;

use std::io::Write;

use relais_core::Clock;
use relais_core::dead_letter::Summary;

pub(crate) use queues::{Queues, Server, data_folder};
pub(crate) use routes::routes;

/// The names of the two queues, in files, in logs and on the command line.
pub(crate) const QUEUES: [&str; 2] = ["events", "replies"];

/// The file of both queues, in the data folder.
pub(crate) const QUEUE_FILE: &str = "queue.db";

/// The most dead letters that are listed.
const SHOWN: usize = 200;

/// `relais dead-letters redrive`: redrives the dead letters of one queue or of both.
pub async fn redrive(
    lookup: &dyn Fn(&str) -> Option<String>,
    queue: Option<&'static str>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let queues = Queues::find(lookup).await?;
    let count = queues.redrive(queue).await?;
    let these = if count == 1 { "dead letter was" } else { "dead letters were" };
    writeln!(out, "{count} {these} redriven{}.", queues.when())?;
    Ok(())
}

/// `relais dead-letters`: lists the dead letters and their reasons.
pub async fn list_dead_letters(
    lookup: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let queues = Queues::find(lookup).await?;
    let letters = queues.dead_letters(SHOWN).await?;
    if letters.is_empty() {
        writeln!(out, "There are no dead letters.")?;
        return Ok(());
    }
    let now = Clock::system().now();
    writeln!(out, "{:<8} {:<22} {:>8} {:>8}  reason, and id", "queue", "job", "age", "receives")?;
    for letter in &letters {
        writeln!(out, "{}", line(letter, now.duration_since(letter.sent_at).as_secs()))?;
    }
    if letters.len() >= SHOWN {
        writeln!(out, "There may be more than these {SHOWN}.")?;
    }
    writeln!(out, "\n{}", queues.where_the_reasons_are())?;
    writeln!(out, "Once the cause is fixed, run: relais dead-letters redrive")?;
    Ok(())
}

fn line(letter: &Summary, age: i64) -> String {
    let reason = letter.reason.as_deref().unwrap_or("see the log");
    format!(
        "{:<8} {:<22} {:>8} {:>8}  {reason} [{}]",
        letter.queue,
        letter.job,
        span(age),
        letter.receive_count,
        letter.id,
    )
}

/// A number of seconds in a suitable unit, rounded down.
pub(crate) fn span(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{} s", seconds.max(0)),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_short() {
        let cases =
            [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (7200, "2 h"), (172_800, "2 d")];
        for (seconds, text) in cases {
            assert_eq!(span(seconds), text);
        }
    }
}
