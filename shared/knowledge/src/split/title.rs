//! Headings, and the titles that are made of them.

/// The most characters of a title.
const MOST: usize = 80;

/// What stands between a heading and the one below it.
const BELOW: &str = " › ";

/// What stands between the headings of short sections that are one part.
const BESIDE: &str = " · ";

/// The level and the words of a line that is a heading: `## Delivery`. A longer one than a title may be is text.
pub(super) fn heading(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_start_matches(' ');
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let is_heading = (1..=6).contains(&level) && (words.is_empty() || words.starts_with([' ', '\t']));
    let words = words.trim().trim_end_matches('#').trim_end();
    (is_heading && words.chars().count() <= MOST).then_some((level, words))
}

/// The level of a line that is a heading because the next one underlines it.
pub(super) fn underlined(line: &str, below: &str) -> Option<usize> {
    let is_text =
        line.starts_with(char::is_alphanumeric) && line.chars().count() <= MOST && !line.contains('|');
    let below = below.trim_end();
    let is_made_of = |sign: char| below.len() >= 3 && below.chars().all(|c| c == sign);
    match is_text {
        true if is_made_of('=') => Some(1),
        true if is_made_of('-') => Some(2),
        _ => None,
    }
}

/// A heading's words without Markdown's marks.
pub(super) fn plain(words: &str) -> String {
    let words: String = words.chars().filter(|c| !matches!(c, '*' | '`' | '#') && !c.is_control()).collect();
    cut(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The title of a part of a section.
pub(super) fn of(path: &[String], text: &str) -> String {
    match path.split_last() {
        None => plain(text.lines().find(|line| line.contains(char::is_alphanumeric)).unwrap_or_default()),
        Some((last, above)) => fitting(above, last),
    }
}

/// The title of short sections: what is above them all, and then the last heading of each.
pub(super) fn of_several(paths: &[Vec<String>], text: &str) -> String {
    let Some(first) = paths.iter().find(|path| !path.is_empty()) else { return of(&[], text) };
    let with_headings = || paths.iter().filter(|path| !path.is_empty());
    let shared = (0..first.len())
        .take_while(|place| {
            with_headings().all(|path| path.len() > place + 1 && path.get(*place) == first.get(*place))
        })
        .count();
    let mut names = String::new();
    for name in with_headings().filter_map(|path| path.last()) {
        if names.len() > 4 * MOST {
            break;
        }
        if !names.is_empty() {
            names.push_str(BESIDE);
        }
        names.push_str(name);
    }
    fitting(first.get(..shared).unwrap_or_default(), &names)
}

/// A path within the limit. What is above goes first, from the top: the last heading says most.
fn fitting(above: &[String], last: &str) -> String {
    let joined = |from: usize| {
        let above = above.iter().skip(from).map(String::as_str);
        above.chain([last]).collect::<Vec<_>>().join(BELOW)
    };
    let whole = (0..=above.len()).map(joined).find(|title| title.chars().count() <= MOST);
    whole.unwrap_or_else(|| cut(last))
}

fn cut(words: &str) -> String {
    match words.char_indices().nth(MOST) {
        None => words.to_owned(),
        Some(_) => words.chars().take(MOST - 1).collect::<String>().trim_end().to_owned() + "…",
    }
}
