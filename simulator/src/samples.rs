//! The files that the simulated phone sends, and what is in them. `assets/make.py` makes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// A file that the simulated phone sends.
#[derive(Debug)]
pub struct Sample {
    /// Its name in this crate.
    pub name: &'static str,
    /// The whole file, a few kilobytes.
    pub bytes: &'static [u8],
    /// Its type as WhatsApp writes it.
    pub mime_type: &'static str,
    /// The name that a customer would give it.
    pub filename: &'static str,
    /// The words that a voice says in it.
    pub said: Option<&'static str>,
    /// What a picture or video shows, in English and in French.
    pub seen: Option<[&'static str; 2]>,
    /// The text of a document, one line for each line of it.
    pub text: Option<&'static str>,
}

/// All samples.
pub static SAMPLES: [Sample; 9] = [
    Sample {
        seen: Some([
            "a red mug with a crack in its side, on a wooden table",
            "un mug rouge fendu sur le côté, posé sur une table en bois",
        ]),
        ..sample("photo", include_bytes!("../assets/photo.jpg"), "image/jpeg", "photo.jpg")
    },
    Sample {
        seen: Some([
            "a bar chart with five bars, the last one is yellow",
            "un graphique à cinq barres, la dernière est jaune",
        ]),
        ..sample("chart", include_bytes!("../assets/chart.png"), "image/png", "chart.png")
    },
    Sample {
        seen: Some(["a red mug that steams", "un mug rouge fumant"]),
        ..sample("sticker", include_bytes!("../assets/sticker.webp"), "image/webp", "sticker.webp")
    },
    Sample {
        seen: Some([
            "a red mug slides along a table from left to right",
            "un mug rouge glisse de gauche à droite sur une table",
        ]),
        ..sample("video", include_bytes!("../assets/video.mp4"), "video/mp4", "video.mp4")
    },
    Sample {
        said: Some("Bonjour, est-ce que vous êtes ouverts samedi matin ?"),
        ..sample("voice-fr", include_bytes!("../assets/voice-fr.ogg"), "audio/ogg; codecs=opus", "voice.ogg")
    },
    Sample {
        said: Some("Hello, are you open on Saturday morning?"),
        ..sample("voice-en", include_bytes!("../assets/voice-en.ogg"), "audio/ogg; codecs=opus", "voice.ogg")
    },
    // Three tones: nobody speaks.
    sample("sound", include_bytes!("../assets/sound.mp3"), "audio/mpeg", "sound.mp3"),
    Sample {
        text: Some(
            "Librairie du Port\nFacture F-2041\n2 x mug rouge     25,00 EUR\n1 x carnet bleu    7,50 EUR\n\
             Total             32,50 EUR\nA payer avant le 15 janvier.",
        ),
        ..sample("invoice", include_bytes!("../assets/invoice.pdf"), "application/pdf", "facture F-2041.pdf")
    },
    Sample {
        text: Some(
            "Bonjour,\nJe souhaite commander douze mugs rouges pour le 3 mars.\n\
             Merci de me dire si c’est possible.\nCamille Fontaine",
        ),
        ..sample(
            "letter",
            include_bytes!("../assets/letter.docx"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "commande.docx",
        )
    },
];

const fn sample(
    name: &'static str,
    bytes: &'static [u8],
    mime_type: &'static str,
    filename: &'static str,
) -> Sample {
    Sample { name, bytes, mime_type, filename, said: None, seen: None, text: None }
}

impl Sample {
    /// The sample with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SAMPLES.iter().find(|sample| sample.name == name)
    }

    /// Its SHA-256 as a webhook writes it: in base64.
    pub fn sha256(&self) -> String {
        sha256(self.bytes)
    }

    /// The sample with exactly these bytes. `None`: it is somebody's own file.
    pub fn of(bytes: &[u8]) -> Option<&'static Self> {
        SAMPLES.iter().find(|sample| sample.bytes == bytes)
    }
}

