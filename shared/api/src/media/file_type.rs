//! The types of files that WhatsApp takes, what each is sent as, and how large it may be.
//!
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>

use relais_whatsapp::limits;
use relais_whatsapp::outbound::MediaKind;

use crate::problem::{Problem, texts};

/// One type.
#[derive(Debug)]
pub(super) struct FileType {
    /// Without parameters, in lower case.
    mime_type: &'static str,
    /// What a file of this type is sent as, unless the sender wants something else.
    pub(super) kind: MediaKind,
    /// How names of such files end. The first one is added to a name without an ending.
    extensions: &'static [&'static str],
}

macro_rules! types {
    ($($mime_type:literal $kind:ident $($extension:literal)+;)*) => {
        static TYPES: &[FileType] = &[$(FileType {
            mime_type: $mime_type,
            kind: MediaKind::$kind,
            extensions: &[$($extension),+],
        }),*];
    };
}

types! {
    "image/jpeg" Image "jpg" "jpeg";
    "image/png" Image "png";
    "image/webp" Sticker "webp";
    "video/mp4" Video "mp4";
    "video/3gpp" Video "3gp";
    "audio/aac" Audio "aac";
    "audio/amr" Audio "amr";
    "audio/mpeg" Audio "mp3";
    "audio/mp4" Audio "m4a";
    "audio/ogg" Audio "ogg" "oga" "opus";
    "application/pdf" Document "pdf";
    "application/msword" Document "doc";
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document" Document "docx";
    "application/vnd.ms-excel" Document "xls";
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" Document "xlsx";
    "application/vnd.ms-powerpoint" Document "ppt";
    "application/vnd.openxmlformats-officedocument.presentationml.presentation" Document "pptx";
    "text/plain" Document "txt" "csv" "md" "log";
}

/// Other names of the same types, as browsers and systems have them.
const SAME: &[(&str, &str)] = &[
    ("image/jpg", "image/jpeg"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/m4a", "audio/mp4"),
    ("audio/x-m4a", "audio/mp4"),
    ("audio/x-aac", "audio/aac"),
    ("audio/opus", "audio/ogg"),
    ("application/ogg", "audio/ogg"),
    ("video/3gp", "video/3gpp"),
    ("text/csv", "text/plain"),
    ("text/markdown", "text/plain"),
];

/// The type that Graph must be told for a voice message.
const OPUS: &str = "audio/ogg; codecs=opus";

impl FileType {
    /// The type of a file with this name, announced as `mime_type`. A browser that does not know a type announces none,
    /// or one that means any bytes: then the name's ending counts.
    pub(super) fn of(mime_type: &str, filename: &str) -> Result<&'static Self, Problem> {
        let announced = essence(mime_type);
        let named = SAME.iter().find(|(other, _)| *other == announced).map_or(&*announced, |(_, name)| name);
        let found = match named {
            "" | "application/octet-stream" => {
                let (_, ending) = filename.rsplit_once('.').unwrap_or_default();
                let ending = ending.to_ascii_lowercase();
                TYPES.iter().find(|known| known.extensions.contains(&&*ending))
            }
            named => TYPES.iter().find(|known| known.mime_type == named),
        };
        found.ok_or_else(|| {
            let allowed: Vec<_> = TYPES.iter().map(|known| known.mime_type).collect();
            Problem::of(&texts::MEDIA_TYPE_NOT_ALLOWED).with("allowed", allowed)
        })
    }

    /// The type as Graph is told it. Only a sound in Ogg has a parameter: WhatsApp takes it with Opus alone.
    pub(super) fn name(&self) -> &'static str {
        if self.mime_type == "audio/ogg" { OPUS } else { self.mime_type }
    }

    /// Refuses an empty file, and one that is larger than WhatsApp takes.
    pub(super) fn check_size(&self, size: u64) -> Result<(), Problem> {
        let (most, en, fr) = match self.kind {
            MediaKind::Image => {
                (limits::IMAGE_BYTES, "A picture has at most 5 MB", "Une image a au plus 5 Mo")
            }
            MediaKind::Video => {
                (limits::VIDEO_BYTES, "A video has at most 16 MB", "Une vidéo a au plus 16 Mo")
            }
            MediaKind::Audio => (limits::AUDIO_BYTES, "A sound has at most 16 MB", "Un son a au plus 16 Mo"),
            MediaKind::Document => {
                (limits::DOCUMENT_BYTES, "A document has at most 100 MB", "Un document a au plus 100 Mo")
            }
            MediaKind::Sticker => (
                limits::ANIMATED_STICKER_BYTES,
                "A sticker (WebP) has at most 500 KB, and 100 KB if it does not move",
                "Un autocollant (WebP) a au plus 500 Ko, et 100 Ko s'il n'est pas animé",
            ),
        };
        match size {
            0 => Err(Problem::of(&texts::MEDIA_EMPTY)),
            size if size <= most => Ok(()),
            _ => Err(Problem::of(&texts::MEDIA_TOO_LARGE)
                .saying(
                    format!("{en}. Send a smaller file."),
                    format!("{fr}. Envoyez un fichier plus petit."),
                )
                .with("limit", most)),
        }
    }

    /// The ending that names of such files have.
    pub(super) fn extension(&self) -> &'static str {
        self.extensions.first().copied().unwrap_or_default()
    }
}

/// A type without its parameters, in lower case.
pub(super) fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_found_by_its_name_or_by_the_name_of_the_file() {
        for (mime_type, filename, kind, name) in [
            ("image/jpeg", "x", MediaKind::Image, "image/jpeg"),
            ("Image/JPG", "x", MediaKind::Image, "image/jpeg"),
            ("audio/ogg;codecs=opus", "voice", MediaKind::Audio, "audio/ogg; codecs=opus"),
            ("audio/x-m4a", "x", MediaKind::Audio, "audio/mp4"),
            ("image/webp", "x", MediaKind::Sticker, "image/webp"),
            (
                "",
                "List.DOCX",
                MediaKind::Document,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            ("application/octet-stream", "a.b.pdf", MediaKind::Document, "application/pdf"),
            ("text/csv", "x.csv", MediaKind::Document, "text/plain"),
        ] {
            let found = FileType::of(mime_type, filename).unwrap();
            assert_eq!((found.kind, found.name()), (kind, name), "{mime_type} {filename}");
        }
        for (mime_type, filename) in [
            ("image/svg+xml", "x.svg"),
            ("text/html", "x.pdf"),
            ("", "x.exe"),
            ("", ""),
            ("application/octet-stream", "pdf"),
            ("image/gif", "x.gif"),
        ] {
            assert!(FileType::of(mime_type, filename).is_err(), "{mime_type} {filename}");
        }
    }

    #[test]
    fn each_kind_has_its_limit() {
        for (mime_type, most) in [
            ("image/png", 5 << 20),
            ("video/mp4", 16 << 20),
            ("audio/mpeg", 16 << 20),
            ("application/pdf", 100 << 20),
            ("image/webp", 500 << 10),
        ] {
            let found = FileType::of(mime_type, "").unwrap();
            assert!(found.check_size(1).is_ok() && found.check_size(most).is_ok(), "{mime_type}");
            assert!(found.check_size(0).is_err() && found.check_size(most + 1).is_err(), "{mime_type}");
        }
    }

    #[test]
    fn every_other_name_leads_to_a_type() {
        for (other, name) in SAME {
            assert!(FileType::of(other, "").is_ok_and(|found| found.mime_type == *name), "{other}");
        }
    }
}
