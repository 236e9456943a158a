//! Which files Graph takes (Meta, "Media", supported media types, May 2026).

use relais_whatsapp::limits::{
    ANIMATED_STICKER_BYTES, AUDIO_BYTES, DOCUMENT_BYTES, IMAGE_BYTES, VIDEO_BYTES,
};

/// The types of a class, and the most bytes of such a file.
const CLASSES: [(&[&str], u64); 5] = [
    (&["image/jpeg", "image/png"], IMAGE_BYTES),
    (&["image/webp"], ANIMATED_STICKER_BYTES),
    (&["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], AUDIO_BYTES),
    (&["video/mp4", "video/3gpp"], VIDEO_BYTES),
    (
        &[
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ],
        DOCUMENT_BYTES,
    ),
];

/// The most bytes of a file of this type. `None`: Graph does not take the type.
pub(super) fn limit_of(mime_type: &str) -> Option<u64> {
    let essence = mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    CLASSES.iter().find(|(types, _)| types.contains(&essence.as_str())).map(|(_, limit)| *limit)
}

/// All types, as an error lists them.
pub(super) fn all() -> String {
    let types: Vec<_> = CLASSES.iter().flat_map(|(types, _)| *types).copied().collect();
    types.join(", ")
}
