//! Bytes that are never in memory as a whole.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

/// A stream of bytes. Whoever reads it never needs all of them at once.
pub type Bytes = Pin<Box<dyn Stream<Item = io::Result<bytes::Bytes>> + Send>>;

/// The next part of a stream. `None`: it has ended.
pub async fn next(bytes: &mut Bytes) -> Option<io::Result<bytes::Bytes>> {
    poll_fn(|context| bytes.as_mut().poll_next(context)).await
}

/// A stream had more or fewer bytes than announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongSize {
    /// It ended early.
    #[error("fewer bytes came than were announced")]
    Fewer,
    /// It went on.
    #[error("more bytes came than were announced")]
    More,
}

/// The same stream, which fails with [`WrongSize`] unless it has exactly `size` bytes. The last part is passed on only
/// after the stream has ended, so whoever counts the bytes never takes a stream that goes on for a whole one.
pub fn exactly(size: u64, bytes: Bytes) -> Bytes {
    Box::pin(Exactly { bytes, left: size, last: None, has_ended: false })
}

struct Exactly {
    bytes: Bytes,
    left: u64,
    last: Option<bytes::Bytes>,
    has_ended: bool,
}

impl Exactly {
    fn fail(&mut self, error: WrongSize) -> Poll<Option<io::Result<bytes::Bytes>>> {
        self.has_ended = true;
        Poll::Ready(Some(Err(io::Error::other(error))))
    }
}

impl Stream for Exactly {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.has_ended {
            let part = match ready!(self.bytes.as_mut().poll_next(context)) {
                Some(Ok(part)) if part.is_empty() => continue,
                Some(Ok(part)) => part,
                Some(Err(error)) => {
                    self.has_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None if self.left > 0 => return self.fail(WrongSize::Fewer),
                None => {
                    self.has_ended = true;
                    return Poll::Ready(self.last.take().map(Ok));
                }
            };
            match u64::try_from(part.len()).ok().and_then(|bytes| self.left.checked_sub(bytes)) {
                None => return self.fail(WrongSize::More),
                Some(0) => {
                    self.left = 0;
                    self.last = Some(part);
                }
                Some(left) => {
                    self.left = left;
                    return Poll::Ready(Some(Ok(part)));
                }
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::task::Waker;

    use super::*;
    use crate::blob::BlobError;

    struct Parts(VecDeque<io::Result<bytes::Bytes>>);

    impl Stream for Parts {
        type Item = io::Result<bytes::Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front())
        }
    }

    fn parts(parts: &[&'static str]) -> Bytes {
        Box::pin(Parts(parts.iter().map(|part| Ok(part.as_bytes().into())).collect()))
    }

    fn read(mut bytes: Bytes) -> (String, Option<io::Error>) {
        let mut text = String::new();
        let mut context = Context::from_waker(Waker::noop());
        loop {
            match bytes.as_mut().poll_next(&mut context) {
                Poll::Ready(Some(Ok(part))) => text += str::from_utf8(&part).unwrap(),
                Poll::Ready(Some(Err(error))) => return (text, Some(error)),
                Poll::Ready(None) => return (text, None),
                Poll::Pending => panic!("no stream here waits"),
            }
        }
    }

    #[test]
    fn a_stream_of_the_announced_size_is_unchanged() {
        for (size, given, whole) in
            [(0, &[][..], ""), (0, &["", ""], ""), (3, &["abc"], "abc"), (4, &["a", "", "bcd", ""], "abcd")]
        {
            let (text, error) = read(exactly(size, parts(given)));
            assert!(error.is_none(), "{given:?}");
            assert_eq!(text, whole);
        }
    }

    #[test]
    fn a_stream_of_another_size_fails_before_it_looks_whole() {
        for (size, given, so_far, wrong) in [
            (1, &[][..], "", WrongSize::Fewer),
            (4, &["a", "b"], "ab", WrongSize::Fewer),
            (0, &["a"], "", WrongSize::More),
            (3, &["ab", "cd"], "ab", WrongSize::More),
            (3, &["ab", "c", "d"], "ab", WrongSize::More),
        ] {
            let (text, error) = read(exactly(size, parts(given)));
            assert_eq!(text, so_far, "{given:?}");
            let error = BlobError { operation: "store", name: String::new(), source: error.unwrap().into() };
            assert!(error.has::<WrongSize>(), "{given:?}");
            assert!(
                error.to_string().contains("store") && format!("{error:?}").contains(&format!("{wrong:?}"))
            );
        }
    }

    #[test]
    fn an_error_of_the_stream_ends_it() {
        let broken = VecDeque::from([Ok("a".into()), Err(io::ErrorKind::BrokenPipe.into())]);
        let (text, error) = read(exactly(5, Box::pin(Parts(broken))));
        assert_eq!((text.as_str(), error.unwrap().kind()), ("a", io::ErrorKind::BrokenPipe));
    }
}
