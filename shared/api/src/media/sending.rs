//! What sending does with an upload: it looks whether the bytes are here, and then gives it to the contact.

use relais_aws::StoreError;
use relais_aws::store::Upload;
use relais_core::blob::{BlobError, Opened, next};
use relais_core::contact::ContactId;
use relais_core::media::MediaId;
use relais_core::queue::Enqueue;

use super::contents::{LOOKED_AT, fits, is_animated};
use super::file::place_of;
use super::file_type::essence;
use crate::Api;
use crate::problem::{Problem, texts};

/// Why an upload cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum NotSendable {
    /// There is no such upload. It may have expired.
    #[error("there is no such upload")]
    Unknown,
    /// Its bytes have not come.
    #[error("the bytes of the upload have not come")]
    NotUploaded,
    /// Its bytes are not those of a file of the announced type.
    #[error("the bytes of the upload are of another type than announced")]
    OtherType,
    /// It was sent to another contact.
    #[error("the upload was sent to another contact")]
    OfAnother,
    /// A call to the database failed.
    #[error("the record of the upload could not be read or changed")]
    Store(#[from] StoreError),
    /// A call to the media store failed.
    #[error("the bytes of the upload could not be found")]
    Files(#[from] BlobError),
}

/// An upload whose bytes are here.
#[derive(Debug)]
pub struct ToSend {
    /// Its record.
    pub upload: Upload,
    /// It is a WebP file that moves.
    pub is_animated: bool,
}

impl<Q: Enqueue> Api<Q> {
    /// The upload with this id, if all of its bytes are here and begin like a file of its type. A file that was sent
    /// before may be sent again to the same contact.
    pub async fn upload_to_send(&self, id: &MediaId) -> Result<ToSend, NotSendable> {
        let upload = self.store.upload(id).await?.ok_or(NotSendable::Unknown)?;
        let place = place_of(&*self.files, id).await?.ok_or(NotSendable::NotUploaded)?;
        // One request for the size and the first bytes.
        let opened = self.files.open(&place, 0, Some(LOOKED_AT - 1)).await?;
        let opened = opened.filter(|opened| opened.size == upload.size).ok_or(NotSendable::NotUploaded)?;
        let beginning = read(opened, &place).await?;
        if !fits(&essence(&upload.mime_type), &beginning) {
            return Err(NotSendable::OtherType);
        }
        Ok(ToSend { upload, is_animated: is_animated(&beginning) })
    }

    /// Gives an upload to this contact, right before the message that has it is stored. It may be repeated. A file belongs
    /// to one contact, because erasing the contact deletes it. It still expires within a day: the worker keeps it, once it
    /// finds the message stored.
    pub async fn give_upload(&self, id: &MediaId, contact: &ContactId) -> Result<(), NotSendable> {
        let _alone = self.uploads.lock().await;
        if self.store.give_upload(id, contact, self.clock.now()).await? {
            return Ok(());
        }
        let known = self.store.upload(id).await?;
        Err(known.map_or(NotSendable::Unknown, |_| NotSendable::OfAnother))
    }
}

/// All bytes of a range.
async fn read(mut opened: Opened, place: &str) -> Result<Vec<u8>, BlobError> {
    let mut bytes = Vec::new();
    while let Some(part) = next(&mut opened.bytes).await {
        let failed = |error| BlobError { operation: "read", name: place.to_owned(), source: Box::new(error) };
        bytes.extend_from_slice(&part.map_err(failed)?);
    }
    Ok(bytes)
}

impl From<NotSendable> for Problem {
    fn from(error: NotSendable) -> Self {
        match error {
            NotSendable::Unknown => Self::of(&texts::MEDIA_NOT_FOUND),
            NotSendable::NotUploaded => Self::of(&texts::MEDIA_NOT_UPLOADED),
            NotSendable::OtherType => Self::of(&texts::MEDIA_TYPE_DIFFERS),
            NotSendable::OfAnother => Self::of(&texts::MEDIA_SENT),
            NotSendable::Store(error) => error.into(),
            NotSendable::Files(error) => error.into(),
        }
    }
}
