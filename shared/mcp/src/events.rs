//! Server-sent events, read part by part.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

/// A stream under way. Only the data of its events is of use here.
#[derive(Default)]
pub(crate) struct Events {
    line: Vec<u8>,
    data: Vec<u8>,
    after_return: bool,
}

impl Events {
    /// Reads a part, and hands on the data of each event that it completes.
    pub(crate) fn push(&mut self, part: &[u8], mut event: impl FnMut(&[u8])) {
        for &byte in part {
            let ends_pair = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            match byte {
                _ if ends_pair => {}
                b'\n' | b'\r' => self.end_line(&mut event),
                _ => self.line.push(byte),
            }
        }
    }

    /// Ends the stream. Some servers leave out the empty line behind the last event.
    pub(crate) fn finish(mut self, mut event: impl FnMut(&[u8])) {
        self.end_line(&mut event);
        self.end_line(&mut event);
    }

    fn end_line(&mut self, event: &mut impl FnMut(&[u8])) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            if !data.is_empty() {
                event(&data);
            }
        } else if let Some(data) = line.strip_prefix(b"data:") {
            if !self.data.is_empty() {
                self.data.push(b'\n');
            }
            self.data.extend(data.strip_prefix(b" ").unwrap_or(data));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stream: &str, step: usize) -> Vec<String> {
        let (mut events, mut read) = (Events::default(), Vec::new());
        let mut note = |data: &[u8]| read.push(String::from_utf8(data.to_vec()).unwrap());
        for part in stream.as_bytes().chunks(step) {
            events.push(part, &mut note);
        }
        events.finish(&mut note);
        read
    }

    #[test]
    fn events_are_the_same_however_they_are_cut_and_their_lines_end() {
        for (stream, expected) in [
            ("data: a\n\ndata:b\n\n", &["a", "b"][..]),
            ("event: message\r\nid: 1\r\ndata: a\r\n\r\n: comment\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
            ("data: a\rdata: b\r\rdata: c\r\r", &["a\nb", "c"]),
            ("id: 7\nretry: 5\ndata:\n\ndata: {\"x\":\ndata:  1}\n\n", &["{\"x\":\n 1}"]),
            ("data: a", &["a"]),
            ("<html></html>", &[]),
            ("", &[]),
        ] {
            for step in 1..=stream.len().max(1) {
                assert_eq!(read(stream, step), expected, "{stream:?} by {step}");
            }
        }
    }
}
