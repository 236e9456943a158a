//! A file that can be served, by its id.

use relais_core::blob::{BlobError, MediaStore};
use relais_core::media::{Media, MediaId, MediaState};
use relais_core::queue::Enqueue;
use serde_json::to_value;

use super::file_name::{cleaned, disposition};
use super::file_type::essence;
use crate::Api;
use crate::auth::Caller;
use crate::problem::{Problem, texts};

/// What browsers show or play themselves, without running anything of it. Sounds and videos are added. SVG is not among
/// them: it may hold a script.
const SHOWN: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"];

/// The type of all else.
const UNKNOWN: &str = "application/octet-stream";

/// A file whose bytes are in the media store.
pub(super) struct File {
    pub(super) id: MediaId,
    /// Its name in the media store.
    pub(super) blob: String,
    /// Its type without parameters.
    essence: String,
    filename: Option<String>,
    /// Its message was deleted by its sender.
    pub(super) is_deleted: bool,
}

impl File {
    /// The type that it is served as.
    pub(super) fn content_type(&self) -> &str {
        if self.is_shown() { &self.essence } else { UNKNOWN }
    }

    /// `Content-Disposition`: shown in the browser, or a download.
    pub(super) fn disposition(&self) -> String {
        let (kind, ending) = self.essence.split_once('/').unwrap_or(("file", ""));
        // A picture has no name on WhatsApp. Its type gives it one that programs understand.
        let ending = if self.is_shown() { ending } else { "" };
        let instead = cleaned(&format!("{kind}.{ending}"), "file");
        disposition(self.is_shown(), &cleaned(self.filename.as_deref().unwrap_or_default(), &instead))
    }

    fn is_shown(&self) -> bool {
        let is_word = |text: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-.+".contains(&byte);
            !text.is_empty() && text.bytes().all(allowed)
        };
        let plays = |kind: &str, name: &str| {
            matches!(kind, "audio" | "video") && is_word(name) && !name.contains("xml")
        };
        SHOWN.contains(&&*self.essence)
            || self.essence.split_once('/').is_some_and(|(kind, name)| plays(kind, name))
    }
}

impl<Q: Enqueue> Api<Q> {
    /// The file with this id, if its bytes are here.
    pub(super) async fn file(&self, id: &str, caller: &Caller) -> Result<File, Problem> {
        let id = MediaId::parse(id).ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
        match id.message() {
            None => self.uploaded(id).await,
            Some(key) => {
                let message = self.store.messages(&[key]).await?.pop();
                let message = message.ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
                let is_deleted = message.revisions.deleted_at.is_some();
                if is_deleted && !caller.is_supervisor {
                    return Err(Problem::of(&texts::FORBIDDEN));
                }
                let media = message.media.filter(|media| media.id == id);
                let media = media.map(|media| media.shown(message.timestamp, self.clock.now()));
                Ok(File { is_deleted, ..received(id, media)? })
            }
        }
    }

    /// A file that a person uploaded: sent, or still to be sent.
    async fn uploaded(&self, id: MediaId) -> Result<File, Problem> {
        let upload = self.store.upload(&id).await?;
        let upload = upload.ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
        let blob = place_of(&*self.files, &id).await?.ok_or_else(|| not_stored(MediaState::Fetching))?;
        Ok(File {
            id,
            blob,
            essence: essence(&upload.mime_type),
            filename: Some(upload.filename),
            is_deleted: false,
        })
    }
}

/// The name under which the bytes of an upload lie. `None`: they have not come.
pub(super) async fn place_of(files: &dyn MediaStore, id: &MediaId) -> Result<Option<String>, BlobError> {
    for name in id.blobs() {
        if files.size(&name).await?.is_some() {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn received(id: MediaId, media: Option<Media>) -> Result<File, Problem> {
    let media = media.ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
    if media.state != MediaState::Stored {
        return Err(not_stored(media.state));
    }
    Ok(File { blob: id.blob(), id, essence: media.essence(), filename: media.filename, is_deleted: false })
}

fn not_stored(state: MediaState) -> Problem {
    Problem::of(&texts::MEDIA_NOT_STORED).with("state", to_value(state).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(essence: &str, filename: Option<&str>) -> File {
        File {
            id: MediaId::of_upload(&"0".repeat(32)),
            blob: String::new(),
            essence: essence.to_owned(),
            filename: filename.map(str::to_owned),
            is_deleted: false,
        }
    }

    #[test]
    fn what_a_browser_could_run_is_a_download_of_unknown_bytes() {
        for essence in [
            "image/svg+xml",
            "text/html",
            "application/xhtml+xml",
            "text/xml",
            "video/svg+xml",
            "text/plain",
            "application/javascript",
            "audio/",
            "audio/x y",
            "audio",
            "",
        ] {
            let file = file(essence, Some("a.svg"));
            assert_eq!(file.content_type(), "application/octet-stream", "{essence}");
            assert_eq!(file.disposition(), "attachment; filename=\"a.svg\"", "{essence}");
        }
        for essence in ["image/jpeg", "image/webp", "audio/ogg", "audio/mp4", "video/3gpp", "application/pdf"]
        {
            let file = file(essence, None);
            assert_eq!(file.content_type(), essence);
            assert!(file.disposition().starts_with("inline; "), "{essence}");
        }
    }

    #[test]
    fn a_file_without_a_name_is_named_by_its_type() {
        for (essence, filename, disposition) in [
            ("image/png", None, "inline; filename=\"image.png\""),
            ("audio/ogg", Some(""), "inline; filename=\"audio.ogg\""),
            ("text/html", None, "attachment; filename=\"text\""),
            ("", None, "attachment; filename=\"file\""),
            ("image/png", Some("a/b.png"), "inline; filename=\"b.png\""),
        ] {
            assert_eq!(file(essence, filename).disposition(), disposition, "{essence}");
        }
    }
}
