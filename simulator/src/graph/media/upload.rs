//! `POST /{version}/{phone_number_id}/media`: a form with the file.

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use relais_whatsapp::limits::DOCUMENT_BYTES;
use serde_json::{Value, json};

use super::form::Form;
use super::types::{all, takes};
use crate::Simulator;
use crate::graph::access::Params;
use crate::graph::error::GraphError;

/// Graph could not take the file.
const NOT_TAKEN: i64 = 131_053;

/// The bytes of a form around its file.
const AROUND: usize = 64 * 1024;

/// Whether this is the path of an upload, whose body is not kept.
pub(crate) fn is_upload(path: &str) -> bool {
    path.ends_with("/media")
}

pub(in crate::graph) async fn post(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(error) = simulator.admit(&version, &headers, &params) {
        return simulator.answer(Err::<(), _>(error)).await;
    }
    let outcome = match whole(body).await {
        Ok(bytes) => simulator.take(&id, &headers, &bytes),
        Err(error) => Err(error),
    };
    simulator.answer(outcome.map(Json)).await
}

async fn whole(body: Body) -> Result<Bytes, GraphError> {
    let most = usize::try_from(DOCUMENT_BYTES).unwrap_or(usize::MAX).saturating_add(AROUND);
    to_bytes(body, most)
        .await
        .map_err(|_| GraphError::because(NOT_TAKEN, "The file is too large or not whole"))
}

impl Simulator {
    fn take(&self, number: &str, headers: &HeaderMap, body: &Bytes) -> Result<Value, GraphError> {
        if !self.config().phone_number_ids.iter().any(|known| known == number) {
            return Err(GraphError::unknown_object("post", number));
        }
        if let Some(error) = self.read(|world| GraphError::chosen(&world.settings)) {
            return Err(error);
        }
        if !headers.contains_key(header::CONTENT_LENGTH) {
            return Err(GraphError::because(NOT_TAKEN, "The request must tell its length"));
        }
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let form = content_type.and_then(|content_type| Form::read(content_type, body));
        let form = form.ok_or_else(|| GraphError::missing("file"))?;
        if form.messaging_product.as_deref() != Some("whatsapp") {
            return Err(GraphError::missing("messaging_product"));
        }
        let file = form.file.ok_or_else(|| GraphError::missing("file"))?;
        let mime_type = form.mime_type.ok_or_else(|| GraphError::missing("type"))?;
        if !takes(&mime_type) {
            return Err(GraphError::parameter(format!(
                "Param file must be a file with one of the following types: {}. Received file of type \
                 '{mime_type}'.",
                all()
            )));
        }
        if file.is_empty() || u64::try_from(file.len()).unwrap_or(u64::MAX) > DOCUMENT_BYTES {
            return Err(GraphError::because(
                NOT_TAKEN,
                format!("The file must have 1 to {DOCUMENT_BYTES} bytes"),
            ));
        }
        // A copy: the slice would keep the whole form.
        let id = self.keep_upload(Bytes::copy_from_slice(&file), &mime_type, number);
        Ok(json!({ "id": id }))
    }
}
