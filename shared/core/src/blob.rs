//! The blob port: data that is too large for a queue message or a record. It is S3 on AWS, and files on one machine.

/// Stores bytes under a name and reads them.
pub trait Blobs: Clone + Send + Sync + 'static {
    /// Stores `bytes` durably before it returns. Storing the same name again replaces it.
    fn put(&self, name: &str, bytes: Vec<u8>) -> impl Future<Output = Result<(), BlobError>> + Send;

    /// The bytes, or `None` when nothing has that name.
    fn get(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, BlobError>> + Send;
}

/// An operation of the blob store failed. It may be retried.
#[derive(Debug, thiserror::Error)]
#[error("the blob store could not {operation} `{name}`")]
pub struct BlobError {
    /// The operation, as a verb.
    pub operation: &'static str,
    /// The name of the blob.
    pub name: String,
    /// The adapter's own error.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
