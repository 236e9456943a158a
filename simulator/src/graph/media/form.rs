//! Reads the form of an upload.

use axum::body::Bytes;

/// The fields of the form that Graph reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) messaging_product: Option<String>,
    pub(super) mime_type: Option<String>,
    pub(super) file: Option<Bytes>,
}

impl Form {
    /// Reads a body with this content type. `None`: it is no whole form.
    pub(super) fn read(content_type: &str, body: &Bytes) -> Option<Self> {
        let (kind, parameters) = content_type.split_once(';')?;
        let boundary = parameters.trim().strip_prefix("boundary=").filter(|boundary| !boundary.is_empty())?;
        if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
            return None;
        }
        let delimiter = format!("--{}", boundary.trim_matches('"'));
        let separator = format!("\r\n{delimiter}");
        let mut form = Self::default();
        let mut at = find(body, 0, delimiter.as_bytes())? + delimiter.len();
        while !body.get(at..)?.starts_with(b"--") {
            let head_end = find(body, at, b"\r\n\r\n")?;
            let head = String::from_utf8_lossy(body.get(at..head_end)?).into_owned();
            let start = head_end + 4;
            let end = find(body, start, separator.as_bytes())?;
            let content = body.slice(start..end);
            form.put(&head, content);
            at = end + separator.len();
        }
        Some(form)
    }

    fn put(&mut self, head: &str, content: Bytes) {
        let text = || String::from_utf8(content.to_vec()).ok();
        if head.contains("name=\"messaging_product\"") {
            self.messaging_product = text();
        } else if head.contains("name=\"type\"") {
            self.mime_type = text();
        } else if head.contains("name=\"file\"") {
            self.file = Some(content);
        }
    }
}

/// The place of `what` in `bytes`, from `from` on. Its first byte is looked for first: a file has many bytes.
fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_form_are_read_and_half_a_form_is_none() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/png\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n\r\n-\r\n--\r\n--b--\r\n";
        let form = Form::read("multipart/form-data; boundary=b", &Bytes::from(body)).unwrap();
        assert_eq!(form.messaging_product.as_deref(), Some("whatsapp"));
        assert_eq!(form.mime_type.as_deref(), Some("image/png"));
        assert_eq!(form.file.as_deref(), Some(b"\r\n-\r\n--".as_slice()));
        let half = Bytes::from(body.split_at(body.len() - 9).0);
        assert_eq!(Form::read("multipart/form-data; boundary=b", &half), None);
        assert_eq!(Form::read("application/json", &Bytes::from(body)), None);
    }
}
