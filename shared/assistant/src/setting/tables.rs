//! Tables as lines.

/// With more columns than this, a row does not say which of its cells are empty: a short text could hold a very large
/// table.
const MOST_EMPTY: usize = 20;

/// A table's cells, set.
#[derive(Default)]
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
}

impl Table {
    /// Adds a cell to the row. Its lines are parts of a list.
    pub(super) fn cell(&mut self, text: &str) {
        let lines = text.split('\n').map(|line| {
            let line = line.trim_matches([' ', '\t']);
            line.strip_prefix("- ").unwrap_or(line)
        });
        let mut cell = String::with_capacity(text.len());
        for line in lines.filter(|line| !line.is_empty()) {
            let is_ended = cell.ends_with([',', ';', ':', '.', '!', '?', '…']);
            cell.push_str(match (cell.is_empty(), is_ended) {
                (true, _) => "",
                (false, true) => " ",
                (false, false) => ", ",
            });
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            cell.push_str(&words.join(" "));
        }
        self.row.push(cell);
    }

    pub(super) fn end_head(&mut self) {
        self.head = std::mem::take(&mut self.row);
    }

    pub(super) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// Two columns are `lun – 12 €` below a bold line of the head's words. With more columns each line names what it
    /// says: `*S*, Prix: 12 €, Stock: 3`. A line for each row is what a telephone has room for.
    pub(super) fn lines(&self) -> String {
        let filled = |row: &&Vec<String>| row.iter().any(|cell| !cell.is_empty());
        let rows: Vec<&Vec<String>> = self.rows.iter().filter(filled).collect();
        let columns = rows.iter().map(|row| row.len()).chain([self.head.len()]).max().unwrap_or_default();
        if columns <= 2 || rows.is_empty() {
            let head = joined(&self.head, " – ");
            let lines = std::iter::once(bold(&head)).chain(rows.into_iter().map(|row| joined(row, " – ")));
            return lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        }
        rows.into_iter().map(|row| self.line(row)).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, row: &[String]) -> String {
        let mut parts = Vec::new();
        for column in 0..self.head.len().max(row.len()) {
            let text = |cells: &[String]| cells.get(column).cloned().unwrap_or_default();
            let (name, cell) = (text(&self.head), text(row));
            let cell = if column == 0 { bold(&cell) } else { cell };
            let name = name.trim_end_matches([':', ' ']);
            match (name.is_empty(), cell.is_empty()) {
                (true, true) => {}
                (false, true) if self.head.len() > MOST_EMPTY => {}
                (true, false) => parts.push(cell),
                (false, true) => parts.push(format!("{name}: –")),
                (false, false) => parts.push(format!("{name}: {cell}")),
            }
        }
        format!("- {}", parts.join(", "))
    }
}

fn joined(cells: &[String], between: &str) -> String {
    cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(between)
}

/// The text in bold, if it has no mark of its own and no address.
fn bold(text: &str) -> String {
    let is_plain =
        !text.is_empty() && !text.contains(['*', '`']) && !text.contains("://") && !text.contains("www.");
    if is_plain { format!("*{text}*") } else { text.to_owned() }
}
