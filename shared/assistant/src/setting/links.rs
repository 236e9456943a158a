//! Links and images: their text, then their address.

use super::addresses::{address_at, agree, unescaped};
use super::piece;

/// The address of a link, and its title.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) address: &'a str,
    pub(super) title: &'a str,
}

impl<'a> Target<'a> {
    /// Reads what stands between the brackets after a link's text, or after the colon of a definition.
    pub(super) fn read(source: &'a str) -> Self {
        let source = source.trim();
        let (address, rest) = match source.strip_prefix('<').and_then(|inner| inner.split_once('>')) {
            Some(found) => found,
            None => source
                .split_at_checked(source.find(char::is_whitespace).unwrap_or(source.len()))
                .unwrap_or((source, "")),
        };
        // An address may hold blanks, as the numbers of people do. A title stands in quotation marks.
        let is_title =
            rest.is_empty() || rest.trim_start().starts_with(['"', '\'', '(']) || source.starts_with('<');
        if !is_title {
            return Self { address: source, title: "" };
        }
        Self { address, title: rest.trim().trim_matches(['"', '\'', '(', ')']).trim() }
    }

    /// Whether it leads anywhere. `liste[i](note)` is no link.
    pub(super) fn is_address(&self) -> bool {
        let known = address_at(self.address, 0) == Some(self.address.len());
        known || self.address.contains(['/', ':', '#', '@']) || self.address.contains('.')
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

/// Whether an address is still to be filled in: `votre lien`.
pub(super) fn is_placeholder(address: &str) -> bool {
    let address = address.to_lowercase();
    if address.contains("://") {
        return false;
    }
    let mut words = address.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        matches!(word, "lien" | "liens" | "link" | "url" | "adresse" | "address" | "enlace" | "href")
    })
}

/// What follows a link's text: nothing, or its address behind a colon.
pub(super) enum Following {
    /// The text is enough.
    Nothing,
    /// The address in place of the text.
    Instead(String),
    /// After the text.
    After(String),
}

pub(super) fn following(text: &str, target: Target<'_>) -> Following {
    let text = text.trim();
    let written = &unescaped(target.address);
    let is_web = written.contains("://");
    let address = spoken(written).unwrap_or(written);
    let address = &if address.starts_with("http") && address.matches("://").count() == 1 {
        address.replace(BLANKS, "%20")
    } else {
        address.to_owned()
    };
    let title =
        Some(target.title).filter(|title| !title.is_empty() && !agree(title, text) && !agree(title, address));
    let title = title.map(|title| format!(" ({title})")).unwrap_or_default();

    if (written.starts_with('#') && !is_web) || address.is_empty() {
        return if title.is_empty() { Following::Nothing } else { Following::After(title) };
    }
    if text.is_empty() || (is_web && agree(text, address) && is_shown(text, address)) {
        return Following::Instead(format!("{address}{title}"));
    }
    // The text is the address without what counts the clicks on it.
    if is_web && text.contains("://") && !text.contains(char::is_whitespace) && address.starts_with(text) {
        return Following::Instead(format!("{address}{title}"));
    }
    if text.contains("://") && address.starts_with(['…', '.']) && title.is_empty() {
        return Following::Nothing;
    }
    if !is_web && agree(text, address) {
        return if title.is_empty() { Following::Nothing } else { Following::After(title) };
    }
    let is_ended = text.ends_with(['.', ',', ':', ';', '!', '?', '…', '：', '？', '！']);
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let colon = if is_ended && title.is_empty() || last.contains("://") { " " } else { ": " };
    Following::After(format!("{title}{colon}{address}"))
}

/// The mail address or the number of a `mailto:` or `tel:` address.
pub(super) fn spoken(address: &str) -> Option<&str> {
    let address = address.trim();
    let mail = address.strip_prefix("mailto:").filter(|_| !address.contains("://"));
    let mail = mail.map(|mail| mail.split('?').next().unwrap_or(mail));
    mail.or_else(|| address.strip_prefix("tel:")).map(str::trim).filter(|spoken| !spoken.is_empty())
}

/// Whether no other address goes with the text: `http` is not `https`.
fn is_shown(text: &str, address: &str) -> bool {
    !text.contains("://") || address.contains(text)
}

/// Whether an address may stand directly before `next`.
pub(super) fn may_follow(next: Option<char>) -> bool {
    next.is_none_or(|c| {
        c.is_whitespace()
            || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '»' | '"' | '”' | '<' | '|')
    })
}

/// What stands between the brackets around an address.
pub(super) fn brackets(source: &str) -> &str {
    let inner = source.strip_prefix('(').unwrap_or(source);
    piece(inner, 0, inner.len() - usize::from(inner.ends_with(')')))
}
