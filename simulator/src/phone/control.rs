//! The control API of the phone.

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::files;
use super::kind::Kind;
use super::origin::{names_this_machine, of_this_origin};
use super::problem::Problem;
use super::view;
use super::write::checked_name;
use crate::Simulator;

/// Furthest that the clock can be advanced at once: 30 days.
const MOST_HOURS: i64 = 720;

/// The control API, to be nested where the phone's page expects it.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/state", get(state))
        .route("/customers", post(add_customer))
        .route("/customers/{wa_id}/messages", post(send))
        .route("/customers/{wa_id}/messages/{id}/edit", post(edit))
        .route("/customers/{wa_id}/messages/{id}/delete", post(delete))
        .merge(files::routes())
        .route("/settings", put(settings))
        .route("/wire", get(wire))
        .route("/advance", post(advance))
        .fallback(async || Problem::no_such_path())
        .layer(from_fn(of_this_origin))
        .with_state(simulator)
}

#[derive(Deserialize)]
struct Since {
    since: Option<u64>,
}

async fn state(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    query: Result<Query<Since>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Since { since }) =
        query.map_err(|_| Problem::invalid("`since` must be a number: the `seq` of a state."))?;
    let state = simulator.with_unannounced(|world| {
        view::state(world, simulator.config(), since, names_this_machine(&headers))
    });
    match state.map_err(|_| Problem::invalid("The state cannot be written."))? {
        None => Ok(StatusCode::NO_CONTENT.into_response()),
        Some(body) => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            Ok((headers, body).into_response())
        }
    }
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    from: u64,
}

async fn wire(
    State(simulator): State<Simulator>,
    query: Result<Query<From>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(From { from }) =
        query.map_err(|_| Problem::invalid("`from` must be a number: the `next` of a page of the wire."))?;
    let page = simulator.read(|world| world.wire.page(from));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCustomer {
    name: String,
}

async fn add_customer(
    State(simulator): State<Simulator>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let new: NewCustomer = read(body, r#"{"name": "…"}"#)?;
    let customer = simulator.add_customer(&checked_name(&new.name)?);
    Ok((StatusCode::CREATED, Json(customer)).into_response())
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Writing {
    Quote { texts: [String; 1], reply_to: String },
    Texts { texts: Vec<String>, phone_number_id: Option<String> },
    Kind { kind: Kind, caption: Option<String>, phone_number_id: Option<String> },
    Tap { tap: Tap },
    Reaction { reaction: Reaction },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tap {
    message_id: String,
    /// The id of the button or row, or the text of a template's quick reply.
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reaction {
    message_id: String,
    /// Empty: the reaction is taken back.
    emoji: String,
}

async fn send(
    State(simulator): State<Simulator>,
    Path(wa_id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let expected = r#"{"texts": ["…"]}, {"kind": "…"}, {"tap": {"message_id", "id"}} or {"reaction": {"message_id", "emoji"}}"#;
    let default = simulator.config().default_number();
    let ids = match read(body, expected)? {
        Writing::Texts { texts, phone_number_id: to } => {
            simulator.send_texts_to(to.as_deref().unwrap_or(default), &wa_id, texts)?
        }
        Writing::Kind { kind, caption, phone_number_id: to } => {
            vec![simulator.send_kind_to(to.as_deref().unwrap_or(default), &wa_id, kind, caption)?]
        }
        Writing::Quote { texts: [text], reply_to } => vec![simulator.quote(&wa_id, &reply_to, &text)?],
        Writing::Tap { tap } => vec![simulator.tap(&wa_id, &tap.message_id, &tap.id)?],
        Writing::Reaction { reaction } => {
            vec![simulator.react(&wa_id, &reaction.message_id, &reaction.emoji)?]
        }
    };
    Ok((StatusCode::CREATED, Json(json!({"ids": ids}))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    text: String,
}

async fn edit(
    State(simulator): State<Simulator>,
    Path((wa_id, id)): Path<(String, String)>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let Correction { text } = read(body, r#"{"text": "…"}"#)?;
    simulator.edit_message(&wa_id, &id, &text)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    State(simulator): State<Simulator>,
    Path((wa_id, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    simulator.delete_message(&wa_id, &id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn settings(
    State(simulator): State<Simulator>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let changes: Value = read(body, "an object of settings")?;
    let settings = simulator.settings().overlaid(&changes)?;
    simulator.set_settings(settings.clone());
    Ok(Json(settings).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    hours: i64,
}

async fn advance(
    State(simulator): State<Simulator>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Advance { hours } = read(body, r#"{"hours": 25}"#)?;
    if !(1..=MOST_HOURS).contains(&hours) {
        return Err(Problem::invalid("`hours` must be between 1 and 720."));
    }
    let clock = &simulator.config().clock;
    clock.advance(SignedDuration::from_hours(hours));
    simulator.with(|world| world.phone.touch());
    Ok(Json(json!({"now": clock.now()})).into_response())
}

/// Parses a JSON body, whatever its content type.
fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>, expected: &str) -> Result<T, Problem> {
    let body = body.map_err(|_| Problem::invalid("The body is too large."))?;
    serde_json::from_slice(&body).map_err(|error| Problem::invalid(format!("Expected {expected}: {error}.")))
}
