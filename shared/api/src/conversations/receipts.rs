//! What the customer sees of a person's work: the blue ticks once a person reads during a takeover, and that a person is
//! typing. Both are one call to Graph each, and neither ever fails the call of the inbox.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, Message};
use relais_core::queue::Enqueue;
use relais_core::status::Shown;
use relais_core::window;
use relais_whatsapp::ids::Wamid;
use serde::Serialize;
use tokio::time::timeout;

use super::{AtNumber, act_on};
use crate::Api;
use crate::problem::Problem;

/// How long the inbox waits for Graph at most.
const PATIENCE: Duration = Duration::from_secs(3);

/// Time between two typing indicators in one conversation. WhatsApp shows one for 25 seconds.
const TYPING_INTERVAL: SignedDuration = SignedDuration::from_secs(20);

/// Messages among which the customer's newest one is looked for.
const LOOKED_AT: usize = 20;

/// Conversations of which it is remembered what their customers were shown.
const MOST_REMEMBERED: usize = 1000;

/// Types that are no message of the customer to read or to answer.
const NO_MESSAGES: [&str; 4] = ["reaction", "system", "edit", "revoke"];

/// What customers were shown lately, as far as this process knows. Another process may show it once more, which customers
/// do not notice.
#[derive(Default)]
pub(crate) struct Receipts(Mutex<HashMap<ContactId, Receipt>>);

/// What one customer was shown.
#[derive(Default)]
struct Receipt {
    /// The message up to which a person has read.
    read: Option<Wamid>,
    /// When the typing indicator was last shown.
    typing: Option<Timestamp>,
    /// When this changed.
    at: Timestamp,
}

/// Shows no ids.
impl fmt::Debug for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipts")
    }
}

impl Receipts {
    /// Notes a change, if `change` makes one. The oldest entry gives way to a new one.
    fn note(&self, contact: &ContactId, now: Timestamp, change: impl Fn(&mut Receipt) -> bool) -> bool {
        let mut receipts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if receipts.len() >= MOST_REMEMBERED && !receipts.contains_key(contact) {
            let oldest = receipts.iter().min_by_key(|(_, receipt)| receipt.at);
            if let Some(oldest) = oldest.map(|(contact, _)| contact.clone()) {
                receipts.remove(&oldest);
            }
        }
        let receipt = receipts.entry(contact.clone()).or_default();
        receipt.at = now;
        change(receipt)
    }

    /// Whether the message is to be marked as read now.
    fn begin_reading(&self, contact: &ContactId, wamid: &Wamid, now: Timestamp) -> bool {
        self.note(contact, now, |receipt| receipt.read.replace(wamid.clone()).as_ref() != Some(wamid))
    }

    /// The message was not marked as read: the next call tries again.
    fn undo_reading(&self, contact: &ContactId, now: Timestamp) {
        self.note(contact, now, |receipt| receipt.read.take().is_some());
    }

    /// The typing indicator was not shown: the next call tries again.
    fn undo_typing(&self, contact: &ContactId, now: Timestamp) {
        self.note(contact, now, |receipt| receipt.typing.take().is_some());
    }

    /// Whether the typing indicator is to be shown now.
    fn begin_typing(&self, contact: &ContactId, now: Timestamp) -> bool {
        self.note(contact, now, |receipt| {
            let is_due = receipt.typing.is_none_or(|last| now.duration_since(last) >= TYPING_INTERVAL);
            if is_due {
                receipt.typing = Some(now);
            }
            is_due
        })
    }
}

