//! The `live` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use relais_aws::function::{cannot_start, log_started, start_log};
use relais_live::Function;

#[allow(clippy::disallowed_methods)] // a main.rs reads the environment
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_log(environment);
    let function = Function::start(environment).map_err(cannot_start)?;
    log_started();
    let function = &function;
    run(service_fn(|event: LambdaEvent<_>| async move {
        function.handle(event.payload).await.map_err(Error::from)
    }))
    .await
}
