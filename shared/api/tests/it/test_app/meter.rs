//! The database of a test app, with the read units that its reads are charged.

use std::sync::{Arc, Mutex};

use relais_dynamo::{Answer, Transport};
use relais_embedded::EmbeddedDynamo;
use serde_json::{Value, json};

/// The engine. Every read asks it for the charged units.
#[derive(Clone, Debug)]
pub(crate) struct Metered {
    engine: EmbeddedDynamo,
    of_settings: Arc<Mutex<f64>>,
    of_all: Arc<Mutex<f64>>,
}

impl Metered {
    pub(super) fn new(engine: EmbeddedDynamo) -> Self {
        Self { engine, of_settings: Arc::default(), of_all: Arc::default() }
    }

    /// The read units of looking at the settings, since the last call.
    pub(crate) fn settings_read_units(&self) -> f64 {
        std::mem::take(&mut *self.of_settings.lock().unwrap())
    }

    /// The read units of all reads, since the last call.
    pub(crate) fn read_units(&self) -> f64 {
        std::mem::take(&mut *self.of_all.lock().unwrap())
    }
}

impl Transport for Metered {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        if !["GetItem", "BatchGetItem", "Query"].contains(&operation) {
            return self.engine.call(operation, request);
        }
        let mut body: Value = serde_json::from_slice(&request).unwrap();
        let key = body["Key"]["pk"]["S"].as_str().unwrap_or_default();
        let is_of_settings = key.starts_with("settings#");
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        Box::pin(async move {
            let answer = self.engine.call(operation, body.to_string().into()).await?;
            let read: Value = serde_json::from_slice(&answer).unwrap();
            let units = match &read["ConsumedCapacity"] {
                Value::Array(tables) => {
                    tables.iter().map(|table| table["CapacityUnits"].as_f64().unwrap()).sum()
                }
                table => table["CapacityUnits"].as_f64().unwrap(),
            };
            *self.of_all.lock().unwrap() += units;
            if is_of_settings {
                *self.of_settings.lock().unwrap() += units;
            }
            Ok(answer)
        })
    }
}