/// The words that the simulated model hears in a sound: those of a sample, none in a sample without a voice, and anything
/// else by its size. The same bytes always give the same words.
pub fn said_in(bytes: &[u8]) -> String {
    match Sample::of(bytes) {
        Some(sample) => sample.said.unwrap_or_default().to_owned(),
        None => format!("A sound of {} bytes", bytes.len()),
    }
}

/// What the simulated model sees in a picture, in English and in French: what a sample shows, and anything else by its type
/// and size.
pub fn seen_in(bytes: &[u8]) -> [String; 2] {
    if let Some(seen) = Sample::of(bytes).and_then(|sample| sample.seen) {
        return seen.map(str::to_owned);
    }
    let [english, french] = match bytes {
        [0xff, 0xd8, ..] => ["a JPEG", "un JPEG"],
        [0x89, b'P', b'N', b'G', ..] => ["a PNG", "un PNG"],
        [b'G', b'I', b'F', ..] => ["a GIF", "un GIF"],
        [b'R', b'I', b'F', b'F', ..] => ["a WebP", "un WebP"],
        _ => ["a picture", "une image"],
    };
    let size = bytes.len();
    [format!("{english} of {size} bytes"), format!("{french} de {size} octets")]
}

/// The SHA-256 of a file as a webhook writes it: in base64. Graph's answer by id has it in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_small_and_of_the_type_that_it_claims() {
        for sample in &SAMPLES {
            assert!(sample.bytes.len() < 10_000, "{}: {}", sample.name, sample.bytes.len());
            let start = |magic: &[u8], at: usize| sample.bytes[at..].starts_with(magic);
            let fits = match sample.mime_type {
                "image/jpeg" => start(b"\xFF\xD8\xFF", 0),
                "image/png" => start(b"\x89PNG\r\n", 0),
                "image/webp" => start(b"RIFF", 0) && start(b"WEBP", 8),
                "video/mp4" => start(b"ftyp", 4),
                "audio/ogg; codecs=opus" => start(b"OggS", 0) && start(b"OpusHead", 28),
                "audio/mpeg" => start(b"ID3", 0),
                "application/pdf" => start(b"%PDF-", 0),
                _ => start(b"PK", 0),
            };
            assert!(fits, "{}", sample.name);
            assert!(std::ptr::eq(Sample::of(sample.bytes).unwrap(), sample));
            assert!(std::ptr::eq(Sample::named(sample.name).unwrap(), sample));
        }
    }

    #[test]
    fn what_is_in_a_sample_is_known_and_anything_else_is_described_by_its_size() {
        let bytes = |name: &str| Sample::named(name).unwrap().bytes;
        assert!(said_in(bytes("voice-fr")).contains("samedi"));
        assert_eq!(said_in(bytes("sound")), "", "nobody speaks in it");
        assert_eq!(said_in(b"OggS"), "A sound of 4 bytes");
        assert_eq!(seen_in(bytes("sticker")), ["a red mug that steams", "un mug rouge fumant"]);
        assert_eq!(seen_in(b"GIF89a"), ["a GIF of 6 bytes", "un GIF de 6 octets"]);
        assert_eq!(seen_in(b""), ["a picture of 0 bytes", "une image de 0 octets"]);
    }

    #[test]
    fn the_text_of_the_invoice_is_in_its_file() {
        let invoice = Sample::named("invoice").unwrap();
        let file: String = invoice.bytes.iter().map(|byte| char::from(*byte)).collect();
        for line in invoice.text.unwrap().lines() {
            assert!(file.contains(&format!("({line}) Tj")), "{line}");
        }
    }

    #[test]
    fn a_voice_message_has_one_channel_as_the_phone_records_it() {
        for name in ["voice-fr", "voice-en"] {
            assert_eq!(Sample::named(name).unwrap().bytes[37], 1, "{name}");
        }
    }
}
