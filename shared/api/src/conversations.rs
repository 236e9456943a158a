//! `/api/conversations`: the list, one conversation, and a person's actions on it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Changed, Missing};
use relais_core::conversation::Conversation;
use relais_core::job::ReplyJob;
use relais_core::queue::Enqueue;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::address::{Address, Refusal};
use crate::language::Speaks;
use crate::messages::limit;
use crate::problem::{Problem, texts};

mod rating;
mod receipts;
mod search;
mod view;

pub(crate) use receipts::{Receipts, read, typing};
use search::{Filter, Wanted};
pub(crate) use view::{ConversationView, conversation_view, conversation_views};

/// Conversations on a page when the caller gives no limit.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(crate) struct ListQuery {
    cursor: Option<String>,
    limit: Option<String>,
    q: Option<String>,
    filter: Option<String>,
    assigned_to: Option<String>,
    phone_id: Option<String>,
}

/// The business number that the caller means, if the person has a conversation with several.
#[derive(Deserialize)]
pub(crate) struct AtNumber {
    pub(crate) phone_id: Option<String>,
}

/// One page of the list.
#[derive(Serialize)]
pub(crate) struct ListPage {
    conversations: Vec<ConversationView>,
    next: Option<String>,
}

/// The list, in the order of its filter; what a search finds in the order of the names. A page may hold fewer than `limit`
/// conversations although `next` is not null, because a call examines a bounded number of conversations.
pub(crate) async fn list<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(query): Query<ListQuery>,
    Speaks(language): Speaks,
) -> Result<Json<ListPage>, Problem> {
    let limit = limit(query.limit.as_deref(), PAGE)?;
    let filter = query.filter.as_deref().map_or(Ok(Filter::All), Filter::parse)?;
    let now = api.clock.now();
    let phone_id = api.listed(query.phone_id)?;
    let q = query.q.as_deref().unwrap_or_default();
    let wanted = Wanted::new(q, api.settings.default_country, filter, phone_id, now)
        .assigned_to(query.assigned_to.as_deref())?;
    let found = search::find(&api, &wanted, query.cursor, limit).await?;
    let conversations = conversation_views(api.lookup(), &found.conversations, language, now).await?;
    Ok(Json(ListPage { conversations, next: found.next }))
}

/// One conversation, by contact id, user id or number.
pub(crate) async fn one<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    Speaks(language): Speaks,
) -> Result<Json<ConversationView>, Problem> {
    let conversation = api.at(&id, at).await?;
    let views = conversation_views(api.lookup(), &[conversation], language, api.clock.now()).await?;
    views.into_iter().next().map(Json).ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))
}

/// The assistant answers again: what came during the takeover first.
pub(crate) async fn hand_back<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
) -> Result<StatusCode, Problem> {
    let conversation = api.at(&id, at).await?;
    let contacts: Vec<_> = conversation.parts().cloned().collect();
    act_on(&api, &conversation, "handback", Conversation::hand_back).await?;
    for part in api.store.conversations_of(&contacts).await? {
        let waiting = part.awaiting.iter().flat_map(|awaiting| awaiting.keys(&part.contact));
        let jobs = waiting.map(|key| ReplyJob::reply(&part.contact, &key).after(SignedDuration::ZERO));
        let jobs: Vec<_> = jobs.collect::<Result<_, _>>()?;
        if !jobs.is_empty() {
            api.replies.send(jobs).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A person closes the conversation until the customer writes again.
pub(crate) async fn close<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
) -> Result<StatusCode, Problem> {
    let conversation = api.at(&id, at).await?;
    act_on(&api, &conversation, "close", Conversation::close).await?;
    rating::ask(&api, &conversation).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes a conversation, and those joined to it.
pub(crate) async fn act_on<Q: Enqueue>(
    api: &Api<Q>,
    conversation: &Conversation,
    action: &'static str,
    transition: impl Fn(&mut Conversation, Timestamp),
) -> Result<(), Problem> {
    let contact = &conversation.contact;
    for part in conversation.parts() {
        let changed = api.store.change_conversation(part, &api.clock, Missing::Skip, &transition).await?;
        if changed == Changed::Missing && part == contact {
            return Err(Problem::of(&texts::UNKNOWN_CONVERSATION));
        }
    }
    tracing::info!(%contact, action, "a person changed a conversation");
    Ok(())
}

impl<Q: Enqueue> Api<Q> {
    /// The conversation that a path names, at the business number that the query names.
    pub(crate) async fn at(&self, id: &str, at: AtNumber) -> Result<Conversation, Problem> {
        let phone_id = self.listed(at.phone_id)?;
        let address = Address::parse(id, self.settings.default_country).map_err(Refusal::of_conversation)?;
        self.conversation(&address, phone_id.as_ref()).await
    }
}
