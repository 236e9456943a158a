//! The `webhook` function.

use lambda_http::{Error, Request, RequestExt, run, service_fn};
use relais_aws::function::{cannot_start, log_started, start_log};
use relais_aws::xray::continue_trace;
use relais_webhook::aws::Function;

#[allow(clippy::disallowed_methods)] // a main.rs reads the environment
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_log(environment);
    let function = Box::pin(Function::start(environment)).await.map_err(cannot_start)?;
    log_started();
    let function = &function;
    run(service_fn(|request: Request| async move {
        continue_trace(request.lambda_context_ref().and_then(|context| context.xray_trace_id.as_deref()));
        function.handle(request).await
    }))
    .await
}
