//! The `worker` function.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use relais_aws::function::{cannot_start, log_started, start_log};
use relais_aws::xray::continue_trace;
use relais_worker::aws::Function;

#[allow(clippy::disallowed_methods)] // a main.rs reads the environment
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_log(environment);
    let function = Arc::new(Box::pin(Function::start(environment)).await.map_err(cannot_start)?);
    function.count_at_end().await;
    log_started();
    let function = &function;
    run(service_fn(|event: LambdaEvent<_>| async move {
        continue_trace(event.context.xray_trace_id.as_deref());
        Ok::<_, Error>(function.handle(event.payload, event.context.deadline()).await)
    }))
    .await
}
