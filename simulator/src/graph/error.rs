//! A Graph error, and its JSON.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::codes;
use crate::settings::Settings;

/// The address that a failed status gives for an explanation.
const HREF: &str = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

/// Stands for no code: the answer came from a proxy in front of Graph.
const NOT_GRAPH: i64 = -1;

/// A refusal by Graph, before or after it accepted the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GraphError {
    pub(super) code: i64,
    pub(super) http: StatusCode,
    subcode: Option<i64>,
    kind: &'static str,
    message: String,
    details: Option<String>,
}

impl GraphError {
    /// The error of Meta's table for a code.
    pub(crate) fn of(code: i64) -> Self {
        let row = codes::find(code);
        let message = match code {
            190 => "Invalid OAuth access token - Cannot parse access token".to_owned(),
            _ => format!("(#{code}) {}", row.title),
        };
        Self {
            code,
            http: StatusCode::from_u16(row.http).unwrap_or(StatusCode::BAD_REQUEST),
            subcode: None,
            kind: "OAuthException",
            message,
            details: row.details.map(str::to_owned),
        }
    }

    /// The error that the settings inject into every send.
    pub(super) fn chosen(settings: &Settings) -> Option<Self> {
        if settings.fail_code.is_none() && settings.fail_http.is_none() {
            return None;
        }
        let error = Self::of(settings.fail_code.unwrap_or(NOT_GRAPH));
        let http = settings.fail_http.and_then(|status| StatusCode::from_u16(status).ok());
        Some(Self { http: http.unwrap_or(error.http), ..error })
    }

    /// The error of a code, with specific details.
    pub(super) fn because(code: i64, details: impl Into<String>) -> Self {
        Self { details: Some(details.into()), ..Self::of(code) }
    }

    /// Error 100 about one parameter.
    pub(super) fn parameter(message: impl AsRef<str>) -> Self {
        Self { message: format!("(#100) {}", message.as_ref()), ..Self::of(100) }
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::parameter(format!("The parameter {parameter} is required."))
    }

    pub(super) fn no_token() -> Self {
        Self {
            code: 104,
            http: StatusCode::UNAUTHORIZED,
            message: "An access token is required to request this resource.".to_owned(),
            ..Self::of(100)
        }
    }

    pub(super) fn expired() -> Self {
        Self {
            subcode: Some(463),
            message: "Error validating access token: Session has expired".to_owned(),
            ..Self::of(190)
        }
    }

    /// The app's id is unknown, or its secret is wrong.
    pub(super) fn unknown_app() -> Self {
        Self { message: "Error validating application.".to_owned(), ..Self::of(101) }
    }

    pub(super) fn wrong_client_secret() -> Self {
        Self { message: "Error validating client secret.".to_owned(), ..Self::of(1) }
    }

    pub(super) fn wrong_proof() -> Self {
        Self {
            kind: "GraphMethodException",
            message: "Invalid appsecret_proof provided in the API argument".to_owned(),
            ..Self::of(100)
        }
    }

    pub(super) fn unknown_object(method: &str, id: &str) -> Self {
        Self {
            subcode: Some(33),
            kind: "GraphMethodException",
            message: format!(
                "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
                 permissions, or does not support this operation. Please read the Graph API documentation at \
                 https://developers.facebook.com/docs/graph-api"
            ),
            ..Self::of(100)
        }
    }

    pub(super) fn unknown_path(path: &str) -> Self {
        Self { code: 2500, message: format!("Unknown path components: {path}"), ..Self::of(100) }
    }

    /// Whether Graph refuses every call for this reason, not only sends.
    pub(super) fn is_about_the_token(&self) -> bool {
        matches!(self.code, 0 | 10 | 190 | 200..=299)
    }

    /// The error's JSON in a status.
    pub(crate) fn in_status(&self) -> Value {
        let title = codes::find(self.code).title;
        json!({
            "code": self.code,
            "title": title,
            "message": title,
            "error_data": {"details": self.details.as_deref().unwrap_or(title)},
            "href": HREF,
        })
    }

    pub(super) fn into_response_with(self, trace: &str) -> Response {
        if self.code == NOT_GRAPH {
            return (self.http, "<html><body>Sorry, something went wrong.</body></html>").into_response();
        }
        let mut error = json!({
            "message": self.message, "type": self.kind, "code": self.code, "fbtrace_id": trace,
        });
        if let Some(members) = error.as_object_mut() {
            if let Some(subcode) = self.subcode {
                members.insert("error_subcode".to_owned(), json!(subcode));
            }
            if let Some(details) = self.details {
                let data = json!({"messaging_product": "whatsapp", "details": details});
                members.insert("error_data".to_owned(), data);
            }
        }
        (self.http, Json(json!({ "error": error }))).into_response()
    }
}
