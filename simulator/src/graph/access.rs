//! Checks who may call, and parses the query of every call.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use relais_whatsapp::signature::appsecret_proof;
use serde::Deserialize;

use super::error::GraphError;
use crate::Simulator;

/// The query of a Graph call. Graph ignores unknown parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Params {
    pub(super) access_token: Option<String>,
    pub(super) phone_number_id: Option<String>,
    pub(super) input_token: Option<String>,
    pub(super) fields: Option<String>,
    pub(super) limit: Option<usize>,
    pub(super) after: Option<String>,
    pub(super) name: Option<String>,
    pub(super) status: Option<String>,
    pub(super) language: Option<String>,
    pub(super) appsecret_proof: Option<String>,
    pub(super) grant_type: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<String>,
    pub(super) fb_exchange_token: Option<String>,
}

impl Simulator {
    /// Checks the version, the token and the `appsecret_proof`, in Meta's order.
    pub(super) fn admit(
        &self,
        version: &str,
        headers: &HeaderMap,
        params: &Params,
    ) -> Result<(), GraphError> {
        if !is_version(version) {
            return Err(GraphError::unknown_path(&format!("/{version}")));
        }
        let token = bearer(headers).or(params.access_token.as_deref());
        let token = token.ok_or_else(GraphError::no_token)?;
        self.check_token(token)?;
        let proof = || appsecret_proof(&self.config().app_secret, &token.into());
        if params.appsecret_proof.as_ref().is_some_and(|given| *given != proof()) {
            return Err(GraphError::wrong_proof());
        }
        let chosen = self.read(|world| GraphError::chosen(&world.settings));
        match chosen.filter(GraphError::is_about_the_token) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// The answer to a Graph call, after the configured delay.
    pub(super) async fn answer(&self, outcome: Result<impl IntoResponse, GraphError>) -> Response {
        let (delay, retry_after) =
            self.read(|world| (world.settings.graph_delay_ms, world.settings.retry_after_s));
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        match outcome {
            Ok(answer) => answer.into_response(),
            Err(error) => {
                let trace = self.with_unannounced(|world| world.ids.trace());
                let mut response = error.into_response_with(&trace);
                if let Some(seconds) = retry_after {
                    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                }
                response
            }
        }
    }
}

/// The bearer token of a call.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

/// `v` and a number such as 25.0.
pub(super) fn is_version(text: &str) -> bool {
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.strip_prefix('v')
        .and_then(|number| number.split_once('.'))
        .is_some_and(|(major, minor)| digits(major, 3) && digits(minor, 1))
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn versions() {
        for (text, expected) in [
            ("v25.0", true),
            ("v7.0", true),
            ("25.0", false),
            ("v25", false),
            ("v25.0.1", false),
            ("v1234.0", false),
            ("webhook", false),
        ] {
            assert_eq!(is_version(text), expected, "{text}");
        }
    }
}
