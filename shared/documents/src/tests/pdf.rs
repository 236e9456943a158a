use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};

use super::{read, timed, whole};
use crate::{Kind, Unreadable};

/// A file of these objects, numbered from 1. The first is the catalogue.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    with_trailer(objects, "")
}

fn with_trailer(objects: &[Vec<u8>], more: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        file.extend(format!("{} 0 obj\n", number + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let (place, size) = (file.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {more}>>\nstartxref\n{place}\n%%EOF\n"
    );
    file.extend(end.bytes());
    file
}

fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dict} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/// A file with a page for each of these contents.
pub(super) fn of_pages(contents: &[&str]) -> Vec<u8> {
    let contents: Vec<_> = contents.iter().map(|content| stream("", content.as_bytes())).collect();
    of_streams(contents)
}

fn of_streams(contents: Vec<Vec<u8>>) -> Vec<u8> {
    let kids: Vec<_> = (0..contents.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", contents.len()).into_bytes(),
        FONT.as_bytes().to_vec(),
    ];
    for content in contents {
        let number = objects.len() + 1;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 3 0 R >> >> /Contents {} 0 R >>",
                number + 1
            )
            .into_bytes(),
        );
        objects.push(content);
    }
    file(&objects)
}

fn of_page(content: &str) -> String {
    whole(Kind::Pdf, &of_pages(&[content]))
}

#[test]
fn words_and_lines_are_told_apart() {
    let cases = [
        (
            "BT /F 12 Tf 72 720 Td (Bonjour) Tj ( Awa) Tj 0 -14 Td (Ligne deux) Tj ET",
            "Bonjour Awa\nLigne deux",
        ),
        ("BT /F 12 Tf [(Bon) -20 (jour) -300 (Awa)] TJ ET", "Bonjour Awa"),
        ("BT /F 12 Tf 14 TL (un) Tj T* (deux) Tj (trois) ' ET", "un\ndeux\ntrois"),
        ("BT /F 10 Tf 0 0 Td (gauche) Tj 200 0 Td (droite) Tj ET", "gauche droite"),
        // One command for each letter, as some programs write.
        (
            "BT /F 10 Tf 1 0 0 1 0 0 Tm (o) Tj 1 0 0 1 5.5 0 Tm (u) Tj 1 0 0 1 11 0 Tm (i) Tj 1 0 0 1 20 0 Tm (a) Tj ET",
            "oui a",
        ),
        ("BT /F 12 Tf (caf\\351 \\200) Tj ET", "café €"),
        ("BT /F 1 Tf 12 0 0 12 72 700 Tm (un) Tj 0 -1.2 Td (deux) Tj ET", "un\ndeux"),
    ];
    for (content, expected) in cases {
        assert_eq!(of_page(content), expected, "{content}");
    }
    let pages = of_pages(&["BT /F 9 Tf (un) Tj ET", "BT /F 9 Tf (deux) Tj ET"]);
    assert_eq!(whole(Kind::Pdf, &pages), "un\n\ndeux");
}

#[test]
fn a_font_with_a_table_of_its_own_and_a_form_are_read() {
    let table = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n\
                 /Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
                 1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n\
                 2 beginbfchar\n<0001> <0042>\n<0002> <D83DDE00>\nendbfchar\n\
                 1 beginbfrange\n<0010> <0012> <0061>\nendbfrange\n\
                 endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F 4 0 R >> /XObject << /X 7 0 R >> >> >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>".to_vec(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R >>".to_vec(),
        stream("/Filter /FlateDecode", &packed(b"BT /F 12 Tf <00010002> Tj <001000110012> Tj ET /X Do")),
        stream("/Filter /FlateDecode", &packed(table.as_bytes())),
        stream(
            &format!("/Type /XObject /Subtype /Form /Resources << /Font << /G {FONT} >> >>"),
            b"BT /G 9 Tf (dans un cadre) Tj ET /X Do",
        ),
    ];
    assert_eq!(whole(Kind::Pdf, &file(&objects)), "B😀abc\ndans un cadre");
}

#[test]
fn of_five_thousand_pages_the_first_are_read() {
    let page = "BT /F 12 Tf (Une page avec quelques mots) Tj ET";
    let (read, took) = timed(Kind::Pdf, &of_pages(&vec![page; 5_000]), Duration::from_mins(1));
    let read = read.unwrap();
    assert!(read.is_cut && read.text.chars().count() > 1_900, "{read:?}");
    assert!(took < Duration::from_secs(40), "{took:?}");
    let (read, _) = timed(Kind::Pdf, &of_pages(&vec!["q Q"; 5_000]), Duration::from_mins(1));
    assert_eq!(read, Err(Unreadable::TooLarge), "none of the pages that are looked at has text");
}

