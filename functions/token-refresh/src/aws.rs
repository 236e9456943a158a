//! The function on AWS. It reads its variables at every run, because a day may have passed since the last one.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use relais_aws::clients::Clients;
use relais_aws::days::Days;
use relais_aws::function::{Environment, Variables, emit};
use relais_aws::http::{ClientError, client_of_function};
use relais_aws::secret::{Secret, SecretError};
use relais_core::Clock;
use relais_core::config::{Meta, Vars, time_zone};
use relais_core::metrics::Metric;
use relais_whatsapp::client::{GraphClient, GraphConfig};
use relais_whatsapp::ids::AppId;
use secrecy::SecretString;

use crate::silence::{days_silent, looked_at};
use crate::{GRAPH_TIMEOUT, Outcome, RefreshError, TokenRefresh, TokenStore};

impl TokenStore for Secret {
    type Error = SecretError;

    async fn store(&self, new: &SecretString, old: &SecretString) -> Result<(), SecretError> {
        self.put(&[("WHATSAPP_API_TOKEN", new), ("WHATSAPP_API_TOKEN_PREVIOUS", old)]).await
    }
}

/// What the function keeps between runs.
#[derive(Clone, Debug)]
pub struct Function {
    environment: Environment,
    variables: Variables,
    http: reqwest::Client,
    clock: Clock,
    /// `None` without a table, as in local runs.
    days: Option<Days>,
}

impl Function {
    /// Makes the clients. Makes no call yet.
    pub fn new(environment: Environment) -> Result<Self, ClientError> {
        let http = client_of_function()?;
        let clients = Clients::of_function(environment, &http);
        let variables = Variables::new(environment, &clients);
        let days = variables.plain("TABLE_NAME").map(|table| clients.days(table));
        Ok(Self { environment, variables, http, clock: Clock::system(), days })
    }

    /// The daily run: checks or renews the token, looks whether customers have fallen silent, logs the results and writes
    /// the metrics.
    pub async fn tick(&self) -> Result<Outcome, RefreshError> {
        let found = self.look().await;
        let days_left = match &found {
            Ok(outcome) => outcome.days_left(),
            Err(error) => error.days_left(),
        };
        match &found {
            Ok(outcome) => tracing::info!(?outcome, days_left, "the access token is good"),
            Err(error) => {
                tracing::error!(
                    error = error.error_chain(),
                    days_left,
                    "the access token is invalid, expires soon or was not checked: do what `error` says"
                );
            }
        }
        let days_left = days_left.and_then(|days| u64::try_from(days).ok());
        let mut values = vec![(Metric::TokenCheckFailed, u64::from(found.is_err()))];
        values.extend(days_left.map(|days| (Metric::TokenDaysLeft, days)));
        let silent = self.silence().await;
        values.extend(silent.as_ref().ok().and_then(|days| Some((Metric::DaysSilent, (*days)?))));
        emit(self.environment, &self.clock, &values);
        match silent {
            Err(error) if found.is_ok() => Err(error),
            _ => found,
        }
    }

    /// Whole days on which no customer wrote to any number, although customers wrote on each day of the week before.
    /// `None` without a table.
    async fn silence(&self) -> Result<Option<u64>, RefreshError> {
        let Some(days) = &self.days else { return Ok(None) };
        let values = self.variables.values().await?;
        let lookup = |name: &str| self.variables.get(&values, name);
        let mut vars = Vars::new(&lookup);
        let (meta, zone) = (Meta::read(&mut vars), time_zone(&mut vars));
        let meta = vars.finish_read(meta)?;
        let today = self.clock.now().to_zoned(zone.unwrap_or(TimeZone::UTC)).date();
        let (from, to) = looked_at(today);
        let mut written = BTreeSet::new();
        for number in &meta.phone_number_ids {
            written.extend(days.with_messages(number, from, to).await.inspect_err(|error| {
                tracing::error!(%error, "it was not checked whether customers still write");
            })?);
        }
        let silent = days_silent(&written, today);
        if silent > 0 {
            tracing::warn!(days = silent, "no customer has written, after a week with messages on each day");
        }
        Ok(Some(silent))
    }

    async fn look(&self) -> Result<Outcome, RefreshError> {
        let secret = self.variables.secret.clone();
        let values = match &secret {
            Some(secret) => secret.load().await?,
            None => self.variables.values().await?,
        };
        let lookup = |name: &str| self.variables.get(&values, name);
        let mut vars = Vars::new(&lookup);
        let meta = Meta::read(&mut vars);
        let app = vars.optional("WHATSAPP_APP_ID").map(AppId::from);
        let meta = vars.finish_read(meta)?;
        let config = GraphConfig {
            base_url: meta.graph_url,
            version: meta.graph_version,
            waba_id: meta.waba_id,
            token: meta.api_token.clone(),
            app_secret: meta.app_secrets.first().clone(),
            timeout: GRAPH_TIMEOUT,
        };
        let graph = GraphClient::new(self.http.clone(), config)?;
        let clock = self.clock.clone();
        let numbers = meta.phone_number_ids;
        TokenRefresh { graph, numbers, token: meta.api_token, app, store: secret, clock }.run().await
    }
}
