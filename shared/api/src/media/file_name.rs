//! Names of files, as the API stores and serves them.

use relais_whatsapp::visible;

/// A name that can be shown, stored and sent. `instead` is returned when nothing is left.
pub(super) fn cleaned(name: &str, instead: &str) -> String {
    visible::file_name(name).unwrap_or_else(|| instead.to_owned())
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
