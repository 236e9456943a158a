//! The port for what fits no queue message and no record: S3 on AWS, files on one machine.

/// Stores bytes under a name and gives them back.
pub trait Blobs: Clone + Send + Sync + 'static {
    /// Stores `bytes` durably before it returns. Storing the same name again replaces it.
    fn put(&self, name: &str, bytes: Vec<u8>) -> impl Future<Output = Result<(), BlobError>> + Send;

    /// The bytes, or `None` when nothing has that name.
    fn get(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, BlobError>> + Send;
}

/// What the blob store could not do. Worth another try.
#[derive(Debug, thiserror::Error)]
#[error("the blob store could not {operation} `{name}`")]
pub struct BlobError {
    /// What was asked of it.
    pub operation: &'static str,
    /// Of which blob.
    pub name: String,
    /// Why it refused.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
