//! What of a person lies outside of the table: blobs and dead letters.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use relais_core::blob::{self, Blobs};
use relais_core::dead_letter::DeadLetter;
use relais_core::mentions::Mentions;

/// The result of a call, later.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, ElsewhereError>> + Send + 'a>>;

/// Finds and deletes what mentions a person outside of the table. It is a trait object because one machine, a function
/// and the operator's command each reach something else.
pub trait Elsewhere: fmt::Debug + Send + Sync + 'static {
    /// The names of the blobs that mention the person.
    fn media<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Vec<String>>;

    /// Deletes these blobs.
    fn delete_media<'a>(&'a self, names: &'a [String]) -> Pending<'a, ()>;

    /// The dead letters that mention the person. `None`: they are not reached from here.
    fn dead_letters<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Option<Vec<DeadLetter>>>;

    /// Deletes the dead letters that mention the person. `None`: they are not reached from here.
    fn delete_dead_letters<'a>(&'a self, person: &'a Arc<Mentions>) -> Pending<'a, Option<usize>>;
}

/// A call to the blobs or to the queues failed. It may be repeated.
#[derive(Debug, thiserror::Error)]
#[error("a person's blobs or dead letters could not be read or deleted")]
pub struct ElsewhereError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl ElsewhereError {
    /// The error of this call.
    pub fn new(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(source))
    }
}

/// Neither blobs nor dead letters are reached.
#[derive(Debug)]
pub struct Nowhere;

impl Elsewhere for Nowhere {
    fn media<'a>(&'a self, _: &'a Mentions) -> Pending<'a, Vec<String>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn delete_media<'a>(&'a self, _: &'a [String]) -> Pending<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn dead_letters<'a>(&'a self, _: &'a Mentions) -> Pending<'a, Option<Vec<DeadLetter>>> {
        Box::pin(async { Ok(None) })
    }

    fn delete_dead_letters<'a>(&'a self, _: &'a Arc<Mentions>) -> Pending<'a, Option<usize>> {
        Box::pin(async { Ok(None) })
    }
}

/// Blobs are reached, dead letters are not.
#[derive(Clone)]
pub struct OnlyBlobs<B>(pub B);

impl<B> fmt::Debug for OnlyBlobs<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnlyBlobs").finish_non_exhaustive()
    }
}

impl<B: Blobs> Elsewhere for OnlyBlobs<B> {
    fn media<'a>(&'a self, person: &'a Mentions) -> Pending<'a, Vec<String>> {
        Box::pin(async move { blob::about(&self.0, person).await.map_err(ElsewhereError::new) })
    }

    fn delete_media<'a>(&'a self, names: &'a [String]) -> Pending<'a, ()> {
        Box::pin(async move {
            for name in names {
                self.0.delete(name).await.map_err(ElsewhereError::new)?;
            }
            Ok(())
        })
    }

    fn dead_letters<'a>(&'a self, _: &'a Mentions) -> Pending<'a, Option<Vec<DeadLetter>>> {
        Box::pin(async { Ok(None) })
    }

    fn delete_dead_letters<'a>(&'a self, _: &'a Arc<Mentions>) -> Pending<'a, Option<usize>> {
        Box::pin(async { Ok(None) })
    }
}
