//! The `token-refresh` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use relais_aws::function::{Environment, log_started, start_log};
use relais_token_refresh::Function;
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let environment: Environment = |name| std::env::var(name).ok();
    start_log(environment);
    let function = Function::new(environment)?;
    log_started();
    let function = &function;
    run(service_fn(|_: LambdaEvent<Value>| async move {
        function.tick().await.map(|_| ()).map_err(|error| Error::from(error.error_chain()))
    }))
    .await
}
