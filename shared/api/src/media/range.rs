//! One range of bytes, by RFC 9110, section 14: a player asks for the part of a sound or video that it needs.

/// The part of a file that a request wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it: no range was asked for, or something that is ignored, such as several ranges.
    Whole,
    /// From this byte to this one, inclusive.
    Part(u64, u64),
    /// A part behind the end.
    NotThere,
}

impl Range {
    /// Reads the header `Range` for a file of this size.
    pub(super) fn read(header: Option<&str>, size: u64) -> Self {
        Self::parse(header, size).unwrap_or(Self::Whole)
    }

    fn parse(header: Option<&str>, size: u64) -> Option<Self> {
        let (unit, range) = header?.split_once('=')?;
        let (from, to) = range.split_once('-')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let last = size.checked_sub(1);
        let (from, to) = match (from.trim(), to.trim()) {
            // The last bytes.
            ("", bytes) => match number(bytes)? {
                0 => return Some(Self::NotThere),
                bytes => (size.saturating_sub(bytes), last),
            },
            (from, "") => (number(from)?, last),
            (from, to) => {
                let (from, to) = (number(from)?, number(to)?);
                if to < from {
                    return None;
                }
                (from, last.map(|last| last.min(to)))
            }
        };
        Some(to.filter(|to| from <= *to).map_or(Self::NotThere, |to| Self::Part(from, to)))
    }
}

/// Digits. A number that is too large is behind every end.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (header, range) in [
            ("bytes=0-", Range::Part(0, 99)),
            ("bytes=0-0", Range::Part(0, 0)),
            ("bytes=10-19", Range::Part(10, 19)),
            ("Bytes = 10 - 500", Range::Part(10, 99)),
            ("bytes=-1", Range::Part(99, 99)),
            ("bytes=-500", Range::Part(0, 99)),
            ("bytes=100-", Range::NotThere),
            ("bytes=99999999999999999999999-", Range::NotThere),
            ("bytes=1-99999999999999999999999", Range::Part(1, 99)),
            ("bytes=-0", Range::NotThere),
            ("bytes=5-4", Range::Whole),
            ("bytes=-", Range::Whole),
            ("bytes=0-1,5-6", Range::Whole),
            ("bytes=a-b", Range::Whole),
            ("items=0-1", Range::Whole),
            ("", Range::Whole),
        ] {
            assert_eq!(Range::read(Some(header), 100), range, "{header}");
        }
        assert_eq!(Range::read(None, 100), Range::Whole);
        assert_eq!(Range::read(Some("bytes=0-"), 0), Range::NotThere);
    }
}
