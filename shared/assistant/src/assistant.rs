//! One question: the first model, the first model again, the fallback model, within one deadline.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Client;
use tokio::time::{Instant, timeout};

use crate::again::{Again, after};
use crate::answer::{Answer, Asked, Call, ServerName, TOO_LONG};
use crate::dialect::Effort;
use crate::embed::{Embedded, Embedder};
use crate::fit::{fit, fit_cut_off, utf16_len};
use crate::prompt::{self, Question};
use crate::reading::{says_something, unwrapped};
use crate::rounds::Rounds;
use crate::server::{Manner, ModelServer, Said, Server};
use crate::transcribe::{Sound, Transcribed, Transcriber};
use crate::{AssistantError, MAX_ANSWER_UNITS, Tools, setting};

/// OpenAI's smallest current model, used when `OPENAI_MODEL` names no other.
/// <https://developers.openai.com/api/docs/models/gpt-6-luna>
pub const DEFAULT_MODEL: &str = "gpt-6-luna";

/// Time limit of an answer, all calls included.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);

/// Budget for the history, in estimated tokens. It holds one message of 4096 characters in any script, four of them in
/// a Latin script, or well over a hundred ordinary ones.
pub const DEFAULT_HISTORY_TOKENS: usize = 6_000;

/// Limit for the answer, in tokens. It holds 3500 characters in a language that needs a token for every second
/// character, and some reasoning, which counts too.
pub const DEFAULT_ANSWER_TOKENS: u32 = 3_000;

/// Time limit of a transcription: Whisper on a small machine takes about as long as the sound.
pub const DEFAULT_TRANSCRIBE_DEADLINE: Duration = Duration::from_secs(30);

/// The longest rest of a server that asked to wait.
pub const DEFAULT_LONGEST_REST: Duration = Duration::from_mins(10);

/// A call is not begun with less time left than this: no model answers so fast over a network.
const SHORTEST_CALL: Duration = Duration::from_millis(200);

/// The models and their limits.
#[derive(Clone)]
pub struct AssistantConfig {
    /// The model that is asked first.
    pub first: ModelServer,
    /// The model that is asked when the first cannot answer.
    pub fallback: Option<ModelServer>,
    /// The model that transcribes, at the server of the first model. `None`: OpenAI's own if the server is OpenAI, else none.
    pub transcribe_model: Option<String>,
    /// The model that embeds texts, at the server of the first model. `None`: none does.
    pub embedding_model: Option<String>,
    /// Time limit of one transcription.
    pub transcribe_deadline: Duration,
    /// Time limit of one call of [`Assistant::answer`]. A third of it is kept for asking again.
    pub deadline: Duration,
    /// The longest rest of a server that asked to wait. During it, the server is not asked.
    pub longest_rest: Duration,
    /// Limit for the history, in tokens as [`crate::estimate_tokens`] counts them. The instructions are not counted.
    pub history_tokens: usize,
    /// Limit for the tokens that the model produces, including reasoning.
    pub max_answer_tokens: u32,
}

impl AssistantConfig {
    /// This model with the default limits.
    pub fn new(first: ModelServer) -> Self {
        Self {
            first,
            fallback: None,
            transcribe_model: None,
            embedding_model: None,
            transcribe_deadline: DEFAULT_TRANSCRIBE_DEADLINE,
            deadline: DEFAULT_DEADLINE,
            longest_rest: DEFAULT_LONGEST_REST,
            history_tokens: DEFAULT_HISTORY_TOKENS,
            max_answer_tokens: DEFAULT_ANSWER_TOKENS,
        }
    }
}

/// Leaves out keys, headers and addresses, which may contain one.
impl fmt::Debug for AssistantConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssistantConfig")
            .field("model", &self.first.model)
            .field("fallback_model", &self.fallback.as_ref().map(|fallback| &fallback.model))
            .field("transcribe_model", &self.transcribe_model)
            .field("embedding_model", &self.embedding_model)
            .field("deadline", &self.deadline)
            .field("history_tokens", &self.history_tokens)
            .field("max_answer_tokens", &self.max_answer_tokens)
            .finish_non_exhaustive()
    }
}

