//! Where the records are: in the files of this machine, behind the process that has them open, or on AWS.

use std::path::PathBuf;

use anyhow::{Context, bail};
use relais_aws::Store;
use relais_aws::clients::Clients;
use relais_core::Clock;
use relais_core::config::{Vars, default_country, phone_ids};
use relais_core::country::Country;
use relais_dynamo::Client;
use relais_embedded::queue::OpenError;
use relais_embedded::{EmbeddedDynamo, LocalQueues};
use relais_whatsapp::ids::PhoneNumberId;
use secrecy::ExposeSecret;

use crate::app::TABLE;
use crate::dead_letters::{QUEUE_FILE, Server, data_folder};
use crate::doctor::secret;
use crate::simulation;

/// How to reach the records.
pub(crate) enum Records {
    /// In files that no process has open.
    Files(Files),
    /// Through the process on this machine that has them open.
    Server(Server),
    /// On AWS.
    Aws(Aws),
}

/// The files of this machine.
pub(crate) struct Files {
    pub(crate) folder: PathBuf,
    pub(crate) store: Store,
    pub(crate) queues: LocalQueues,
    pub(crate) numbers: Vec<PhoneNumberId>,
    pub(crate) country: Option<Country>,
}

/// The table on AWS.
pub(crate) struct Aws {
    pub(crate) clients: Clients,
    pub(crate) store: Store,
    pub(crate) numbers: Vec<PhoneNumberId>,
    /// The URLs of both queues.
    pub(crate) queues: [String; 2],
}

impl Records {
    /// On AWS when `EVENTS_QUEUE_URL` is set. Otherwise in the data folder, or through the process that has it open.
    pub(crate) async fn find(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut vars = Vars::new(lookup);
        if vars.optional("EVENTS_QUEUE_URL").is_some() {
            return Aws::find(lookup).await.map(Self::Aws);
        }
        let server = Server::of(&vars)?;
        let Some(folder) = data_folder(&vars) else { return Ok(Self::Server(server)) };
        let file = folder.join(QUEUE_FILE);
        if !file.exists() {
            bail!("`{}` does not exist: nothing has run with this RELAIS_DATA_DIR yet", file.display());
        }
        let queues = match LocalQueues::open(&file, Clock::system()) {
            Ok(queues) => queues,
            Err(OpenError::InUse { .. }) => return Ok(Self::Server(server)),
            Err(error) => return Err(error.into()),
        };
        let engine = EmbeddedDynamo::open(&folder.join("relais.db"))?;
        let store = Store::new(Client::new(engine), TABLE);
        store.ensure_table().await?;
        let mut numbers = phone_ids(&vars);
        if numbers.is_empty() {
            numbers.push(simulation::PHONE_ID.into());
        }
        let country = default_country(&mut vars);
        Ok(Self::Files(Files { folder, store, queues, numbers, country }))
    }
}

impl Aws {
    async fn find(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let vars = Vars::new(lookup);
        let [table, events, replies] =
            ["TABLE_NAME", "EVENTS_QUEUE_URL", "REPLIES_QUEUE_URL"].map(|name| required(&vars, name));
        let (table, queues) = (table?, [events?, replies?]);
        let clients = Clients::load(&relais_aws::http::client()?).await;
        // The business numbers are in the secret.
        let secret = secret(lookup).await?;
        let in_secret = |name: &str| {
            secret.get(name).map(|value| value.expose_secret().to_owned()).or_else(|| lookup(name))
        };
        let numbers = phone_ids(&Vars::new(&in_secret));
        if numbers.is_empty() {
            bail!("WHATSAPP_PHONE_ID is missing in the secret: without the business numbers nobody is found");
        }
        let store = clients.store(table);
        Ok(Self { clients, store, numbers, queues })
    }
}

/// A variable that must be set beside `EVENTS_QUEUE_URL`.
pub(crate) fn required(vars: &Vars<'_>, name: &str) -> anyhow::Result<String> {
    vars.optional(name).with_context(|| format!("EVENTS_QUEUE_URL is set and {name} is not"))
}
