//! Pictures, films, sounds, files and stickers.

use crate::{ids::MediaId, lenient::Fields};

/// A file that a customer sent. All of it may be missing: error 131052 then says that Meta could not fetch
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// What a download address is asked for with; valid for 7 days.
    pub id: Option<MediaId>,
    /// The type, with parameters: `audio/ogg; codecs=opus`.
    pub mime_type: Option<String>,
    /// The digest, in base64 in webhooks but in hex when asked for by id.
    pub sha256: Option<String>,
    /// A download address, valid for 5 minutes. Asks for the access token: only to be followed to Meta's
    /// own hosts.
    pub url: Option<String>,
    /// The words under it.
    pub caption: Option<String>,
    /// A document's file name, chosen by the customer.
    pub filename: Option<String>,
    /// Whether a sound is a voice message.
    pub voice: bool,
    /// Whether a sticker moves.
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
            filename: part.text("filename"),
            voice: part.boolean("voice").unwrap_or_default(),
            animated: part.boolean("animated").unwrap_or_default(),
        }
    }

    pub(super) fn or_voice(mut self, voice: bool) -> Self {
        self.voice |= voice;
        self
    }
}
