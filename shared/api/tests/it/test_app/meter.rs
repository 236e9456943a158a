//! The database of a test app, with the read units that looking at the settings is charged.

use std::sync::{Arc, Mutex};

use relais_dynamo::{Answer, Transport};
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

impl Transport for Metered {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        let mut body: Value = serde_json::from_slice(&request).unwrap();
        let key = body["Key"]["pk"]["S"].as_str().unwrap_or_default();
        if operation != "GetItem" || !key.starts_with("settings#") {
            return self.engine.call(operation, request);
        }
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        Box::pin(async move {
            let answer = self.engine.call(operation, body.to_string().into()).await?;
            let read: Value = serde_json::from_slice(&answer).unwrap();
            *self.read_units.lock().unwrap() += read["ConsumedCapacity"]["CapacityUnits"].as_f64().unwrap();
            Ok(answer)
        })
    }
}
