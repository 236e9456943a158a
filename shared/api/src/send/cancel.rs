//! `POST /api/send_message/{id}/cancel`: a person gives up a message that waits to be sent.
//!
//! Each end is written on the condition that no other attempt has begun. So a message that is cancelled is not sent
//! afterwards. One that may have been sent already ends as unknown, and is not repeated.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use relais_core::conversation::Reason;
use relais_core::message::{Direction, Message, MessageKey, SendFailure, Sending};
use relais_core::queue::Enqueue;
use relais_core::timing::LONGEST_SEND;
use serde::Serialize;

use super::answers;
use crate::Api;
use crate::language::Speaks;
use crate::messages::{MessageView, Place, message_view};
use crate::problem::{Problem, texts};

/// Attempts of other workers that may begin while a message is being cancelled.
const TRIES: u32 = 3;

#[derive(Serialize)]
pub(crate) struct Cancelled {
    message: MessageView,
}

/// Cancels the message with this id.
pub(crate) async fn cancel<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Speaks(language): Speaks,
    Path(id): Path<String>,
) -> Result<Json<Cancelled>, Problem> {
    let unknown = || Problem::of(&texts::UNKNOWN_MESSAGE);
    let key = MessageKey::parse(&id).ok_or_else(unknown)?;
    let conversation = api.store.conversation(key.contact()).await?.ok_or_else(unknown)?;
    let place = Place::of(api.lookup(), &api.store.kept_for(conversation).await?);
    for _ in 0..TRIES {
        let message = api.store.message(&key).await?;
        let message = message.filter(|it| it.direction == Direction::Outbound).ok_or_else(unknown)?;
        if end(&api, &message).await? {
            let ended = api.store.message(&key).await?.ok_or_else(unknown)?;
            // The text was to answer what the customer wrote, and has ended their wait. So a person must look again.
            if answers(&message.kind) {
                let reason = if ended.is_unknown() { Reason::OutcomeUnknown } else { Reason::Cancelled };
                api.store.mark_for_person(key.contact(), reason, &api.clock).await?;
            }
            tracing::info!(message_key = %key, "a person cancelled a message that was waiting to be sent");
            return Ok(Json(Cancelled { message: message_view(&ended, &place, language) }));
        }
    }
    Err(Problem::of(&texts::BEING_SENT))
}

/// Ends the send of a message. `false`: another attempt began, or an outcome came.
async fn end<Q: Enqueue>(api: &Api<Q>, message: &Message) -> Result<bool, Problem> {
    let now = api.clock.now();
    let Some(sending) = message.sending.as_ref().filter(|_| !message.is_settled()) else {
        return Err(Problem::of(&texts::ALREADY_SENT));
    };
    let is_under_way = |sending: &Sending| now.duration_since(sending.since) <= LONGEST_SEND;
    Ok(if sending.unclear_calls() == 0 {
        let cancelled = SendFailure { cancelled: true, ..SendFailure::default() };
        api.store.end_unsent(message, &cancelled, now).await?
    } else if !sending.unsent && is_under_way(sending) {
        return Err(Problem::of(&texts::BEING_SENT));
    } else {
        api.store.give_up_as_unknown(message, now).await?
    })
}
