//! Pictures, videos, sounds, files and stickers.

use crate::{ids::MediaId, lenient::Fields, visible};

/// A file that a customer sent. Every field is missing when Meta could not fetch the file (error 131052).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// The id that a download address is requested with; valid for 7 days.
    pub id: Option<MediaId>,
    /// The type, with parameters: `audio/ogg; codecs=opus`.
    pub mime_type: Option<String>,
    /// The file's SHA-256: base64 in webhooks, hex in the answer to a request by id.
    pub sha256: Option<String>,
    /// A download address, valid for 5 minutes. Requests need the access token, so they may only go to Meta's own
    /// hosts.
    pub url: Option<String>,
    /// The text under the file.
    pub caption: Option<String>,
    /// A document's file name, chosen by the customer, as it can be shown ([`visible::file_name`]).
    pub filename: Option<String>,
    /// Whether a sound is a voice message.
    pub voice: bool,
    /// Whether a sticker is animated.
    pub animated: bool,
}

impl Media {
    pub(super) fn read(part: Fields<'_>) -> Self {
        Self {
            id: part.id("id"),
            mime_type: part.text("mime_type"),
            sha256: part.text("sha256"),
            url: part.text("url"),
            caption: part.text("caption"),
            filename: part.text("filename").and_then(|name| visible::file_name(&name)),
            voice: part.boolean("voice").unwrap_or_default(),
            animated: part.boolean("animated").unwrap_or_default(),
        }
    }

    pub(super) fn or_voice(mut self, voice: bool) -> Self {
        self.voice |= voice;
        self
    }
}
