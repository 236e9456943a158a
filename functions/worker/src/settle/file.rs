//! The files of a message that a person sends: kept once the message is stored, then uploaded to Graph right before the
//! message, and once for all its attempts.
//!
//! An upload sends nothing to the customer. So any failure of it leaves the message unsent, and it may be repeated.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::Upload;
use relais_core::media::MediaId;
use relais_core::message::{Message, SendFailure};
use relais_core::queue::Enqueue;
use relais_core::retry::LONGEST_RETRY_AFTER;
use relais_core::timing::{UPLOAD_PATIENCE, UPLOAD_TIME};
use relais_sending::spread;
use relais_whatsapp::client::{GraphClient, SendError};
use relais_whatsapp::errors::{Action, entry_for};
use relais_whatsapp::ids::{MediaId as GraphId, PhoneNumberId};
use relais_whatsapp::outbound::OutboundBody;
use tokio::time::timeout;

use crate::WorkError;
use crate::answer::Answerer;

/// How long an upload belongs to one worker: longer than it may last, with the calls to the database around it.
const CLAIM: SignedDuration = SignedDuration::from_secs(UPLOAD_TIME.as_secs() + 10);

/// How long an uploaded file's id is used. Graph has it a day longer.
const ID_USED: SignedDuration = SignedDuration::from_hours(29 * 24);

/// The code with which Graph refuses a file. It is also shown for a file that cannot be uploaded.
const NOT_TAKEN: i64 = 131_053;

/// The name of a file without one. Graph wants a name, and shows it to nobody.
const NAMELESS: &str = "file";

/// The pause after a refusal of the token or the account, which a spread makes longer.
const STOPPED: SignedDuration = SignedDuration::from_mins(2);

/// The shortest and the longest pause before an upload is repeated.
const PAUSES: [SignedDuration; 2] = [SignedDuration::from_secs(2), SignedDuration::from_mins(2)];

/// Whether the message can be sent now.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ready {
    /// Its file has an id of Graph, or it has none.
    Yes,
    /// Not yet: after this pause.
    Later(SignedDuration),
    /// Not until the token or the account is fixed. Try again after this pause.
    Stopped(SignedDuration),
    /// Never.
    Refused(SendFailure),
}

impl<Q: Enqueue> Answerer<Q> {
    /// Keeps the files of a message, which is stored: moves them to the files of messages, where they stay as long as it. A
    /// file that was sent before begins its time anew. It may be repeated.
    pub(super) async fn keep_files(&self, message: &Message) -> Result<(), WorkError> {
        let written = Timestamp::from_microsecond(message.came_at).unwrap_or(Timestamp::MAX);
        for id in message.uploads() {
            let Some(upload) = self.store.upload(&id).await? else { continue };
            if upload.kept.is_some_and(|kept| kept >= written) {
                continue;
            }
            // What is uploaded a second time after the send stays where it is, and expires.
            if !self.files.renew(&id.blob()).await? {
                self.files.rename(&id.unsent_blob(), &id.blob()).await?;
            }
            if !self.store.keep_upload(&id, self.clock.now()).await? {
                tracing::info!(message_key = %message.key, "file not kept: its person was erased");
                for name in id.blobs() {
                    self.files.remove(&name).await?;
                }
            }
        }
        Ok(())
    }

    /// Gives each file in this content an id of Graph for messages from this number.
    pub(super) async fn upload_files(
        &self,
        message: &Message,
        body: &mut OutboundBody,
        from: &PhoneNumberId,
    ) -> Result<Ready, WorkError> {
        let mut graph_ids = HashMap::new();
        for file in body.files() {
            match self.graph_id_of(message, file, from).await? {
                Ok(graph_id) => graph_ids.insert(file.to_owned(), graph_id),
                Err(ready) => return Ok(ready),
            };
        }
        *body = body.with_graph_ids(&graph_ids);
        Ok(Ready::Yes)
    }

