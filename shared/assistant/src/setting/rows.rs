//! Tables in prose: set apart from the lines around them, with the row of dashes that the parser needs.

/// A row of dashes has no more columns than this. The cells that have none are added to their row.
const MOST_COLUMNS: usize = 20;

/// The lines, with empty lines around each table. A table without a row of dashes has no head.
pub(super) fn set_apart(lines: &[&str]) -> Vec<String> {
    let lines = without_grids(lines);
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut in_table = false;
    let mut dashes = None;
    for (at, line) in lines.iter().enumerate() {
        let rest = lines.get(at + 1..).unwrap_or_default();
        if !in_table && line.contains('|') && rest.first().is_some_and(|next| is_alignment(next)) {
            // A table may not begin in the middle of a paragraph, and every line after it would be a row.
            out.push(String::new());
            (in_table, dashes) = (true, Some(at + 1));
        } else if !in_table && is_row(line) && rest.first().is_some_and(|next| is_row(next)) {
            let rows = std::iter::once(line).chain(rest).take_while(|line| is_row(line));
            let columns = rows.map(|row| columns(row)).max().unwrap_or_default();
            out.extend([String::new(), row_of("  ", columns, line), row_of("---", columns, line)]);
            (in_table, dashes) = (true, None);
        } else if in_table && !line.contains('|') {
            out.push(String::new());
            in_table = false;
        }
        let is_needless = in_table && dashes != Some(at) && is_alignment(line) && line.contains("--");
        if !is_needless {
            out.push(line.clone());
        }
    }
    out
}

/// The row of dashes below a table's head.
fn is_alignment(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t'))
}

/// Whether a line begins and ends with a bar.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2
        && line.starts_with('|')
        && !line.starts_with("||")
        && line.ends_with('|')
        && !line.ends_with("\\|")
}

fn columns(row: &str) -> usize {
    let bars = row.matches('|').count() - row.matches("\\|").count();
    bars.saturating_sub(1).clamp(1, MOST_COLUMNS)
}

/// A row of the same cells, as far indented as `like`.
fn row_of(cell: &str, columns: usize, like: &str) -> String {
    let indentation = super::piece(like, 0, like.len() - like.trim_start().len());
    format!("{indentation}|{}", format!("{cell}|").repeat(columns))
}

/// The lines without the `+---+` of a grid. The one below its first row is a row of dashes.
fn without_grids(lines: &[&str]) -> Vec<String> {
    let mut out = Vec::with_capacity(lines.len());
    let mut has_head = false;
    for (at, line) in lines.iter().enumerate() {
        let row = |at: Option<usize>| at.and_then(|at| lines.get(at)).filter(|line| is_row(line));
        let (before, after) = (row(at.checked_sub(1)), row(Some(at + 1)));
        match (is_grid(line), before) {
            (true, Some(head)) if after.is_some() && !has_head => {
                out.push(row_of("---", columns(head), head));
                has_head = true;
            }
            (true, before) if before.is_some() || after.is_some() => {}
            (is_grid, _) => {
                has_head &= is_grid || is_row(line);
                out.push((*line).to_owned());
            }
        }
    }
    out
}

/// `+---+---+`
fn is_grid(line: &str) -> bool {
    let line = line.trim();
    let is_drawn = line.chars().all(|c| matches!(c, '+' | '-' | '=' | ':'));
    is_drawn && line.starts_with('+') && line.ends_with('+') && (line.contains("--") || line.contains("=="))
}
