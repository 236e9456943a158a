//! A fence around a whole answer, which models put there when they are asked for Markdown.

/// The answer without the fence around all of it. Code stays in its fence.
///
/// A fence of `markdown` says what it holds. One of `text` is taken away unless lines of code are in it. One without a
/// language is WhatsApp's own code as well, so its content has to have Markdown of its own and to be prose.
pub(super) fn unwrapped(text: &str) -> Option<&str> {
    unfenced(text, has_markdown)
}

/// The same for an answer as the model wrote it, which never means WhatsApp's code by a fence around all of it: without a
/// language the content only has to be prose.
pub(crate) fn unwrapped_answer(text: &str) -> Option<&str> {
    unfenced(text, |_| true)
}

/// `may_be_bare`: whether a fence without a language may be taken from this prose.
fn unfenced(text: &str, may_be_bare: fn(&str) -> bool) -> Option<&str> {
    let answer = text.trim();
    let fence = answer.len() - answer.trim_start_matches('`').len();
    if fence < 3 {
        return None;
    }
    let (first, rest) = answer.get(fence..)?.split_once('\n')?;
    let language = first.trim().to_ascii_lowercase();
    let is_markdown = matches!(language.as_str(), "markdown" | "md" | "mdx" | "gfm" | "commonmark");
    let content = match content(rest, fence) {
        Content::Whole(content) => content,
        Content::Unclosed if is_markdown => rest,
        Content::Unclosed | Content::Part => return None,
    };
    let is_prose = match language.as_str() {
        _ if is_markdown => true,
        "text" | "plaintext" | "txt" | "plain" => !has_code(content),
        "" => !has_code(content) && !may_be_code(content) && may_be_bare(content),
        _ => false,
    };
    is_prose.then_some(content)
}

enum Content<'a> {
    /// Nothing follows the fence.
    Whole(&'a str),
    /// The fence has no end: the answer was cut off.
    Unclosed,
    /// There is text behind the fence.
    Part,
}

/// What stands before the closing fence. Fenced code inside has a language, or a shorter fence.
fn content(rest: &str, fence: usize) -> Content<'_> {
    let (mut at, mut is_in_code) = (0, false);
    for line in rest.split_inclusive('\n') {
        let words = line.trim();
        let info = words.trim_start_matches('`');
        if words.len() - info.len() >= fence && !info.contains('`') {
            if !is_in_code && info.is_empty() {
                let is_last = super::piece(rest, at + line.len(), rest.len()).trim().is_empty();
                return if is_last { Content::Whole(super::piece(rest, 0, at)) } else { Content::Part };
            }
            is_in_code = !info.is_empty();
        }
        at += line.len();
    }
    Content::Unclosed
}

/// Whether lines look like code, or like columns that blanks align.
fn has_code(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        line.ends_with([';', '{', '}'])
            || ["()", "=>", "</", "#!/", "$ ", "::", "=="].iter().any(|sign| line.contains(sign))
            || (line.contains("   ") && !line.contains('|'))
            || line.contains(|c| ('\u{2500}'..='\u{259f}').contains(&c))
    })
}

/// Whether there are signs that prose has seldom, and code often. The language of a fence is gone when a text is set
/// again, so code must be known by itself.
fn may_be_code(text: &str) -> bool {
    text.lines().any(|line| {
        let is_call =
            line.match_indices('(').any(|(at, _)| super::piece(line, 0, at).ends_with(char::is_alphanumeric));
        let is_comment = line.trim_start().starts_with(['#', '/', '%']) && !is_heading(line);
        is_call || is_comment || line.contains(['{', '=', '\\', '$', '[', '<']) && !line.contains("](http")
    })
}

/// A heading of the second level or below. One of the first may be a comment.
fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (2..=6).contains(&(line.len() - words.len())) && words.starts_with(' ')
}

/// Whether `**words**` stand in the line.
fn has_bold(line: &str) -> bool {
    let mut parts = line.split("**").skip(1);
    let is_tight = |words: &str| !words.is_empty() && words.trim() == words;
    parts.next().is_some_and(is_tight) && parts.next().is_some()
}

/// Whether there are bold words, a heading, a link or a table, and more than a word or two.
fn has_markdown(text: &str) -> bool {
    let has_sign = text
        .lines()
        .any(|line| has_bold(line) || line.contains("](http") || line.contains("|--") || is_heading(line));
    has_sign && text.split_whitespace().nth(2).is_some()
}
