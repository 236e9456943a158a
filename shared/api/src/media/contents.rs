//! What the first bytes of a file say. Its type is announced by whoever uploads it, and Graph refuses a file that is
//! another one.
//!
//! Signatures: the standards of the formats, as in <https://en.wikipedia.org/wiki/List_of_file_signatures>. WebP:
//! <https://developers.google.com/speed/webp/docs/riff_container>. Ogg Opus: RFC 7845. ADTS: ISO/IEC 13818-7.

/// The bytes that are looked at.
pub(super) const LOOKED_AT: u64 = 1024;

/// Whether a file that begins like this can be of a type, given without parameters. Types that are not in the table are
/// not looked into.
pub(super) fn fits(essence: &str, beginning: &[u8]) -> bool {
    let is_at = |at: usize, sign: &[u8]| beginning.get(at..).is_some_and(|rest| rest.starts_with(sign));
    let is_sync = |mask: u8, bits: u8| match beginning {
        [0xff, second, ..] => second & mask == bits,
        _ => false,
    };
    match essence {
        "image/jpeg" => is_at(0, b"\xff\xd8\xff"),
        "image/png" => is_at(0, b"\x89PNG\r\n\x1a\n"),
        "image/webp" => is_at(0, b"RIFF") && is_at(8, b"WEBP"),
        "video/mp4" | "video/3gpp" | "audio/mp4" => is_at(4, b"ftyp"),
        // Frames of MPEG audio have a layer, those of ADTS have none. Both may have tags before them.
        "audio/mpeg" => is_at(0, b"ID3") || (is_sync(0xe0, 0xe0) && !is_sync(0x06, 0)),
        "audio/aac" => is_at(0, b"ID3") || is_at(0, b"ADIF") || is_sync(0xf6, 0xf0),
        "audio/amr" => is_at(0, b"#!AMR"),
        "audio/ogg" => is_at(0, b"OggS") && is_at(first_packet(beginning), b"OpusHead"),
        "application/pdf" => beginning.windows(5).any(|bytes| bytes == b"%PDF-"),
        _ => true,
    }
}

/// Whether a WebP file moves.
pub(super) fn is_animated(beginning: &[u8]) -> bool {
    const ANIMATION: u8 = 0x02;
    beginning.get(12..).is_some_and(|rest| rest.starts_with(b"VP8X"))
        && beginning.get(20).is_some_and(|flags| flags & ANIMATION != 0)
}

/// Where the first packet of an Ogg page begins: behind the header and its table of segments.
fn first_packet(page: &[u8]) -> usize {
    27 + page.get(26).copied().map_or(0, usize::from)
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::outbound::MediaKind;

    use super::*;

    const OPUS: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01";
    const VORBIS: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis\0";
    const BEGINNINGS: &[(&str, &[u8])] = &[
        ("image/jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("image/webp", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("video/mp4", b"\0\0\0\x18ftypmp42"),
        ("video/3gpp", b"\0\0\0\x18ftyp3gp4"),
        ("audio/mp4", b"\0\0\0\x18ftypM4A "),
        ("audio/mpeg", b"ID3\x04\0"),
        ("audio/mpeg", b"\xff\xfb\x90\x44"),
        ("audio/mpeg", b"\xff\xf3\x40\xc4"),
        ("audio/aac", b"\xff\xf1\x50\x80"),
        ("audio/aac", b"\xff\xf9\x50\x80"),
        ("audio/amr", b"#!AMR\n\x3c"),
        ("audio/ogg", OPUS),
        ("application/pdf", b"%PDF-1.7\n"),
        ("application/pdf", b"\xef\xbb\xbf\r\n%PDF-1.4"),
    ];

    #[test]
    fn each_type_is_known_by_its_first_bytes() {
        for (essence, beginning) in BEGINNINGS {
            assert!(fits(essence, beginning), "{essence} {beginning:?}");
        }
        let all = [MediaKind::Image, MediaKind::Video, MediaKind::Audio, MediaKind::Sticker];
        for essence in all.into_iter().filter_map(MediaKind::types).flatten() {
            let others: [&[u8]; 5] =
                [b"<html>", b"\x1a\x45\xdf\xa3webm", b"Bonjour, voici un texte", VORBIS, b""];
            for other in others {
                assert!(!fits(essence, other), "{essence} {other:?}");
            }
        }
        assert!(!fits("application/pdf", b"<html>"));
        assert!(!fits("image/png", BEGINNINGS[0].1) && !fits("image/jpeg", BEGINNINGS[1].1));
        assert!(!fits("audio/mpeg", b"\xff\xf1\x50\x80") && !fits("audio/aac", b"\xff\xfb\x90\x44"));
        assert!(fits("text/plain", b"<html>"), "other documents are not looked into");
    }

    #[test]
    fn a_sticker_moves_if_its_header_says_so() {
        let webp = |chunk: &[u8; 4], flags: u8| {
            [b"RIFF\0\0\0\0WEBP".as_slice(), chunk, &[10, 0, 0, 0, flags]].concat()
        };
        assert!(is_animated(&webp(b"VP8X", 0x12)));
        for still in [webp(b"VP8X", 0x10), webp(b"VP8 ", 0x02), webp(b"VP8L", 0x2f), Vec::new()] {
            assert!(!is_animated(&still), "{still:?}");
        }
    }
}
