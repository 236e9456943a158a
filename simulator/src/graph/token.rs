//! Looks access tokens up, and exchanges them.

use axum::Json;
use axum::extract::{Path, Query, RawPathParams, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::access::{Params, bearer, is_version};
use super::error::GraphError;
use crate::Simulator;
use crate::settings::ExchangedToken;

/// The app that the simulated tokens belong to.
pub const APP_ID: &str = "670843887433847";
pub(super) const APP_NAME: &str = "Relais simulator";

/// How long an exchanged token is valid.
const SIXTY_DAYS: SignedDuration = SignedDuration::from_hours(60 * 24);

/// A token that was issued in exchange for another.
#[derive(Debug)]
pub(crate) struct Issued {
    token: String,
    expires_at: Timestamp,
    works: bool,
}

impl Simulator {
    /// Returns the token's end when calls with it are accepted, otherwise the error.
    pub(super) fn check_token(&self, token: &str) -> Result<Option<Timestamp>, GraphError> {
        let expires_at = self.read(|world| {
            if token == self.config().api_token.expose_secret() {
                return Ok(world.settings.token_expires_at);
            }
            let issued = world.issued.iter().find(|issued| issued.token == token && issued.works);
            issued.map(|issued| Some(issued.expires_at)).ok_or_else(|| GraphError::of(190))
        })?;
        if expires_at.is_some_and(|end| end <= self.config().clock.now()) {
            return Err(GraphError::expired());
        }
        Ok(expires_at)
    }

    /// Whether this is the app's own token: its id, a bar and its secret.
    pub(super) fn is_app_token(&self, token: Option<&str>) -> bool {
        token
            .and_then(|token| token.split_once('|'))
            .is_some_and(|(id, secret)| id == APP_ID && secret == self.config().app_secret.expose_secret())
    }
}

/// `GET /debug_token`: Meta's data about a token. Called with the app's own token or with the token in question.
pub(super) async fn debug(
    State(simulator): State<Simulator>,
    version: RawPathParams,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let outcome = match version.iter().find(|(name, value)| *name == "version" && !is_version(value)) {
        Some((_, value)) => Err(GraphError::unknown_path(value)),
        None => describe(&simulator, &params, &headers).map(Json),
    };
    simulator.answer(outcome).await
}

fn describe(simulator: &Simulator, params: &Params, headers: &HeaderMap) -> Result<Value, GraphError> {
    let caller = bearer(headers).or(params.access_token.as_deref());
    let caller = caller.ok_or_else(GraphError::no_token)?;
    if !simulator.is_app_token(Some(caller)) {
        simulator.check_token(caller)?;
    }
    let token = params.input_token.as_deref();
    let token = token.ok_or_else(|| GraphError::missing("input_token"))?;
    let (refused, scopes) =
        simulator.read(|world| (world.settings.fail_code, world.settings.token_scopes.clone()));
    let refused = refused.map(GraphError::of).is_some_and(|error| error.is_about_the_token());
    let seconds = |time: Option<Timestamp>| time.map_or(0, Timestamp::as_second);
    Ok(match simulator.check_token(token) {
        Ok(expires_at) if !refused => json!({"data": {
            "app_id": APP_ID,
            "type": "SYSTEM_USER",
            "application": APP_NAME,
            "data_access_expires_at": seconds(expires_at),
            "expires_at": seconds(expires_at),
            "is_valid": true,
            "granular_scopes": scopes.iter()
                .map(|scope| json!({"scope": scope, "target_ids": [simulator.config().waba_id]})).collect::<Vec<_>>(),
            "scopes": scopes,
            "user_id": "10222270944537964",
        }}),
        _ => json!({"data": {
            "app_id": APP_ID,
            "type": "SYSTEM_USER",
            "application": APP_NAME,
            "error": {"code": 190, "message": "Error validating access token: Session has expired", "subcode": 463},
            "expires_at": seconds(simulator.settings().token_expires_at),
            "is_valid": false,
            "scopes": [],
        }}),
    })
}

/// `GET /{version}/oauth/access_token`: exchanges a token that has not expired for one of 60 days. The old token stays
/// unchanged.
pub(super) async fn exchange(
    State(simulator): State<Simulator>,
    Path(version): Path<String>,
    Query(params): Query<Params>,
) -> Response {
    let outcome = issue(&simulator, &version, &params).map(Json);
    simulator.answer(outcome).await
}

fn issue(simulator: &Simulator, version: &str, params: &Params) -> Result<Value, GraphError> {
    if !is_version(version) {
        return Err(GraphError::unknown_path(&format!("/{version}")));
    }
    if params.grant_type.as_deref() != Some("fb_exchange_token") {
        return Err(GraphError::missing("grant_type"));
    }
    if params.client_id.as_deref() != Some(APP_ID) {
        return Err(GraphError::unknown_app());
    }
    if params.client_secret.as_deref() != Some(simulator.config().app_secret.expose_secret()) {
        return Err(GraphError::wrong_client_secret());
    }
    let old = params.fb_exchange_token.as_deref();
    let old = old.ok_or_else(|| GraphError::missing("fb_exchange_token"))?;
    simulator.check_token(old)?;
    let expires_at = simulator.config().clock.now().saturating_add(SIXTY_DAYS);
    let expires_at = expires_at.map_err(|_| GraphError::of(1))?;
    let token = simulator.with(|world| {
        let given = world.settings.exchanged_token;
        if given == ExchangedToken::Same {
            return old.to_owned();
        }
        let token = format!("EAA{}", world.ids.trace());
        let works = given == ExchangedToken::Good;
        world.issued.push(Issued { token: token.clone(), expires_at, works });
        token
    });
    Ok(json!({"access_token": token, "token_type": "bearer", "expires_in": SIXTY_DAYS.as_secs()}))
}
