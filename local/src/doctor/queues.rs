//! Checks whether the queues drain, and whether there are dead letters.

use std::time::Duration;

use relais_core::dead_letter::Depth;

use super::report::Report;
use super::target::{Place, Target};
use crate::dead_letters::{QUEUES, Queues, span};

/// How often the depths are read again while a queue does not drain, and how long between.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// Checks both queues, and again a second later when jobs wait.
pub(super) async fn check(
    report: &mut Report<'_>,
    target: &Target,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> anyhow::Result<()> {
    let found = match Queues::find(lookup).await {
        Ok(queues) => queues.depths().await.map(|depths| (queues, depths)),
        Err(error) => Err(error),
    };
    let (queues, first) = match found {
        Ok(found) => found,
        Err(error) if matches!(target.place, Place::Here(_)) && target.address.is_none() => {
            report.not_checked("queues", format!("{error:#}"))?;
            return Ok(());
        }
        Err(error) => {
            report.wrong("queues", format!("{error:#}"))?;
            return Ok(());
        }
    };
    let mut latest = first.clone();
    let stopped = matches!(queues, Queues::File(_));
    for _ in 0..LOOKS {
        let stuck = first.iter().zip(&latest).any(|(before, after)| !drains(before, after));
        if stopped || !stuck {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        latest = queues.depths().await?;
    }
    for ((name, before), after) in QUEUES.iter().zip(&first).zip(&latest) {
        let about = format!("{name} queue");
        let waits = waiting(after);
        if stopped && after.visible + after.delayed > 0 {
            report.warning(&about, format!("{waits}, and Relais is not running: start it"))?;
        } else if stopped || after.visible + after.delayed + after.in_flight == 0 {
            report.ok(&about, waits)?;
        } else if drains(before, after) {
            report.ok(&about, format!("{waits}; jobs are taken out"))?;
        } else {
            let fix =
                "see the worker's log: check that it starts, is not throttled and has its trigger enabled";
            report.wrong(&about, format!("{waits}, and nothing takes them out: {fix}"))?;
        }
    }
    let dead: u64 = latest.iter().map(|depth| depth.dead).sum();
    let s = if dead == 1 { "" } else { "s" };
    if dead == 0 {
        report.ok("dead letters", "none")?;
    } else {
        let fix = "make dead-letters lists the reasons, make redrive redrives them";
        report.wrong("dead letters", format!("{dead} dead letter{s}: {fix}"))?;
    }
    Ok(())
}

/// Whether jobs were taken out between two readings.
fn drains(before: &Depth, after: &Depth) -> bool {
    let younger = matches!((before.oldest, after.oldest), (Some(before), Some(after)) if after < before);
    after.visible == 0 || after.in_flight > 0 || after.visible < before.visible || younger
}

fn waiting(depth: &Depth) -> String {
    let waiting = depth.visible + depth.delayed + depth.in_flight;
    let age = depth.oldest.and_then(|age| i64::try_from(age.as_secs()).ok());
    match (waiting, age) {
        (0, _) => "empty".to_owned(),
        (_, None) => format!("{waiting} waiting"),
        (_, Some(age)) => format!("{waiting} waiting, the oldest for {}", span(age)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(visible: u64, in_flight: u64, oldest: Option<u64>) -> Depth {
        Depth { visible, in_flight, oldest: oldest.map(Duration::from_secs), ..Depth::default() }
    }

    #[test]
    fn a_queue_drains_when_something_is_taken_out() {
        for (before, after, expected) in [
            (depth(0, 0, None), depth(0, 0, None), true),
            (depth(5, 0, None), depth(5, 0, None), false),
            (depth(5, 0, None), depth(9, 0, None), false),
            (depth(5, 0, None), depth(4, 0, None), true),
            (depth(5, 0, None), depth(9, 1, None), true),
            (depth(5, 0, Some(60)), depth(9, 0, Some(61)), false),
            (depth(5, 0, Some(60)), depth(9, 0, Some(2)), true),
        ] {
            assert_eq!(drains(&before, &after), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn what_waits_is_said_in_words() {
        assert_eq!(waiting(&depth(0, 0, None)), "empty");
        assert_eq!(waiting(&depth(2, 1, Some(61))), "3 waiting, the oldest for 1 min");
    }
}
