//! `POST /api/media/{id}/fetch`: a person has a customer's file fetched again.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::SignedDuration;
use relais_core::job::{ReplyJob, Tries};
use relais_core::media::{Media, MediaId, MediaState};
use relais_core::queue::Enqueue;
use serde::Serialize;

use super::{MessageView, Place, content, file, message_view};
use crate::Api;
use crate::language::Speaks;
use crate::problem::{Problem, texts};

#[derive(Serialize)]
pub(crate) struct Fetching {
    message: MessageView,
}

/// Queues a try for the file with this id, if Meta may still have it. The tries that are under way end then, and this one
/// goes on.
pub(crate) async fn fetch<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Speaks(language): Speaks,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Fetching>), Problem> {
    let unknown = || Problem::of(&texts::UNKNOWN_MESSAGE);
    let key = MediaId::parse(&id).and_then(|id| id.message()).ok_or_else(unknown)?;
    let conversation = api.store.conversation(key.contact()).await?.ok_or_else(unknown)?;
    let mut message = api.store.message(&key).await?.ok_or_else(unknown)?;
    let now = api.clock.now();
    let announced = content::parsed(&message).and_then(|parsed| parsed.content.media().cloned());
    let media = file::known(&message, announced.as_ref(), now).filter(|_| !message.is_deleted());
    let media = media.ok_or_else(unknown)?;
    if media.state != MediaState::Stored {
        if !media.can_be_fetched(message.timestamp, now) {
            return Err(Problem::of(&texts::MEDIA_GONE));
        }
        // Later than any try that is noted, so it takes their place. It is queued first: if this process dies then, the job
        // fetches the file all the same. If the job is faster, its own note stays.
        let tries = Tries::after(media.next_at, now, now);
        let job = ReplyJob::media(&key, Some(tries));
        api.replies.send(vec![job.after(SignedDuration::ZERO)?]).await?;
        let fetching =
            Media { state: MediaState::Fetching, problem: None, next_at: Some(tries.due), ..media };
        api.store.change_media(&key, &fetching, now).await?;
        tracing::info!(message_key = %key, "a person has a file fetched again");
        message = api.store.message(&key).await?.ok_or_else(unknown)?;
    }
    let place = Place::of(api.lookup(), &api.store.kept_for(conversation).await?);
    Ok((StatusCode::ACCEPTED, Json(Fetching { message: message_view(&message, &place, language) })))
}
