//! What every Lambda function shares: the log, the variables with the secret, the metrics.

mod end;

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use relais_core::Clock;
use relais_core::metrics::{self, Metric};
use secrecy::ExposeSecret;
use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::clients::Clients;
use crate::secret::{Secret, SecretError, SecretValues};

pub use end::AtEnd;

/// Reads a variable of the environment.
pub type Environment = fn(&str) -> Option<String>;

/// These libraries log requests and responses, message text included, below the level `warn`. So they stay at `warn`
/// whatever the level of the log.
pub const QUIET: &str = "hyper=warn,hyper_util=warn,reqwest=warn,h2=warn,aws_config=warn,aws_runtime=warn,\
                         aws_sigv4=warn,aws_smithy_runtime=warn,aws_smithy_runtime_api=warn,\
                         async_openai=warn,lambda_runtime=warn,lambda_http=warn";

/// Starts the log, as JSON lines. Its level is `AWS_LAMBDA_LOG_LEVEL`, which Lambda sets from the function's setting.
pub fn start_log(environment: Environment) {
    let level = environment("AWS_LAMBDA_LOG_LEVEL").unwrap_or_else(|| "info".to_owned()).to_lowercase();
    tracing_subscriber::registry().with(json_lines()).with(targets(&level)).init();
    BEGUN.get_or_init(Instant::now);
}

/// Logs that this process is ready for its first event: a cold start. Lambda's own line about it has the level `info` of
/// the system log, whose level is `warn`.
pub fn log_started() {
    let took = BEGUN.get_or_init(Instant::now).elapsed();
    let init_millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(init_millis, "function started");
}

/// When [`start_log`] was called.
static BEGUN: OnceLock<Instant> = OnceLock::new();

/// The log as JSON lines: an event's fields stand beside its `message`, `level`, `target` and `timestamp`. So no field of an
/// event may have one of these names.
pub fn json_lines<S: Subscriber + for<'a> LookupSpan<'a>>() -> fmt::Layer<S, JsonFields, Format<Json>> {
    fmt::layer().json().flatten_event(true).with_ansi(false)
}

/// `EnvFilter` would do this with regular expressions, and compiling those slows a cold start.
fn targets(level: &str) -> Targets {
    let level = if level == "fatal" { "error" } else { level }; // Lambda has `fatal`, `tracing` does not
    let quiet: Targets = QUIET.parse().unwrap_or_default();
    quiet.with_default(level.parse().unwrap_or(LevelFilter::INFO))
}

/// Logs why the function does not start. `main` returns the error, and Lambda ends the process.
pub fn cannot_start(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StartError {
    let chain = relais_core::error_chain(error.into().as_ref());
    tracing::error!(error = chain, "the function does not start");
    StartError(chain)
}

/// Why a function does not start: the error chain. `Debug`, which Rust prints when `main` fails, shows the same text.
#[derive(thiserror::Error)]
#[error("{0}")]
pub struct StartError(String);

impl std::fmt::Debug for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A function's variables: from the secret, if there is one, and otherwise from the environment.
#[derive(Clone, Debug)]
pub struct Variables {
    environment: Environment,
    /// The secret that `RELAIS_SECRET_ARN` names. `None` when all variables are in the environment, as in local runs.
    pub secret: Option<Secret>,
}

impl Variables {
    /// Takes the secret's ARN from the environment. Does not read the secret yet.
    pub fn new(environment: Environment, clients: &Clients) -> Self {
        let arn = environment("RELAIS_SECRET_ARN").filter(|arn| !arn.trim().is_empty());
        Self { environment, secret: arn.map(|arn| clients.secret(arn)) }
    }

    /// The secret's values; empty without a secret.
    pub async fn values(&self) -> Result<Arc<SecretValues>, SecretError> {
        match &self.secret {
            Some(secret) => secret.values().await,
            None => Ok(Arc::default()),
        }
    }

    /// The value of `name` in the environment alone, for settings that are not secret. A blank value counts as unset.
    pub fn plain(&self, name: &str) -> Option<String> {
        (self.environment)(name).filter(|value| !value.trim().is_empty())
    }

    /// The value of `name`: from `values`, or from the environment if it is missing or blank there.
    pub fn get(&self, values: &SecretValues, name: &str) -> Option<String> {
        let secret = values.get(name).map(|value| value.expose_secret().to_owned());
        secret.filter(|value| !value.trim().is_empty()).or_else(|| self.plain(name))
    }
}

/// A value made from the variables, and made again when the secret has changed.
pub struct Following<T, F> {
    variables: Variables,
    make: F,
    latest: Mutex<(Arc<SecretValues>, Arc<T>)>,
}

impl<T, E, F> Following<T, F>
where
    E: std::fmt::Display,
    F: Fn(&dyn Fn(&str) -> Option<String>) -> Result<T, E>,
{
    /// Makes the value for the first time, from these values of the secret.
    pub fn new(variables: Variables, values: Arc<SecretValues>, make: F) -> Result<Self, E> {
        let made = make(&|name| variables.get(&values, name))?;
        Ok(Self { variables, make, latest: Mutex::new((values, Arc::new(made))) })
    }

    /// The value, made from a secret read at most five minutes ago, or from the last one that could be read and used.
    pub async fn latest(&self) -> Arc<T> {
        let values = self.variables.values().await.unwrap_or_else(|_| self.kept().0);
        self.made_of(values)
    }

    /// Reads the secret again, because a value of it was refused, and makes the value from it. `None` when the secret
    /// has not changed, was read less than ten seconds ago, or could not be read.
    pub async fn reread(&self) -> Option<Arc<T>> {
        let values = self.variables.secret.as_ref()?.reread().await?;
        Some(self.made_of(values))
    }

    fn made_of(&self, values: Arc<SecretValues>) -> Arc<T> {
        let (former, made) = self.kept();
        if Arc::ptr_eq(&former, &values) {
            return made;
        }
        match (self.make)(&|name| self.variables.get(&values, name)) {
            Ok(made) => {
                let made = Arc::new(made);
                *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = (values, made.clone());
                tracing::info!("the secret has changed; its new values are in use");
                made
            }
            Err(error) => {
                tracing::error!(%error, "the changed secret cannot be used; the values read before stay in use");
                made
            }
        }
    }

    fn kept(&self) -> (Arc<SecretValues>, Arc<T>) {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Writes one line of metrics to standard output, from where Lambda passes it to CloudWatch. Outside Lambda it writes
/// nothing.
pub fn emit(environment: Environment, clock: &Clock, values: &[(Metric, u64)]) {
    let Some(function) = environment("AWS_LAMBDA_FUNCTION_NAME") else { return };
    if let Some(line) = metrics::log_line(&function, clock.now(), values) {
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_libraries_stay_quiet_at_every_level() {
        for level in ["trace", "info", "no such level"] {
            let targets = targets(level);
            assert!(targets.would_enable("relais_worker", &Level::INFO), "{level}");
            assert!(!targets.would_enable("hyper_util::client", &Level::INFO), "{level}");
            assert!(!targets.would_enable("aws_sigv4", &Level::INFO), "{level}");
        }
        assert!(targets("debug").would_enable("relais_worker", &Level::DEBUG));
        assert!(!targets("fatal").would_enable("relais_worker", &Level::WARN));
        assert!(!targets("no such level").would_enable("relais_worker", &Level::DEBUG));
    }
}
