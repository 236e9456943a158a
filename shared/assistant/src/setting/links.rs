//! Links and images: their text, then their address.

use super::addresses::{address_at, agree};
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
        Self { address, title: rest.trim().trim_matches(['"', '\'', '(', ')']).trim() }
    }

    /// Whether it leads anywhere. `liste[i](note)` is no link.
    pub(super) fn is_address(&self) -> bool {
        let known = address_at(self.address, 0) == Some(self.address.len());
        known || self.address.contains(['/', ':', '#', '@']) || self.address.contains('.')
    }
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
    let written = target.address;
    let is_web = written.contains("://");
    let address = spoken(written).unwrap_or(written);
    let title =
        Some(target.title).filter(|title| !title.is_empty() && !agree(title, text) && !agree(title, address));
    let title = title.map(|title| format!(" ({title})")).unwrap_or_default();

    if (written.starts_with('#') && !is_web) || address.is_empty() {
        return if title.is_empty() { Following::Nothing } else { Following::After(title) };
    }
    if text.is_empty() || (is_web && agree(text, address) && is_shown(text, address)) {
        return Following::Instead(format!("{address}{title}"));
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
