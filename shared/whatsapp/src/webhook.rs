//! One webhook body, split into one [`Item`] per message, echo and status.
//!
//! A body holds up to 1,000 updates in 3 MB. A queue message holds less, so each update becomes an item of its own. An
//! item keeps its JSON byte for byte. Only the structure around it (entries, changes, lists) is parsed here, so a
//! broken item cannot affect the others.

mod contact;
mod history;
mod item;
#[cfg(test)]
mod tests;
mod walk;

pub use contact::WebhookContact;
pub use item::{Item, ItemContent, Origin};

/// The body is not a webhook. It should be kept and answered 200: otherwise Meta retries it for 7 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// The body is empty.
    #[error("the body is empty")]
    Empty,
    /// The body is not a JSON object.
    #[error("the body is not a JSON object")]
    NotJson,
    /// The body is a JSON object without entries or changes.
    #[error("the body holds neither entries nor changes")]
    NoChanges,
}

/// Splits a body into its items, in their order.
///
/// Walks every entry, change, message, echo and status. A part of an unexpected shape becomes an item with
/// [`ItemContent::Other`]. Bytes that are not UTF-8 are replaced by U+FFFD. Besides Meta's documented shape, a single
/// change (from the dashboard's *Test* button) and a single entry are accepted. The time is linear in the size of the
/// body, and any nesting is safe.
pub fn split(body: &[u8]) -> Result<Vec<Item>, NotUnderstood> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(NotUnderstood::Empty);
    }
    walk::body(text)
}
