//! The errors of a job.

use relais_assistant::AssistantError;
use relais_aws::StoreError;
use relais_aws::vapid::NoVapidKey;
use relais_core::blob::BlobError;
use relais_core::job::JobError;
use relais_core::queue::QueueError;

/// Why a job failed. The text contains no message text and no personal data.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// A call to the database failed, or other workers kept changing the conversation.
    #[error("a record of the job could not be read or written")]
    Store(#[from] StoreError),
    /// A call to the queue failed.
    #[error("a later job could not be queued")]
    Queue(#[from] QueueError),
    /// A call to the blob store failed.
    #[error("a blob of the job could not be read or written")]
    Blob(#[from] BlobError),
    /// The key pair of Web Push is damaged.
    #[error("a browser could not be told")]
    Key(#[from] NoVapidKey),
    /// A sound could not be transcribed at the moment.
    #[error("a sound could not be transcribed")]
    NotHeard(#[source] AssistantError),
    /// As many documents are being read as this process has memory for.
    #[error("a document could not be read, because others are being read")]
    NotReadYet,
    /// The queue message is not a job, or a newer release wrote it.
    #[error("the queue message could not be read as a job")]
    Job(#[from] JobError),
    /// The blob that the job names does not exist.
    #[error("the blob `{0}` is missing")]
    MissingBlob(String),
}

impl WorkError {
    /// Whether a retry of the job may succeed.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Queue(_) | Self::Blob(_) | Self::NotHeard(_) | Self::NotReadYet => true,
            Self::Job(_) | Self::MissingBlob(_) | Self::Key(_) => false,
        }
    }

    /// The error chain on one line, for the log and for a dead letter.
    pub fn error_chain(&self) -> String {
        relais_core::error_chain(self)
    }
}
