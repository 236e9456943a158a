//! `GET /api/messages/{phone_number}`: a thread, page by page.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use relais_aws::store::MessagePage;
use relais_aws::{Store, StoreError};
use relais_core::conversation::Conversation;
use relais_core::message::{Message, MessageKey};
use relais_core::queue::Enqueue;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::address::{Address, Refusal};
use crate::language::Speaks;
use crate::problem::{Problem, texts};

pub(crate) mod content;
mod details;
pub(crate) mod fetch;
mod file;
mod find;
mod versions;
mod view;

pub(crate) use versions::{VersionView, version_views, versions};
pub(crate) use view::{
    MessageView, OUTCOME_UNKNOWN, Place, advice_for, advice_of_failed, message_view, pending_answer,
    with_plus,
};

/// Messages on a page when the caller gives no limit.
const PAGE: usize = 50;

/// The most messages or conversations on a page.
const MOST: usize = 100;

#[derive(Deserialize)]
pub(crate) struct ThreadQuery {
    before: Option<String>,
    limit: Option<String>,
    phone_id: Option<String>,
    /// Only the messages with these words.
    find: Option<String>,
}

/// One page, oldest first.
#[derive(Serialize)]
pub(crate) struct ThreadPage {
    messages: Vec<MessageView>,
    /// `before` for the page with older messages.
    next: Option<String>,
}

/// A page of the newest messages, or of those older than `before`, a message's id.
pub(crate) async fn thread<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(customer): Path<String>,
    Query(query): Query<ThreadQuery>,
    Speaks(language): Speaks,
) -> Result<Json<ThreadPage>, Problem> {
    let limit = limit(query.limit.as_deref(), PAGE)?;
    let address = Address::parse(&customer, api.settings.default_country);
    let address = address.map_err(Refusal::into_problem)?;
    let phone_id = api.listed(query.phone_id)?;
    let conversation = api.conversation(&address, phone_id.as_ref()).await?;
    let before = query.before.map(|before| key_in(&conversation, &before)).transpose()?;
    let before_key = before.as_ref().map(MessageKey::sort_key);
    let page = if let Some(search) = &query.find {
        find::find(api.lookup(), &conversation, search, before_key, limit).await?
    } else {
        let mut page = api.store.thread_of(&conversation, before_key, limit).await?;
        if before.is_none() {
            add_pending(&api.store, &mut page, &conversation).await?;
        }
        page
    };
    let MessagePage { messages, next } = page;
    let next = next.and_then(|sort_key| MessageKey::from_sort_key(&conversation.contact, &sort_key));
    let place = Place::of(api.lookup(), &conversation);
    Ok(Json(ThreadPage {
        messages: messages.iter().map(|message| message_view(message, &place, language)).collect(),
        next: next.map(|key| key.to_string()),
    }))
}

/// Inserts the answer that the assistant has begun to send into the newest page, in order of time, unless it is stored
/// already.
pub(crate) async fn add_pending(
    store: &Store,
    page: &mut MessagePage,
    conversation: &Conversation,
) -> Result<(), StoreError> {
    let Some(pending) = pending_answer(conversation) else { return Ok(()) };
    if page.messages.iter().any(|message| message.key == pending.key) {
        return Ok(());
    }
    let order = |message: &Message| (message.key.at(), message.came_at);
    let place = page.messages.partition_point(|message| order(message) <= order(&pending));
    // The conversation forgets it at its next answer: until then its record may be on an older page.
    let is_older = place == 0 && page.next.is_some();
    if !is_older || store.message(&pending.key).await?.is_none() {
        page.messages.insert(place, pending);
    }
    Ok(())
}

/// Reads the parameter `limit`: 1 to [`MOST`], or `otherwise` when it is left out.
pub(crate) fn limit(given: Option<&str>, otherwise: usize) -> Result<usize, Problem> {
    let Some(given) = given else { return Ok(otherwise) };
    let number = given.parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| Problem::of(&texts::INVALID_LIMIT))
}

fn key_in(conversation: &Conversation, id: &str) -> Result<MessageKey, Problem> {
    let key = MessageKey::parse(id).filter(|key| conversation.shows(key.contact()));
    key.ok_or_else(|| Problem::of(&texts::BAD_CURSOR))
}
