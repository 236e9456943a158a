//! The language model: its server, the model that is asked when the first cannot answer, and what is added to requests.
//!
//! A key is only sent to the server that it is for. What [`Model::extra_body`] and [`Model::extra_headers`] add may hold
//! keys, and describes the first server. So a fallback at another origin (scheme, host and port) gets neither them nor
//! the first server's key.

mod extras;

use std::fmt;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::Vars;
use super::address::{self, is_plain_http, is_same_origin};
use super::header::is_header_value;

const KEY: &str = "OPENAI_API_KEY";
const BASE_URL: &str = "OPENAI_BASE_URL";
const FALLBACK_MODEL: &str = "OPENAI_FALLBACK_MODEL";
const FALLBACK_BASE_URL: &str = "OPENAI_FALLBACK_BASE_URL";
const FALLBACK_KEY: &str = "OPENAI_FALLBACK_API_KEY";

/// How to reach the language model. `Debug` shows no key, no value of a header or of a field, and no query of an address.
#[derive(Clone)]
pub struct Model {
    /// `OPENAI_API_KEY`.
    pub api_key: SecretString,
    /// `OPENAI_BASE_URL`, an http or https URL that may have a query; OpenAI's own when absent.
    pub base_url: Option<String>,
    /// `OPENAI_MODEL`; a current small model when absent.
    pub name: Option<String>,
    /// `OPENAI_TRANSCRIBE_MODEL`, at the first server; when absent, OpenAI's own if the server is OpenAI, else none.
    pub transcribe: Option<String>,
    /// `OPENAI_EMBEDDING_MODEL`, at the first server; when absent, facts are chosen by their words alone.
    pub embedding: Option<String>,
    /// The model that is asked when the first cannot answer.
    pub fallback: Option<FallbackModel>,
    /// `OPENAI_EXTRA_BODY`: fields that are added to each request, in place of those of the same name. `null` removes the
    /// field. See [`Self::fallback_has_extras`].
    pub extra_body: Map<String, Value>,
    /// `OPENAI_EXTRA_HEADERS`: names and values that an HTTP header may have. They take the place of headers of the same
    /// name. See [`Self::fallback_has_extras`].
    pub extra_headers: Vec<(String, SecretString)>,
}

/// The model that is asked when the first cannot answer.
#[derive(Clone)]
pub struct FallbackModel {
    /// `OPENAI_FALLBACK_MODEL`.
    pub name: String,
    /// `OPENAI_FALLBACK_BASE_URL`; the first server's when absent.
    pub base_url: Option<String>,
    /// `OPENAI_FALLBACK_API_KEY`; without it the first server's key, if the origin is the same. `None`: a server that is
    /// reached by plain http and asked without a key.
    pub api_key: Option<SecretString>,
}

impl Model {
    /// Whether there is a model, that is, `OPENAI_API_KEY`. This reads nothing else of the model.
    pub fn is_configured(vars: &Vars<'_>) -> bool {
        vars.optional(KEY).is_some()
    }

    /// Reads the model's variables. `None`: there is no key, and the assistant is off. Whatever is wrong is noted as a
    /// problem.
    pub fn read(vars: &mut Vars<'_>) -> Option<Self> {
        let api_key = key(vars, KEY)?;
        let base_url = address::read(vars, BASE_URL);
        Some(Self {
            name: vars.optional("OPENAI_MODEL"),
            transcribe: vars.optional("OPENAI_TRANSCRIBE_MODEL"),
            embedding: vars.optional("OPENAI_EMBEDDING_MODEL"),
            fallback: FallbackModel::read(vars, base_url.as_deref(), &api_key),
            extra_body: extras::body(vars),
            extra_headers: extras::headers(vars),
            api_key,
            base_url,
        })
    }

