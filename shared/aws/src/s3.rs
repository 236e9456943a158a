//! The blob port on S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use relais_core::blob::{BlobError, Blobs};

/// A bucket (`MEDIA_BUCKET`). Clones share the client.
#[derive(Clone, Debug)]
pub struct S3Blobs {
    client: Client,
    bucket: String,
}

impl S3Blobs {
    /// Blobs in this bucket.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}

impl Blobs for S3Blobs {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let put = self.client.put_object().bucket(&self.bucket).key(name).body(ByteStream::from(bytes));
        put.send().await.map_err(|error| failed("store", name, error.into_service_error()))?;
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, BlobError> {
        let object = match self.client.get_object().bucket(&self.bucket).key(name).send().await {
            Ok(object) => object,
            Err(error) => {
                let error = error.into_service_error();
                return if error.is_no_such_key() { Ok(None) } else { Err(failed("read", name, error)) };
            }
        };
        let bytes = object.body.collect().await.map_err(|error| failed("read", name, error))?;
        Ok(Some(bytes.to_vec()))
    }
}

fn failed(
    operation: &'static str,
    name: &str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> BlobError {
    BlobError { operation, name: name.to_owned(), source: Box::new(source) }
}
