//! `GET /api/message_versions/{id}`: what a corrected or deleted message said before. Not everybody may see it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use jiff::Timestamp;
use relais_core::message::{Message, MessageKey, Version};
use relais_core::queue::Enqueue;
use relais_whatsapp::Language;
use serde::Serialize;

use super::content;
use super::file::FileView;
use crate::Api;
use crate::auth::Caller;
use crate::language::Speaks;
use crate::problem::{Problem, texts};

/// `Versions` in `openapi.json`.
#[derive(Serialize)]
pub(crate) struct Versions {
    /// Oldest first.
    versions: Vec<VersionView>,
}

/// What a message said for a time.
#[derive(Serialize)]
pub(crate) struct VersionView {
    content: String,
    #[serde(rename = "type")]
    kind: String,
    /// When it was corrected or deleted, by Meta's clock.
    until: Timestamp,
    /// Its file. The same in every version.
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<FileView>,
}

/// What a message said before, for a caller who may see it.
pub(crate) async fn versions<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Speaks(language): Speaks,
) -> Result<Json<Versions>, Problem> {
    if !caller.is_supervisor {
        return Err(Problem::of(&texts::FORBIDDEN));
    }
    let unknown = || Problem::of(&texts::UNKNOWN_MESSAGE);
    let key = MessageKey::parse(&id).ok_or_else(unknown)?;
    let message = api.store.kept_message(&key).await?.ok_or_else(unknown)?;
    Ok(Json(Versions { versions: version_views(&message, language, api.clock.now()) }))
}

/// What a message said before, oldest first. `now` tells whether its file can still be fetched.
pub(crate) fn version_views(message: &Message, language: Language, now: Timestamp) -> Vec<VersionView> {
    let view = |version: Version| {
        let parsed = content::parsed_version(&version);
        VersionView {
            content: content::of_version(&version, parsed.as_ref(), language),
            media: FileView::also_deleted(message, parsed.as_ref(), language, now),
            kind: version.content.kind,
            until: version.until,
        }
    };
    message.versions().into_iter().map(view).collect()
}
