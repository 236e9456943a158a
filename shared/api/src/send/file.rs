//! The file of a send: looked up among the uploads, and checked against Meta's limits.

use relais_aws::store::Upload;
use relais_core::contact::ContactId;
use relais_core::media::{Media, MediaState};
use relais_core::queue::Enqueue;
use relais_whatsapp::limits;
use relais_whatsapp::outbound::{Fault, FieldError, MediaKind, MediaMessage, OutboundBody};

use super::content::FileRequest;
use super::field;
use crate::Api;
use crate::media::ToSend;
use crate::problem::{Problem, texts};

/// The file that the call names, as a message.
pub(super) async fn requested<Q: Enqueue>(
    api: &Api<Q>,
    request: &FileRequest,
) -> Result<(OutboundBody, Option<Media>), Problem> {
    let ToSend { upload, is_animated } = uploaded(api, &request.id).await?;
    let usual = || MediaKind::of_file(&essence(&upload.mime_type), upload.size);
    let kind = request.kind.unwrap_or_else(|| if request.voice { MediaKind::Audio } else { usual() });
    let mut file = MediaMessage {
        caption: request.caption.clone(),
        voice: request.voice,
        ..MediaMessage::new(kind, upload.id.as_str())
    };
    complete(&mut file, &upload);
    if file.kind == MediaKind::Sticker && !is_animated && file.size > limits::STICKER_BYTES {
        let fault = Fault::TooLarge(limits::STICKER_BYTES);
        return Err(field::invalid(&FieldError { field: "media.size".to_owned(), fault }));
    }
    checked(OutboundBody::Media(file), Some(&upload))
}

/// The message with all that is known of its files: above its buttons, or in a template. The first one is shown with it.
pub(super) async fn with_files<Q: Enqueue>(
    api: &Api<Q>,
    mut body: OutboundBody,
) -> Result<(OutboundBody, Option<Media>), Problem> {
    let mut first = None;
    let ids: Vec<String> = body.files().into_iter().map(str::to_owned).collect();
    for id in ids {
        let ToSend { upload, .. } = uploaded(api, &id).await?;
        if let Some(file) = body.file_mut().filter(|file| file.file == id) {
            complete(file, &upload);
        }
        if let OutboundBody::Template(template) = &body {
            for (path, mut file) in template.files().into_iter().filter(|(_, file)| file.file == id) {
                complete(&mut file, &upload);
                file.check(&path).map_err(|error| field::invalid(&error))?;
            }
        }
        first = first.or(Some(upload));
    }
    checked(body, first.as_ref())
}

/// Gives the files of a message to this contact.
pub(super) async fn give<Q: Enqueue>(
    api: &Api<Q>,
    body: &OutboundBody,
    contact: &ContactId,
) -> Result<(), Problem> {
    for id in body.files().into_iter().filter_map(FileRequest::upload_id) {
        api.give_upload(&id, contact).await?;
    }
    Ok(())
}

/// Checks the message, and describes its file as it is stored with it.
fn checked(body: OutboundBody, upload: Option<&Upload>) -> Result<(OutboundBody, Option<Media>), Problem> {
    body.check().map_err(field::unsendable)?;
    let media = upload.map(|upload| Media {
        id: upload.id.clone(),
        state: MediaState::Stored,
        mime_type: Some(upload.mime_type.clone()),
        size: Some(upload.size),
        filename: Some(upload.filename.clone()),
        problem: None,
        next_at: None,
        to_understand: false,
        understood: None,
    });
    Ok((body, media))
}

/// The upload with this id, if its bytes have come and are what was announced.
async fn uploaded<Q: Enqueue>(api: &Api<Q>, id: &str) -> Result<ToSend, Problem> {
    let id = FileRequest::upload_id(id).ok_or_else(|| Problem::of(&texts::MEDIA_NOT_FOUND))?;
    Ok(api.upload_to_send(&id).await?)
}

/// The name was cleaned when the file was announced.
fn complete(file: &mut MediaMessage, upload: &Upload) {
    file.mime_type.clone_from(&upload.mime_type);
    file.size = upload.size;
    if file.kind == MediaKind::Document && file.filename.is_none() {
        file.filename = Some(upload.filename.clone());
    }
}

/// A type without its parameters, in lower case.
fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
