//! Which kind of document a file is.

/// A kind of document that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// A document of Word since 2007, and of what saves as one.
    Docx,
    /// Plain text: also CSV, Markdown, JSON and the like.
    Plain,
}

/// The type of DOCX.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Types of plain text beside `text/*`.
const PLAIN: [&str; 5] =
    ["application/json", "application/xml", "application/csv", "application/x-yaml", "application/yaml"];

/// Endings of names of plain text.
const PLAIN_ENDINGS: [&str; 10] =
    ["txt", "csv", "tsv", "md", "markdown", "json", "xml", "yaml", "yml", "log"];

impl Kind {
    /// The kind of a file: its first bytes tell a PDF and a ZIP, then its type without parameters, in lower case, and the
    /// ending of its name. `None`: it cannot be read.
    pub fn of(mime_type: &str, filename: Option<&str>, beginning: &[u8]) -> Option<Self> {
        let ending =
            filename.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
        let has_ending = |known: &[&str]| ending.as_deref().is_some_and(|ending| known.contains(&ending));
        if beginning.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if beginning.starts_with(b"PK\x03\x04") {
            return (mime_type == DOCX || has_ending(&["docx"])).then_some(Self::Docx);
        }
        if mime_type == "application/pdf" || has_ending(&["pdf"]) {
            // The header may stand a little further on.
            return Some(Self::Pdf);
        }
        if mime_type == DOCX || has_ending(&["docx"]) {
            return Some(Self::Docx);
        }
        let is_plain =
            mime_type.starts_with("text/") || PLAIN.contains(&mime_type) || has_ending(&PLAIN_ENDINGS);
        is_plain.then_some(Self::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_come_before_the_type_and_the_name() {
        let pdf = b"%PDF-1.7".as_slice();
        let zip = b"PK\x03\x04".as_slice();
        let cases = [
            ("application/octet-stream", None, pdf, Some(Kind::Pdf)),
            (DOCX, Some("a.docx"), pdf, Some(Kind::Pdf)),
            (DOCX, None, zip, Some(Kind::Docx)),
            ("application/zip", Some("Offre.DOCX"), zip, Some(Kind::Docx)),
            ("application/zip", Some("a.zip"), zip, None),
            ("text/plain", Some("a.txt"), zip, None),
            ("application/pdf", None, b"junk", Some(Kind::Pdf)),
            ("application/octet-stream", Some("a.docx"), b"junk", Some(Kind::Docx)),
            ("text/csv", None, b"a;b", Some(Kind::Plain)),
            ("application/octet-stream", Some("notes.md"), b"# a", Some(Kind::Plain)),
            ("application/octet-stream", Some("a.exe"), b"MZ", None),
            ("", None, b"", None),
        ];
        for (mime_type, filename, beginning, expected) in cases {
            assert_eq!(Kind::of(mime_type, filename, beginning), expected, "{mime_type} {filename:?}");
        }
    }
}
