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
    /// The address of a link, as it is written.
    pub(super) address: Option<&'a str>,
    /// What stands in its place.
    pub(super) replacement: &'static str,
}

/// Attributes that may stand without quotation marks, or without a value at all.
const ATTRIBUTES: [&str; 34] = [
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "colspan",
    "content",
    "dir",
    "download",
    "face",
    "height",
    "hidden",
    "href",
    "id",
    "lang",
    "name",
    "nowrap",
    "open",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "size",
    "src",
    "start",
    "style",
    "target",
    "title",
    "type",
    "valign",
    "width",
];

/// The tag at the beginning of `text`, which begins with `<`. It stands on one line.
///
/// `a<b; x=1>` and `a<b, c=1>` are arithmetic: a tag's name ends with a blank, and after it come attributes only.
pub(super) fn tag(text: &str) -> Option<Tag<'_>> {
    let inner = text.get(1..)?;
    let (is_closing, named) = inner.strip_prefix('/').map_or((false, inner), |named| (true, named));
    let (name, rest) = named.split_at_checked(named.len() - named.trim_start_matches(is_name).len())?;
    let known = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let (_, opening, closing) = TAGS.iter().find(|(names, _, _)| known(names))?;
    let (mut rest, mut address) = (rest, None);
    loop {
        let attributes = rest.trim_start_matches(BLANKS);
        if let Some(after) = attributes.strip_prefix('/').unwrap_or(attributes).strip_prefix('>') {
            let len = text.len() - after.len();
            return Some(Tag {
                len,
                name,
                is_closing,
                address,
                replacement: if is_closing { closing } else { opening },
            });
        }
        if is_closing || attributes.len() == rest.len() {
            return None;
        }
        let (attribute, value, after) = attribute(attributes)?;
        if attribute.eq_ignore_ascii_case("href") {
            address = Some(value);
        }
        rest = after;
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// The name and the value of the attribute at the beginning of `text`, and what follows it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let after = text.trim_start_matches(|c: char| is_name(c) || matches!(c, '-' | '_' | ':'));
    let name = text
        .get(..text.len() - after.len())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let is_known = ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let Some(value) = after.trim_start_matches(BLANKS).strip_prefix('=') else {
        return is_known.then_some((name, "", after));
    };
    let quoted = value.trim_start_matches(BLANKS);
    if let Some(sign @ ('"' | '\'')) = quoted.chars().next() {
        let quoted = quoted.get(1..)?;
        let end = quoted
            .find([sign, '\n'])
            .filter(|end| quoted.get(*end..).is_some_and(|rest| rest.starts_with(sign)))?;
        return Some((name, quoted.get(..end)?, quoted.get(end + 1..)?));
    }
    let end = value.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\''))?;
    (is_known && end > 0).then_some((name, value.get(..end)?, value.get(end..)?))
}
