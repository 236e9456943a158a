//! The target of a check: this machine's configuration and process, or a deployment on AWS.

use std::sync::Arc;

use anyhow::Context;
use relais_aws::Store;
use relais_aws::clients::Clients;
use relais_aws::secret::SecretValues;
use relais_core::config::{ConfigError, Meta, Model, Vars};
use relais_whatsapp::ids::AppId;
use reqwest::Client;

use crate::dead_letters::Server;
use crate::{LocalConfig, ModelChoice};

/// The target of a check.
pub(super) struct Target {
    /// Meta's credentials and address. `None` when Meta is simulated.
    pub(super) meta: Option<Meta>,
    /// `WHATSAPP_APP_ID`.
    pub(super) app: Option<AppId>,
    pub(super) model: ModelChoice,
    /// The address of the webhook and the API. `None` when nothing runs.
    pub(super) address: Option<String>,
    /// The address of the inbox. `None` when it is not known.
    pub(super) inbox: Option<String>,
    pub(super) place: Place,
}

/// Where Relais runs.
pub(super) enum Place {
    /// On this machine, or not yet running.
    Here(Server),
    /// On AWS, with its table.
    Aws(Store),
}

impl Target {
    /// Reads the variables, and checks whether a process runs on this machine.
    pub(super) async fn read(
        lookup: &dyn Fn(&str) -> Option<String>,
        http: &Client,
    ) -> anyhow::Result<Result<Self, ConfigError>> {
        let mut vars = Vars::new(lookup);
        let app = vars.optional("WHATSAPP_APP_ID").map(AppId::from);
        let given = vars.optional("RELAIS_URL").map(|url| url.trim_end_matches('/').to_owned());
        let inbox = vars.optional("RELAIS_INBOX_URL");
        if is_on_aws(&vars) {
            let meta = Meta::read(&mut vars);
            let model =
                Model::read(&mut vars).map_or(ModelChoice::Off, |model| ModelChoice::Real(Box::new(model)));
            let [table, ..] =
                ["TABLE_NAME", "EVENTS_QUEUE_URL", "REPLIES_QUEUE_URL"].map(|name| vars.required(name));
            let meta = match vars.finish_read(meta) {
                Ok(meta) => Some(meta),
                Err(error) => return Ok(Err(error)),
            };
            let place = Place::Aws(Clients::load(&relais_aws::http::client()?).await.store(table));
            return Ok(Ok(Self { meta, app, model, address: given, inbox, place }));
        }
        let config = match LocalConfig::read(lookup) {
            Ok(config) => config,
            Err(error) => return Ok(Err(error)),
        };
        let server = Server::of(&vars)?;
        let runs = http.get(format!("{}/api/health", server.address)).send().await.is_ok();
        let address = given.or_else(|| runs.then(|| server.address.clone()));
        Ok(Ok(Self {
            meta: config.meta,
            app,
            model: config.model,
            inbox: inbox.or_else(|| address.clone()),
            address,
            place: Place::Here(server),
        }))
    }

    /// The target, for the first line of the report.
    pub(super) fn describe(&self) -> String {
        let place = match (&self.place, &self.address) {
            (Place::Aws(_), Some(address)) => format!("a deployment on AWS at {address}"),
            (Place::Aws(_), None) => "a deployment on AWS".to_owned(),
            (Place::Here(_), Some(address)) => format!("Relais on this machine at {address}"),
            (Place::Here(server), None) => format!("this machine; nothing answers on {}", server.address),
        };
        let meta = if self.meta.is_some() {
            "Meta is real"
        } else {
            "Meta is simulated (no WHATSAPP_* variable is set)"
        };
        format!("complete: {place}; {meta}")
    }
}

fn is_on_aws(vars: &Vars<'_>) -> bool {
    ["RELAIS_SECRET_ARN", "EVENTS_QUEUE_URL"].into_iter().any(|name| vars.optional(name).is_some())
}

/// The values of the secret that `RELAIS_SECRET_ARN` names. Empty without that variable.
pub(crate) async fn secret(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Arc<SecretValues>> {
    let Some(arn) = Vars::new(lookup).optional("RELAIS_SECRET_ARN") else { return Ok(Arc::default()) };
    let values = Clients::load(&relais_aws::http::client()?).await.secret(arn).load().await;
    values.context("check RELAIS_SECRET_ARN, the AWS region and that your credentials may read the secret")
}
