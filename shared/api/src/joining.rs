//! A person in the inbox joins two conversations of one person, undoes that, or says that they are two people.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use relais_aws::store::Missing;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;

use crate::Api;
use crate::address::Address;
use crate::body;
use crate::conversations::AtNumber;
use crate::problem::{Problem, texts};

/// The contact id in the body of a join: the other conversation's.
async fn other(body: Body) -> Result<ContactId, Problem> {
    let fields = body::read(body).await?;
    body::only(&fields, &["with"])?;
    let with = body::text(&fields, "with")?.ok_or_else(|| body::invalid("`with`"))?;
    ContactId::parse(&with).ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))
}

/// Shows the thread of the other conversation as part of this one. Joining them again changes nothing.
pub(crate) async fn merge<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let other = other(body).await?;
    let kept = api.at(&id, at).await?;
    let raw = api.store.conversation(&other).await?;
    let is_joined = raw.as_ref().and_then(|raw| raw.joined_to.as_ref()) == Some(&kept.contact);
    if kept.shows(&other) && is_joined {
        return Ok(StatusCode::NO_CONTENT);
    }
    // A join that stopped half-way is finished.
    let half_done = raw.filter(|raw| kept.contact != other && kept.shows(&raw.contact));
    let other = match half_done {
        Some(other) => other,
        None => api.conversation(&Address::Contact(other), None).await?,
    };
    let both = [&kept, &other];
    let same_number = api.sender.number_of(&kept) == api.sender.number_of(&other);
    if kept.contact == other.contact || !same_number || both.iter().any(|each| each.group.is_some()) {
        return Err(Problem::of(&texts::CANNOT_MERGE));
    }
    api.store.join(&kept.contact, &other.contact, &api.clock).await?;
    tracing::info!(contact = %kept.contact, joined = %other.contact, "a person joined two conversations");
    Ok(StatusCode::NO_CONTENT)
}

/// Undoes a join. What each of them wrote since is in their own conversation. Undoing it again changes nothing.
pub(crate) async fn unmerge<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let other = other(body).await?;
    let kept = api.at(&id, at).await?;
    let joined = api.store.conversation(&other).await?;
    let joined = joined.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))?;
    // If a crash left the undoing half done, only the kept one still names the other.
    let elsewhere = joined.joined_to.as_ref().is_some_and(|parent| *parent != kept.contact);
    if joined.contact == kept.contact || elsewhere {
        return Err(Problem::of(&texts::CANNOT_MERGE));
    }
    if !kept.shows(&other) && joined.joined_to.is_none() {
        return Ok(StatusCode::NO_CONTENT);
    }
    api.store.separate(&kept.contact, &other, &api.clock).await?;
    tracing::info!(contact = %kept.contact, separated = %other, "a person undid a join");
    Ok(StatusCode::NO_CONTENT)
}

/// They are two people: removes the hint from both.
pub(crate) async fn distinct<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
) -> Result<StatusCode, Problem> {
    let conversation = api.at(&id, at).await?;
    let (own, Some(other)) = (&conversation.contact, &conversation.perhaps) else {
        return Ok(StatusCode::NO_CONTENT);
    };
    for (contact, from) in [(own, other), (other, own)] {
        let forget = |conversation: &mut Conversation, now| conversation.is_distinct_from(from, now);
        api.store.change_conversation(contact, &api.clock, Missing::Skip, forget).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
