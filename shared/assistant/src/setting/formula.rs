//! Formulas in LaTeX, as signs that a telephone shows.

/// Commands, and the signs that say the same.
const COMMANDS: [(&str, &str); 34] = [
    ("approx", "≈"),
    ("cdot", "·"),
    ("cdots", "…"),
    ("degree", "°"),
    ("div", "÷"),
    ("dots", "…"),
    ("equiv", "≡"),
    ("euro", "€"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("infty", "∞"),
    ("ldots", "…"),
    ("le", "≤"),
    ("left", ""),
    ("leq", "≤"),
    ("mp", "∓"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("pi", "π"),
    ("pm", "±"),
    ("qquad", " "),
    ("quad", " "),
    ("right", ""),
    ("rightarrow", "→"),
    ("Rightarrow", "⇒"),
    ("sim", "~"),
    ("sum", "∑"),
    ("times", "×"),
    ("to", "→"),
    ("implies", "⇒"),
    ("displaystyle", ""),
    ("circ", "°"),
    ("leqslant", "≤"),
    ("geqslant", "≥"),
];

/// Commands of which only the content stays.
const WRAPPERS: [&str; 9] =
    ["text", "textbf", "textit", "mathrm", "mathbf", "mathit", "boxed", "operatorname", "textrm"];

/// The longest formula in bytes. A longer one stays as it is.
const LONGEST: usize = 500;

/// How deep commands may stand in one another.
const DEEPEST: usize = 4;

/// The formula at the beginning of `text`, which begins with `\[` or `\(`, in plain signs, and its length. Brackets that
/// are only escaped, as in `\[Nom\]` or `\(deux personnes\)`, hold none.
pub(super) fn formula(text: &str) -> Option<(String, usize)> {
    let inner = text.get(2..)?;
    let closing = if text.starts_with("\\[") { "\\]" } else { "\\)" };
    let mut near = LONGEST.min(inner.len());
    while !inner.is_char_boundary(near) {
        near -= 1;
    }
    let end = inner.get(..near)?.find(closing)?;
    let content = inner.get(..end)?;
    if content.contains("\n\n") || content.contains("://") || !is_formula(content, closing == "\\)") {
        return None;
    }
    let mut plain = plain(content.trim(), 0);
    while plain.contains("  ") {
        plain = plain.replace("  ", " ");
    }
    Some((plain, end + 4))
}

fn is_formula(content: &str, is_inline: bool) -> bool {
    let has_command = content
        .match_indices('\\')
        .any(|(at, _)| command(super::piece(content, at, content.len())).is_some());
    let has_word = content.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 2);
    let has_operator = content.contains(['=', '+', '×', '^', '*']);
    let is_empty = content.trim().is_empty();
    !is_empty && (has_command || (!has_word && (has_operator || is_inline)))
}

/// The name of the command at the beginning of `text`, if it is a known one.
fn command(text: &str) -> Option<&str> {
    let named = text.strip_prefix('\\')?;
    let name = super::piece(
        named,
        0,
        named.len() - named.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len(),
    );
    let is_known = matches!(name, "frac" | "dfrac" | "tfrac" | "sqrt")
        || WRAPPERS.contains(&name)
        || COMMANDS.iter().any(|(known, _)| *known == name);
    is_known.then_some(name)
}

fn plain(formula: &str, depth: usize) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        if let Some(name) = command(rest).filter(|_| depth < DEEPEST) {
            let after = rest.get(name.len() + 1..).unwrap_or_default();
            if let Some((written, after)) = written(name, after, depth) {
                out.push_str(&written);
                rest = after;
                continue;
            }
        }
        let mut signs = rest.chars();
        signs.next();
        match (c, signs.as_str().chars().next()) {
            ('\\', Some(sign @ ('%' | '$' | '€' | '&' | '#' | '_'))) => {
                out.push(sign);
                signs.next();
            }
            ('\\', Some(',' | ';' | ':' | ' ')) => {
                out.push(' ');
                signs.next();
            }
            ('\\', Some('!')) => {
                signs.next();
            }
            // `1{,}5` is the comma of a number.
            ('{', Some(',')) if signs.as_str().starts_with(",}") => {
                out.push(',');
                signs.nth(1);
            }
            ('^', Some('\\')) if signs.as_str().starts_with("\\circ") => {}
            _ => out.push(c),
        }
        rest = signs.as_str();
    }
    out
}

/// What a command says, and what follows it.
fn written<'a>(name: &str, after: &'a str, depth: usize) -> Option<(String, &'a str)> {
    if let Some((_, sign)) = COMMANDS.iter().find(|(known, _)| *known == name) {
        return Some(((*sign).to_owned(), after));
    }
    let (first, after) = braces(after)?;
    let first = plain(first, depth + 1);
    match name {
        "sqrt" => Some((format!("√{}", grouped(&first)), after)),
        "frac" | "dfrac" | "tfrac" => {
            let (second, after) = braces(after)?;
            Some((format!("{}/{}", grouped(&first), grouped(&plain(second, depth + 1))), after))
        }
        _ => Some((first, after)),
    }
}

/// The content of the braces at the beginning of `text`, and what follows them.
fn braces(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start_matches(' ').strip_prefix('{')?;
    let mut open = 1_usize;
    for (at, c) in inner.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((inner.get(..at)?, inner.get(at + 1..)?));
        }
    }
    None
}

/// In round brackets, if it is more than one number or word.
fn grouped(part: &str) -> String {
    let is_one = part.chars().all(|c| c.is_alphanumeric() || matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}'));
    if is_one { part.to_owned() } else { format!("({part})") }
}
