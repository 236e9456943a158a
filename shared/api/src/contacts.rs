//! `/api/contacts/{person}`: everything about one person, to export or to erase.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use relais_core::queue::Enqueue;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::language::Speaks;
use crate::problem::{Problem, texts};

mod elsewhere;
mod export;
mod people;

pub use elsewhere::{Elsewhere, ElsewhereError, Nowhere, OnlyBlobs, Pending};
pub use export::Export;
pub use people::{Erased, People, PersonError};

#[derive(Deserialize)]
pub(crate) struct ExportQuery {
    before: Option<String>,
}

/// The result of erasing.
#[derive(Serialize)]
pub(crate) struct Done {
    erased: Erased,
}

/// One page of everything that is stored about a person, what messages said before they were corrected or deleted included.
pub(crate) async fn export<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(person): Path<String>,
    Query(query): Query<ExportQuery>,
    Speaks(language): Speaks,
) -> Result<Json<Export>, Problem> {
    let export = api.people.export(&person, query.before.as_deref(), language);
    Ok(Json(Box::pin(export).await?))
}

/// Erases a person. In a separate task: if the caller closes the connection, it still runs to its end.
pub(crate) async fn erase<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(person): Path<String>,
) -> Result<Json<Done>, Problem> {
    let erasing = tokio::spawn(async move { api.people.erase(&person).await });
    let erased = erasing.await.map_err(Problem::internal)??;
    Ok(Json(Done { erased }))
}

impl From<PersonError> for Problem {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::Unknown => Self::of(&texts::UNKNOWN_CONVERSATION),
            PersonError::BadCursor => Self::of(&texts::BAD_CURSOR),
            PersonError::SendInProgress(left) => Self::of(&texts::SEND_IN_PROGRESS).after(left),
            PersonError::Store(error) => error.into(),
            PersonError::Elsewhere(error) => Self::unavailable(error),
        }
    }
}
