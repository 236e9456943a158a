//! The worker on AWS, built from the function's variables.

use relais_aws::clients::Clients;
use relais_aws::s3::S3Blobs;
use relais_aws::sqs::SqsQueue;
use relais_core::Clock;
use relais_core::config::{self, Meta, Model, Vars};
use relais_outbox::{Outbox, http_client};

use crate::{Worker, assistant};

/// Builds the worker.
pub async fn from_vars(lookup: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Worker<SqsQueue, S3Blobs>> {
    let mut vars = Vars::new(lookup);
    let meta = Meta::read(&mut vars);
    let settings = config::settings(&mut vars);
    let model = Model::read(&vars);
    let system_prompt = config::system_prompt(&vars);
    let [table, replies, bucket] =
        ["TABLE_NAME", "REPLIES_QUEUE_URL", "MEDIA_BUCKET"].map(|name| vars.required(name));
    let meta = vars.finish_read(meta)?;
    let clients = Clients::load().await;
    let clock = Clock::system();
    let http = http_client()?;
    let store = clients.store(table);
    let outbox = Outbox::new(store.clone(), http.clone(), &meta, clock.clone())?;
    Ok(Worker {
        store,
        replies: clients.queue(replies),
        blobs: clients.blobs(&bucket),
        outbox,
        assistant: model.map(|model| assistant(http, model)),
        system_prompt,
        business: meta.phone_number_id,
        settings,
        clock,
    })
}
