//! Fetches one file: its address, then its bytes, as a stream into the media store.

use std::time::Duration;

use jiff::SignedDuration;
use relais_core::media::{Media, MediaProblem};
use relais_core::message::Message;
use relais_core::queue::Enqueue;
use relais_core::retry::LONGEST_RETRY_AFTER;
use relais_core::timing::MEDIA_TIME;
use relais_whatsapp::client::{Download, GraphClient, MediaAddress, SendError};
use relais_whatsapp::errors::Action;
use relais_whatsapp::ids::{MediaId, PhoneNumberId};
use tokio::time::timeout;

use super::MediaWorker;
use super::announced::{self, Announced};
use super::checked::{Checked, Failure};
use crate::WorkError;

/// The type of a file of which none is known.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// The result of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fetched {
    /// It is in the media store. `mime_type`: its type as Graph says, if that was asked.
    Stored { size: u64, mime_type: Option<String> },
    /// Trying again makes no sense by itself.
    Failed(MediaProblem),
    /// This process is fetching it, or as many others as it may at once: nothing was tried.
    Busy,
    /// Trying again may help, at the earliest after this pause.
    Later(Option<SignedDuration>),
}

impl<Q: Enqueue> MediaWorker<Q> {
    /// Fetches the file, unless it is stored already. An error: the database failed.
    pub(super) async fn fetch(&self, message: &Message, media: &Media) -> Result<Fetched, WorkError> {
        // An earlier try may have stored it, without being able to say so.
        match self.files.size(&media.id.blob()).await {
            Ok(Some(size)) => return Ok(Fetched::Stored { size, mime_type: None }),
            Ok(None) => {}
            Err(error) => {
                let error = relais_core::error_chain(&error);
                tracing::error!(message_key = %message.key, error, "file not fetched: the media store failed");
                return Ok(Fetched::Later(None));
            }
        }
        let Some(_turn) = self.at_once.begin(&media.id, message.key.contact()) else {
            return Ok(Fetched::Busy);
        };
        let limit = MEDIA_TIME.unsigned_abs();
        if let Ok(fetched) = timeout(limit, self.fetch_within(message, media, limit)).await {
            return fetched;
        }
        tracing::warn!(message_key = %message.key, "file not fetched: it took too long");
        Ok(Fetched::Later(None))
    }

    async fn fetch_within(
        &self,
        message: &Message,
        media: &Media,
        limit: Duration,
    ) -> Result<Fetched, WorkError> {
        let key = &message.key;
        let Some((id, webhook)) = announced::by_webhook(message) else {
            return Ok(Fetched::Failed(MediaProblem::Refused));
        };
        let conversation = self.store.conversation(key.contact()).await?;
        let Some(conversation) = conversation else { return Ok(Fetched::Later(None)) };
        let number = self.sender.number_of(&conversation);
        let graph = self.sender.graph().await;
        let mut opened = open(&graph, &id, &number, limit).await;
        if let Err((_, error)) = &opened
            && let Some(newer) = self.sender.after_refused_token(&graph, error).await
        {
            opened = open(&newer, &id, &number, limit).await;
        }
        let (address, download) = match opened {
            Ok(opened) => opened,
            Err((what, error)) => return Ok(after(message, &error, what)),
        };
        let announced = match Announced::of(&message.kind, &webhook, &address, &download) {
            Ok(announced) => announced,
            Err(problem) => {
                tracing::warn!(message_key = %key, ?problem, "file not fetched: it is not as announced");
                return Ok(Fetched::Failed(problem));
            }
        };
        let (size, mime_type) = (announced.size, announced.mime_type.clone());
        let (checked, outcome) = Checked::new(download.bytes, announced);
        let stored_as = mime_type.as_deref().unwrap_or(UNKNOWN_TYPE);
        match self.files.write(&media.id.blob(), size, stored_as, Box::pin(checked)).await {
            Ok(()) => Ok(Fetched::Stored { size, mime_type }),
            Err(error) => match outcome.get() {
                Some(Failure::Different) => {
                    tracing::warn!(message_key = %key, "file not stored: its bytes are not those that were announced");
                    Ok(Fetched::Failed(MediaProblem::Different))
                }
                Some(Failure::Broken) => {
                    tracing::warn!(message_key = %key, "file not stored: it was cut off");
                    Ok(Fetched::Later(None))
                }
                None => {
                    let error = relais_core::error_chain(&error);
                    tracing::error!(message_key = %key, error, "file not stored: the media store failed");
                    Ok(Fetched::Later(None))
                }
            },
        }
    }
}

/// The address of a file, and the file at that address. An error comes with what was not received.
async fn open(
    graph: &GraphClient,
    id: &MediaId,
    number: &PhoneNumberId,
    limit: Duration,
) -> Result<(MediaAddress, Download), (&'static str, SendError)> {
    let address = graph.media_address(id, number).await;
    let address = address.map_err(|error| ("address of a file not received", error))?;
    let download = graph.download(&address.url, limit).await;
    let download = download.map_err(|error| ("file not received", error))?;
    Ok((address, download))
}

/// Graph's code and subcode of an id that it does not know, or no longer.
const UNKNOWN_ID: (Option<i64>, Option<i64>) = (Some(100), Some(33));

/// What to do after Graph or the file's server refused.
fn after(message: &Message, error: &SendError, what: &'static str) -> Fetched {
    let next = next(error);
    tracing::warn!(message_key = %message.key, code = error.code(), %error, ?next, "{what}");
    next
}

fn next(error: &SendError) -> Fetched {
    if error.is_foreign_address() {
        return Fetched::Failed(MediaProblem::ForeignAddress);
    }
    if (error.code(), error.subcode()) == UNKNOWN_ID {
        return Fetched::Failed(MediaProblem::Refused);
    }
    // The address has ended: the next try gets a new one.
    if matches!(error.http_status(), Some(404 | 410)) && error.code().is_none() {
        return Fetched::Later(None);
    }
    match error.action() {
        Action::Retry | Action::PairLimit | Action::Reconcile | Action::Token | Action::Stop => {
            let asked = error.retry_after().and_then(|wait| SignedDuration::try_from(wait).ok());
            Fetched::Later(asked.map(|asked| asked.min(LONGEST_RETRY_AFTER)))
        }
        Action::GiveUp | Action::WindowClosed | Action::FixRequest | Action::StopTemplate => {
            Fetched::Failed(MediaProblem::Refused)
        }
    }
}
