//! An error as Meta reports it, in a response or in a webhook.

use serde::{Deserialize, Serialize};

use crate::lenient::Fields;

/// One error of Graph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphErrorInfo {
    /// The code that decides the action; 0 when Meta gave none.
    pub code: i64,
    /// A short title, not stable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A message for developers. May repeat parts of the request: do not log it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What exactly was wrong. May repeat parts of the request: do not log it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
}

impl GraphErrorInfo {
    /// Reads the elements of `errors` of a message, a status or a webhook value.
    pub(crate) fn list(fields: Fields<'_>) -> Vec<Self> {
        fields.objects("errors").map(Self::read).collect()
    }

    pub(crate) fn read(error: Fields<'_>) -> Self {
        let details = error.object("error_data").text("details");
        Self {
            code: error.integer("code").unwrap_or_default(),
            title: error.text("title").or(error.text("error_user_title")),
            message: error.text("message").or(error.text("error_user_msg")),
            // Older payloads have `details` beside the code.
            details: details.or(error.text("details")),
        }
    }
}
