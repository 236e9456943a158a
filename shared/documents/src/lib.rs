#![doc = include_str!("../README.md")]

mod csv;
mod docx;
mod kind;
mod pdf;
mod plain;
mod text;
mod work;

use std::time::Duration;

pub use csv::table;
pub use kind::Kind;
pub use plain::decoded;
pub use text::Text;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// The most memory that one document takes while it is read, in bytes: the file and a decrypted copy, the objects that are
/// kept, and the largest one while it is parsed.
pub const MOST_MEMORY: u64 = 224 * 1024 * 1024;

/// How much of a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most characters of its text.
    pub characters: usize,
    /// The longest time. A document of which some text was read by then is cut there.
    pub time: Duration,
}

/// Why a document has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has a password that is not empty, or is encrypted in any other way.
    #[error("the document is encrypted")]
    Encrypted,
    /// It has more bytes than [`MOST_BYTES`], unpacks to more than is kept, or takes too long.
    #[error("the document is too large to be read")]
    TooLarge,
    /// It is none of its kind, or damaged.
    #[error("the document is damaged")]
    Broken,
    /// It has no text, such as a scanned page.
    #[error("the document has no text")]
    NoText,
}

impl Unreadable {
    /// A stable name for metrics and log queries.
    pub fn code(self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
            Self::NoText => "no_text",
        }
    }
}

/// The beginning of a document's text. Blocks until it is read or its time is over.
pub fn text(kind: Kind, bytes: &[u8], limits: Limits) -> Result<Text, Unreadable> {
    collected(kind, bytes, limits, text::Style::Words)
}

/// The same as Markdown: with the headings, lists and tables of a DOCX, and plain text with its lines as they are.
pub fn markdown(kind: Kind, bytes: &[u8], limits: Limits) -> Result<Text, Unreadable> {
    let style = if kind == Kind::Plain { text::Style::AsIs } else { text::Style::Markdown };
    collected(kind, bytes, limits, style)
}

fn collected(kind: Kind, bytes: &[u8], limits: Limits, style: text::Style) -> Result<Text, Unreadable> {
    if u64::try_from(bytes.len()).is_ok_and(|size| size > MOST_BYTES) {
        return Err(Unreadable::TooLarge);
    }
    let read = work::within(limits.time, || {
        let mut text = text::Collected::new(limits.characters, style);
        let read = match kind {
            Kind::Pdf => pdf::read(bytes, &mut text),
            Kind::Docx => docx::read(bytes, &mut text),
            Kind::Plain => plain::read(bytes, &mut text),
        };
        text.finish(read)
    });
    read.unwrap_or_else(|stopped| Err(stopped.into()))
}

#[cfg(test)]
mod tests;