    /// Graph's id of a file: the one that is kept, or that of a new upload. Otherwise what becomes of the message.
    async fn graph_id_of(
        &self,
        message: &Message,
        file: &str,
        from: &PhoneNumberId,
    ) -> Result<Result<GraphId, Ready>, WorkError> {
        let Some(id) = MediaId::parse(file) else { return Ok(Err(refused(None))) };
        let now = self.clock.now();
        let Some(upload) = self.store.upload(&id).await? else {
            tracing::error!(message_key = %message.key, "file not uploaded: its record is gone");
            return Ok(Err(refused(None)));
        };
        let known = upload.graph_id.as_ref().filter(|(_, number, until)| number == from && *until > now);
        if let Some((graph_id, _, _)) = known {
            return Ok(Ok(graph_id.clone()));
        }
        // Its message has a second job, for a crash, and other messages may have it. All would upload it.
        if let Some(busy) = upload.busy_until.filter(|busy| *busy > now) {
            return Ok(Err(Ready::Later(PAUSES[0].min(busy.duration_since(now)))));
        }
        if let Some(rests) = upload.rests_until.filter(|rests| *rests > now) {
            return Ok(Err(Ready::Later(rests.duration_since(now))));
        }
        let until = now + CLAIM;
        if !self.store.begin_graph_upload(&upload, now, until).await? {
            return Ok(Err(Ready::Later(PAUSES[0])));
        }
        let age = now.duration_since(upload.tried_since.unwrap_or(now));
        let uploaded = timeout(UPLOAD_TIME.unsigned_abs(), self.upload(&upload, from)).await;
        let ready = match uploaded {
            Ok(Ok(Some(Ok(graph_id)))) => {
                self.store.keep_graph_id(&id, &graph_id, from, now + ID_USED).await?;
                tracing::info!(message_key = %message.key, size = upload.size, "file uploaded to Graph");
                return Ok(Ok(graph_id));
            }
            Ok(Ok(Some(Err(error)))) => {
                let ready = after(&error, age, spread());
                tracing::warn!(message_key = %message.key, code = error.code(), %error, ?ready, "file not uploaded");
                Ok(ready)
            }
            Ok(Ok(None)) => {
                tracing::error!(message_key = %message.key, "file not uploaded: it is not stored any more");
                Ok(refused(None))
            }
            Ok(Err(error)) => Err(error),
            Err(_) => {
                tracing::warn!(message_key = %message.key, "file not uploaded: it took too long");
                Ok(later(age, None))
            }
        };
        let again = match &ready {
            Ok(Ready::Later(pause)) => Some(self.clock.now() + *pause),
            Err(_) => Some(self.clock.now()),
            Ok(_) => None,
        };
        self.store.end_graph_upload(&id, until, again).await?;
        ready.map(Err)
    }

    /// Uploads a file as a stream, and once more if Graph refuses the token and the secret has another one. `None`: its
    /// bytes are not stored, or are not those that were announced.
    async fn upload(
        &self,
        upload: &Upload,
        from: &PhoneNumberId,
    ) -> Result<Option<Result<GraphId, SendError>>, WorkError> {
        let graph = self.sender.graph().await;
        let uploaded = self.upload_once(&graph, upload, from).await?;
        if let Some(Err(error)) = &uploaded
            && let Some(newer) = self.sender.after_refused_token(&graph, error).await
        {
            return self.upload_once(&newer, upload, from).await;
        }
        Ok(uploaded)
    }

    async fn upload_once(
        &self,
        graph: &GraphClient,
        upload: &Upload,
        from: &PhoneNumberId,
    ) -> Result<Option<Result<GraphId, SendError>>, WorkError> {
        let opened = self.files.open(&upload.id.blob(), 0, None).await?;
        let Some(opened) = opened.filter(|opened| opened.size == upload.size) else { return Ok(None) };
        let name = Some(upload.filename.as_str()).filter(|name| !name.is_empty()).unwrap_or(NAMELESS);
        let limit = UPLOAD_TIME.unsigned_abs();
        Ok(Some(graph.upload(from, &upload.mime_type, name, upload.size, opened.bytes, limit).await))
    }
}

/// What follows from a failed upload, whose first try began so long ago.
fn after(error: &SendError, age: SignedDuration, spread: f64) -> Ready {
    match error.action() {
        Action::Token | Action::Stop => {
            Ready::Stopped(STOPPED + SignedDuration::from_secs(15).mul_f64(spread))
        }
        Action::Retry | Action::PairLimit | Action::Reconcile => {
            let asked = error.retry_after().and_then(|wait| SignedDuration::try_from(wait).ok());
            later(age, asked)
        }
        Action::GiveUp | Action::WindowClosed | Action::FixRequest | Action::StopTemplate => {
            refused(Some(error))
        }
    }
}

/// The next try: after half of the time since the first one, so that the pauses grow, or after what Graph asked for. After [`UPLOAD_PATIENCE`] there is
/// none.
fn later(age: SignedDuration, asked: Option<SignedDuration>) -> Ready {
    if age >= UPLOAD_PATIENCE {
        return refused(None);
    }
    let [shortest, longest] = PAUSES;
    Ready::Later((age / 2).clamp(shortest, longest).max(asked.unwrap_or_default().min(LONGEST_RETRY_AFTER)))
}

fn refused(error: Option<&SendError>) -> Ready {
    let code = error.and_then(SendError::code).unwrap_or(NOT_TAKEN);
    Ready::Refused(SendFailure {
        code,
        title: Some(entry_for(code, error.and_then(SendError::subcode)).title.to_owned()),
        detail: error.and_then(SendError::detail).map(str::to_owned),
        cancelled: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_is_repeated_for_a_quarter_of_an_hour() {
        let seconds = SignedDuration::from_secs;
        for (age, asked, pause) in [
            (0, None, 2),
            (10, None, 5),
            (600, None, 120),
            (10, Some(30), 30),
            (10, Some(86_400), 600),
            (10, Some(i64::MAX), 600),
        ] {
            assert_eq!(later(seconds(age), asked.map(seconds)), Ready::Later(seconds(pause)), "{age}");
        }
        let Ready::Refused(failure) = later(UPLOAD_PATIENCE, None) else { panic!("it is given up") };
        assert_eq!(failure.code, NOT_TAKEN);
    }
}
