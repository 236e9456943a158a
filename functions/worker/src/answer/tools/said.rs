//! What a call of a tool brought: what became of it, and what the model is told.
//!
//! Of a tool that changes something, nothing is believed done or not done without a sign: what a server answers in place of
//! the tool, such as a page to sign in or a redirect, leaves the call in doubt.

use relais_aws::outward::{OutwardError, OutwardResponse};
use relais_core::conversation::TOOL_CONTENT;
use relais_core::message::ToolOutcome;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};

/// The most characters of an answer that the model is told, and of a refusal.
pub(super) const MOST_TOLD: usize = 6_000;
const MOST_REFUSAL: usize = 500;

/// nginx's status for a client that went away meanwhile. A gateway may pass it on.
const CLIENT_CLOSED_REQUEST: u16 = 499;

/// What the model is told of a call whose outcome is not known.
pub(super) const IN_DOUBT: &str = "It is not known whether this was done. Do not try it in another way. Say that a colleague \
    will check, or hand over.";

/// What the model is told of a call that certainly did nothing.
pub(super) const NOTHING_DONE: &str =
    "The tool does not work at the moment, and nothing was done. Go on without it.";

/// What the model is told of a look-up whose answer is a web page, or no text.
const UNREADABLE: &str = "The tool's answer is no text that can be read. Go on without it.";

/// What a call brought.
pub(super) struct Said(Result<OutwardResponse, OutwardError>);

impl Said {
    pub(super) fn of(response: Result<OutwardResponse, OutwardError>) -> Self {
        Self(response)
    }

    /// The status of the answer, for the log.
    pub(super) fn status(&self) -> Option<u16> {
        match &self.0 {
            Ok(response) => Some(response.status.as_u16()),
            Err(OutwardError::Unclear { status, .. }) => status.map(|status| status.as_u16()),
            Err(_) => None,
        }
    }

    /// What became of the call, and what the model is told. `changes`: the tool changes something, so that a call without a
    /// clear answer may have been carried out.
    pub(super) fn means(&self, changes: bool) -> (ToolOutcome, String) {
        let (unclear, in_doubt) =
            if changes { (ToolOutcome::InDoubt, Some(IN_DOUBT)) } else { (ToolOutcome::Failed, None) };
        let unclear = |told: &str| (unclear, in_doubt.unwrap_or(told).to_owned());
        match &self.0 {
            Ok(response) if response.status.is_success() => match text_of(response, MOST_TOLD) {
                Some(text) if text.is_empty() => {
                    (ToolOutcome::Done, "Done. The tool says nothing more.".to_owned())
                }
                Some(text) => (ToolOutcome::Done, format!("{TOOL_CONTENT}{text}")),
                None => unclear(UNREADABLE),
            },
            Ok(response) if changes && may_have_acted(response) => unclear(NOTHING_DONE),
            Ok(response) if response.status.is_client_error() => {
                let text = text_of(response, MOST_REFUSAL).filter(|text| !text.is_empty());
                let why = text.map_or_else(String::new, |text| format!(" {TOOL_CONTENT}{text}"));
                let status = response.status.as_u16();
                (ToolOutcome::Failed, format!("The tool refused this with status {status}.{why}"))
            }
            Ok(_) | Err(OutwardError::Unclear { .. }) => unclear(NOTHING_DONE),
            Err(OutwardError::Refused(_) | OutwardError::NotSent(_) | OutwardError::Client(_)) => {
                (ToolOutcome::Failed, NOTHING_DONE.to_owned())
            }
        }
    }
}

/// Whether a tool may have done what it answers so to. A refusal says that nothing was done, except that the time was over,
/// or that the same call is under way: services say so with 409.
/// <https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07#section-2.7>
fn may_have_acted(response: &OutwardResponse) -> bool {
    match response.status {
        StatusCode::REQUEST_TIMEOUT => true,
        StatusCode::CONFLICT => {
            let text = String::from_utf8_lossy(&response.body).to_ascii_lowercase();
            text.contains("idempot") || text.contains("in progress")
        }
        status if status.as_u16() == CLIENT_CLOSED_REQUEST => true,
        status => !status.is_client_error(),
    }
}

