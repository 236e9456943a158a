//! A database whose calls are delayed or lost as a schedule says, so that workers interleave.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use relais_aws::Store;
use relais_aws::clients::embedded_dynamodb;
use relais_embedded::EmbeddedDynamo;
use tokio::task::yield_now;

#[derive(Clone, Debug)]
struct Shuffled {
    engine: EmbeddedDynamo,
    schedule: Arc<Mutex<Vec<u8>>>,
}

/// The store over this engine. The schedule is used from its end, one byte a call: up to seven turns of delay, and two
/// values of 32 lose the call before or after its effect.
pub(crate) fn store(engine: &EmbeddedDynamo, schedule: Vec<u8>) -> Store {
    let shuffled = Shuffled { engine: engine.clone(), schedule: Arc::new(Mutex::new(schedule)) };
    Store::new(embedded_dynamodb(shuffled), "relais")
}

impl HttpConnector for Shuffled {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        let fault = this.schedule.lock().unwrap().pop().unwrap_or(0);
        HttpConnectorFuture::new(async move {
            for _ in 0..fault % 8 {
                yield_now().await;
            }
            let lost = || Err(ConnectorError::other("the connection was lost".into(), None));
            match fault / 8 {
                30 => lost(),
                31 => {
                    this.engine.call(request).await?;
                    lost()
                }
                _ => this.engine.call(request).await,
            }
        })
    }
}

impl HttpClient for Shuffled {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
