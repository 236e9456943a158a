//! How the parts of `make bench` write down what they measured or counted: each into a file of `target/bench`, of which
//! `benches/page` makes `docs/BENCHMARKS.md`.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// One thing that was measured, once or in several runs.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Where it stands on the page, e.g. `start`. `benches/page/parts.py` has all of them.
    pub part: &'static str,
    /// Whose it is, e.g. `webhook`. The name of what belongs to Relais and is compared with others begins with `Relais`.
    pub subject: String,
    /// What was measured, e.g. `first answer`.
    pub measure: String,
    /// `ms`, `1/s`, `MB` and the like; for what is counted, what is counted.
    pub unit: &'static str,
    /// One value for each run; for what is counted, one.
    pub values: Vec<f64>,
}

impl Figure {
    /// A figure of a part, of several runs.
    pub fn new(
        part: &'static str,
        subject: impl Into<String>,
        measure: impl Into<String>,
        unit: &'static str,
        values: Vec<f64>,
    ) -> Self {
        Self { part, subject: subject.into(), measure: measure.into(), unit, values }
    }
}

#[derive(Serialize)]
struct File<'a> {
    figures: &'a [Figure],
}

/// Writes `target/bench/NAME.json`, in place of an earlier one.
pub fn write(name: &str, figures: &[Figure]) -> std::io::Result<()> {
    let folder = folder();
    std::fs::create_dir_all(&folder)?;
    let text = serde_json::to_string_pretty(&File { figures })?;
    std::fs::write(folder.join(name).with_extension("json"), text + "\n")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench")
}
