//! The types of files that WhatsApp takes, and what each is sent as. What is too large for that goes as a document.
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
    /// How names of such files end. The first one is added to a name without an ending.
    extensions: &'static [&'static str],
}

macro_rules! types {
    ($($mime_type:literal $($extension:literal)+;)*) => {
        static TYPES: &[FileType] = &[$(FileType {
            mime_type: $mime_type,
            extensions: &[$($extension),+],
        }),*];
    };
}

types! {
    "image/jpeg" "jpg" "jpeg";
    "image/png" "png";
    "image/webp" "webp";
    "video/mp4" "mp4";
    "video/3gpp" "3gp";
    "audio/aac" "aac";
    "audio/amr" "amr";
    "audio/mpeg" "mp3";
    "audio/mp4" "m4a";
    "audio/ogg" "ogg" "oga" "opus";
    "application/pdf" "pdf";
    "application/msword" "doc";
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document" "docx";
    "application/vnd.ms-excel" "xls";
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" "xlsx";
    "application/vnd.ms-powerpoint" "ppt";
    "application/vnd.openxmlformats-officedocument.presentationml.presentation" "pptx";
    "text/plain" "txt" "csv" "md" "log";
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

    /// What a file of this type with so many bytes is sent as, unless the sender wants something else.
    pub(super) fn kind(&self, size: u64) -> MediaKind {
        MediaKind::of_file(self.mime_type, size)
    }

    /// The ending that names of such files have.
    pub(super) fn extension(&self) -> &'static str {
        self.extensions.first().copied().unwrap_or_default()
    }
}

/// Refuses an empty file, and one that is larger than WhatsApp takes as a document.
pub(super) fn check_size(size: u64) -> Result<(), Problem> {
    match size {
        0 => Err(Problem::of(&texts::MEDIA_EMPTY)),
        1..=limits::DOCUMENT_BYTES => Ok(()),
        _ => Err(Problem::of(&texts::MEDIA_TOO_LARGE).with("limit", limits::DOCUMENT_BYTES)),
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
            assert_eq!((found.kind(1), found.name()), (kind, name), "{mime_type} {filename}");
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
    fn what_is_too_large_for_its_kind_is_a_document() {
        for (mime_type, kind, most) in [
            ("image/png", MediaKind::Image, 5 << 20),
            ("video/mp4", MediaKind::Video, 16 << 20),
            ("audio/mpeg", MediaKind::Audio, 16 << 20),
            ("application/pdf", MediaKind::Document, 100 << 20),
            ("image/webp", MediaKind::Sticker, 500 << 10),
        ] {
            let found = FileType::of(mime_type, "").unwrap();
            assert_eq!((found.kind(1), found.kind(most)), (kind, kind), "{mime_type}");
            assert_eq!(found.kind(most + 1), MediaKind::Document, "{mime_type}");
        }
        assert!(check_size(1).is_ok() && check_size(100 << 20).is_ok());
        assert!(check_size(0).is_err() && check_size((100 << 20) + 1).is_err());
    }

    #[test]
    fn every_other_name_leads_to_a_type() {
        for (other, name) in SAME {
            assert!(FileType::of(other, "").is_ok_and(|found| found.mime_type == *name), "{other}");
        }
    }
}
