//! One model on one server: its address, key and dialect, and its rest after it was rate limited.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout};

use crate::address::Address;
use crate::answer::{Call, ServerName};
use crate::dialect::{Dialect, Effort};
use crate::prompt::{self, Question, Wish};
use crate::reading::{self, Reply, Tokens};
use crate::refusal::Refusal;
use crate::{AssistantError, transport};

/// The shortest rest after a server asked to wait, also when it asks for less.
const SHORTEST_REST: SignedDuration = SignedDuration::from_secs(5);

/// The most changes to a request within one call. A server that refuses more is not understood.
const MOST_CHANGES: usize = 5;

/// A model's name and address.
#[derive(Clone)]
pub struct ModelServer {
    /// Address of the API up to and including its version, for instance `http://localhost:11434/v1`. `None` or blank
    /// means OpenAI's own.
    pub base_url: Option<String>,
    /// The key. Surrounding blanks, such as a line break, are removed. `None` or blank: the server takes none.
    pub api_key: Option<SecretString>,
    /// The server's name of the model.
    pub model: String,
    /// Headers added to each request. They replace headers of the same name.
    pub extra_headers: Vec<(String, SecretString)>,
    /// Fields added to each request. They replace fields of the same name, and a null removes one.
    pub extra_body: Map<String, Value>,
}

/// A server, shared by all clones of an assistant.
pub(crate) struct Server {
    name: ServerName,
    model: String,
    address: Option<Address>,
    /// `None`: the key or an extra header cannot be an HTTP header.
    headers: Option<HeaderMap>,
    extra_body: Map<String, Value>,
    at_start: Option<Dialect>,
    dialect: Mutex<Option<Dialect>>,
    rests_until: Mutex<Timestamp>,
}

/// How to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    pub(crate) wish: Wish,
    pub(crate) effort: Effort,
}

impl Server {
    pub(crate) fn new(
        name: ServerName,
        config: ModelServer,
        history_tokens: usize,
        answer_tokens: u32,
    ) -> Self {
        let address = Address::read(config.base_url.as_deref()).ok();
        let at_start = address
            .as_ref()
            .map(|address| Dialect::of(address, &config.model, history_tokens, answer_tokens));
        Self {
            name,
            headers: address.as_ref().and_then(|address| headers(address, &config)),
            model: config.model,
            address,
            extra_body: config.extra_body,
            dialect: Mutex::new(at_start.clone()),
            at_start,
            rests_until: Mutex::new(Timestamp::MIN),
        }
    }

    /// Asks once. A request that is refused because of a parameter is changed and sent again, within the same limit.
    pub(crate) async fn ask(
        &self,
        http: &Client,
        question: &Question<'_>,
        manner: Manner,
        limit: Duration,
    ) -> (Result<Reply, AssistantError>, Call) {
        let began = Instant::now();
        let (server, tokens) = (self.name, Tokens::default());
        let mut call = Call { server, took: Duration::ZERO, tokens, failure: None, left_out: 0 };
        let asking = self.ask_in_its_dialect(http, question, manner, &mut call);
        let reply = timeout(limit, asking).await.unwrap_or(Err(AssistantError::TimedOut));
        if matches!(reply, Err(AssistantError::OnlyThoughts)) && manner.effort == Effort::Usual {
            self.with_dialect(Dialect::thinks_long);
        }
        call.failure = reply.as_ref().err().map(AssistantError::code);
        call.took = began.elapsed();
        (reply, call)
    }

    async fn ask_in_its_dialect(
        &self,
        http: &Client,
        question: &Question<'_>,
        manner: Manner,
        call: &mut Call,
    ) -> Result<Reply, AssistantError> {
        let address = self.address.as_ref().ok_or(AssistantError::Address)?;
        let headers = self.headers.as_ref().ok_or(AssistantError::Key)?;
        let mut changes = 0;
        loop {
            let dialect = self.dialect().ok_or(AssistantError::Address)?;
            let messages = prompt::messages(question, dialect.history_tokens, manner.wish);
            if messages.is_empty() {
                return Err(AssistantError::NothingToAnswer);
            }
            call.left_out = prompt::left_out(question, dialect.history_tokens);
            let request = dialect.request(&self.model, messages, manner.effort, &self.extra_body);
            let response = transport::post(http, address.url.clone(), headers.clone(), &request).await?;
            if response.status.is_success() {
                let reading = reading::read(&response.body, response.content_type());
                call.tokens = reading.tokens;
                return reading.reply.map_err(AssistantError::from);
            }
            let refusal = Refusal::new(response.status, &response.headers, &response.body);
            let change = refusal.change(&request).filter(|_| changes < MOST_CHANGES);
            changes += 1;
            if change.is_none_or(|change| self.with_dialect(|dialect| dialect.learn(change)) != Some(true)) {
                return Err(refusal.error());
            }
        }
    }

    fn dialect(&self) -> Option<Dialect> {
        self.with_dialect(|dialect| dialect.clone())
    }

    fn with_dialect<T>(&self, act: impl FnOnce(&mut Dialect) -> T) -> Option<T> {
        self.dialect.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(act)
    }

    /// What the server was found to take or not to take, as short English phrases.
    pub(crate) fn learned(&self) -> Vec<String> {
        let now = self.dialect();
        now.zip(self.at_start.as_ref()).map(|(now, at_start)| now.learned(at_start)).unwrap_or_default()
    }

    /// The end of its rest. `None`: it may be asked now.
    pub(crate) fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        Some(until).filter(|until| *until > now)
    }

    /// Rests for as long as it asked for: at least 5 s, at most `longest`.
    pub(crate) fn rest(&self, asked: Duration, longest: Duration, now: Timestamp) {
        let [asked, longest] =
            [asked, longest].map(|time| SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX));
        let rest = asked.clamp(SHORTEST_REST, longest.max(SHORTEST_REST));
        let mut until = self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(now.saturating_add(rest).unwrap_or(Timestamp::MAX));
    }
}

/// The headers with the key, which no debug output shows. `None`: a value cannot be a header.
fn headers(address: &Address, config: &ModelServer) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    let key = config.api_key.as_ref().map(|key| key.expose_secret().trim()).filter(|key| !key.is_empty());
    if let Some(key) = key {
        let (name, value) = address.key_header(key);
        headers.insert(name, secret(&value)?);
    }
    for (name, value) in &config.extra_headers {
        let name = HeaderName::try_from(name.as_str()).ok()?;
        headers.insert(name, secret(value.expose_secret())?);
    }
    Some(headers)
}

fn secret(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}
