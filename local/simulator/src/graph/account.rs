//! The phone number, the business account and the token, looked up.

use axum::Json;
use axum::extract::{Path, Query, RawPathParams, State};
use axum::http::HeaderMap;
use axum::response::Response;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::access::{Params, bearer};
use super::error::GraphError;
use crate::Simulator;

/// The app that the simulated token belongs to.
const APP_ID: &str = "670843887433847";

/// `GET /{version}/{id}`: the phone number or the business account.
pub(super) async fn object(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let admitted = simulator.admit(&version, &headers, &params);
    let outcome = admitted.and_then(|()| {
        let config = simulator.config();
        let object = if id == config.phone_number_id {
            json!({
                "verified_name": config.business_name,
                "display_phone_number": config.display_phone_number,
                "quality_rating": "GREEN",
                "code_verification_status": "VERIFIED",
                "name_status": "APPROVED",
                "platform_type": "CLOUD_API",
                "throughput": {"level": "STANDARD"},
                "id": id,
            })
        } else if id == config.waba_id {
            json!({"name": config.business_name, "timezone_id": "25", "id": id})
        } else {
            return Err(GraphError::unknown_object("get", &id));
        };
        Ok(Json(only(object, params.fields.as_deref())))
    });
    simulator.answer(outcome).await
}

/// `GET /debug_token`: what Meta knows of a token. Called with the app's own token (`id|secret`) or the one in question.
pub(super) async fn debug_token(
    State(simulator): State<Simulator>,
    version: RawPathParams,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let outcome = match version.iter().find(|(name, value)| *name == "version" && !value.starts_with('v')) {
        Some((_, value)) => Err(GraphError::unknown_path(value)),
        None => describe(&simulator, &params, &headers).map(Json),
    };
    simulator.answer(outcome).await
}

fn describe(simulator: &Simulator, params: &Params, headers: &HeaderMap) -> Result<Value, GraphError> {
    let config = simulator.config();
    let caller = bearer(headers).or(params.access_token.as_deref());
    let caller = caller.ok_or_else(GraphError::no_token)?;
    let secret = caller.split_once('|').map(|(_, secret)| secret);
    if caller != config.api_token.expose_secret() && secret != Some(config.app_secret.expose_secret()) {
        return Err(GraphError::of(190));
    }
    let token = params.input_token.as_deref();
    let token = token.ok_or_else(|| GraphError::missing("input_token"))?;
    let refused = simulator.read(|world| world.settings.fail_code).map(GraphError::of);
    let refused = refused.is_some_and(|error| error.is_about_the_token());
    if refused || token != config.api_token.expose_secret() {
        return Ok(json!({"data": {
            "app_id": APP_ID,
            "type": "SYSTEM_USER",
            "application": "Relais simulator",
            "error": {"code": 190, "message": "Error validating access token: Session has expired", "subcode": 463},
            "expires_at": 0,
            "is_valid": false,
            "scopes": [],
        }}));
    }
    let scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
    Ok(json!({"data": {
        "app_id": APP_ID,
        "type": "SYSTEM_USER",
        "application": "Relais simulator",
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": true,
        "scopes": scopes,
        "granular_scopes": scopes.map(|scope| json!({"scope": scope, "target_ids": [config.waba_id]})),
        "user_id": "10222270944537964",
    }}))
}

/// The fields that were asked for, and the id, which always comes.
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
