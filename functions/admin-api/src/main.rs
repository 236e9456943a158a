//! The `admin-api` function.

use std::sync::Arc;

use lambda_http::{Error, run, tracing};
use relais_admin_api::{aws, behind_gateway};
use relais_api::{Auth, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    #[allow(clippy::disallowed_methods)] // a main.rs reads the environment
    let api = aws::from_vars(&|name| std::env::var(name).ok()).await?;
    run(behind_gateway(router(Arc::new(api), Auth::VerifiedClaims))).await
}
