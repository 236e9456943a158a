//! The text of a DOCX: the main part of a ZIP archive, read as a stream, so that a bomb is never unpacked.
//!
//! <https://ecma-international.org/publications-and-standards/standards/ecma-376/>

mod markdown;

use std::io::{BufReader, Read};

use flate2::bufread::DeflateDecoder;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use rawzip::{CompressionMethod, ZipArchive};

use crate::text::{Collected, Enough};
use crate::{Unreadable, work};

/// The main part.
const MAIN: &[u8] = b"word/document.xml";

/// The most entries of the archive that are looked through for it. A real one has a few dozen.
const MOST_ENTRIES: usize = 10_000;

/// The most bytes of the main part that are unpacked. A book has a tenth of it.
const MOST_UNPACKED: u64 = 24 * 1024 * 1024;

/// What an encrypted DOCX begins with: it is a file of the older format around the encrypted one.
/// <https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto>
const OLD_FORMAT: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(crate) fn read(bytes: &[u8], text: &mut Collected) -> Result<(), Unreadable> {
    if bytes.starts_with(OLD_FORMAT) {
        return Err(Unreadable::Encrypted);
    }
    let archive = ZipArchive::from_slice(bytes).map_err(|_| Unreadable::Broken)?;
    let mut entries = archive.entries();
    for _ in 0..MOST_ENTRIES {
        work::check();
        let Some(entry) = entries.next_entry().map_err(|_| Unreadable::Broken)? else { break };
        if entry.file_path().as_bytes() != MAIN {
            continue;
        }
        if entry.flags().is_encrypted() {
            return Err(Unreadable::Encrypted);
        }
        let method = entry.compression_method();
        let entry = archive.get_entry(entry.wayfinder()).map_err(|_| Unreadable::Broken)?;
        return match method {
            CompressionMethod::STORE => body(entry.data(), text),
            CompressionMethod::DEFLATE => body(DeflateDecoder::new(entry.data()), text),
            _ => Err(Unreadable::Broken),
        };
    }
    Err(Unreadable::Broken)
}

/// Reads the XML of the main part.
fn body(xml: impl Read, text: &mut Collected) -> Result<(), Unreadable> {
    let mut limited = xml.take(MOST_UNPACKED);
    let mut reader = Reader::from_reader(BufReader::new(&mut limited));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let mut place = Place::default();
    let ended = loop {
        work::check();
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break Ok(()),
            Ok(event) => event,
            Err(_) => break Err(Unreadable::Broken),
        };
        if one(&event, &mut place, text).is_err() {
            return Ok(());
        }
    };
    if limited.limit() == 0 {
        let _ = text.cut();
        return Err(Unreadable::TooLarge);
    }
    ended
}

/// What the present place of a document is.
#[derive(Default)]
struct Place {
    is_words: bool,
    /// What a paragraph's first words stand after, in Markdown.
    mark: &'static str,
    /// How many tables it is in.
    tables: usize,
    /// The cells of the present row, and whether it is the first one of its table.
    cells: usize,
    is_first_row: bool,
    /// How many runs it is in: a text box is in a run, and has its own.
    runs: usize,
    /// Which of them is hidden, with all that is in it.
    hidden: Option<usize>,
}

impl Place {
    /// The text is hidden from here to the end of its run. A hidden end of a paragraph, in no run, hides no words.
    /// <https://learn.microsoft.com/dotnet/api/documentformat.openxml.wordprocessing.vanish>
    fn hides(&mut self, tag: &BytesStart<'_>) {
        let is_off = matches!(markdown::value(tag).as_str(), "0" | "false" | "off");
        if self.runs > 0 && !is_off {
            self.hidden.get_or_insert(self.runs);
        }
    }

    fn ends_run(&mut self) {
        self.hidden = self.hidden.filter(|hidden| *hidden < self.runs);
        self.runs = self.runs.saturating_sub(1);
    }
}

fn one(event: &Event<'_>, place: &mut Place, text: &mut Collected) -> Result<(), Enough> {
    match event {
        Event::Start(tag) if tag.local_name().as_ref() == "t" => place.is_words = place.hidden.is_none(),
        Event::Start(tag) if tag.local_name().as_ref() == "r" => place.runs += 1,
        Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "vanish" => place.hides(tag),
        Event::End(tag) if tag.local_name().as_ref() == "r" => place.ends_run(),
        Event::Start(tag) | Event::Empty(tag) if text.is_markdown() && place.begins(tag, text)? => {}
        Event::End(tag) if text.is_markdown() && place.ends(tag.local_name().as_ref(), text)? => {}
        Event::End(tag) => match tag.local_name().as_ref() {
            "t" => place.is_words = false,
            "p" => text.push_char('\n')?,
            // A cell of a table.
            "tc" => text.push(" | ")?,
            _ => {}
        },
        Event::Empty(tag) => match tag.local_name().as_ref() {
            "tab" => text.end_word(),
            "br" | "cr" => text.end_line(),
            _ => {}
        },
        Event::Text(words) if place.is_words => place.words(words, text)?,
        Event::CData(words) if place.is_words => place.words(words, text)?,
        Event::GeneralRef(name) if place.is_words => {
            if let Some(meant) = meant(name) {
                place.words(&meant, text)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// What `&amp;` or `&#233;` means. Entities that a document defines itself are not known: they can be bombs.
fn meant(name: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c.to_string());
    }
    resolve_predefined_entity(name).map(str::to_owned)
}
