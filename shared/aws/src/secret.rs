//! The one secret of a deployment in Secrets Manager: a JSON object of variables' names and their values.
//!
//! It is read when a function starts and kept for [`FRESH_FOR`]. It is read again at once when one of its values was
//! refused. If Secrets Manager cannot be reached, the values read before stay in use.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::access::{Access, CallError, JsonService};

/// How old the values may be before they are read again.
pub const FRESH_FOR: Duration = Duration::from_mins(5);

/// Shortest time between a read, successful or not, and the next one: it bounds the calls that wrong signatures cause.
const REREAD_EVERY: Duration = Duration::from_secs(10);

/// Time limit of one read, its retries included.
const TIMEOUT: Duration = Duration::from_secs(4);

/// The secret. Clones share the values that were read.
#[derive(Clone)]
pub struct Secret {
    service: JsonService,
    arn: String,
    latest: Arc<Mutex<Option<Read>>>,
}

#[derive(Clone)]
struct Read {
    values: Arc<SecretValues>,
    at: Instant,
    /// When a later read failed, if the last one did.
    failed_at: Option<Instant>,
}

impl Read {
    /// Whether the last read, or the last try, is too recent for another.
    fn is_recent(&self) -> bool {
        self.failed_at.unwrap_or(self.at).elapsed() < REREAD_EVERY
    }
}

/// The values of the secret by name. `Debug` shows the names only.
#[derive(Clone, Default)]
pub struct SecretValues(BTreeMap<String, SecretString>);

/// Why the secret cannot be used. The text may hold a variable's name, never its value.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no secret with this ARN.
    #[error(
        "the secret that RELAIS_SECRET_ARN names does not exist in this region: deploy the stack again, or fix the ARN"
    )]
    NotFound,
    /// The role may not read or write it.
    #[error("the role may not call {0} on the secret: add it to the function's policy")]
    Denied(&'static str),
    /// It is not a JSON object.
    #[error(
        "the secret is not a JSON object of names and values, such as {{\"WHATSAPP_API_TOKEN\": \"…\"}}: write it again"
    )]
    Shape,
    /// One of its values is an array or an object.
    #[error("the value of {0} in the secret is not a text: put it in quotes")]
    Value(String),
    /// Secrets Manager was not reached or failed.
    #[error("{0} failed: {1}")]
    Call(&'static str, String),
}

impl SecretValues {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&SecretString> {
        self.0.get(name)
    }

    fn parse(text: &str) -> Result<Self, SecretError> {
        let Ok(Value::Object(entries)) = serde_json::from_str(text) else { return Err(SecretError::Shape) };
        let text_of = |(name, value)| match value {
            Value::String(text) => Ok((name, SecretString::from(text))),
            Value::Number(number) => Ok((name, SecretString::from(number.to_string()))),
            Value::Bool(flag) => Ok((name, SecretString::from(flag.to_string()))),
            Value::Null => Ok((name, SecretString::default())),
            Value::Array(_) | Value::Object(_) => Err(SecretError::Value(name)),
        };
        Ok(Self(entries.into_iter().map(text_of).collect::<Result<_, _>>()?))
    }

    fn to_json(&self) -> String {
        let entries = self.0.iter().map(|(name, value)| (name.clone(), value.expose_secret().into()));
        Value::Object(entries.collect()).to_string()
    }

    fn says_the_same(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().all(|(name, value)| {
                other.get(name).is_some_and(|theirs| theirs.expose_secret() == value.expose_secret())
            })
    }
}

impl fmt::Debug for SecretValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl Secret {
    /// The secret with this ARN (`RELAIS_SECRET_ARN`). Reads nothing yet.
    pub fn new(access: &Access, arn: impl Into<String>) -> Self {
        Self { service: JsonService::secrets_manager(access), arn: arn.into(), latest: Arc::default() }
    }

