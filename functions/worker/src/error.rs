//! Why a job could not be done.

use relais_aws::StoreError;
use relais_core::blob::BlobError;
use relais_core::job::JobError;
use relais_core::queue::QueueError;

/// Why a job is redelivered. The text holds nothing of a message or a person.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The database refused, or other workers kept changing the conversation.
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
}

impl WorkError {
    /// Whether the same job may succeed later. A job that cannot ends in the dead-letter queue.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Queue(_) | Self::Blob(_) => true,
            Self::Job(_) | Self::MissingBlob(_) => false,
        }
    }

    /// The error with all its causes on one line, for the log and for a dead letter.
    pub fn error_chain(&self) -> String {
        relais_core::error_chain(self)
    }
}
