//! The words of a sound, by `POST {base}/audio/transcriptions`: at OpenAI, and at every server that copies it (Groq, Azure,
//! vLLM, servers of Whisper).
//!
//! The sound is streamed: it is never whole in memory. So a call is made once, and whoever has the sound asks again.

mod form;
mod words;

use std::fmt;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Url};
use tokio::time::{Instant, timeout};

use crate::address::Address;
use crate::listed::is_listed;
use crate::reading::Tokens;
use crate::refusal::Refusal;
use crate::server::{ModelServer, headers};
use crate::{AssistantError, transport};

/// OpenAI's current small model, used when no other is named and the server is OpenAI.
/// <https://developers.openai.com/api/docs/guides/speech-to-text>
pub const DEFAULT_TRANSCRIBE_MODEL: &str = "gpt-4o-mini-transcribe";

/// The largest sound that is sent, in bytes: OpenAI's limit. WhatsApp's own is 16 MB.
pub const MOST_SOUND_BYTES: u64 = 25 * 1024 * 1024;

/// The bytes of a sound, as they come.
pub type SoundBytes = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// A sound.
pub struct Sound {
    /// Its type, with or without parameters: `audio/ogg; codecs=opus`.
    pub mime_type: String,
    /// Its bytes, at most [`MOST_SOUND_BYTES`].
    pub size: u64,
    /// The bytes themselves.
    pub bytes: SoundBytes,
}

/// Shows nothing of the sound.
impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sound")
            .field("mime_type", &self.mime_type)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// What came of a sound.
pub struct Transcribed {
    /// Its words, at most 4000 characters. `None`: it has none, such as a song or silence.
    pub words: Result<Option<String>, AssistantError>,
    /// How long the call took.
    pub took: Duration,
    /// The tokens of the call, as the server counts them.
    pub tokens: Tokens,
    /// The length of the sound, as the server counts it.
    pub seconds: Option<u32>,
}

/// Shows no words.
impl fmt::Debug for Transcribed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words.as_ref().map(|words| words.as_ref().map(String::len));
        f.debug_struct("Transcribed").field("words", &words).field("took", &self.took).finish_non_exhaustive()
    }
}

/// A model that transcribes.
pub(crate) struct Transcriber {
    url: Url,
    models: Url,
    headers: Option<HeaderMap>,
    model: String,
    deadline: Duration,
}

impl Transcriber {
    /// The model of this name at this server, or the default at OpenAI itself. `None`: nothing transcribes.
    pub(crate) fn new(server: &ModelServer, model: Option<String>, deadline: Duration) -> Option<Self> {
        let address = Address::read(server.base_url.as_deref()).ok()?;
        let default = || address.is_openai_itself().then(|| DEFAULT_TRANSCRIBE_MODEL.to_owned());
        let model = model.or_else(default)?;
        Some(Self {
            url: address.transcriptions(&model),
            models: address.models(),
            headers: headers(&address, server),
            model,
            deadline,
        })
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Whether the server's list of models names this one. `None`: it has no list that can be read.
    pub(crate) async fn is_listed(&self, http: &Client) -> Option<bool> {
        is_listed(http, self.models.clone(), self.headers.clone()?, &self.model, self.deadline).await
    }

    pub(crate) async fn transcribe(&self, http: &Client, sound: Sound) -> Transcribed {
        let began = Instant::now();
        let asked = timeout(self.deadline, self.ask(http, sound)).await;
        let heard = asked.unwrap_or(Err(AssistantError::TimedOut));
        let (words, tokens, seconds) = match heard {
            Ok(heard) => (Ok(heard.words), heard.tokens, heard.seconds),
            Err(error) => (Err(error), Tokens::default(), None),
        };
        Transcribed { words, took: began.elapsed(), tokens, seconds }
    }

    async fn ask(&self, http: &Client, sound: Sound) -> Result<words::Heard, AssistantError> {
        let mut headers = self.headers.clone().ok_or(AssistantError::Key)?;
        if sound.size > MOST_SOUND_BYTES {
            return Err(AssistantError::TooLong);
        }
        let boundary = form::boundary().ok_or(AssistantError::Malformed)?;
        let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
        headers.insert(CONTENT_TYPE, content_type.map_err(|_| AssistantError::Malformed)?);
        let body = form::Form::new(&boundary, &self.model, sound);
        let request = http.post(self.url.clone()).headers(headers).body(reqwest::Body::wrap(body));
        let response = transport::read(request).await?;
        if response.status.is_success() {
            words::read(&response.body)
        } else {
            Err(Refusal::new(response.status, &response.headers, &response.body).error())
        }
    }
}