    /// Notes a problem if `OPENAI_FALLBACK_API_KEY` is set and no fallback is named.
    ///
    /// [`Self::read`] does not: on AWS the key is in the secret and the name is a parameter. When one of them is set or
    /// removed before the other, the functions must still start.
    pub fn note_key_without_model(vars: &mut Vars<'_>) {
        if vars.optional(FALLBACK_MODEL).is_none() {
            note_without_model(vars, FALLBACK_KEY);
        }
    }

    /// A model without a fallback or extras.
    pub fn at(base_url: Option<String>, name: Option<String>, api_key: SecretString) -> Self {
        Self {
            api_key,
            base_url,
            name,
            transcribe: None,
            embedding: None,
            fallback: None,
            extra_body: Map::new(),
            extra_headers: Vec::new(),
        }
    }

    /// Whether [`Self::extra_body`] and [`Self::extra_headers`] go to the fallback too: only if it has the origin of the
    /// first server.
    pub fn fallback_has_extras(&self) -> bool {
        let base_url = self.fallback.as_ref().and_then(|fallback| fallback.base_url.as_deref());
        base_url.is_none_or(|base_url| is_same_origin(self.base_url.as_deref(), Some(base_url)))
    }

    /// The first model alone, without its fallback.
    #[must_use]
    pub fn first_alone(&self) -> Self {
        Self { fallback: None, ..self.clone() }
    }

    /// The fallback alone, as a first model. `None`: there is none. The key of a server without one is empty.
    pub fn fallback_alone(&self) -> Option<Self> {
        let fallback = self.fallback.clone()?;
        let base_url = fallback.base_url.or_else(|| self.base_url.clone());
        let api_key = fallback.api_key.unwrap_or_default();
        let alone = Self::at(base_url, Some(fallback.name), api_key);
        Some(if self.fallback_has_extras() {
            Self { extra_body: self.extra_body.clone(), extra_headers: self.extra_headers.clone(), ..alone }
        } else {
            alone
        })
    }
}

impl FallbackModel {
    fn read(vars: &mut Vars<'_>, first: Option<&str>, first_key: &SecretString) -> Option<Self> {
        let base_url = address::read(vars, FALLBACK_BASE_URL);
        let own_key = key(vars, FALLBACK_KEY);
        let Some(name) = vars.optional(FALLBACK_MODEL) else {
            // A key alone is no problem here. See `note_key_without_model`.
            note_without_model(vars, FALLBACK_BASE_URL);
            return None;
        };
        let is_same = base_url.as_deref().is_none_or(|url| is_same_origin(first, Some(url)));
        let api_key = own_key.or_else(|| is_same.then(|| first_key.clone()));
        if api_key.is_none() && !base_url.as_deref().is_some_and(is_plain_http) {
            vars.problem(format!(
                "{FALLBACK_KEY} is missing: {FALLBACK_BASE_URL} is another server, which never gets {KEY}. If that server \
                 needs no key, set any word"
            ));
        }
        Some(Self { name, base_url, api_key })
    }
}

/// The key in this variable. One that cannot be sent is noted as a problem.
fn key(vars: &mut Vars<'_>, name: &str) -> Option<SecretString> {
    let key = vars.optional(name)?;
    if !is_header_value(&key) {
        vars.problem(format!("{name} has a character that no key has: copy it again, as one line of ASCII"));
    }
    Some(key.into())
}

fn note_without_model(vars: &mut Vars<'_>, name: &str) {
    if vars.optional(name).is_some() {
        vars.problem(format!("{name} is set and {FALLBACK_MODEL} is not: set both or neither"));
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.extra_headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Model")
            .field("base_url", &address::Shown(self.base_url.as_deref()))
            .field("name", &self.name)
            .field("transcribe", &self.transcribe)
            .field("embedding", &self.embedding)
            .field("fallback", &self.fallback)
            .field("extra_body", &self.extra_body.keys())
            .field("extra_headers", &headers)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FallbackModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FallbackModel")
            .field("name", &self.name)
            .field("base_url", &address::Shown(self.base_url.as_deref()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
