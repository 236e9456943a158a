//! What people see of a text: letters that have no shape or change the direction of others can hide what it says.

/// Characters of the longest name of a file. File systems take 255 bytes, and a character may have four.
const LONGEST: usize = 60;

/// Characters of the longest ending that a shortened name keeps, with its dot.
const LONGEST_ENDING: usize = 12;

/// Whether nothing of a text is seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_hidden(c))
}

/// The name of a file as it can be shown, stored and sent: the last part of a path, without what is not visible, at most
/// 60 characters with its ending. `None`: nothing is left. A file may be named anything: a path, a line break, text that
/// reads from right to left so that `exe` looks like `pdf`, or a novel.
pub fn file_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    // A dot in front hides a file, one at the end is dropped by Windows.
    let visible = visible.trim_matches(|c: char| c == '.' || c.is_whitespace());
    (!visible.is_empty()).then(|| shortened(visible))
}

/// Control characters, those that change the direction of text or have no width, and letters without a shape.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
        ] {
            assert_eq!(file_name(name).as_deref(), Some(clean), "{name:?}");
        }
        for none in ["", "..", "x/", "\u{202e}\n"] {
            assert_eq!(file_name(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let clean = file_name(&format!("{}.pdf", "é".repeat(500))).unwrap();
        assert_eq!(clean.chars().count(), LONGEST);
        assert!(clean.ends_with("é.pdf") && clean.len() < 255, "{clean}");
        assert_eq!(file_name(&format!("a.{}", "b".repeat(500))).unwrap().chars().count(), LONGEST);
    }

    #[test]
    fn a_text_of_nothing_that_is_seen_is_blank() {
        for blank in ["", " \n\t", "\u{200b}\u{2060}", "\u{a0}\u{feff}", "\u{2800}", "\u{3164}", "\0"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["a", ".", "\u{200b}é", "👍", "\u{200f}شكرا"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
