//! The measurements of both shops, side by side: printed, and as figures for the page of `make bench`.

use relais_figures::Figure;

use super::measure::Measure;
use super::shop::Size;

/// The figures of one shop. Its size is its name.
pub(super) fn figures(size: Size, measures: Vec<Measure>) -> impl Iterator<Item = Figure> {
    let Size { conversations, messages, .. } = size;
    let subject = format!("Relais, {conversations} conversations, a thread of {messages}");
    let figure = move |Measure { name, times, .. }| Figure::new("inbox", subject.clone(), name, "ms", times);
    measures.into_iter().map(figure)
}

pub(super) fn print(few: &[Measure], many: &[Measure]) {
    println!("{:<34}{:>22}{:>22}{:>8}{:>9}", "ms, median (worst)", "few", "many", "ratio", "target");
    for measure in many {
        let times = median_and_worst(&measure.times);
        let before = few.iter().find(|other| other.name == measure.name);
        let before = before.map(|other| median_and_worst(&other.times));
        let shown = |(median, worst): (f64, f64)| format!("{median:.1} ({worst:.1})");
        println!(
            "{:<34}{:>22}{:>22}{:>8}{:>9}",
            measure.name,
            before.map(shown).unwrap_or_default(),
            shown(times),
            before.map(|(median, _)| format!("{:.2}", times.0 / median)).unwrap_or_default(),
            measure.target.map(|most| verdict(most, times)).unwrap_or_default(),
        );
    }
}

fn verdict(most: f64, (median, worst): (f64, f64)) -> String {
    let mark = if median >= most {
        "OVER"
    } else if worst >= most {
        "worst"
    } else {
        ""
    };
    format!("{mark} {most:.0}").trim().to_owned()
}

fn median_and_worst(times: &[f64]) -> (f64, f64) {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN);
    (median, sorted.last().copied().unwrap_or(f64::NAN))
}
