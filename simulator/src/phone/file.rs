//! A customer sends a file: a sample, or the user's own.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::content::Content;
use super::write::PhoneError;
use crate::Simulator;
use crate::samples::sha256;

/// Largest file that WhatsApp takes of any type, in bytes (Meta, "Media": documents up to 100 MB).
pub(super) const LARGEST: usize = 100 * 1024 * 1024;
/// Largest picture, in bytes (Meta, "Media"). WhatsApp makes larger ones smaller before it sends them.
const LARGEST_IMAGE: usize = 5 * 1024 * 1024;
/// Largest sound or video, in bytes (Meta, "Media").
const LARGEST_SOUND: usize = 16 * 1024 * 1024;

/// A file that a customer sends.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The bytes. They may be anything: Meta does not look into them.
    pub bytes: Bytes,
    /// The type, with parameters: `audio/ogg; codecs=opus`.
    pub mime_type: String,
    /// The name. Meta passes on that of a document only.
    pub filename: Option<String>,
    /// The text under it.
    pub caption: Option<String>,
    /// It is a voice message.
    pub voice: bool,
    /// It is a sticker.
    pub sticker: bool,
}

impl File {
    /// Meta's name of the type.
    fn kind(&self) -> &'static str {
        let essence = self.mime_type.split(';').next().unwrap_or_default().trim();
        match essence {
            _ if self.sticker => "sticker",
            _ if self.voice => "audio",
            "image/jpeg" | "image/png" => "image",
            "video/mp4" | "video/3gpp" => "video",
            "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg" => "audio",
            // The phone sends everything else as a document.
            _ => "document",
        }
    }

    fn check(&self) -> Result<(), PhoneError> {
        let most = match self.kind() {
            "image" => LARGEST_IMAGE,
            "audio" | "video" => LARGEST_SOUND,
            _ => LARGEST,
        };
        match self.bytes.len() {
            0 => Err(PhoneError::EmptyFile),
            size if size > most => Err(PhoneError::FileSize(most / 1024 / 1024)),
            _ => Ok(()),
        }
    }

    /// The content of its message. `id` is the file's id at Meta.
    fn content(self, id: &str) -> Content {
        let kind = self.kind();
        let mut part = json!({
            "id": id,
            "mime_type": self.mime_type,
            "sha256": sha256(&self.bytes),
        });
        let caption = self.caption.filter(|caption| !caption.trim().is_empty());
        let mut insert = |name: &str, value: Value| {
            if let Some(part) = part.as_object_mut() {
                part.insert(name.to_owned(), value);
            }
        };
        match kind {
            "audio" => insert("voice", json!(self.voice)),
            "sticker" => insert("animated", json!(false)),
            "document" => insert("filename", json!(self.filename)),
            _ => {}
        }
        if let Some(caption) = &caption {
            insert("caption", json!(caption));
        }
        Content::new(kind, caption.unwrap_or_default(), json!({ kind: part }))
    }
}

impl Simulator {
    /// A customer sends a file to the first business number. Returns the message's id. Needs a running `tokio` runtime.
    pub fn send_file(&self, wa_id: &str, file: File) -> Result<String, PhoneError> {
        self.send_file_to(self.config().default_number(), wa_id, file)
    }

    /// As [`Simulator::send_file`], to the business number with this id.
    pub fn send_file_to(&self, number: &str, wa_id: &str, file: File) -> Result<String, PhoneError> {
        file.check()?;
        self.read(|world| super::write::known(&world.phone, wa_id).map(|_| ()))?;
        let id = self.place_file(file.bytes.clone(), &file.mime_type);
        self.write_one(number, wa_id, file.content(&id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_whatsapp_makes_of_its_type() {
        let file = |mime_type: &str| File { mime_type: mime_type.to_owned(), ..File::default() };
        for (mime_type, kind) in [
            ("image/jpeg", "image"),
            ("image/svg+xml", "document"),
            ("audio/ogg; codecs=opus", "audio"),
            ("video/mp4", "video"),
            ("video/webm", "document"),
            ("application/pdf", "document"),
            ("", "document"),
        ] {
            assert_eq!(file(mime_type).kind(), kind, "{mime_type}");
        }
        assert_eq!(File { voice: true, ..file("audio/webm") }.kind(), "audio");
        assert_eq!(File { sticker: true, ..file("image/webp") }.kind(), "sticker");
    }

    #[test]
    fn a_file_has_at_most_what_whatsapp_allows() {
        let of = |size: usize, mime_type: &str| File {
            bytes: vec![0; size].into(),
            mime_type: mime_type.to_owned(),
            ..File::default()
        };
        assert_eq!(of(0, "image/png").check(), Err(PhoneError::EmptyFile));
        assert_eq!(of(LARGEST_IMAGE, "image/png").check(), Ok(()));
        assert_eq!(of(LARGEST_IMAGE + 1, "image/png").check(), Err(PhoneError::FileSize(5)));
        assert_eq!(of(LARGEST_SOUND + 1, "video/mp4").check(), Err(PhoneError::FileSize(16)));
        assert_eq!(of(LARGEST_SOUND + 1, "application/pdf").check(), Ok(()));
    }
}
