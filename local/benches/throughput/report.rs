//! The figures: a line for people, and `target/bench/throughput.json` for a page.

use std::path::Path;

use serde::Serialize;

/// All figures so far.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

/// One figure. Each run adds a value.
#[derive(Debug, Serialize)]
struct Figure {
    part: &'static str,
    subject: String,
    measure: String,
    unit: &'static str,
    values: Vec<f64>,
}

impl Report {
    /// Prints and keeps what a run has measured of a subject: each measure with its unit and value. The unit `1/s` is said
    /// by the measure's name, as in `turns a second`, and `1` is a count.
    pub(crate) fn add(&mut self, part: &'static str, subject: &str, measured: &[(&str, &'static str, f64)]) {
        let said = measured.iter().map(|(measure, unit, value)| match *unit {
            "1/s" | "1" => format!("{} {measure}", rounded(*value)),
            unit => format!("{} {unit} {measure}", rounded(*value)),
        });
        println!("{part:<11} {subject}: {}", said.collect::<Vec<_>>().join("; "));
        for (measure, unit, value) in measured {
            let found = self.figures.iter_mut().find(|figure| {
                figure.part == part && figure.subject == subject && figure.measure == *measure
            });
            if let Some(figure) = found {
                figure.values.push(*value);
                continue;
            }
            self.figures.push(Figure {
                part,
                subject: subject.to_owned(),
                measure: (*measure).to_owned(),
                unit,
                values: vec![*value],
            });
        }
    }

    /// The median of a figure. `None`: it was not measured.
    pub(crate) fn median(&self, part: &str, subject: &str, measure: &str) -> Option<f64> {
        let figure = self
            .figures
            .iter()
            .find(|figure| figure.part == part && figure.subject == subject && figure.measure == measure)?;
        let mut values = figure.values.clone();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// Writes what there is so far.
    pub(crate) fn write(&self) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
        std::fs::create_dir_all(&folder).unwrap();
        let json = serde_json::to_vec_pretty(self).unwrap();
        std::fs::write(folder.join("throughput.json"), json).unwrap();
    }
}

/// Three digits at least where they say something.
fn rounded(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