#[test]
fn an_encrypted_file_says_so() {
    let objects =
        [b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec()];
    let encrypted = with_trailer(&objects, "/Encrypt << /Filter /Standard /V 5 >> ");
    assert_eq!(read(Kind::Pdf, &encrypted), Err(Unreadable::Encrypted));
}

/// The way in which a test encrypts a document.
type Version = for<'a> fn(&'a Document, user: &'a str) -> EncryptionVersion<'a>;

fn rc4<'a>(document: &'a Document, user_password: &'a str) -> EncryptionVersion<'a> {
    let permissions = Permissions::PRINTABLE;
    EncryptionVersion::V2 { document, owner_password: "owner", user_password, key_length: 128, permissions }
}

fn aes_128<'a>(document: &'a Document, user_password: &'a str) -> EncryptionVersion<'a> {
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
    EncryptionVersion::V4 {
        document,
        encrypt_metadata: true,
        crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password,
        permissions: Permissions::PRINTABLE,
    }
}

fn aes_256<'a>(_: &'a Document, user_password: &'a str) -> EncryptionVersion<'a> {
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
        file_encryption_key: &[7; 32],
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password,
        permissions: Permissions::PRINTABLE,
    }
}

/// A statement whose page is in a stream of objects, with this user's password.
fn encrypted(version: Version, user_password: &str) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 3 0 R >> >> /Contents 5 0 R >>";
    let packed_page = packed(format!("9 0 {page}").as_bytes());
    let dict = dictionary! { "Type" => "ObjXtm", "N" => 1, "First" => 4, "Filter" => "FlateDecode" };
    let mut document = Document::load_mem(&with_trailer(
        &[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [9 0 R] /Count 1 >>".to_vec(),
            FONT.as_bytes().to_vec(),
            b"null".to_vec(),
            stream("/Filter /FlateDecode", &packed(b"BT /F 12 Tf (Solde : 120 EUR) Tj ET")),
        ],
        "/ID [<0102> <0102>] ",
    ))
    .unwrap();
    document.objects.insert((4, 0), Object::Stream(Stream::new(dict, packed_page)));
    saved(document, version, user_password)
}

/// The document as an encrypted file. The library writes no stream of objects that it finds, unless it has another name.
fn saved(mut document: Document, version: Version, user_password: &str) -> Vec<u8> {
    let state = EncryptionState::try_from(version(&document.clone(), user_password)).unwrap();
    document.encrypt(&state).unwrap();
    let mut file = Vec::new();
    document.save_to(&mut file).unwrap();
    replaced(&file, b"/ObjXtm", b"/ObjStm")
}

#[test]
fn a_file_with_the_empty_password_is_read_and_one_with_another_is_not() {
    for (name, version) in [("RC4", rc4 as Version), ("AES-128", aes_128), ("AES-256", aes_256)] {
        let open = encrypted(version, "");
        assert!(
            open.windows(8).any(|window| window == b"/Encrypt") && !open.windows(3).any(|it| it == b"EUR")
        );
        assert_eq!(whole(Kind::Pdf, &open), "Solde : 120 EUR", "{name}");
        assert_eq!(read(Kind::Pdf, &encrypted(version, "secret")), Err(Unreadable::Encrypted), "{name}");
        let name_in_digits = replaced(&open, b"/Encrypt ", b"/#45ncrypt ");
        assert_eq!(whole(Kind::Pdf, &name_in_digits), "Solde : 120 EUR", "{name}");
        for place in (0..open.len()).step_by(37) {
            let mut damaged = open.clone();
            damaged[place] ^= 0x55;
            let _ = read(Kind::Pdf, &damaged);
        }
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let place = bytes.windows(from.len()).rposition(|window| window == from).unwrap();
    [&bytes[..place], to, &bytes[place + from.len()..]].concat()
}

/// The limits hold for an encrypted file too.
#[test]
fn an_encrypted_bomb_is_not_unpacked() {
    let bomb = packed(&b" ".repeat(64 << 20));
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [] >>".to_vec(),
        b"null".to_vec(),
    ];
    let mut document = Document::load_mem(&with_trailer(&objects, "/ID [<0102> <0102>] ")).unwrap();
    let dict = dictionary! { "Type" => "ObjXtm", "N" => 9, "First" => 99, "Filter" => "FlateDecode" };
    document.objects.insert((3, 0), Object::Stream(Stream::new(dict, bomb)));
    assert_eq!(read(Kind::Pdf, &saved(document, rc4, "")), Err(Unreadable::TooLarge));
}