/// A client of the models. Cloning is cheap. Clones share connections, what was learned of the servers, and their rests.
#[derive(Clone)]
pub struct Assistant {
    http: Client,
    first: Arc<Server>,
    fallback: Option<Arc<Server>>,
    transcriber: Option<Arc<Transcriber>>,
    embedder: Option<Arc<Embedder>>,
    deadline: Duration,
    longest_rest: Duration,
}

impl Assistant {
    /// Builds the client over the process's HTTP client. Makes no call: each [`Assistant::answer`] reports an invalid
    /// key or address.
    pub fn new(http: Client, config: AssistantConfig) -> Self {
        let server = |name, server| {
            Arc::new(Server::new(name, server, config.history_tokens, config.max_answer_tokens))
        };
        let deadline = config.transcribe_deadline;
        let transcriber = Transcriber::new(&config.first, config.transcribe_model, deadline).map(Arc::new);
        let embedder = Embedder::new(&config.first, config.embedding_model).map(Arc::new);
        Self {
            http,
            transcriber,
            embedder,
            first: server(ServerName::First, config.first),
            fallback: config.fallback.map(|fallback| server(ServerName::Fallback, fallback)),
            deadline: config.deadline,
            longest_rest: config.longest_rest,
        }
    }

    /// Requests one message. Returns within the deadline.
    ///
    /// The first model is asked, and once more after an answer that is empty, torn, unreadable, too long or made of
    /// thoughts, and after a failure that passes. If it brings nothing, the fallback model is asked once. A server that
    /// rests is passed over.
    pub async fn answer(&self, question: &Question<'_>) -> Asked {
        let now = question.now.timestamp();
        let began = Instant::now();
        let rounds = Rounds::of(question.tools, self.deadline);
        let mut asking = Asking {
            assistant: self,
            question,
            rounds: &rounds,
            began,
            ends: began + self.deadline,
            calls: Vec::new(),
            too_long: None,
        };
        let fallback = self.fallback.as_deref().filter(|fallback| fallback.rests_until(now).is_none());
        let (answer, is_fallback_asked) = if self.first.rests_until(now).is_some() {
            (Err(AssistantError::RateLimited { retry_after: None }), false)
        } else {
            asking.first(fallback).await
        };
        let answer = match (answer, fallback.filter(|_| !is_fallback_asked)) {
            (Err(error), Some(fallback)) if asking.too_long.is_none() && may_fall_back(&error) => {
                asking.once(fallback, Manner::default(), Duration::ZERO).await
            }
            (answer, _) => answer,
        };
        let answer = answer.or_else(|error| asking.too_long.take().ok_or(error));
        Asked { answer, calls: asking.calls }
    }

    /// The model that transcribes. `None`: none is configured, and the server has none that is known.
    pub fn transcribe_model(&self) -> Option<&str> {
        self.transcriber.as_ref().map(|transcriber| transcriber.model())
    }

    /// Whether the list of models names the one that transcribes, for `relais doctor`. `None`: nothing transcribes, or the
    /// server has no list that can be read.
    pub async fn lists_transcribe_model(&self) -> Option<bool> {
        self.transcriber.as_ref()?.is_listed(&self.http).await
    }

    /// The words of a sound. Asks once, within the deadline. `None`: no model transcribes.
    pub async fn transcribe(&self, sound: Sound) -> Option<Transcribed> {
        let transcriber = self.transcriber.as_ref()?;
        Some(transcriber.transcribe(&self.http, sound).await)
    }

    /// The model that embeds texts. `None`: none is configured.
    pub fn embedding_model(&self) -> Option<&str> {
        self.embedder.as_ref().map(|embedder| embedder.model())
    }

    /// Whether the list of models names the one that embeds texts, for `relais doctor`. `None`: none is configured, or the
    /// server has no list that can be read.
    pub async fn lists_embedding_model(&self) -> Option<bool> {
        self.embedder.as_ref()?.is_listed(&self.http).await
    }

