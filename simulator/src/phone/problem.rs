//! Errors of the control API, as problem documents (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::write::PhoneError;
use crate::settings::SettingsError;

/// A refusal with a stable code and a sentence for people.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

impl Problem {
    /// Invalid input.
    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code: "invalid_input", detail: detail.into() }
    }

    pub(super) fn no_such_file() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            code: "unknown_file",
            detail: "The simulated Meta has no file with this id.".to_owned(),
        }
    }

    pub(super) fn other_origin() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "other_origin",
            detail: "A page of another origin may not use the simulated phone: open /phone of this server."
                .to_owned(),
        }
    }

    pub(super) fn no_such_path() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            code: "not_found",
            detail: "The simulated phone has no such address.".to_owned(),
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(error: PhoneError) -> Self {
        let detail = error.to_string();
        match error {
            PhoneError::UnknownCustomer(_) => {
                Self { status: StatusCode::NOT_FOUND, code: "unknown_customer", detail }
            }
            PhoneError::UnknownMessage(_) => {
                Self { status: StatusCode::NOT_FOUND, code: "unknown_message", detail }
            }
            PhoneError::FileSize(_) => {
                Self { status: StatusCode::PAYLOAD_TOO_LARGE, code: "file_too_large", detail }
            }
            PhoneError::UnknownNumber(_)
            | PhoneError::BurstLength
            | PhoneError::TextLength
            | PhoneError::NameLength
            | PhoneError::NothingToReactTo
            | PhoneError::UnknownChoice(_)
            | PhoneError::EmptyFile
            | PhoneError::NotText => Self::invalid(detail),
        }
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status, content_type, document.to_string()).into_response()
    }
}
