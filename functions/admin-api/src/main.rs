//! The `admin-api` function.

use std::sync::Arc;

use lambda_http::{Error, run};
use relais_admin_api::{aws, behind_gateway, counting};
use relais_api::{Auth, paths};
use relais_aws::function::{cannot_start, log_started, start_log};

#[allow(clippy::disallowed_methods)] // a main.rs reads the environment
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_log(environment);
    // While AWS answers, there is time for the paths.
    let paths = async {
        tokio::task::yield_now().await;
        paths(Auth::VerifiedClaims)
    };
    let (started, paths) = tokio::join!(Box::pin(aws::start(environment)), paths);
    let (api, spans) = started.map_err(cannot_start)?;
    let api = Arc::new(api);
    log_started();
    let router = counting(paths.with_state(Arc::clone(&api)), api);
    run(behind_gateway(router, environment, spans)).await
}
