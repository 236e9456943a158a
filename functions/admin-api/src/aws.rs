//! The admin API on AWS, built from the function's variables.
//!
//! Its role needs the actions that `relais_api` uses on the table and its index (`dynamodb:GetItem`, `BatchGetItem`,
//! `PutItem`, `UpdateItem`, `DeleteItem`, `Query`), `sqs:SendMessage` on the replies queue, `s3:ListBucket`,
//! `s3:GetObject` and `s3:DeleteObject` on the bucket, and `secretsmanager:GetSecretValue`.
//!
//! Dead letters are not reached from here: `make erase` and `make export` read them with the operator's rights.

use std::sync::Arc;

use relais_api::{Api, OnlyBlobs, Status};
use relais_aws::clients::Clients;
use relais_aws::function::{Environment, Variables};
use relais_aws::http::client_of_function;
use relais_aws::otlp::Exporter;
use relais_aws::sqs::SqsQueue;
use relais_core::config::{self, Meta, Model, Vars};
use relais_core::{Clock, Settings};
use relais_sending::Sender;

/// Builds the API. Checks that the table exists while it reads the secret. The queue is not asked: reading needs none, and
/// it would be one more connection at each start. Returns also where spans are sent.
pub async fn start(environment: Environment) -> anyhow::Result<(Api<SqsQueue>, Option<Exporter>)> {
    let http = client_of_function()?;
    let clients = Clients::of_function(environment, &http);
    let variables = Variables::new(environment, &clients);
    let store = clients.store(variables.plain("TABLE_NAME").unwrap_or_default());
    let queue = clients.queue(variables.plain("REPLIES_QUEUE_URL").unwrap_or_default());
    let (values, table_looked) = tokio::join!(variables.values(), store.check("TABLE_NAME"));
    let values = values?;
    let lookup = |name: &str| variables.get(&values, name);
    let mut vars = Vars::new(&lookup);
    let meta = Meta::read(&mut vars);
    let default_country = config::default_country(&mut vars);
    let settings = Settings { default_country, ..config::settings(&mut vars) };
    let system_prompt = config::system_prompt(&vars);
    let assistant_on = Model::is_configured(&vars);
    let [_, _, bucket] = ["TABLE_NAME", "REPLIES_QUEUE_URL", "MEDIA_BUCKET"].map(|name| vars.required(name));
    let meta = vars.finish_read(meta)?;
    table_looked?;
    let clock = Clock::system();
    let store = store.with_retention(settings.retention, &clock);
    let spans = Exporter::of_function(&lookup, &http, &clock);
    let sender = Sender::new(store.clone(), http, &meta, clock.clone())?;
    let sender = sender.paced(&settings).following(variables.secret);
    let blobs = clients.blobs(&bucket);
    let status = Status { meta_simulated: false, model_simulated: false, assistant_on };
    let api = Api::new(store, sender, queue, Arc::new(blobs.clone()), settings, clock, status);
    Ok((api.with_system_prompt(system_prompt).and(OnlyBlobs(blobs)), spans))
}
