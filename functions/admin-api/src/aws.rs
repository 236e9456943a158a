//! The admin API on AWS, built from the function's variables.

use relais_api::{Api, Status};
use relais_aws::clients::Clients;
use relais_aws::sqs::SqsQueue;
use relais_core::Clock;
use relais_core::config::{self, Meta, Model, Vars};
use relais_outbox::{Outbox, http_client};

/// Builds the API.
pub async fn from_vars(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Api<SqsQueue>> {
    let mut vars = Vars::new(lookup);
    let meta = Meta::read(&mut vars);
    let settings = config::settings(&mut vars);
    let assistant_on = Model::read(&vars).is_some();
    let [table, replies] = ["TABLE_NAME", "REPLIES_QUEUE_URL"].map(|name| vars.required(name));
    let meta = vars.finish_read(meta)?;
    let clients = Clients::load().await;
    let clock = Clock::system();
    let store = clients.store(table);
    let outbox = Outbox::new(store.clone(), http_client()?, &meta, clock.clone())?.paced(&settings);
    let status = Status { meta_simulated: false, model_simulated: false, assistant_on };
    Ok(Api::new(store, outbox, clients.queue(replies), settings, clock, status))
}
