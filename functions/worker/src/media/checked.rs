//! A stream that checks what passes through it, and fails at its end if that is not what was announced.
//!
//! The media store stores nothing of a stream that fails. So nothing is ever stored that was not checked.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use futures_core::Stream;
use relais_core::blob::Bytes;
use sha2::{Digest, Sha256};

use super::announced::Announced;

/// Why a stream failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Its bytes are not those that were announced.
    Different,
    /// It broke off.
    Broken,
}

/// The failure of a stream, once it has failed.
pub(super) type Outcome = Arc<OnceLock<Failure>>;

/// A stream that passes on the parts of another one.
pub(super) struct Checked {
    parts: Bytes,
    announced: Announced,
    hash: Sha256,
    length: u64,
    outcome: Outcome,
}

impl Checked {
    /// Checks these parts. The outcome is for whoever reads them through somebody else.
    pub(super) fn new(parts: Bytes, announced: Announced) -> (Self, Outcome) {
        let outcome = Outcome::default();
        let this = Self { parts, announced, hash: Sha256::new(), length: 0, outcome: outcome.clone() };
        (this, outcome)
    }

    fn is_as_announced(&mut self) -> bool {
        let hash: [u8; 32] = self.hash.finalize_reset().into();
        self.length == self.announced.size && self.announced.hashes.iter().all(|announced| *announced == hash)
    }

    fn fail(&self, failure: Failure, error: io::Error) -> Poll<Option<io::Result<bytes::Bytes>>> {
        let _ = self.outcome.set(failure);
        Poll::Ready(Some(Err(error)))
    }
}

impl Stream for Checked {
    type Item = io::Result<bytes::Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.parts.as_mut().poll_next(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Ok(part))) => {
                self.length = self.length.saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
                if self.length > self.announced.size {
                    return self.fail(Failure::Different, io::Error::other("more bytes than announced"));
                }
                self.hash.update(&part);
                Poll::Ready(Some(Ok(part)))
            }
            Poll::Ready(Some(Err(error))) => self.fail(Failure::Broken, error),
            Poll::Ready(None) if self.is_as_announced() => Poll::Ready(None),
            Poll::Ready(None) => {
                self.fail(Failure::Different, io::Error::other("other bytes than announced"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    struct Parts(Vec<Option<&'static str>>);

    impl Stream for Parts {
        type Item = io::Result<bytes::Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(
                self.0
                    .pop()
                    .map(|part| part.map(bytes::Bytes::from).ok_or_else(|| io::ErrorKind::BrokenPipe.into())),
            )
        }
    }

    async fn failure(size: u64, hashed: &[&str], parts: &[Option<&'static str>]) -> Option<Failure> {
        let hashes = hashed.iter().map(|text| Sha256::digest(text).into()).collect();
        let announced = Announced { size, mime_type: None, hashes };
        let parts = Box::pin(Parts(parts.iter().rev().copied().collect()));
        let (checked, outcome) = Checked::new(parts, announced);
        let mut checked = Box::pin(checked);
        while let Some(Ok(_)) = poll_fn(|context| checked.as_mut().poll_next(context)).await {}
        outcome.get().copied()
    }

    #[tokio::test]
    async fn only_what_was_announced_ends_well() {
        let parts = [Some("Bon"), Some("jour")];
        assert_eq!(failure(7, &["Bonjour", "Bonjour"], &parts).await, None);
        assert_eq!(failure(7, &[], &parts).await, None, "no hash was announced");
        assert_eq!(failure(8, &["Bonjour"], &parts).await, Some(Failure::Different), "shorter");
        assert_eq!(failure(6, &["Bonjour"], &parts).await, Some(Failure::Different), "longer");
        assert_eq!(failure(7, &["Bonsoir"], &parts).await, Some(Failure::Different), "other bytes");
        assert_eq!(
            failure(7, &["Bonjour", "Bonsoir"], &parts).await,
            Some(Failure::Different),
            "one hash lies"
        );
        assert_eq!(failure(7, &["Bonjour"], &[Some("Bon"), None]).await, Some(Failure::Broken));
    }
}
