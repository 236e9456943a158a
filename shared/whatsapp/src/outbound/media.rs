//! A file to send.
//!
//! Types and sizes: <https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::{Fault, FieldError};
use crate::ids::MediaId;
use crate::limits::{self, utf16_len};

/// A file to send. It lies in the media store, and is uploaded to Graph right before it is sent.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaMessage {
    /// What it is sent as.
    pub kind: MediaKind,
    /// Our own id of the file.
    pub file: String,
    /// Its type, as Graph is told it.
    pub mime_type: String,
    /// Its bytes.
    pub size: u64,
    /// The name that the customer sees, for a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// The text under it, at most [`limits::CAPTION`] characters; not for sounds and stickers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// A sound that is shown as a voice message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
    /// Graph's id, once it is uploaded. It is never stored with the message: it may have ended when it is sent again.
    #[serde(skip)]
    pub graph_id: Option<MediaId>,
}

/// What a file is sent as: Graph's type of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture, JPEG or PNG.
    Image,
    /// A video, MP4 or 3GP with H.264 and AAC.
    Video,
    /// A sound.
    Audio,
    /// Any file.
    Document,
    /// A sticker, WebP.
    Sticker,
}

const MIB: u64 = 1024 * 1024;

impl MediaKind {
    /// Graph's names of all.
    pub const NAMES: &'static [&'static str] = &["image", "video", "audio", "document", "sticker"];

    /// Graph's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Image, Self::Video, Self::Audio, Self::Document, Self::Sticker];
        all.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What a file of this type and of so many bytes is sent as, unless its sender chooses: a document, if it is too large
    /// for anything else. `essence` is the type without parameters.
    pub fn of_file(essence: &str, size: u64) -> Self {
        let fitting = [Self::Image, Self::Video, Self::Audio, Self::Sticker].into_iter();
        let mut fitting = fitting.filter(|kind| kind.takes(essence) && size <= kind.most_bytes());
        fitting.next().unwrap_or(Self::Document)
    }

    /// Whether a file of this type may be sent as this.
    pub fn takes(self, essence: &str) -> bool {
        self.types().is_none_or(|types| types.contains(&essence))
    }

    /// The types that may be sent as this. `None`: all.
    pub fn types(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Image => Some(&["image/jpeg", "image/png"]),
            Self::Video => Some(&["video/mp4", "video/3gpp"]),
            Self::Audio => Some(&["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"]),
            Self::Sticker => Some(&["image/webp"]),
            Self::Document => None,
        }
    }

    /// The most bytes that Graph takes as this. A sticker that does not move may have 100 KiB only, but that shows only in
    /// the bytes.
    pub fn most_bytes(self) -> u64 {
        match self {
            Self::Image => 5 * MIB,
            Self::Video | Self::Audio => 16 * MIB,
            Self::Document => 100 * MIB,
            Self::Sticker => 500 * 1024,
        }
    }

    /// Whether it may have a text under it.
    fn has_caption(self) -> bool {
        matches!(self, Self::Image | Self::Video | Self::Document)
    }
}

/// A type without its parameters, in lower case: `audio/ogg`.
fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl MediaMessage {
    /// A file of which only its kind and our own id are known.
    pub fn new(kind: MediaKind, file: impl Into<String>) -> Self {
        Self {
            kind,
            file: file.into(),
            mime_type: String::new(),
            size: 0,
            filename: None,
            caption: None,
            voice: false,
            graph_id: None,
        }
    }

    /// Finds what Graph would refuse. `field` is the file's own path.
    pub fn check(&self, field: &str) -> Result<(), FieldError> {
        let wrong = |name: &str, fault| Err(FieldError { field: format!("{field}.{name}"), fault });
        let essence = essence(&self.mime_type);
        match &self.caption {
            Some(_) if !self.kind.has_caption() => {
                return wrong("caption", Fault::OnlyWith("image, video, document"));
            }
            Some(caption) if utf16_len(caption) > limits::CAPTION => {
                return wrong("caption", Fault::TooLong(limits::CAPTION));
            }
            _ => {}
        }
        if self.voice && (self.kind != MediaKind::Audio || essence != "audio/ogg") {
            return wrong("voice", Fault::OnlyWith("audio/ogg"));
        }
        if let Some(types) = self.kind.types().filter(|types| !types.contains(&essence.as_str())) {
            return wrong("mime_type", Fault::NotOneOf(types));
        }
        if self.size > self.kind.most_bytes() {
            return wrong("size", Fault::TooLarge(self.kind.most_bytes()));
        }
        Ok(())
    }

    /// The file as Graph takes it. Before it is uploaded, it has no id.
    pub(super) fn content(&self) -> Value {
        let mut content = Map::new();
        let caption = self.caption.as_deref().filter(|_| self.kind.has_caption());
        let filename = self.filename.as_deref().filter(|_| self.kind == MediaKind::Document);
        let id = self.graph_id.as_ref().map(MediaId::as_str);
        for (name, text) in [("id", id), ("caption", caption), ("filename", filename)] {
            if let Some(text) = text {
                content.insert(name.to_owned(), text.into());
            }
        }
        if self.voice && self.kind == MediaKind::Audio {
            content.insert("voice".to_owned(), true.into());
        }
        Value::Object(content)
    }
}

/// Shows neither name nor text.
impl fmt::Debug for MediaMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Media({}, {} bytes)", self.kind.as_str(), self.size)
    }
}