/// A person has read all messages. During a takeover the customer sees it.
pub(crate) async fn read<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
) -> Result<StatusCode, Problem> {
    let conversation = api.at(&id, at).await?;
    act_on(&api, &conversation, "read", Conversation::read).await?;
    if conversation.is_taken_over(api.clock.now()) {
        mark_as_read(&api, &conversation).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the customer sees that somebody is typing.
#[derive(Serialize)]
pub(crate) struct TypingView {
    shown: bool,
}

/// A person is typing. The customer sees it for 25 seconds, if the window is open and their newest message has no answer
/// yet.
pub(crate) async fn typing<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
) -> Result<Json<TypingView>, Problem> {
    let conversation = api.at(&id, at).await?;
    let shown = show_typing(&api, &conversation).await?;
    Ok(Json(TypingView { shown }))
}

async fn show_typing<Q: Enqueue>(api: &Api<Q>, conversation: &Conversation) -> Result<bool, Problem> {
    let (contact, now) = (&conversation.contact, api.clock.now());
    if conversation.group.is_some() {
        return Ok(false);
    }
    let messages = api.store.thread_of(conversation, None, LOOKED_AT).await?.messages;
    let Some(wamid) = unanswered(&messages, now) else { return Ok(false) };
    if !api.receipts.begin_typing(contact, now) {
        return Ok(true);
    }
    let shown = tell(api, conversation, wamid, true).await;
    if shown {
        api.receipts.begin_reading(contact, wamid, now);
    } else {
        api.receipts.undo_typing(contact, now);
    }
    Ok(shown)
}

/// The customer's newest message, if nothing was sent since and the window is open.
fn unanswered(messages: &[Message], now: Timestamp) -> Option<&Wamid> {
    let said = |message: &&Message| {
        !NO_MESSAGES.contains(&message.kind.as_str()) && message.shown() != Shown::Failed
    };
    let newest = messages.iter().rev().find(said)?;
    let is_open = window::is_open(Some(newest.timestamp), now);
    newest.wamid.as_ref().filter(|_| newest.direction == Direction::Inbound && is_open)
}

/// Marks the customer's newest message, and all earlier ones, as read at Meta.
async fn mark_as_read<Q: Enqueue>(api: &Api<Q>, conversation: &Conversation) {
    let (contact, now) = (&conversation.contact, api.clock.now());
    if conversation.group.is_some() {
        return;
    }
    let messages = match api.store.thread_of(conversation, None, LOOKED_AT).await {
        Ok(page) => page.messages,
        Err(error) => {
            tracing::warn!(%contact, %error, "the customer does not see that a person has read");
            return;
        }
    };
    let is_readable = |message: &&Message| {
        message.direction == Direction::Inbound && !NO_MESSAGES.contains(&message.kind.as_str())
    };
    let Some(wamid) = messages.iter().rev().find(is_readable).and_then(|message| message.wamid.as_ref())
    else {
        return;
    };
    if api.receipts.begin_reading(contact, wamid, now) && !tell(api, conversation, wamid, false).await {
        api.receipts.undo_reading(contact, now);
    }
}

/// Calls Graph. A failure is only logged.
async fn tell<Q: Enqueue>(api: &Api<Q>, conversation: &Conversation, wamid: &Wamid, is_typing: bool) -> bool {
    let (contact, from) = (&conversation.contact, api.sender.number_of(conversation));
    let call = async { api.sender.graph().await.mark_read(&from, wamid, is_typing).await };
    match timeout(PATIENCE, call).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%contact, code = error.code(), %error, "Graph did not mark a message as read");
            false
        }
        Err(_) => {
            tracing::warn!(%contact, "Graph took too long to mark a message as read");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use relais_core::contact::Alias;

    use super::*;

    fn contact(number: &str) -> ContactId {
        ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&number.into()))
    }

    #[test]
    fn the_memory_is_bounded_and_drops_the_oldest() {
        let receipts = Receipts::default();
        let at = |second: usize| Timestamp::from_second(i64::try_from(second).unwrap()).unwrap();
        for number in 0..=MOST_REMEMBERED {
            assert!(receipts.begin_typing(&contact(&number.to_string()), at(number)));
        }
        assert_eq!(receipts.0.lock().unwrap().len(), MOST_REMEMBERED);
        assert!(receipts.begin_typing(&contact("0"), at(1)), "forgotten");
        assert!(!receipts.begin_typing(&contact("5"), at(6)), "remembered");
    }
}
