//! CSV as a table of Markdown.

/// Signs between the columns, those first that rarely stand in a column's name.
const SIGNS: [char; 3] = ['\t', ';', ','];

/// The table of Markdown that this CSV is. `None`: it has no two columns in its first row.
pub fn table(csv: &str) -> Option<String> {
    let (named, csv) = named_sign(csv);
    let first = csv.lines().find(|line| !line.trim().is_empty())?;
    let most = SIGNS.into_iter().max_by_key(|sign| first.matches(*sign).count());
    let sign = named.or(most).filter(|sign| first.contains(*sign))?;
    let rows: Vec<_> =
        rows(csv, sign).into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let columns = rows.first()?.len();
    let mut table = String::with_capacity(csv.len() * 2);
    for (number, row) in rows.iter().enumerate() {
        for cell in 0..columns.max(row.len()) {
            table.push_str("| ");
            table.push_str(row.get(cell).map_or("", String::as_str));
            table.push(' ');
        }
        table.push_str("|\n");
        if number == 0 {
            table.push_str(&"|---".repeat(columns));
            table.push_str("|\n");
        }
    }
    Some(table.trim_end().to_owned())
}

/// The sign that a first line such as `sep=;` names, and what follows it: Excel writes and reads this line.
fn named_sign(csv: &str) -> (Option<char>, &str) {
    let (line, rest) = csv.trim_start_matches(['\u{feff}', '\r', '\n']).split_once('\n').unwrap_or((csv, ""));
    let line = line.trim_end_matches('\r').trim_matches('"');
    let is_named = line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    let mut sign = line.chars().skip(4);
    match (is_named, sign.next(), sign.next()) {
        (true, Some(sign), None) => (Some(sign), rest),
        _ => (None, csv),
    }
}

/// The cells of each row. A cell in quotes may have signs, line breaks and doubled quotes.
/// <https://www.rfc-editor.org/rfc/rfc4180>
fn rows(csv: &str, sign: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut characters = csv.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' if is_quoted || cell.trim().is_empty() => is_quoted = !is_quoted,
            '\n' if !is_quoted => {
                row.push(plain(&std::mem::take(&mut cell)));
                rows.push(std::mem::take(&mut row));
            }
            _ if c == sign && !is_quoted => row.push(plain(&std::mem::take(&mut cell))),
            _ => cell.push(c),
        }
    }
    row.push(plain(&cell));
    rows.push(row);
    rows
}

/// A cell in one line, without the sign between columns of Markdown.
fn plain(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_writings_become_a_table() {
        for (csv, expected) in [
            ("Thé;Prix\r\nSencha;4,90\r\n\r\n", "| Thé | Prix |\n|---|---|\n| Sencha | 4,90 |"),
            (
                "a,b\n\"x, \"\"y\"\"\nz\",1|2,3\n4",
                "| a | b |\n|---|---|\n| x, \"y\" z | 1\\|2 | 3 |\n| 4 |  |",
            ),
            ("a\tb\nc", "| a | b |\n|---|---|\n| c |  |"),
            ("sep=;\r\nThé, vert;Prix\r\n1;2", "| Thé, vert | Prix |\n|---|---|\n| 1 | 2 |"),
            ("\"SEP=,\"\na,b;c\n1,2", "| a | b;c |\n|---|---|\n| 1 | 2 |"),
            ("sep=wide;b\n1;2", "| sep=wide | b |\n|---|---|\n| 1 | 2 |"),
            ("a;b\n\"open;1\n2", "| a | b |\n|---|---|\n| open;1 2 |  |"),
        ] {
            assert_eq!(table(csv).unwrap(), expected, "{csv:?}");
        }
        for none in ["", "\n\n", "one column\nand more"] {
            assert_eq!(table(none), None, "{none:?}");
        }
    }
}
