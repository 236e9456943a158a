//! One webhook body, split into one [`Item`] per message, echo and status.
//!
//! A body holds up to 1,000 updates in 3 MB and a queue message holds less, so the parts travel alone. Each
//! part keeps its JSON byte for byte; only the skeleton (entries, changes, lists) is read here, so nothing
//! inside an item can cost its neighbours.

mod contact;
mod history;
mod item;
#[cfg(test)]
mod tests;
mod walk;

pub use contact::WebhookContact;
pub use item::{Item, ItemContent, Origin};

/// The body holds nothing that looks like a webhook. To be kept and answered 200, or Meta repeats it for 7
/// days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// There is no body.
    #[error("the body is empty")]
    Empty,
    /// The body is not a JSON object.
    #[error("the body is not a JSON object")]
    NotJson,
    /// The body is a JSON object without entries or changes.
    #[error("the body holds neither entries nor changes")]
    NoChanges,
}

/// Splits a body into its items, in the order in which they stand in it.
///
/// Walks every entry, change, message, echo and status. A part of an unexpected shape becomes an item with
/// [`ItemContent::Other`]. Bytes that are not UTF-8 are replaced by U+FFFD. Beside Meta's documented shape,
/// a lone change (the dashboard's *Test* button) and a lone entry are understood. Linear in the size of the
/// body, and safe for any nesting.
pub fn split(body: &[u8]) -> Result<Vec<Item>, NotUnderstood> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(NotUnderstood::Empty);
    }
    walk::body(text)
}
