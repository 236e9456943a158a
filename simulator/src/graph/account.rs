//! Reads a phone number, the business account and its subscriptions.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::access::{Params, bearer, is_version};
use super::error::GraphError;
use super::media::described;
use super::token::{APP_ID, APP_NAME};
use crate::Simulator;

/// `GET /{version}/{id}`: a phone number, the business account, or a file.
pub(super) async fn object(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let admitted = simulator.admit(&version, &headers, &params);
    let outcome = admitted.and_then(|()| {
        let config = simulator.config();
        let object = if let Some(display) = config.display_of(&id) {
            json!({
                "verified_name": config.business_name,
                "display_phone_number": display,
                "quality_rating": "GREEN",
                "code_verification_status": "VERIFIED",
                "name_status": "APPROVED",
                "platform_type": "CLOUD_API",
                "throughput": {"level": "STANDARD"},
                "status": "CONNECTED",
                "account_mode": "LIVE",
                "id": id,
            })
        } else if id == config.waba_id {
            json!({"name": config.business_name, "timezone_id": "25", "id": id})
        } else if let Some(file) = described(&simulator, &id, &params, &headers) {
            file
        } else {
            return Err(GraphError::unknown_object("get", &id));
        };
        Ok(Json(only(object, params.fields.as_deref())))
    });
    simulator.answer(outcome).await
}

/// `GET /{version}/{waba_id}/subscribed_apps`: the apps that receive the account's webhooks.
pub(super) async fn subscribed_apps(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let admitted = simulator.admit(&version, &headers, &params);
    let outcome = admitted.and_then(|()| {
        if id != simulator.config().waba_id {
            return Err(GraphError::unknown_object("get", &id));
        }
        let subscribed = simulator.settings().subscribed_apps;
        let apps = subscribed.iter().map(|id| {
            let link = format!("https://www.facebook.com/games/?app_id={id}");
            json!({"whatsapp_business_api_data": {"id": id, "link": link, "name": APP_NAME}})
        });
        Ok(Json(json!({"data": apps.collect::<Vec<_>>()})))
    });
    simulator.answer(outcome).await
}

/// `GET /{version}/{app_id}/subscriptions`: the app's subscribed fields and its webhook's address. Needs the app's own
/// token.
pub(super) async fn subscriptions(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let outcome = if !is_version(&version) {
        Err(GraphError::unknown_path(&format!("/{version}")))
    } else if id != APP_ID {
        Err(GraphError::unknown_object("get", &id))
    } else if simulator.is_app_token(bearer(&headers).or(params.access_token.as_deref())) {
        Ok(Json(json!({"data": [{
            "object": "whatsapp_business_account",
            "callback_url": simulator.config().webhook_url,
            "active": true,
            "fields": [{"name": "messages", "version": version}],
        }]})))
    } else {
        Err(GraphError::of(190))
    };
    simulator.answer(outcome).await
}

/// The requested fields, and the id, which is always included.
fn only(object: Value, fields: Option<&str>) -> Value {
    match (object, fields) {
        (Value::Object(members), Some(fields)) => {
            let asked: Vec<&str> = fields.split(',').map(str::trim).collect();
            let members = members.into_iter();
            let kept = members.filter(|(name, _)| name == "id" || asked.contains(&name.as_str()));
            Value::Object(kept.collect())
        }
        (object, _) => object,
    }
}