    /// Reads the secret now.
    pub async fn load(&self) -> Result<Arc<SecretValues>, SecretError> {
        let request = json!({"SecretId": self.arn});
        let get = self.service.call::<Stored>("GetSecretValue", &request);
        let response = tokio::time::timeout(TIMEOUT, get).await;
        let values = response
            .map_err(|_| SecretError::Call(GET, "no response in time".to_owned()))
            .and_then(|response| response.map_err(|error| failed(GET, &error)))
            .and_then(|response| {
                let text = response.secret_string.ok_or(SecretError::Shape)?;
                SecretValues::parse(&text)
            });
        match values {
            Ok(values) => Ok(self.keep(values)),
            Err(error) => {
                self.note_failure();
                Err(error)
            }
        }
    }

    /// The values, at most [`FRESH_FOR`] old. If a newer read fails, the values read before, for ten seconds without
    /// another read.
    pub async fn values(&self) -> Result<Arc<SecretValues>, SecretError> {
        let Some(latest) = self.latest() else { return self.load().await };
        if latest.at.elapsed() < FRESH_FOR || latest.is_recent() {
            return Ok(latest.values);
        }
        Ok(self.load().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the secret could not be read again; the values read before stay in use");
            latest.values
        }))
    }

    /// Reads the secret again because one of its values was refused. `None` when it has not changed, cannot be read, or
    /// the last read was less than ten seconds ago, whether it succeeded or not.
    pub async fn reread(&self) -> Option<Arc<SecretValues>> {
        let former = self.latest();
        if former.as_ref().is_some_and(Read::is_recent) {
            return None;
        }
        match self.load().await {
            Ok(values) if former.is_some_and(|former| former.values.says_the_same(&values)) => None,
            Ok(values) => Some(values),
            Err(error) => {
                tracing::warn!(%error, "the secret could not be read again; the values read before stay in use");
                None
            }
        }
    }

    /// Writes a new version of the secret with these values; all other values stay as they are.
    pub async fn put(&self, changes: &[(&str, &SecretString)]) -> Result<(), SecretError> {
        let mut values = self.load().await?.as_ref().clone();
        values.0.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone())));
        // The token makes a retry the same version; it has 32 to 64 characters.
        let mut version = [0; 16];
        getrandom::fill(&mut version).map_err(|error| SecretError::Call(PUT, error.to_string()))?;
        let version = format!("{:032x}", u128::from_ne_bytes(version));
        let request =
            json!({"SecretId": self.arn, "SecretString": values.to_json(), "ClientRequestToken": version});
        let put = self.service.call::<IgnoredAny>("PutSecretValue", &request);
        put.await.map_err(|error| failed(PUT, &error))?;
        self.keep(values);
        Ok(())
    }

    fn note_failure(&self) {
        if let Some(read) = &mut *self.latest.lock().unwrap_or_else(PoisonError::into_inner) {
            read.failed_at = Some(Instant::now());
        }
    }

    fn latest(&self) -> Option<Read> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stores `values` as the latest. If they equal the former ones, the former `Arc` is kept: a caller compares
    /// pointers to see a change.
    fn keep(&self, values: SecretValues) -> Arc<SecretValues> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let former = latest.take().map(|read| read.values).filter(|former| former.says_the_same(&values));
        let values = former.unwrap_or_else(|| Arc::new(values));
        *latest = Some(Read { values: values.clone(), at: Instant::now(), failed_at: None });
        values
    }
}

const GET: &str = "secretsmanager:GetSecretValue";
const PUT: &str = "secretsmanager:PutSecretValue";

/// The part of Secrets Manager's answer that is used.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stored {
    secret_string: Option<String>,
}

fn failed(action: &'static str, error: &CallError) -> SecretError {
    match error.code() {
        Some("ResourceNotFoundException") => SecretError::NotFound,
        Some("AccessDeniedException") => SecretError::Denied(action),
        Some(code) => SecretError::Call(action, code.to_owned()),
        None => SecretError::Call(action, "Secrets Manager was not reached".to_owned()),
    }
}

#[cfg(test)]
mod tests;
