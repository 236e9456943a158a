//! Names of files. A customer's file may be named anything: a path, a line break, text that reads from right to left so
//! that `exe` looks like `pdf`, or a novel.

/// Characters of the longest name. File systems take 255 bytes, and a character may have four.
const LONGEST: usize = 60;

/// Characters of the longest ending that a shortened name keeps, with its dot.
const LONGEST_ENDING: usize = 12;

/// A name that can be shown, stored and sent: the last part of a path, without what is not visible, shortened before
/// its ending. `instead` is returned when nothing is left.
pub(super) fn cleaned(name: &str, instead: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    // A dot in front hides a file, one at the end is dropped by Windows.
    let visible = visible.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if visible.is_empty() { instead.to_owned() } else { shortened(visible) }
}

/// Control characters, and those that change the direction of text or have no width.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').and_then(|at| name.get(at..)).unwrap_or_default();
    let ending = if ending.chars().count() <= LONGEST_ENDING { ending } else { "" };
    let kept = LONGEST - ending.chars().count();
    let start: String = name.chars().take(kept).collect();
    format!("{}{ending}", start.trim_end())
}

/// `Content-Disposition`, by RFC 6266: a plain name for old programs and the whole one by RFC 8187. It is ASCII.
pub(super) fn disposition(is_shown: bool, name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._- ()".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(plain).collect();
    let kind = if is_shown { "inline" } else { "attachment" };
    if plain == name {
        return format!("{kind}; filename=\"{plain}\"");
    }
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let whole: String = name.bytes().map(encode).collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_a_name() {
        for (name, clean) in [
            ("menu.pdf", "menu.pdf"),
            ("Été à Noël.png", "Été à Noël.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\photo.jpg", "photo.jpg"),
            ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
            ("a\0b.png", "ab.png"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\u{200b}b", "ab"),
            (" .hidden. ", "hidden"),
            ("", "file"),
            ("..", "file"),
            ("x/", "file"),
            ("\u{202e}\n", "file"),
        ] {
            assert_eq!(cleaned(name, "file"), clean, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = format!("{}.pdf", "é".repeat(500));
        let clean = cleaned(&long, "file");
        assert_eq!(clean.chars().count(), LONGEST);
        assert!(clean.ends_with("é.pdf") && clean.len() < 255, "{clean}");
        assert_eq!(cleaned(&format!("a.{}", "b".repeat(500)), "file").chars().count(), LONGEST);
    }

    #[test]
    fn a_disposition_is_one_ascii_header() {
        assert_eq!(disposition(true, "a b-1.png"), "inline; filename=\"a b-1.png\"");
        assert_eq!(
            disposition(false, "é\"; x=\\.svg"),
            "attachment; filename=\"___ x__.svg\"; filename*=UTF-8''%C3%A9%22%3B%20x%3D%5C.svg"
        );
        for name in ["naïve 👍 (1).pdf", "100%.txt", "a;b", "a'b"] {
            let header = disposition(false, &cleaned(name, "file"));
            assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header}");
            assert_eq!(header.matches('"').count(), 2, "{header}");
        }
    }
}
