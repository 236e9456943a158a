//! Code in a line: which backticks belong together.

use std::collections::HashMap;

/// Where backticks stand, by how many there are, and where the empty lines are.
pub(super) struct Ticks {
    runs: HashMap<usize, Vec<usize>>,
    empty_lines: Vec<usize>,
}

impl Ticks {
    pub(super) fn of(text: &str) -> Self {
        let mut runs: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut start = None;
        for (at, byte) in text.bytes().chain([0]).enumerate() {
            match (byte, start) {
                (b'`', None) => start = Some(at),
                (b'`', Some(_)) | (_, None) => {}
                (_, Some(from)) => {
                    runs.entry(at - from).or_default().push(from);
                    start = None;
                }
            }
        }
        Self { runs, empty_lines: text.match_indices("\n\n").map(|(at, _)| at).collect() }
    }

    /// The next run of the same length in the same paragraph.
    pub(super) fn partner(&self, at: usize, length: usize) -> Option<usize> {
        let runs = self.runs.get(&length)?;
        let next = *runs.get(runs.partition_point(|run| *run <= at))?;
        let empty_line = self.empty_lines.get(self.empty_lines.partition_point(|line| *line < at));
        empty_line.is_none_or(|line| *line > next).then_some(next)
    }
}