    /// The vectors of these texts, by one call without a time limit. `None`: no model embeds texts.
    pub async fn embed(&self, texts: &[&str]) -> Option<Result<Embedded, AssistantError>> {
        let embedder = self.embedder.as_ref()?;
        Some(embedder.embed(&self.http, texts).await)
    }

    /// When a model may be asked again. `None`: one may be asked now.
    pub fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        let fallback = self.fallback.as_ref().map(|fallback| fallback.rests_until(now));
        match (self.first.rests_until(now), fallback) {
            (first, None) => first,
            (first, Some(fallback)) => first.zip(fallback).map(|(first, fallback)| first.min(fallback)),
        }
    }

    /// What was learned of each server from its refusals, as short English phrases, for `relais doctor`.
    pub fn learned(&self) -> Vec<(ServerName, String)> {
        let of = |name, server: &Server| server.learned().into_iter().map(move |phrase| (name, phrase));
        let fallback = self.fallback.iter().flat_map(|server| of(ServerName::Fallback, server));
        of(ServerName::First, &self.first).chain(fallback).collect()
    }
}

/// A text of the model in WhatsApp's marks, without our own notes and the mark that hands over: of at most so many UTF-16
/// units. A text whose first word is longer is cut within it.
pub fn to_whatsapp(text: &str, most: usize) -> String {
    let unwrapped = unwrapped(text);
    let (_, text) = for_whatsapp(unwrapped.as_deref().unwrap_or(text));
    match fit(&text, most) {
        "" => cut(text.trim(), most).to_owned(),
        kept => kept.to_owned(),
    }
}

fn cut(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    text.get(..end.map_or(text.len(), |(at, _)| at)).unwrap_or_default()
}

/// The reason of the mark that hands over, if there is one, and the text in WhatsApp's marks without it and without our
/// notes. Both also go after the setting, which takes away signs around them.
fn for_whatsapp(text: &str) -> (Option<String>, String) {
    let (before, text) = without_mark(prompt::without_notes(text));
    let (after, text) = without_mark(prompt::without_notes(&setting::set(&text)));
    (before.or(after), text)
}

fn without_mark(text: String) -> (Option<String>, String) {
    prompt::handing_over(&text).map_or((None, text), |(reason, rest)| (Some(reason), rest))
}

/// Whether another model may be asked after this. A model that declined had a reason, and without a question there is
/// nothing to ask.
fn may_fall_back(error: &AssistantError) -> bool {
    !matches!(error, AssistantError::Declined | AssistantError::NothingToAnswer)
}

/// What a call brought.
type Called = (Result<Said, AssistantError>, Call);

/// A question under way.
struct Asking<'a> {
    assistant: &'a Assistant,
    question: &'a Question<'a>,
    rounds: &'a Rounds,
    began: Instant,
    ends: Instant,
    calls: Vec<Call>,
    /// An answer above the limit, shortened: it is sent if no better one comes.
    too_long: Option<Answer>,
}

impl<'a> Asking<'a> {
    /// Asks the first model, and once more where that may help. `true`: the fallback was asked too.
    ///
    /// A model that is silent for two thirds of the time is still heard, but the fallback is asked beside it, or the same
    /// model again with less effort: the server may have lost the request, or may only be slow.
    async fn first(&mut self, fallback: Option<&'a Server>) -> (Result<Answer, AssistantError>, bool) {
        let server = self.assistant.first.as_ref();
        let mut call = pin!(self.call(server, Manner::default(), self.left()));
        let mut done = timeout(self.assistant.deadline * 2 / 3, &mut call).await.ok();
        // Another question beside would be put while a tool may be changing something.
        if done.is_none() && self.question.tools.is_some_and(Tools::has_changed) {
            done = Some(call.as_mut().await);
        }
        let Some(done) = done else {
            let manner = Manner { effort: Effort::Less, ..Manner::default() };
            let (other, manner) = fallback.map_or((server, manner), |fallback| (fallback, Manner::default()));
            let second = pin!(self.call(other, manner, self.left()));
            return (self.either((server, call), (other, second)).await, fallback.is_some());
        };
        let error = match self.take(server, done) {
            Ok(answer) => return (Ok(answer), false),
            Err(error) => error,
        };
        // A third of the time is the fallback's.
        let kept = if fallback.is_some() { self.assistant.deadline / 3 } else { Duration::ZERO };
        let again = if self.too_long.is_some() { Some(Again::SHORTER) } else { after(&error) };
        let Some(again) = again.filter(|again| self.has_time_for_call(kept + again.wait)) else {
            return (Err(error), false);
        };
        tokio::time::sleep(again.wait).await;
        (self.once(server, again.manner, kept).await, false)
    }

