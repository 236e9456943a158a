//! The `worker` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use relais_worker::{aws, handle_batch};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let worker = aws::from_vars(&|name| std::env::var(name).ok()).await?;
    let worker = &worker;
    run(service_fn(|event: LambdaEvent<_>| async move {
        Ok::<_, Error>(handle_batch(worker, event.payload).await)
    }))
    .await
}
