//! Asks the customer of a closed conversation whether they were helped, if the business wants to know.
//!
//! The question is noted in the conversation before it is sent, in one write on its version. So a closing that is
//! repeated asks nothing, and a process that dies in between asks nothing either. It is sent as any message of a person
//! is: stored with its intent, and settled by the worker.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::Missing;
use relais_core::conversation::{Conversation, rating};
use relais_core::job::ReplyJob;
use relais_core::language::customer_language;
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::Enqueue;
use relais_core::texts::RatingTexts;
use relais_whatsapp::ids::Recipient;
use relais_whatsapp::outbound::{Interactive, OutboundBody};
use serde_json::json;

use crate::Api;
use crate::problem::Problem;

/// Asks, if the settings and the conversation allow it. A failure is only logged: the conversation is closed.
pub(super) async fn ask<Q: Enqueue>(api: &Arc<Api<Q>>, closed: &Conversation) {
    if let Err(problem) = asked(api, closed).await {
        let contact = &closed.contact;
        tracing::warn!(%contact, cause = problem.cause(), "the customer is not asked whether they were helped");
    }
}

async fn asked<Q: Enqueue>(api: &Arc<Api<Q>>, closed: &Conversation) -> Result<(), Problem> {
    let number = api.sender.number_of(closed);
    let set = api.store.present_settings(&number).await?.map(|stored| stored.settings).unwrap_or_default();
    if !set.satisfaction.unwrap_or(false) || !api.sender.serves(&number) {
        return Ok(());
    }
    let parts: Vec<_> = closed.parts().cloned().collect();
    let parts = api.store.conversations_of(&parts).await?;
    if parts.iter().any(|part| part.opted_out || part.awaiting.is_some()) {
        return Ok(());
    }
    // The one in which the customer wrote last: there the window is open.
    let Some(part) = parts.iter().max_by_key(|part| part.last_inbound_at) else { return Ok(()) };
    let said = part.preview.as_ref().filter(|shown| shown.direction == Direction::Inbound);
    let language = customer_language(said.map(|said| said.text.as_str()), part.identity.wa_id.as_ref());
    let language = language.unwrap_or_else(|| set.over(&api.settings).texts.language());
    let texts = relais_core::texts::rating(language);
    let begun: Mutex<Option<(MessageKey, Recipient)>> = Mutex::new(None);
    let begin = |conversation: &mut Conversation, now: Timestamp| {
        *begun.lock().unwrap_or_else(PoisonError::into_inner) = conversation.ask_rating(texts.question, now);
    };
    api.store.change_conversation(&part.contact, &api.clock, Missing::Skip, begin).await?;
    match begun.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((key, to)) => send(api, part, texts, key, &to).await,
        None => Ok(()),
    }
}

/// Stores the message as one of which nothing is sent yet, and queues the job that sends it.
async fn send<Q: Enqueue>(
    api: &Arc<Api<Q>>,
    part: &Conversation,
    texts: RatingTexts,
    key: MessageKey,
    to: &Recipient,
) -> Result<(), Problem> {
    let button = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    let buttons = [button(rating::GOOD, texts.good), button(rating::BAD, texts.bad)];
    let content = json!({"type": "button", "body": {"text": texts.question}, "action": {"buttons": buttons}});
    let body = OutboundBody::Interactive(Interactive::parse(&content).map_err(Problem::internal)?);
    let now = api.clock.now();
    // If the process dies before the job below is queued, this one sends the message later.
    let later = ReplyJob::settle(&key, None).due_at(now + api.settings.settle, now)?;
    api.replies.send(vec![later]).await?;
    let message = Message {
        to: Some(to.as_str().to_owned()),
        to_user: part.identity.user_id.clone(),
        kind: body.kind().to_owned(),
        timestamp: now,
        sent_by: Some(SentBy::Assistant),
        raw: body.as_echo().map(|echo| echo.to_string()),
        sending: Some(Sending { unsent: true, ..Sending::first(body, now) }),
        ..Message::new(key, Direction::Outbound, texts.question, now)
    };
    api.store.insert_message(&message).await?;
    let job = ReplyJob::settle(&message.key, Some(now)).after(SignedDuration::ZERO)?;
    api.replies.send(vec![job]).await?;
    Ok(())
}
