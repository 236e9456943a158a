//! Why a job could not be done.

use relais_aws::StoreError;
use relais_core::blob::BlobError;
use relais_core::job::JobError;
use relais_core::queue::QueueError;

/// Why a job comes back. Nothing of what it is about is in the text.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The database refused.
    #[error("the job's record could not be read or written")]
    Store(#[from] StoreError),
    /// The queue refused.
    #[error("a later job could not be queued")]
    Queue(#[from] QueueError),
    /// The blob store refused.
    #[error("what the job points to could not be read or written")]
    Blob(#[from] BlobError),
    /// The message is no job of this release.
    #[error("the queue message cannot be worked on")]
    Job(#[from] JobError),
    /// What the job points to is gone.
    #[error("the blob `{0}` is missing")]
    MissingBlob(String),
    /// Others kept changing the same conversation.
    #[error("the conversation kept changing; the job is tried again")]
    Contended,
}

impl WorkError {
    /// Whether the same job may succeed later. What cannot ends in the dead-letter queue.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Queue(_) | Self::Blob(_) | Self::Contended => true,
            Self::Job(_) | Self::MissingBlob(_) => false,
        }
    }

    /// The whole chain of causes in one line, for a log or beside a dead letter.
    pub fn error_chain(&self) -> String {
        relais_core::error_chain(self)
    }
}
