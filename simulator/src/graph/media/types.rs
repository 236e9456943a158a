//! Which files Graph takes (Meta, "Media", supported media types, May 2026).

/// The types of pictures, stickers, sounds, videos and documents.
const TYPES: [&str; 18] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/aac",
    "audio/amr",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "video/mp4",
    "video/3gpp",
    "text/plain",
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

/// Whether Graph takes files of this type. Each of them may be sent as a document, so all have the limit of documents.
pub(super) fn takes(mime_type: &str) -> bool {
    let essence = mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    TYPES.contains(&essence.as_str())
}

/// All types, as an error lists them.
pub(super) fn all() -> String {
    TYPES.join(", ")
}
