//! As much of HTTP/1.1 as the driver and the stand-ins need: messages with a length, on connections that are kept.

/// Where a request or an answer ends, and what its head says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Bytes of the head, with the empty line.
    pub(crate) head: usize,
    /// Bytes of head and body.
    pub(crate) total: usize,
    /// The other side closes the connection after this.
    pub(crate) closes: bool,
}

impl Frame {
    /// Reads the head at the beginning of these bytes. `None`: it is not whole yet.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let mut frame = Self { head, total: head, closes: false };
        for line in bytes[..head].split(|byte| *byte == b'\n').skip(1) {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
            if name.eq_ignore_ascii_case(b"content-length") {
                frame.total += text(value).parse::<usize>().expect("a length");
            } else if name.eq_ignore_ascii_case(b"connection") {
                frame.closes = value.eq_ignore_ascii_case(b"close");
            }
            assert!(!name.eq_ignore_ascii_case(b"transfer-encoding"), "only bodies with a length are read");
        }
        Some(frame)
    }
}

/// The words of the first line: method, target and version, or version, status and reason.
pub(crate) fn first_line(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let end = bytes.iter().position(|byte| *byte == b'\r').unwrap_or(bytes.len());
    text(&bytes[..end]).split(' ')
}

/// The status of an answer.
pub(crate) fn status(answer: &[u8]) -> u16 {
    first_line(answer).nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

/// A signed webhook, head and body.
pub(crate) fn webhook(signature: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /webhook HTTP/1.1\r\nhost: localhost\r\nuser-agent: facebookexternalua\r\naccept: */*\r\n\
         content-type: application/json\r\nx-hub-signature-256: {signature}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// An answer with a body of this type.
pub(crate) fn answer(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}