/// The text of an answer, without control characters. `None`: it is a web page, or no text.
fn text_of(response: &OutwardResponse, most: usize) -> Option<String> {
    let kind = response.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let encoding = response.headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if response.body.is_empty() && !response.cut {
        return Some(String::new());
    }
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        return None;
    }
    let is_text = ["json", "text/plain", "text/csv", "text/markdown", "xml", "yaml"];
    let kind = kind.to_ascii_lowercase();
    if kind.contains("html") || !(kind.is_empty() || is_text.iter().any(|known| kind.contains(known))) {
        return None;
    }
    let text = relais_documents::decoded(&response.body, charset(&kind))?;
    let text = text.trim().trim_start_matches('\u{feff}').trim_start();
    if looks_like_page(text) || text.matches('\u{fffd}').count() > text.len() / 20 {
        return None;
    }
    let clean: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(most + 1).collect();
    let is_cut = response.cut || clean.chars().count() > most;
    let kept: String = clean.chars().take(most).collect();
    Some(if is_cut { format!("{kept}\n(The rest is left out.)") } else { kept })
}

/// The character set that a type names.
fn charset(kind: &str) -> Option<&str> {
    let mut parameters = kind.split(';').skip(1);
    let charset = parameters.find_map(|parameter| parameter.trim().strip_prefix("charset="))?;
    Some(charset.trim_matches(['"', '\'']))
}

/// Whether a text of another type is a web page all the same.
fn looks_like_page(text: &str) -> bool {
    ["<!doctype html", "<html", "<head", "<body"].into_iter().any(|mark| {
        text.as_bytes().get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;

    fn said(status: u16, kind: &str, body: &[u8]) -> Said {
        let mut headers = HeaderMap::new();
        if !kind.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
        }
        let status = StatusCode::from_u16(status).unwrap();
        Said::of(Ok(OutwardResponse { status, headers, body: body.to_vec(), cut: false }))
    }

    #[test]
    fn what_is_no_clear_answer_leaves_a_change_in_doubt() {
        const JSON: &str = "application/json";
        let busy = br#"{"error": "A request with this Idempotency-Key is in progress."}"#.as_slice();
        for (status, kind, body) in [
            (301, "", &b""[..]),
            (302, "", b""),
            (303, "text/html", b"See other"),
            (307, "", b""),
            (408, "", b""),
            (409, JSON, busy),
            (499, "", b""),
            (500, JSON, b"{}"),
            (200, "text/html; charset=utf-8", b"<p>Sign in</p>"),
            (200, "", b"\n<!DOCTYPE html><title>Sign in</title>"),
            (201, "text/plain", b"<HTML><body>Sign in"),
            (200, "image/png", b"\x89PNG"),
        ] {
            let said = said(status, kind, body);
            assert_eq!(said.means(true), (ToolOutcome::InDoubt, IN_DOUBT.to_owned()), "{status} {kind}");
            assert_eq!(said.means(false).0, ToolOutcome::Failed, "{status} {kind}");
        }
        for (status, kind, body, outcome) in [
            (200, "", &b""[..], ToolOutcome::Done),
            (204, "text/html", b"", ToolOutcome::Done),
            (201, JSON, b"{\"booked\": true}", ToolOutcome::Done),
            (200, "text/plain", b"Fait : <b>7</b>", ToolOutcome::Done),
            (400, JSON, b"{}", ToolOutcome::Failed),
            (409, JSON, b"{\"error\": \"This table is taken.\"}", ToolOutcome::Failed),
            (429, "", b"", ToolOutcome::Failed),
        ] {
            assert_eq!(said(status, kind, body).means(true).0, outcome, "{status} {kind}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_character_set_that_it_names() {
        let told = |kind: &str, body: &[u8]| said(409, kind, body).means(true).1;
        assert!(told("text/plain; charset=iso-8859-1", b"d\xe9j\xe0 pris").ends_with("déjà pris"));
        assert!(told("text/plain", b"d\xe9j\xe0 pris").ends_with("déjà pris"));
        assert!(told("text/plain; charset=\"ISO-8859-15\"", b"10 \xa4").ends_with("10 €"));
        assert!(told("application/json", "déjà pris".as_bytes()).ends_with("déjà pris"));
    }
}
