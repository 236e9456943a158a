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
use crate::dialect::{Change, Dialect, Effort};
use crate::prompt::{Prompt, Question, Wish, add_rounds, estimate_tokens, prompt};
use crate::reading::{self, Reading};
use crate::refusal::Refusal;
use crate::rounds::{Ran, Rounds, end, run};
use crate::tools::{MOST_ROUNDS, Round, Tool};
use crate::{AssistantError, picture, transport};

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

/// How long what was learned of a server is kept. Servers and their models change, and a refusal may have been a mistake.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// A server, shared by all clones of an assistant.
pub(crate) struct Server {
    name: ServerName,
    model: String,
    address: Option<Address>,
    /// `None`: the key or an extra header cannot be an HTTP header.
    headers: Option<HeaderMap>,
    extra_body: Map<String, Value>,
    /// `None`: the address is none.
    at_start: Option<Dialect>,
    learned: Mutex<Option<Learned>>,
    rests_until: Mutex<Timestamp>,
}

/// A dialect that the server took.
#[derive(Clone, PartialEq, Eq)]
struct Learned {
    dialect: Dialect,
    at: Timestamp,
}

/// How to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    pub(crate) wish: Wish,
    pub(crate) effort: Effort,
}

/// What a model said at the end of a question.
pub(crate) struct Said {
    /// Its words, in its own Markdown. Empty only where `is_ended`.
    pub(crate) text: String,
    /// They met a limit, so their end is missing.
    pub(crate) is_cut_off: bool,
    /// A call of a tool is itself the answer.
    pub(crate) is_ended: bool,
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
            at_start,
            learned: Mutex::new(None),
            rests_until: Mutex::new(Timestamp::MIN),
        }
    }

    pub(crate) fn name(&self) -> ServerName {
        self.name
    }

    /// Asks once, and calls the tools that the model calls, until it has answered. A request that is refused because of a
    /// parameter is changed and sent again, within the same limit.
    pub(crate) async fn ask(
        &self,
        http: &Client,
        question: &Question<'_>,
        rounds: &Rounds,
        manner: Manner,
        limit: Duration,
    ) -> (Result<Said, AssistantError>, Call) {
        let began = Instant::now();
        let mut call = Call::new(self.name);
        let ends = began + limit;
        let asking = self.ask_to_the_end(http, question, (rounds, ends), manner, &mut call);
        let said = timeout(limit, asking).await.unwrap_or(Err(AssistantError::TimedOut));
        call.failure = said.as_ref().err().map(AssistantError::code);
        call.took = began.elapsed();
        (said, call)
    }

    async fn ask_to_the_end(
        &self,
        http: &Client,
        question: &Question<'_>,
        (rounds, ends): (&Rounds, Instant),
        manner: Manner,
        call: &mut Call,
    ) -> Result<Said, AssistantError> {
        let tools_end = ends.checked_sub(rounds.kept_for_answer).unwrap_or(ends);
        loop {
            let known = rounds.list();
            let may_call = known.len() < MOST_ROUNDS && (known.is_empty() || Instant::now() < tools_end);
            let reading = self.ask_in_its_dialect(http, question, (&known, may_call), manner, call).await?;
            let Some(tools) = question.tools.filter(|_| !reading.calls.is_empty()) else {
                let reply = reading.reply?;
                return Ok(Said { text: reply.text, is_cut_off: reply.is_cut_off, is_ended: false });
            };
            let _calling = rounds.calling.lock().await;
            if rounds.count() != known.len() {
                // Another question beside has called tools meanwhile. This one goes on from there.
                continue;
            }
            let text = reading.reply.map(|reply| reply.text).unwrap_or_default();
            if !may_call {
                let is_ended = end(tools, &text, reading.calls);
                let said = Said { text, is_cut_off: false, is_ended };
                return Some(said).filter(|said| said.is_ended).ok_or(AssistantError::Torn);
            }
            match run(tools, &known, text, reading.calls, tools_end).await {
                Ran::Round(round) => rounds.add(round),
                Ran::Ended(text) => return Ok(Said { text, is_cut_off: false, is_ended: true }),
            }
        }
    }

    async fn ask_in_its_dialect(
        &self,
        http: &Client,
        question: &Question<'_>,
        (rounds, may_call): (&[Round], bool),
        manner: Manner,
        call: &mut Call,
    ) -> Result<Reading, AssistantError> {
        let address = self.address.as_ref().ok_or(AssistantError::Address)?;
        let headers = self.headers.as_ref().ok_or(AssistantError::Key)?;
        let now = question.now.timestamp();
        let known = self.known(now);
        let mut dialect = known
            .as_ref()
            .map(|learned| &learned.dialect)
            .or(self.at_start.as_ref())
            .cloned()
            .ok_or(AssistantError::Address)?;
        let usual_effort = dialect.effort;
        if manner.effort == Effort::Less {
            dialect.effort = Effort::Less;
        }
        let (mut changes, mut is_lasting) = (0, true);
        loop {
            let tools = question.tools.map_or(&[] as &[Tool], |tools| tools.list());
            let Prompt { mut messages, left_out } =
                prompt(question, dialect.history_tokens, dialect.most_pictures, manner.wish);
            if messages.is_empty() {
                return Err(AssistantError::NothingToAnswer);
            }
            call.left_out = left_out;
            add_rounds(&mut messages, rounds, dialect.takes_tools);
            let pictures: usize = messages.iter().map(|message| message.pictures.len()).sum();
            let words: usize = messages.iter().map(|message| estimate_tokens(&message.content)).sum();
            let estimate = words + pictures * picture::TOKENS;
            let model = question.model.filter(|_| self.name == ServerName::First).unwrap_or(&self.model);
            let request = dialect.request(model, messages, (tools, may_call), &self.extra_body);
            let response = transport::post(http, address.url.clone(), headers.clone(), &request).await?;
            if response.status.is_success() {
                let names: Vec<_> = tools.iter().map(|tool| tool.name.as_str()).collect();
                let mut reading = reading::read_offering(&response.body, response.content_type(), &names);
                call.tokens = call.tokens.and(reading.tokens);
                let estimate = u32::try_from(estimate).unwrap_or(u32::MAX);
                call.prompt_estimate = call.prompt_estimate.saturating_add(estimate);
                // Where it was told of no tools it can only know their names from elsewhere, such as the business's own text.
                if !dialect.takes_tools {
                    reading.calls.retain(|call| names.contains(&call.name.as_str()));
                }
                if tools.is_empty() {
                    reading.calls.clear();
                }
                // Less effort is kept only if it brought an answer.
                if reading.reply.is_err() && reading.calls.is_empty() {
                    dialect.effort = usual_effort;
                }
                call.pictures = pictures;
                if is_lasting {
                    self.keep(dialect, known.as_ref(), now);
                }
                return Ok(reading);
            }
            let refusal = Refusal::new(response.status, &response.headers, &response.body);
            changes += 1;
            is_lasting &= !refusal.is_full();
            let change = refusal.change(&request).filter(|_| changes <= MOST_CHANGES);
            let refused = refusal.tool(&request).and_then(|name| tools.iter().find(|tool| tool.name == name));
            let change = match (change, refused) {
                // The last change leaves out all of them, so that there is an answer.
                (Some(Change::NoTools), Some(tool)) if changes + 1 < MOST_CHANGES => {
                    Some(Change::WithoutTool(tool.clone()))
                }
                (change, _) => change,
            };
            match &change {
                Some(Change::WithoutTool(tool)) => call.refused_tools.push(tool.name.clone()),
                Some(Change::NoTools) if !refusal.lacks_tools() && !refusal.is_about_call() => {
                    call.refused_tools = tools.iter().map(|tool| tool.name.clone()).collect();
                }
                _ => {}
            }
            let is_of_pictures = matches!(change, Some(Change::Pictures(_)));
            is_lasting &= change != Some(Change::NoTools) || refusal.lacks_tools();
            if change.is_some_and(|change| dialect.learn(change)) {
                is_lasting &= !(is_of_pictures && refusal.is_about_one_picture());
                continue;
            }
            // Perhaps it is the pictures, in words that are not known. The next ones are tried all the same.
            if pictures > 0
                && refusal.may_be_about_fields()
                && changes <= MOST_CHANGES
                && dialect.learn(Change::Pictures(0))
            {
                is_lasting = false;
                continue;
            }
            // Perhaps it is the tools.
            if dialect.takes_tools
                && !tools.is_empty()
                && refusal.may_be_about_tools()
                && changes <= MOST_CHANGES
                && dialect.learn(Change::NoTools)
            {
                is_lasting = false;
                continue;
            }
            // Perhaps it is the wish for less thinking that the server does not take, in words that are not known.
            if dialect.effort == Effort::Less && refusal.may_be_about_fields() && changes <= MOST_CHANGES {
                dialect.effort = Effort::Usual;
                continue;
            }
            return Err(refusal.error());
        }
    }

    /// What was learned of the server lately.
    fn known(&self, now: Timestamp) -> Option<Learned> {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner).clone();
        learned.filter(|learned| now.duration_since(learned.at) < KEPT)
    }

    /// Keeps what the server took, unless another call has learned something since this one began.
    fn keep(&self, dialect: Dialect, known: Option<&Learned>, now: Timestamp) {
        let before = known.map(|known| &known.dialect).or(self.at_start.as_ref());
        if before == Some(&dialect) {
            return;
        }
        let at = known.map_or(now, |known| known.at);
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let is_latest = learned.as_ref().map(|learned| &learned.dialect) == known.map(|known| &known.dialect);
        let is_over = learned.as_ref().is_some_and(|learned| now.duration_since(learned.at) >= KEPT);
        if is_latest || is_over {
            *learned = Some(Learned { dialect, at });
        }
    }

    /// What the server was found to take or not to take, as short English phrases.
    pub(crate) fn learned(&self) -> Vec<String> {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let phrases = learned.as_ref().zip(self.at_start.as_ref());
        phrases.map(|(learned, at_start)| learned.dialect.learned(at_start)).unwrap_or_default()
    }

    /// The end of its rest. `None`: it may be asked now.
    pub(crate) fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        Some(until).filter(|until| *until > now)
    }

    /// It has answered, so it may be asked.
    pub(crate) fn is_rested(&self) {
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Timestamp::MIN;
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
pub(crate) fn headers(address: &Address, config: &ModelServer) -> Option<HeaderMap> {
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
