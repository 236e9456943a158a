//! Bodies as streams, with a limit on the silence between two parts.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use relais_core::blob::Bytes;
use tokio::time::{Instant, Sleep, sleep};

/// The body of a response.
pub fn body_of(response: reqwest::Response) -> Bytes {
    Box::pin(BodyOf(Box::pin(response.bytes_stream())))
}

struct BodyOf<S>(Pin<Box<S>>);

impl<S: Stream<Item = reqwest::Result<bytes::Bytes>> + Send> Stream for BodyOf<S> {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(part.map(|part| part.map_err(|error| io::Error::other(error.without_url()))))
    }
}

/// A stream of nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Stream for Nothing {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

/// The next part of a stream did not come in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the bytes stopped coming")]
pub struct TooSlow;

/// The same stream, which fails with [`TooSlow`] when its next part takes longer than `idle`.
pub fn patient(bytes: Bytes, idle: Duration) -> Bytes {
    Box::pin(Patient { bytes, idle, limit: None })
}

struct Patient {
    bytes: Bytes,
    idle: Duration,
    limit: Option<Pin<Box<Sleep>>>,
}

impl Stream for Patient {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let idle = this.idle;
        // The time begins when the part is asked for: what a slow reader takes does not count.
        let limit = this.limit.get_or_insert_with(|| Box::pin(sleep(idle)));
        if let Poll::Ready(part) = this.bytes.as_mut().poll_next(context) {
            this.limit = None;
            return Poll::Ready(part);
        }
        ready!(limit.as_mut().poll(context));
        limit.as_mut().reset(Instant::now() + idle);
        Poll::Ready(Some(Err(io::Error::other(TooSlow))))
    }
}

#[cfg(test)]
mod tests {
    use relais_core::blob::{BlobError, next};

    use super::*;

    /// A stream of one part, which then stays silent.
    struct Stalls(bool);

    impl Stream for Stalls {
        type Item = io::Result<bytes::Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            if std::mem::replace(&mut self.0, true) {
                Poll::Pending
            } else {
                Poll::Ready(Some(Ok("a".into())))
            }
        }
    }

    #[tokio::test]
    async fn a_stream_that_falls_silent_fails() {
        let mut bytes = patient(Box::pin(Stalls(false)), Duration::from_millis(1));
        assert_eq!(next(&mut bytes).await.unwrap().unwrap(), "a");
        let error = next(&mut bytes).await.unwrap().unwrap_err();
        let error = BlobError { operation: "read", name: String::new(), source: error.into() };
        assert!(error.has::<TooSlow>());
        let mut nothing = patient(Box::pin(Nothing), Duration::from_mins(1));
        assert!(next(&mut nothing).await.is_none());
    }
}
