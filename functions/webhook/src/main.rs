//! The `webhook` function.

use lambda_http::{Error, run, service_fn, tracing};
use relais_webhook::lambda;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let webhook = lambda::from_vars(&|name| std::env::var(name).ok()).await?;
    let webhook = &webhook;
    run(service_fn(|request| lambda::handle(webhook, request))).await
}
