//! The file of a message: where it is stored, and what is known of it.
//!
//! A customer's file is fetched from Graph by a job of its own ([`crate::job::ReplyJob::Media`]); a file that a person
//! sends is uploaded first. Both lie in the media store ([`crate::blob::MediaStore`]) under [`MediaId::blob`].

use std::fmt;

use jiff::Timestamp;
use relais_whatsapp::limits;
use relais_whatsapp::message::Media as Announced;
use serde::{Deserialize, Serialize};

use crate::blob::{MEDIA, UPLOADS};
use crate::message::{MessageKey, fingerprint};

/// The prefix of the id of a file that a person uploaded. No message key begins with it: keys hold a dot.
const UPLOAD: &str = "upload-";

/// The id of a stored file, as in `/api/media/{id}`. A customer's file has the key of its message. A file to be sent has a
/// random one of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaId(String);

impl MediaId {
    /// The id of the file that came with this message.
    pub fn of_message(key: &MessageKey) -> Self {
        Self(key.to_string())
    }

    /// The id of a file to be sent. `random` is 32 hex digits.
    pub fn of_upload(random: &str) -> Self {
        Self(format!("{UPLOAD}{random}"))
    }

    /// Reads an id from a path. `None`: nothing has such an id.
    pub fn parse(text: &str) -> Option<Self> {
        let is_upload = text.strip_prefix(UPLOAD).is_some_and(|random| {
            random.len() == 32 && random.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        });
        (is_upload || MessageKey::parse(text).is_some()).then(|| Self(text.to_owned()))
    }

    /// The message that a customer's file came with. `None`: a person uploaded it.
    pub fn message(&self) -> Option<MessageKey> {
        MessageKey::parse(&self.0)
    }

    /// The id as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name under which the bytes lie in the media store. It tells nothing of the file or of who sent it.
    pub fn blob(&self) -> String {
        format!("{MEDIA}{}", fingerprint(&self.0))
    }

    /// The name under which the bytes of an upload lie until its message is stored.
    pub fn unsent_blob(&self) -> String {
        format!("{UPLOADS}{}", fingerprint(&self.0))
    }

    /// All names under which the bytes may lie.
    pub fn blobs(&self) -> Vec<String> {
        let unsent = self.message().is_none().then(|| self.unsent_blob());
        [self.blob()].into_iter().chain(unsent).collect()
    }
}

impl fmt::Display for MediaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// Not here yet.
    Fetching,
    /// In the media store.
    Stored,
    /// It could not be fetched. While Meta still has it, it can be fetched again.
    Failed,
    /// It was never fetched, and Meta no longer has it.
    Expired,
}

/// Why a file could not be fetched. Shown to people with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaProblem {
    /// Meta itself could not fetch it from the customer's phone (error 131052).
    NotPassedOn,
    /// Larger than WhatsApp allows for its type.
    TooLarge,
    /// The bytes are not those that Meta announced: their number, their hash or their type.
    Different,
    /// The address is not one of Meta's.
    ForeignAddress,
    /// Graph refused it or has it no more.
    Refused,
    /// Graph or the media store did not answer, time after time.
    NotReached,
}

/// The file of a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Where it is.
    pub state: MediaState,
    /// Its type as announced, with parameters: `audio/ogg; codecs=opus`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Its bytes, once it is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The name that its sender gave it. It may be anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Why it is not here, when [`Self::state`] is [`MediaState::Failed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<MediaProblem>,
    /// When the latest try is due. The job of an earlier one ends. `None`: there was only the first.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "jiff::fmt::serde::timestamp::microsecond::optional"
    )]
    pub next_at: Option<Timestamp>,
    /// It is stored, and its words are being read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_understand: bool,
    /// What was understood of it. `None`: not yet, or there is nothing to understand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub understood: Option<Understood>,
}

/// What was understood of a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Understood {
    /// The words of a voice message or a sound.
    Transcript(String),
    /// The text of a document, cut to a budget.
    Text(String),
    /// It was tried, and cannot be understood: there are no words, or the file cannot be read.
    Nothing,
}

impl Media {
    /// The file that a webhook announced with this message, to be fetched.
    pub fn announced(key: &MessageKey, announced: &Announced) -> Self {
        let Announced { mime_type, filename, .. } = announced.clone();
        Self { mime_type, filename, ..Self::to_fetch(key) }
    }

    /// A file that came with this message and is to be fetched.
    pub fn to_fetch(key: &MessageKey) -> Self {
        Self {
            id: MediaId::of_message(key),
            state: MediaState::Fetching,
            mime_type: None,
            size: None,
            filename: None,
            problem: None,
            next_at: None,
            to_understand: false,
            understood: None,
        }
    }

    /// Whether more will be known of it soon: it is being fetched or read.
    pub fn is_expected(&self) -> bool {
        self.state == MediaState::Fetching || self.to_understand
    }

