//! The database of a test app, with the read units that looking at the settings is charged.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use relais_embedded::EmbeddedDynamo;
use serde_json::{Value, json};

/// The engine. Every read of the settings asks it for the charged units.
#[derive(Clone, Debug)]
pub(crate) struct Metered {
    engine: EmbeddedDynamo,
    read_units: Arc<Mutex<f64>>,
}

impl Metered {
    pub(super) fn new(engine: EmbeddedDynamo) -> Self {
        Self { engine, read_units: Arc::default() }
    }

    /// The read units since the last call.
    pub(crate) fn settings_read_units(&self) -> f64 {
        std::mem::take(&mut *self.read_units.lock().unwrap())
    }
}

impl HttpConnector for Metered {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        let is_read =
            request.headers().get("x-amz-target").is_some_and(|target| target.ends_with(".GetItem"));
        let mut body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let key = body["Key"]["pk"]["S"].as_str().unwrap_or_default();
        if !is_read || !key.starts_with("settings#") {
            return HttpConnectorFuture::new(async move { this.engine.call(request).await });
        }
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        *request.body_mut() = SdkBody::from(body.to_string());
        request.headers_mut().remove("content-length");
        HttpConnectorFuture::new(async move {
            let response = this.engine.call(request).await?;
            let answer: Value = serde_json::from_slice(response.body().bytes().unwrap()).unwrap();
            *this.read_units.lock().unwrap() += answer["ConsumedCapacity"]["CapacityUnits"].as_f64().unwrap();
            Ok(response)
        })
    }
}

impl HttpClient for Metered {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
