//! Why a call failed, and whether the message may have been sent all the same.

use std::{fmt, time::Duration};

use super::response::Response;
use crate::{
    errors::{self, Action, ErrorEntry, GraphErrorInfo},
    lenient::Fields,
    outbound::Unsendable,
};

/// A failed call.
///
/// `Display` and `Debug` contain codes and kinds only. They leave out Graph's free text, which may repeat the request,
/// and the address, whose query contains the `appsecret_proof`. [`SendError::detail`] has the free text, for the person
/// who wrote the message.
#[derive(thiserror::Error)]
#[error("{kind}")]
pub struct SendError {
    kind: Kind,
    action: Action,
    graph: Option<GraphErrorInfo>,
    retry_after: Option<Duration>,
    #[source]
    source: Option<reqwest::Error>,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
enum Kind {
    #[error("the message cannot be sent: {0}")]
    Unsendable(Unsendable),
    #[error("no WhatsApp Business Account id is configured")]
    NoWabaId,
    #[error("the address of a file is not one of Meta's")]
    ForeignAddress,
    #[error("the request could not be made")]
    Request,
    #[error("no connection to Graph")]
    Connect,
    #[error("Graph did not answer in time")]
    Timeout,
    #[error("the connection to Graph broke")]
    Broken,
    #[error("Graph's response was cut off (HTTP {http_status})")]
    CutOff { http_status: u16 },
    #[error("Graph refused (HTTP {http_status}, code {code}, subcode {subcode})")]
    Refused { http_status: u16, code: i64, subcode: i64 },
    #[error("Graph refused without a code (HTTP {http_status})")]
    RefusedWithoutCode { http_status: u16 },
    #[error("Graph's response is not in the documented format (HTTP {http_status})")]
    Unclear { http_status: u16 },
}

impl SendError {
    /// What to do.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Graph's error code. `None` when Graph gave none.
    pub fn code(&self) -> Option<i64> {
        match self.kind {
            Kind::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Graph's error subcode. `None` when Graph gave none, or 0.
    pub fn subcode(&self) -> Option<i64> {
        match self.kind {
            Kind::Refused { subcode, .. } if subcode != 0 => Some(subcode),
            _ => None,
        }
    }

    /// The HTTP status of the response. `None` when no response came.
    pub fn http_status(&self) -> Option<u16> {
        match self.kind {
            Kind::CutOff { http_status }
            | Kind::Refused { http_status, .. }
            | Kind::RefusedWithoutCode { http_status }
            | Kind::Unclear { http_status } => Some(http_status),
            _ => None,
        }
    }

    /// Whether a file was not read because its address is not one of Meta's. Nothing was sent there.
    pub fn is_foreign_address(&self) -> bool {
        self.kind == Kind::ForeignAddress
    }

    /// How long Graph asks to wait, capped at one hour.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Graph's error, unchanged. May repeat parts of the request: store it with the message, do not log it.
    pub fn graph_error(&self) -> Option<&GraphErrorInfo> {
        self.graph.as_ref()
    }

    /// Graph's text about what exactly was wrong. May repeat parts of the request: store it with the message, do not
    /// log it.
    pub fn detail(&self) -> Option<&str> {
        let error = self.graph.as_ref()?;
        let text = error.details.as_ref().or(error.message.as_ref()).or(error.title.as_ref());
        text.map(String::as_str)
    }

    /// The table's entry for Graph's code, with the advice for the person who wrote the message.
    pub fn entry(&self) -> Option<&'static ErrorEntry> {
        self.code().map(|code| errors::entry_for(code, self.subcode()))
    }

    pub(super) fn unsendable(reason: Unsendable) -> Self {
        Self::new(Kind::Unsendable(reason), Action::FixRequest)
    }

    pub(super) fn no_waba_id() -> Self {
        Self::new(Kind::NoWabaId, Action::FixRequest)
    }

    pub(super) fn foreign_address() -> Self {
        Self::new(Kind::ForeignAddress, Action::GiveUp)
    }

    /// The system could not make the request: it may the next time.
    pub(super) fn not_made() -> Self {
        Self::new(Kind::Request, Action::Retry)
    }

    /// No response came. It is certain that nothing was sent only when no connection was made.
    pub(super) fn transport(error: reqwest::Error) -> Self {
        let (kind, action) = if error.is_builder() {
            (Kind::Request, Action::FixRequest)
        } else if error.is_connect() {
            (Kind::Connect, Action::Retry)
        } else if error.is_timeout() {
            (Kind::Timeout, Action::Reconcile)
        } else {
            (Kind::Broken, Action::Reconcile)
        };
        Self::new(kind, action).caused_by(error)
    }

    /// Graph's response was cut off, so Graph's decision is unknown.
    pub(super) fn cut_off(http_status: u16, error: reqwest::Error) -> Self {
        Self::new(Kind::CutOff { http_status }, Action::Reconcile).caused_by(error)
    }

    /// An error response, with or without Graph's error object.
    pub(super) fn refused(response: &Response) -> Self {
        let error = response.fields().map(|fields| fields.object("error"));
        let error = error.filter(|error| error.exists());
        let code = error.and_then(|error| error.integer("code"));
        let subcode = error.and_then(|error| error.integer("error_subcode"));
        let http_status = response.status;
        let kind = code.map_or(Kind::RefusedWithoutCode { http_status }, |code| Kind::Refused {
            http_status,
            code,
            subcode: subcode.unwrap_or_default(),
        });
        Self {
            graph: error.map(|error: Fields<'_>| GraphErrorInfo::read(error)),
            retry_after: response.retry_after,
            ..Self::new(kind, errors::with_subcode(http_status, code, subcode))
        }
    }

    /// A 2xx response without the documented content: the message may have been sent.
    pub(super) fn unclear(response: &Response) -> Self {
        let kind = Kind::Unclear { http_status: response.status };
        Self::new(kind, Action::Reconcile)
    }

    fn new(kind: Kind, action: Action) -> Self {
        Self { kind, action, graph: None, retry_after: None, source: None }
    }

    fn caused_by(mut self, error: reqwest::Error) -> Self {
        // The address contains the `appsecret_proof`.
        self.source = Some(error.without_url());
        self
    }
}

impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError")
            .field("kind", &self.kind)
            .field("action", &self.action)
            .field("retry_after", &self.retry_after)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}