#[test]
fn a_page_without_text_has_none_and_junk_is_broken() {
    assert_eq!(read(Kind::Pdf, &of_pages(&["q 1 0 0 1 0 0 cm Q"])), Err(Unreadable::NoText));
    assert_eq!(read(Kind::Pdf, b""), Err(Unreadable::Broken));
    assert_eq!(read(Kind::Pdf, b"%PDF-1.7\nnothing of the kind"), Err(Unreadable::Broken));
    let whole = of_pages(&["BT /F 9 Tf (un) Tj ET"]);
    let half = read(Kind::Pdf, &whole[..whole.len() / 2]);
    assert!(matches!(half, Err(Unreadable::Broken | Unreadable::NoText)), "{half:?}");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = packed(&b" ".repeat(64 << 20));
    let content = of_streams(vec![stream("/Filter /FlateDecode", &bomb)]);
    assert_eq!(read(Kind::Pdf, &content), Err(Unreadable::TooLarge));
    // A stream of objects.
    let mut objects =
        vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), b"<< /Type /Pages /Kids [] >>".to_vec()];
    objects.push(stream("/Type /ObjStm /N 9 /First 99 /Filter /FlateDecode", &bomb));
    assert_eq!(read(Kind::Pdf, &file(&objects)), Err(Unreadable::TooLarge));
    // A bomb in a bomb.
    objects.pop();
    objects.push(stream("/Type /ObjStm /N 9 /First 99 /Filter [/FlateDecode /FlateDecode]", &packed(&bomb)));
    assert_eq!(read(Kind::Pdf, &file(&objects)), Err(Unreadable::TooLarge));
}

/// The same small objects under many numbers: each is loaded anew.
#[test]
fn objects_that_are_loaded_again_and_again_are_weighed() {
    let large = format!("[{}]", "0 ".repeat(400_000));
    let mut file = b"%PDF-1.7\n".to_vec();
    let place = file.len();
    file.extend(format!("1 0 obj\n{large}\nendobj\n").bytes());
    let table = format!("{place:010} 00000 n \n").repeat(3_000);
    let start = file.len();
    file.extend(
        format!("xref\n0 1\n0000000000 65535 f \n1 3000\n{table}trailer\n<< /Size 3001 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").bytes(),
    );
    let (read, took) = timed(Kind::Pdf, &file, Duration::from_secs(20));
    assert!(read.is_err() && took < Duration::from_secs(25), "{read:?} {took:?}");
}

#[test]
fn what_never_ends_is_ended() {
    // Pages that contain each other.
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 /Parent 3 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>".to_vec(),
    ];
    let (read, took) = timed(Kind::Pdf, &file(&objects), Duration::from_secs(5));
    assert!(read.is_err() && took < Duration::from_secs(6), "{read:?} {took:?}");
    // A table that comes after itself.
    let looped = with_trailer(&objects, "/Prev 9 ");
    let place = looped.windows(4).position(|window| window == b"xref").unwrap();
    let looped = String::from_utf8(looped).unwrap().replace("/Prev 9 ", &format!("/Prev {place} "));
    let (read, took) = timed(Kind::Pdf, looped.as_bytes(), Duration::from_secs(5));
    assert!(read.is_err() && took < Duration::from_secs(6), "{read:?} {took:?}");
    // A page of many commands, and no time.
    objects.clear();
    let endless = of_pages(&[&"BT /F 9 Tf 1 0 Td () Tj ET ".repeat(30_000)]);
    let (read, took) = timed(Kind::Pdf, &endless, Duration::from_millis(100));
    assert_eq!(read, Err(Unreadable::TooLarge));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn brackets_within_brackets_do_not_end_the_process() {
    for deep in ["[".repeat(500_000), "<<".repeat(500_000), "(".repeat(500_000), "[(<<".repeat(100_000)] {
        let objects = [format!("<< /Type /Catalog /Pages {deep} >>").into_bytes()];
        assert!(read(Kind::Pdf, &file(&objects)).is_err());
        let _ = read(Kind::Pdf, &of_pages(&[&deep]));
    }
}