    /// Whether a job still tries to fetch it. After a while without success it is shown as failed, and the job goes on.
    pub fn is_being_fetched(&self) -> bool {
        match self.state {
            MediaState::Fetching => true,
            MediaState::Failed => self.problem == Some(MediaProblem::NotReached),
            MediaState::Stored | MediaState::Expired => false,
        }
    }

    /// Whether a person may have it fetched again. Meta has it for seven days from `sent`, the time of its message.
    pub fn can_be_fetched(&self, sent: Timestamp, now: Timestamp) -> bool {
        let is_missing = matches!(self.state, MediaState::Fetching | MediaState::Failed);
        is_missing && self.problem != Some(MediaProblem::NotPassedOn) && !is_gone(sent, now)
    }

    /// The file as it is shown. One that was not fetched in time has expired, whatever became of its job.
    #[must_use]
    pub fn shown(self, sent: Timestamp, now: Timestamp) -> Self {
        if self.is_being_fetched() && is_gone(sent, now) {
            return Self { state: MediaState::Expired, problem: None, ..self };
        }
        self
    }

    /// Its type without parameters, in lower case: `audio/ogg`. Empty when it has none.
    pub fn essence(&self) -> String {
        let announced = self.mime_type.as_deref().unwrap_or_default();
        announced.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Whether Meta no longer has the file of a message that was sent at this time.
pub fn is_gone(sent: Timestamp, now: Timestamp) -> bool {
    now.duration_since(sent).unsigned_abs() >= limits::MEDIA_ID && now > sent
}

/// Shows no name and no text.
impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Media")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("size", &self.size)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// Shows no words.
impl fmt::Debug for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transcript(words) => write!(f, "Transcript({} bytes)", words.len()),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Nothing => f.write_str("Nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::contact::{Alias, ContactId};

    #[test]
    fn an_id_leads_to_its_message_and_its_blob() {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let key = MessageKey::new(&contact, Timestamp::UNIX_EPOCH, "wamid.1");
        let id = MediaId::of_message(&key);
        assert_eq!(MediaId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(id.message(), Some(key));
        let upload = MediaId::of_upload(&"0a".repeat(16));
        assert_eq!(MediaId::parse(upload.as_str()), Some(upload.clone()));
        assert_eq!(upload.message(), None);
        assert_ne!(id.blob(), upload.blob());
        assert_eq!(upload.unsent_blob(), upload.blob().replace("media/", "uploads/"));
        assert_eq!(upload.blob().len(), "media/".len() + 32);
        for other in ["", "upload-", "upload-../../etc/passwd", "x", &format!("upload-{}", "0A".repeat(16))] {
            assert_eq!(MediaId::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_file_that_no_job_fetched_is_shown_as_expired_once_meta_has_it_no_more() {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let sent = Timestamp::UNIX_EPOCH;
        let week = sent + SignedDuration::from_hours(7 * 24);
        let before = week - SignedDuration::from_secs(1);
        for (state, problem, now, shown) in [
            (MediaState::Fetching, None, before, MediaState::Fetching),
            (MediaState::Fetching, None, week, MediaState::Expired),
            (MediaState::Failed, Some(MediaProblem::NotReached), before, MediaState::Failed),
            (MediaState::Failed, Some(MediaProblem::NotReached), week, MediaState::Expired),
            (MediaState::Failed, Some(MediaProblem::Different), week, MediaState::Failed),
            (MediaState::Stored, None, week, MediaState::Stored),
        ] {
            let media = Media::to_fetch(&MessageKey::new(&contact, sent, "wamid.1"));
            let media = Media { state, problem, ..media }.shown(sent, now);
            let expected = (shown, problem.filter(|_| shown == MediaState::Failed));
            assert_eq!((media.state, media.problem), expected, "{state:?} {problem:?} {now}");
        }
    }

    #[test]
    fn a_file_can_be_fetched_while_meta_has_it() {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let sent = Timestamp::UNIX_EPOCH;
        let media = |state, problem| Media {
            state,
            problem,
            ..Media::to_fetch(&MessageKey::new(&contact, sent, "wamid.1"))
        };
        let day = |days: i64| sent + SignedDuration::from_hours(24 * days);
        for (state, problem, now, can) in [
            (MediaState::Fetching, None, day(0), true),
            (MediaState::Failed, Some(MediaProblem::NotReached), day(6), true),
            (MediaState::Failed, Some(MediaProblem::Different), day(6), true),
            (MediaState::Failed, Some(MediaProblem::Different), day(7), false),
            (MediaState::Failed, Some(MediaProblem::NotPassedOn), day(0), false),
            (MediaState::Stored, None, day(0), false),
            (MediaState::Expired, None, day(0), false),
        ] {
            assert_eq!(media(state, problem).can_be_fetched(sent, now), can, "{state:?} {problem:?} {now}");
        }
        assert!(!is_gone(sent, sent - SignedDuration::from_hours(200)), "a clock may be wrong");
    }
}
