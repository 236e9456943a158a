//! What is said of a file before it comes, and whether that makes sense.

use relais_core::media::MediaProblem;
use relais_core::message::Message;
use relais_whatsapp::client::{Download, MediaAddress};
use relais_whatsapp::ids::MediaId;
use relais_whatsapp::limits::MEDIA_INBOUND_BYTES;
use relais_whatsapp::message::{InboundMessage, Media};
use relais_whatsapp::sha256;
use serde_json::value::RawValue;

/// The file as its webhook announced it. `None`: the message's JSON is missing or names no id.
pub(super) fn by_webhook(message: &Message) -> Option<(MediaId, Media)> {
    // A correction of the caption does not repeat the file.
    let original = message.revisions.original.as_ref();
    let raw = original.map_or(&message.raw, |original| &original.raw).as_deref()?;
    let raw = RawValue::from_string(raw.to_owned()).ok()?;
    let media = InboundMessage::parse(&raw).content.media()?.clone();
    Some((media.id.clone()?, media))
}

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    /// The number of bytes.
    pub(super) size: u64,
    /// Its type, with parameters.
    pub(super) mime_type: Option<String>,
    /// Its hashes. All of them must be right.
    pub(super) hashes: Vec<[u8; sha256::LENGTH]>,
}

impl Announced {
    /// Puts together what the webhook, Graph and the file's server say. An error: it cannot all be true, or the file is
    /// not to be fetched.
    pub(super) fn of(
        kind: &str,
        webhook: &Media,
        graph: &MediaAddress,
        server: &Download,
    ) -> Result<Self, MediaProblem> {
        let size = graph.file_size.or(server.size).ok_or(MediaProblem::Different)?;
        if size > MEDIA_INBOUND_BYTES {
            return Err(MediaProblem::TooLarge);
        }
        if server.size.is_some_and(|announced| announced != size) {
            return Err(MediaProblem::Different);
        }
        let mime_type = graph.mime_type.clone().or_else(|| webhook.mime_type.clone());
        let types = [webhook.mime_type.as_deref(), graph.mime_type.as_deref()];
        if types.into_iter().flatten().any(|mime_type| !fits(kind, mime_type)) {
            return Err(MediaProblem::Different);
        }
        let hashes = [webhook.sha256.as_deref(), graph.sha256.as_deref()];
        let hashes = hashes.into_iter().flatten().filter_map(sha256::read).collect();
        Ok(Self { size, mime_type: mime_type.or_else(|| server.content_type.clone()), hashes })
    }
}

/// Whether a message of this kind may have a file of this type. A document may have any.
fn fits(kind: &str, mime_type: &str) -> bool {
    let class = mime_type.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind {
        "image" | "sticker" => class == "image",
        // Some phones name the container of a sound after the one for videos.
        "audio" | "voice" => matches!(class.as_str(), "audio" | "video" | "application"),
        "video" => class == "video",
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const BASE64: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    fn webhook(mime_type: &str) -> Media {
        Media { mime_type: Some(mime_type.to_owned()), sha256: Some(BASE64.to_owned()), ..Media::default() }
    }

    fn graph(mime_type: &str, size: Option<u64>) -> MediaAddress {
        MediaAddress {
            url: "https://lookaside.fbsbx.com/x".parse().unwrap(),
            mime_type: Some(mime_type.to_owned()),
            sha256: Some(HEX.to_owned()),
            file_size: size,
        }
    }

    fn server(size: Option<u64>) -> Download {
        Download { size, content_type: None, bytes: Box::pin(Empty) }
    }

    struct Empty;

    impl futures_core::Stream for Empty {
        type Item = std::io::Result<bytes::Bytes>;

        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(None)
        }
    }

    #[test]
    fn what_cannot_all_be_true_is_not_fetched() {
        use MediaProblem::{Different, TooLarge};
        let limit = MEDIA_INBOUND_BYTES;
        for (kind, webhook_type, graph_type, announced, served, expected) in [
            ("image", "image/jpeg", "image/jpeg", Some(5), Some(5), Ok(5)),
            ("image", "image/jpeg", "image/jpeg", Some(5), None, Ok(5)),
            ("image", "image/jpeg", "image/jpeg", None, Some(5), Ok(5)),
            ("image", "image/jpeg", "image/jpeg", None, None, Err(Different)),
            ("image", "image/jpeg", "image/jpeg", Some(5), Some(6), Err(Different)),
            ("image", "image/jpeg", "text/html", Some(5), Some(5), Err(Different)),
            ("image", "text/html", "image/jpeg", Some(5), Some(5), Err(Different)),
            ("video", "video/mp4", "video/mp4", Some(limit), Some(limit), Ok(limit)),
            ("document", "application/pdf", "text/html", Some(5), Some(5), Ok(5)),
            ("document", "application/pdf", "application/pdf", Some(limit + 1), None, Err(TooLarge)),
            ("audio", "audio/ogg; codecs=opus", "audio/ogg", Some(5), Some(5), Ok(5)),
            ("audio", "audio/ogg; codecs=opus", "image/png", Some(5), Some(5), Err(Different)),
        ] {
            let of =
                Announced::of(kind, &webhook(webhook_type), &graph(graph_type, announced), &server(served));
            assert_eq!(of.as_ref().map(|it| it.size).map_err(|it| *it), expected, "{kind} {graph_type}");
            if let Ok(of) = of {
                assert_eq!((of.hashes.len(), of.hashes[0] == of.hashes[1]), (2, true));
            }
        }
    }
}
