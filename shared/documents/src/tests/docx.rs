use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::{read, timed, whole};
use crate::{Kind, Unreadable};

/// An archive with this entry.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut output);
    let (mut entry, config) =
        archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
    writer.write_all(content).unwrap();
    let (encoder, descriptor) = writer.finish().unwrap();
    encoder.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    output
}

/// A document with this body.
pub(super) fn of(body: &str) -> Vec<u8> {
    let xml =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    archive("word/document.xml", xml.as_bytes())
}

#[test]
fn paragraphs_tables_and_breaks_are_read() {
    let body = "<w:p><w:pPr><w:t2>x</w:t2></w:pPr><w:r><w:t>Devis n&#186; 12 &amp; plus</w:t></w:r></w:p>\
                <w:p><w:r><w:t>A</w:t><w:tab/><w:t xml:space=\"preserve\">B </w:t><w:br/><w:t>C</w:t></w:r></w:p>\
                <w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>un</w:t></w:r></w:p></w:tc>\
                <w:tc><w:p><w:r><w:t>deux</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
                <w:p><w:r><w:instrText>PAGE</w:instrText><w:delText>weg</w:delText><w:t>é</w:t></w:r></w:p>";
    assert_eq!(whole(Kind::Docx, &of(body)), "Devis nº 12 & plus\nA B\nC\nun\n| deux\n| é");
}

#[test]
fn headings_lists_and_tables_are_markdown() {
    let p = |properties: &str, words: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r><w:r><w:t>!</w:t></w:r></w:p>")
    };
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p("", words));
    let row = |one: &str, other: &str| format!("<w:tr>{}{}</w:tr>", cell(one), cell(other));
    let body = [
        p("<w:pStyle w:val=\"Titre1\"/>", "Menu"),
        p("<w:pStyle w:val=\"Normal\"/>", "Un"),
        p("<w:outlineLvl w:val=\"1\"/>", "Thés"),
        p("<w:numPr><w:ilvl w:val=\"0\"/></w:numPr>", "vert"),
        p("", "noir"),
        format!("<w:tbl>{}{}</w:tbl>", row("Thé", "Prix"), row("a|b", "4,90")),
        p("<w:pStyle w:val=\"Heading9\"/>", "Fin"),
    ];
    let read = crate::markdown(Kind::Docx, &of(&body.concat()), super::LIMITS).unwrap();
    let expected =
        "# Menu!\nUn!\n\n## Thés!\n- vert!\nnoir!\n\n| Thé! | Prix! |\n|---|---|\n| a\\|b! | 4,90! |\n\nFin!";
    assert_eq!(read.text, expected);
}

/// Facts are believed, so nobody must find in them what they could not read in the document.
#[test]
fn hidden_text_is_left_out() {
    let run =
        |properties: &str, words: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>");
    let body = [
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>",
        &run("", "un"),
        &run("<w:vanish/>", " CACHE"),
        &run("<w:vanish w:val=\"true\"></w:vanish>", " CACHE"),
        "<w:r><w:rPr><w:vanish/></w:rPr><w:pict>",
        &run("", " CACHE"),
        "</w:pict><w:t> CACHE</w:t></w:r>",
        &run("<w:vanish w:val=\"0\"/>", " deux"),
        "</w:p>",
    ];
    let document = of(&body.concat());
    assert_eq!(whole(Kind::Docx, &document), "un deux");
    assert_eq!(crate::markdown(Kind::Docx, &document, super::LIMITS).unwrap().text, "un deux");
}

#[test]
fn a_table_within_a_cell_is_words_of_the_cell() {
    let cell = |inner: &str| format!("<w:tc><w:p><w:r><w:t>{inner}</w:t></w:r></w:p></w:tc>");
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("vert"), cell("noir"));
    let outer = format!(
        "<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc>{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("Prix"),
        cell("a"),
        cell("b")
    );
    let read = crate::markdown(Kind::Docx, &of(&outer), super::LIMITS).unwrap();
    assert_eq!(read.text, "| vert noir | Prix |\n|---|---|\n| a | b |");
}

#[test]
fn entities_of_the_document_itself_are_not_unfolded() {
    let xml = "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
               <w:document xmlns:w=\"w\"><w:p><w:t>un &b; deux</w:t></w:p></w:document>";
    assert_eq!(whole(Kind::Docx, &archive("word/document.xml", xml.as_bytes())), "un deux");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let words = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "mot ".repeat(30 << 20));
    let (text, took) = timed(Kind::Docx, &of(&words), Duration::from_secs(20));
    assert!(matches!(&text, Ok(text) if text.is_cut) || text == Err(Unreadable::TooLarge));
    assert!(took < Duration::from_secs(20), "{took:?}");
    drop(words);
    let (text, took) = timed(Kind::Docx, &of(&"<w:p/>".repeat(8 << 20)), Duration::from_secs(20));
    assert_eq!(text, Err(Unreadable::TooLarge));
    assert!(took < Duration::from_secs(25), "{took:?}");
}

#[test]
fn what_is_no_document_is_broken() {
    let encrypted = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    assert_eq!(read(Kind::Docx, &encrypted), Err(Unreadable::Encrypted));
    assert_eq!(read(Kind::Docx, b""), Err(Unreadable::Broken));
    assert_eq!(read(Kind::Docx, b"PK\x03\x04 and no more"), Err(Unreadable::Broken));
    assert_eq!(read(Kind::Docx, &archive("word/styles.xml", b"<a/>")), Err(Unreadable::Broken));
    assert_eq!(read(Kind::Docx, &of("")), Err(Unreadable::NoText));
    let torn = of("<w:p><w:r><w:t>un</w:t></w:r></w:p>");
    assert_eq!(read(Kind::Docx, &torn[..torn.len() / 2]), Err(Unreadable::Broken));
}
