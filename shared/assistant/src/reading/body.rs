//! A body as JSON values: one completion, or the chunks of an event stream.
//!
//! The form is told by the lines, not by the content type, because servers stream unasked, and gateways write
//! `: comments` before JSON and `data: [DONE]` behind it.
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>,
//! <https://openrouter.ai/docs/api-reference/streaming>

use serde_json::{Value, json};

use super::json::{self, Parsed};

/// What a body holds.
#[derive(Default)]
pub(super) struct Body {
    /// The values, in order.
    pub values: Vec<Value>,
    /// It is an event stream, at least in part.
    pub is_stream: bool,
    /// The stream says that it is complete: `data: [DONE]`.
    pub is_done: bool,
    /// Before the value with this index, data was lost: it ends too early or cannot be parsed.
    pub torn_at: Option<usize>,
    /// What it holds besides.
    pub besides: Besides,
}

/// What a body holds besides values.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Besides {
    /// Nothing but blanks.
    #[default]
    Nothing,
    /// Comments, which gateways send while they wait for the model.
    Comments,
    /// Lines of no known form.
    Junk,
}

/// Splits a body. Each byte is parsed a fixed number of times.
pub(super) fn split(text: &str) -> Body {
    let mut body = Body::default();
    let mut event = Event::default();
    let mut may_span_lines = true;
    let (mut at, mut line_end) = (0, line_end(text, 0));
    while at < text.len() {
        let line = text.get(at..line_end).unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches(is_blank).len();
        let line = line.get(blanks..).unwrap_or_default();
        if line.starts_with(['{', '[']) && !line.starts_with(DONE) {
            body.end(&mut event);
            let from_here = text.get(at + blanks..).unwrap_or_default();
            match json::first(if may_span_lines { from_here } else { line }) {
                Parsed::Value(value, length) => {
                    body.values.push(value);
                    at += blanks + length;
                    // Many values in one line must not search its end many times.
                    if at > line_end {
                        line_end = self::line_end(text, at);
                    }
                    continue;
                }
                Parsed::CutShort => body.tear(),
                Parsed::Not => body.besides = Besides::Junk,
            }
            // A second failure could parse the whole rest again.
            may_span_lines = false;
        } else {
            body.line(line.trim_end_matches(is_blank), &mut event);
        }
        at = below(text, line_end);
        line_end = self::line_end(text, at);
    }
    body.end(&mut event);
    body
}

const DONE: &str = "[DONE]";

/// One event of a stream.
#[derive(Default)]
struct Event<'a> {
    data: Vec<&'a str>,
    is_error: bool,
}

impl Body {
    fn line<'a>(&mut self, line: &'a str, event: &mut Event<'a>) {
        if line.is_empty() {
            self.end(event);
        } else if let Some(data) = line.strip_prefix("data:") {
            self.is_stream = true;
            event.data.push(data.trim_matches(is_blank));
        } else if let Some(name) = line.strip_prefix("event:") {
            self.is_stream = true;
            event.is_error = name.trim() == "error";
        } else if line.starts_with(':') {
            self.besides = self.besides.max(Besides::Comments);
        } else if line.starts_with(DONE) {
            self.is_done = true;
        } else if !line.starts_with("id:") && !line.starts_with("retry:") {
            self.besides = Besides::Junk;
        }
    }

    /// Ends an event. Its lines are values of their own, because servers forget the blank line between events, or
    /// together one value.
    fn end(&mut self, event: &mut Event<'_>) {
        let Event { data, is_error } = std::mem::take(event);
        let lines: Vec<_> = data.iter().map(|line| values_of(line)).collect();
        let is_one = lines.iter().any(|line| !line.is_whole);
        if is_one
            && data.len() > 1
            && let Line { values, is_whole: true, .. } = values_of(&data.join("\n"))
        {
            self.values.extend(values);
            return;
        }
        for line in lines {
            let values = line.values.into_iter();
            self.values.extend(values.map(|value| if is_error { json!({ "error": value }) } else { value }));
            self.is_done |= line.is_done;
            if line.is_torn {
                self.tear();
            }
        }
    }

    fn tear(&mut self) {
        self.torn_at.get_or_insert(self.values.len());
    }
}

/// The data of one line.
#[derive(Default)]
struct Line {
    values: Vec<Value>,
    is_done: bool,
    is_whole: bool,
    is_torn: bool,
}

/// The values of a line, also when several events were glued together.
fn values_of(data: &str) -> Line {
    let mut line = Line::default();
    let mut rest = data;
    loop {
        rest = rest.trim_matches(is_blank);
        rest = rest.strip_prefix("data:").unwrap_or(rest).trim_start_matches(is_blank);
        if rest.is_empty() {
            line.is_whole = true;
            return line;
        }
        if let Some(behind) = rest.strip_prefix(DONE) {
            line.is_done = true;
            rest = behind;
            continue;
        }
        let Parsed::Value(value, length) = json::first(rest) else {
            // Words such as `ping` are not data.
            line.is_torn = rest.starts_with(['{', '[']);
            return line;
        };
        line.values.push(value);
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The place where the line that holds `at` ends: at an LF, CRLF or CR.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find(['\n', '\r']).map_or(text.len(), |length| at + length)
}

/// The place where the next line begins.
fn below(text: &str, line_end: usize) -> usize {
    let is_pair = text.get(line_end..).is_some_and(|rest| rest.starts_with("\r\n"));
    line_end + if is_pair { 2 } else { 1 }
}

/// Blanks, also a byte order mark and the NULs that some servers send to keep a connection open.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\0')
}