    /// The first usable answer of a call that is late and of a second one beside it.
    async fn either(
        &mut self,
        (server, mut late): (&Server, Pin<&mut impl Future<Output = Called>>),
        (other, mut second): (&Server, Pin<&mut impl Future<Output = Called>>),
    ) -> Result<Answer, AssistantError> {
        tokio::select! {
            biased;
            done = &mut late => match self.take(server, done) {
                Ok(answer) => Ok(answer),
                Err(_) => self.take(other, second.await),
            },
            done = &mut second => match self.take(other, done) {
                Ok(answer) => {
                    self.calls.insert(self.calls.len().saturating_sub(1), Call::late(server.name(), self.began.elapsed()));
                    Ok(answer)
                }
                Err(_) => self.take(server, late.await),
            },
        }
    }

    /// Asks once, and leaves `kept` of the time.
    async fn once(
        &mut self,
        server: &'a Server,
        manner: Manner,
        kept: Duration,
    ) -> Result<Answer, AssistantError> {
        if !self.has_time_for_call(kept) {
            return Err(AssistantError::TimedOut);
        }
        let done = self.call(server, manner, self.left().saturating_sub(kept)).await;
        self.take(server, done)
    }

    fn call(
        &self,
        server: &'a Server,
        manner: Manner,
        limit: Duration,
    ) -> impl Future<Output = Called> + use<'a> {
        server.ask(&self.assistant.http, self.question, self.rounds, manner, limit)
    }

    fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    /// Whether a call can be begun so that this time is left after it.
    fn has_time_for_call(&self, kept: Duration) -> bool {
        self.left().saturating_sub(kept) > SHORTEST_CALL.min(self.assistant.deadline / 6)
    }

    /// Takes note of a call, and makes one message of its reply.
    fn take(&mut self, server: &Server, (said, mut call): Called) -> Result<Answer, AssistantError> {
        let answer = said.and_then(|said| self.message(&said, &mut call));
        match answer.as_ref().map_err(AssistantError::retry_after) {
            Ok(_) => server.is_rested(),
            Err(Some(asked)) => {
                let now = self.question.now.timestamp().saturating_add(self.began.elapsed());
                server.rest(asked, self.assistant.longest_rest, now.unwrap_or(Timestamp::MAX));
            }
            Err(None) => {}
        }
        if !matches!(answer, Err(AssistantError::NothingToAnswer)) {
            self.calls.push(call);
        }
        answer
    }

    /// What the model said as one message. One that is too long is kept shortened, and reported as empty.
    fn message(&mut self, said: &Said, call: &mut Call) -> Result<Answer, AssistantError> {
        let (hands_over, text) = for_whatsapp(&said.text);
        let is_too_long = utf16_len(text.trim()) > MAX_ANSWER_UNITS;
        let shortened =
            if said.is_cut_off { fit_cut_off(&text, MAX_ANSWER_UNITS) } else { fit(&text, MAX_ANSWER_UNITS) };
        let shortened = if says_something(shortened) { shortened } else { "" };
        if shortened.is_empty() && hands_over.is_none() && !said.is_ended {
            let error = if said.is_cut_off { AssistantError::OnlyThoughts } else { AssistantError::Empty };
            call.failure = Some(error.code());
            return Err(error);
        }
        let answer = Answer { text: shortened.to_owned(), hands_over, is_ended: said.is_ended };
        if is_too_long && !said.is_ended && self.too_long.is_none() {
            call.failure = Some(TOO_LONG);
            self.too_long = Some(answer);
            return Err(AssistantError::Empty);
        }
        Ok(answer)
    }
}
