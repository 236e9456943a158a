//! HTML tags, and what stands in their place.

/// Tags that a model may write, with what stands in the place of the opening and of the closing one. Anything else
/// between angle brackets, as `<votre nom>`, stays.
const TAGS: [(&[&str], &str, &str); 5] = [
    (&["br"], "\n", ""),
    (&["li"], "\n- ", ""),
    (&["td", "th"], "", " "),
    (
        &[
            "blockquote",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "footer",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tr",
            "ul",
        ],
        "\n",
        "\n",
    ),
    (
        &[
            "a", "abbr", "b", "big", "body", "code", "del", "em", "font", "html", "i", "img", "ins", "kbd",
            "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tbody", "thead", "tt", "u",
            "wbr",
        ],
        "",
        "",
    ),
];

/// A tag at the beginning of a text.
pub(super) struct Tag<'a> {
    /// Its bytes, with the angle brackets.
    pub(super) len: usize,
    /// Its name as it is written.
    pub(super) name: &'a str,
    /// Whether it is a closing tag.
    pub(super) is_closing: bool,
    /// What stands in its place.
    pub(super) replacement: &'static str,
}

/// The tag at the beginning of `text`, which begins with `<`.
pub(super) fn tag(text: &str) -> Option<Tag<'_>> {
    let inner = text.get(1..)?;
    let end = inner
        .find(['<', '>', '\n'])
        .filter(|end| inner.get(*end..).is_some_and(|rest| rest.starts_with('>')))?;
    let inner = inner.get(..end)?;
    let (is_closing, named) = inner.strip_prefix('/').map_or((false, inner), |named| (true, named));
    let name_end = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
    let (name, attributes) = named.split_at_checked(name_end)?;
    // `a<b et c>d` is arithmetic: attributes have a sign of equality.
    let attributes = attributes.trim().trim_end_matches('/').trim_end();
    if !attributes.is_empty() && (is_closing || !attributes.contains('=')) {
        return None;
    }
    let known = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let (_, opening, closing) = TAGS.iter().find(|(names, _, _)| known(names))?;
    Some(Tag { len: end + 2, name, is_closing, replacement: if is_closing { closing } else { opening } })
}
