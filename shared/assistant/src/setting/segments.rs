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
    let lines = apart(&text.split('\n').collect::<Vec<_>>());
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

/// The lines with fences on lines of their own, which models put behind or before words: `Voici : ```sh`, ` ``` merci`.
/// Words before a fence stay where a language or nothing follows it, and its end does. Words behind one are its end's only
/// where it has no other.
fn apart<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let ends = next(lines, |line| line.trim_end().ends_with(FENCE));
    let ends_with_words = next(lines, |line| words_behind(line).is_some());
    let mut out = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let [end, with_words] = [&ends, &ends_with_words].map(|next| next.get(at).copied().flatten());
        let mut fence = Fence::opening(line).filter(|fence| fence.sign == '`' && fence.length == FENCE.len());
        let mut opening = *line;
        if let Some((before, behind)) = line.rsplit_once(FENCE)
            && fence.is_none()
            && line.matches(FENCE).count() % 2 == 1
            && before.contains(char::is_alphabetic)
            && !before.ends_with('`')
            && is_language(behind.trim())
            && end.or(with_words).is_some()
        {
            out.push(before.trim_end());
            opening = line.get(before.len()..).unwrap_or_default();
            fence = Fence::opening(opening);
        }
        out.push(opening);
        let Some(end) = with_words.filter(|_| fence.is_some() && end.is_none()) else { continue };
        out.extend(lines.get(at..end).unwrap_or_default());
        out.push(FENCE);
        out.extend(lines.get(end).and_then(|line| words_behind(line)));
        at = end + 1;
    }
    out
}

/// For each line, the first one from it on of which this is true.
fn next(lines: &[&str], is_one: impl Fn(&str) -> bool) -> Vec<Option<usize>> {
    let mut next = None;
    let mut found: Vec<_> = lines
        .iter()
        .enumerate()
        .rev()
        .map(|(at, line)| {
            if is_one(line) {
                next = Some(at);
            }
            next
        })
        .collect();
    found.reverse();
    found
}

/// The words of a line that begins with a fence and a blank.
fn words_behind(line: &str) -> Option<&str> {
    let words = line.trim_start().strip_prefix(FENCE)?.strip_prefix(' ')?.trim();
    Some(words).filter(|words| !words.is_empty() && !words.contains('`'))
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
            // Words behind a fence are no language if no code follows.
            None if !self.info.is_empty() && rest.iter().all(|line| line.trim().is_empty()) => None,
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
