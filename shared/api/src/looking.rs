//! `POST /api/conversations/{id}/looking`: a page has a conversation open, and learns who else has.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use relais_aws::store::{Looking, Missing};
use relais_core::conversation::{Conversation, is_same};
use relais_core::queue::Enqueue;
use serde::Serialize;

use crate::Api;
use crate::auth::Caller;
use crate::body;
use crate::conversations::AtNumber;
use crate::problem::Problem;
use crate::team;

/// The lengths of a session's name.
const SESSION: std::ops::RangeInclusive<usize> = 8..=40;

/// Who else has it open.
#[derive(Serialize)]
pub(crate) struct Others {
    others: Vec<OtherView>,
}

#[derive(Serialize)]
struct OtherView {
    name: Option<String>,
    writing: bool,
}

/// Says that a page has the conversation open, which ends that its person is noted as mentioned; or with `left` that it has no longer.
pub(crate) async fn look<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<Json<Others>, Problem> {
    let fields = body::read(body).await?;
    body::only(&fields, &["session", "name", "writing", "left"])?;
    let session = body::text(&fields, "session")?;
    let is_name = |session: &String| {
        SESSION.contains(&session.len()) && session.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let session = session.filter(is_name).ok_or_else(|| body::invalid("`session`"))?;
    let said = team::name(&fields, "name")?;
    let (writing, left) = (body::flag(&fields, "writing")?, body::flag(&fields, "left")?);
    let name = if caller.has_readable_name() { caller.name } else { said };
    let shown = api.at(&id, at).await?;
    if left {
        api.store.look_away(&shown.contact, &session).await?;
        return Ok(Json(Others { others: Vec::new() }));
    }
    if let Some(name) = name.as_ref().filter(|name| shown.mentions(name)) {
        let opened = |conversation: &mut Conversation, now| conversation.opened_by(name, now);
        api.store.change_conversation(&shown.contact, &api.clock, Missing::Skip, opened).await?;
    }
    let page = Looking { session, name, writing };
    let others = api.store.look(&shown.contact, &page, api.clock.now()).await?;
    // Another page of the same person is nobody else.
    let is_self = |other: &Looking| match (&other.name, &page.name) {
        (Some(other), Some(own)) => is_same(other, own),
        _ => false,
    };
    let others = others.into_iter().filter(|other| !is_self(other));
    let others = others.map(|other| OtherView { name: other.name, writing: other.writing }).collect();
    Ok(Json(Others { others }))
}
