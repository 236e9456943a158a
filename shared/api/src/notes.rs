//! `/api/conversations/{id}/notes`: what people write for each other. Nothing of it is sent, and no model reads it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use jiff::Timestamp;
use relais_aws::store::{Noted, Saved};
use relais_core::message::fingerprint;
use relais_core::note::{self, LONGEST_NOTE, Note, NoteId};
use relais_core::queue::Enqueue;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::auth::Caller;
use crate::body;
use crate::conversations::AtNumber;
use crate::messages::limit;
use crate::problem::{Problem, texts};
use crate::response::random_id;
use crate::send::idempotency_key;
use crate::settings::seen;
use crate::team;

/// Notes on a page when the caller gives no limit.
const PAGE: usize = 100;

/// `Note` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct NoteView {
    id: String,
    at: Timestamp,
    author: Option<String>,
    /// The caller wrote it, and may change it.
    own: bool,
    text: String,
    mentions: Vec<String>,
    version: u64,
    edited_at: Option<Timestamp>,
}

/// One page of notes.
#[derive(Serialize)]
pub(crate) struct Page {
    notes: Vec<NoteView>,
    next: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ListQuery {
    before: Option<String>,
    limit: Option<String>,
    phone_id: Option<String>,
}

/// The newest notes before `before`, oldest first, also those of the conversations joined to this one.
pub(crate) async fn list<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page>, Problem> {
    let limit = limit(query.limit.as_deref(), PAGE)?;
    let shown = api.at(&id, AtNumber { phone_id: query.phone_id }).await?;
    let before = match &query.before {
        Some(before) => {
            Some(NoteId::parse(before).ok_or_else(|| Problem::of(&texts::BAD_CURSOR))?.sort_key())
        }
        None => None,
    };
    let mut notes: Vec<Note> = Vec::new();
    let mut more = false;
    for part in shown.parts() {
        let page = api.store.notes(part, before.as_deref(), limit).await?;
        more |= page.next.is_some();
        notes.extend(page.notes);
    }
    notes.sort_by_key(|note| note.id.sort_key());
    if notes.len() > limit {
        more = true;
        notes.drain(..notes.len() - limit);
    }
    let next = notes.first().filter(|_| more).map(|oldest| oldest.id.to_string());
    Ok(Json(Page { notes: notes.iter().map(|note| NoteView::of(note, &caller)).collect(), next }))
}

/// Writes a note, once per author and `Idempotency-Key`.
pub(crate) async fn write<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<NoteView>), Problem> {
    let key = idempotency_key(&headers)?;
    let (text, name) = said(body, true).await?;
    let shown = api.at(&id, at).await?;
    let unique = match &key {
        Some(key) => fingerprint(&format!("note/{}/{key}", caller.name.as_deref().unwrap_or_default())),
        None => random_id().map_err(Problem::internal)?,
    };
    let id = NoteId::new(&shown.contact, api.clock.now(), &unique);
    let name = name.filter(|_| !caller.has_readable_name());
    let note = Note { id, author: caller.name.clone(), name, text, version: 1, edited_at: None };
    match api.store.add_note(&note, key.is_some(), &api.clock).await? {
        Noted::Saved => {}
        Noted::Before(before) if before.version > 1 || before.text == note.text => {
            return Ok((StatusCode::CREATED, Json(NoteView::of(&before, &caller))));
        }
        Noted::Before(_) => return Err(Problem::of(&texts::IDEMPOTENCY_CONFLICT)),
        Noted::Missing => return Err(Problem::of(&texts::UNKNOWN_CONVERSATION)),
    }
    tracing::info!(contact = %shown.contact, action = "note", "a person changed a conversation");
    Ok((StatusCode::CREATED, Json(NoteView::of(&note, &caller))))
}

/// Changes what a note says: its author, over the version in `If-Match`.
pub(crate) async fn edit<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path((id, note)): Path<(String, String)>,
    Query(at): Query<AtNumber>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<NoteView>, Problem> {
    let seen = seen(&headers)?;
    let (text, _) = said(body, false).await?;
    let note = api.own_note(&id, at, &note, &caller).await?;
    let saved = api.store.edit_note(&note, seen, &text, &api.clock).await?;
    let present = api.store.note(&note.id).await?.ok_or_else(|| Problem::of(&texts::UNKNOWN_NOTE))?;
    // The edit may have been repeated after its response was lost.
    if saved == Saved::Conflict && !(present.version == seen + 1 && present.text == text) {
        return Err(changed(&present));
    }
    Ok(Json(NoteView::of(&present, &caller)))
}

/// Deletes a note: its author, at the version in `If-Match`.
pub(crate) async fn delete<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path((id, note)): Path<(String, String)>,
    Query(at): Query<AtNumber>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let seen = seen(&headers)?;
    let note = api.own_note(&id, at, &note, &caller).await?;
    if api.store.delete_note(&note.id, seen, &api.clock).await? == Saved::Conflict {
        let present = api.store.note(&note.id).await?;
        return Err(present.map_or_else(|| Problem::of(&texts::UNKNOWN_NOTE), |present| changed(&present)));
    }
    Ok(StatusCode::NO_CONTENT)
}

impl<Q: Enqueue> Api<Q> {
    /// The note that a path names, if the caller wrote it.
    async fn own_note(&self, id: &str, at: AtNumber, note: &str, caller: &Caller) -> Result<Note, Problem> {
        let shown = self.at(id, at).await?;
        let id = NoteId::parse(note).filter(|note| shown.shows(note.contact()));
        let found = match id {
            Some(id) => self.store.note(&id).await?,
            None => None,
        };
        let found = found.ok_or_else(|| Problem::of(&texts::UNKNOWN_NOTE))?;
        if found.author == caller.name { Ok(found) } else { Err(Problem::of(&texts::NOT_YOUR_NOTE)) }
    }
}

impl NoteView {
    fn of(note: &Note, caller: &Caller) -> Self {
        Self { own: note.author == caller.name, ..Self::exported(note) }
    }

    /// As an export has it, which belongs to nobody.
    pub(crate) fn exported(note: &Note) -> Self {
        Self {
            own: false,
            id: note.id.to_string(),
            at: note.id.at(),
            author: note.name.clone().or_else(|| note.author.clone()),
            text: note.text.clone(),
            mentions: note.mentions().into_iter().map(str::to_owned).collect(),
            version: note.version,
            edited_at: note.edited_at,
        }
    }
}

/// What a note says, and the name of its author if the body may have it.
async fn said(body: Body, is_new: bool) -> Result<(String, Option<String>), Problem> {
    let fields = body::read(body).await?;
    body::only(&fields, if is_new { &["text", "name"] } else { &["text"] })?;
    let text = body::text(&fields, "text")?.ok_or_else(|| body::invalid("`text`"))?;
    let text = note::text(&text).ok_or_else(|| {
        Problem::of(&texts::INVALID_FIELD).saying(
            format!("`text` takes 1 to {LONGEST_NOTE} characters, of which some are seen."),
            format!("`text` prend de 1 à {LONGEST_NOTE} caractères, dont certains sont visibles."),
        )
    })?;
    Ok((text, team::name(&fields, "name")?))
}

/// Only its author changes a note, so it is they who did, in another window.
fn changed(present: &Note) -> Problem {
    Problem::of(&texts::NOTE_CHANGED)
        .with("version", present.version)
        .with("changed_by", present.name.clone().or_else(|| present.author.clone()))
        .with("changed_at", present.edited_at.map(|at| at.to_string()))
        .with("text", present.text.clone())
}
