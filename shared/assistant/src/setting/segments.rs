//! Fenced code and prose, line by line. Code is never parsed.

/// A part of a text.
pub(super) enum Segment {
    /// Text with marks. Its lines, joined.
    Prose(String),
    /// The lines between two fences, joined.
    Code(String),
    /// WhatsApp's own code over several lines: the fence stands at the first and at the last word.
    Own(String),
}

const FENCE: &str = "```";

/// The parts of a text. Joined by line breaks they are the text again, without the fences.
pub(super) fn split(text: &str) -> Vec<Segment> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut segments = Vec::new();
    let mut prose: Vec<&str> = Vec::new();
    let mut unclosed = usize::MAX;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let found = Fence::opening(line).and_then(|fence| {
            let rest = lines.get(at + 1..).unwrap_or_default();
            fence.segment(line, rest, &mut unclosed)
        });
        let Some((segment, taken)) = found else {
            prose.push(line);
            at += 1;
            continue;
        };
        if !prose.is_empty() {
            segments.push(Segment::Prose(std::mem::take(&mut prose).join("\n")));
        }
        segments.push(segment);
        at += 1 + taken;
    }
    if !prose.is_empty() {
        segments.push(Segment::Prose(prose.join("\n")));
    }
    segments
}

/// The line that opens a block of code.
struct Fence<'a> {
    sign: char,
    length: usize,
    indentation: usize,
    info: &'a str,
}

impl<'a> Fence<'a> {
    fn opening(line: &'a str) -> Option<Self> {
        let fence = line.trim_start_matches([' ', '\t']);
        let sign = fence.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
        let info = fence.trim_start_matches(sign);
        let length = fence.len() - info.len();
        let is_opening = length >= 3 && !info.contains(sign);
        is_opening.then(|| Self { sign, length, indentation: line.len() - fence.len(), info: info.trim() })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.sign)
    }

    /// The code that begins with this fence, and how many of the following lines belong to it. `unclosed` is the length
    /// of the shortest fence of tildes that is known to have no end.
    fn segment(&self, line: &str, rest: &[&str], unclosed: &mut usize) -> Option<(Segment, usize)> {
        if self.sign == '~' && self.length >= *unclosed {
            return None;
        }
        let ends =
            |line: &&str| self.is_closed_by(line) || (self.sign == '`' && line.trim_end().ends_with(FENCE));
        let end = rest.iter().position(ends);
        match end.and_then(|end| Some((end, rest.get(end)?))) {
            Some((end, last)) if !self.is_closed_by(last) && self.is_own(last) => {
                let lines = std::iter::once(line).chain(rest.iter().take(end + 1).copied());
                Some((Segment::Own(lines.collect::<Vec<_>>().join("\n")), end + 1))
            }
            Some(_) => {
                // The end of a line of code may look like a fence.
                let end = rest.iter().position(|line| self.is_closed_by(line));
                Some((self.code(rest, end.unwrap_or(rest.len())), end.map_or(rest.len(), |end| end + 1)))
            }
            None if self.sign == '~' => {
                *unclosed = self.length;
                None
            }
            None => Some((self.code(rest, rest.len()), rest.len())),
        }
    }

    /// Whether this fence and that line are WhatsApp's own code.
    fn is_own(&self, last: &str) -> bool {
        let last = last.trim_end();
        let words = last.strip_suffix(FENCE).unwrap_or(last);
        self.length == 3 && !words.contains('`')
    }

    fn code(&self, rest: &[&str], lines: usize) -> Segment {
        let first = (!self.info.is_empty() && !is_language(self.info)).then_some(self.info);
        let dedented = rest.iter().take(lines).map(|line| {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            line.get(blanks.min(self.indentation)..).unwrap_or_default()
        });
        Segment::Code(first.into_iter().chain(dedented).collect::<Vec<_>>().join("\n"))
    }
}

/// `rust`, `c++`, `objective-c`: one short word.
fn is_language(info: &str) -> bool {
    info.len() <= 20
        && info.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '.' | '_'))
}
