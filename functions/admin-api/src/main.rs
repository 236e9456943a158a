//! The `admin-api` function.

use std::sync::Arc;

use lambda_http::{Error, run};
use relais_admin_api::{aws, behind_gateway, counting};
use relais_api::{Auth, router};
use relais_aws::function::{cannot_start, log_started, start_log};

#[allow(clippy::disallowed_methods)] // a main.rs reads the environment
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_log(environment);
    let (api, spans) = Box::pin(aws::start(environment)).await.map_err(cannot_start)?;
    let api = Arc::new(api);
    log_started();
    let router = counting(router(Arc::clone(&api), Auth::VerifiedClaims), api);
    run(behind_gateway(router, environment, spans)).await
}
