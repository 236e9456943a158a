//! Whether a server lists a model, by `GET {base}/models`.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Url};
use serde_json::Value;
use tokio::time::timeout;

use crate::transport;

/// Whether the list at this address names the model. `None`: there is no list that can be read.
pub(crate) async fn is_listed(
    http: &Client,
    models: Url,
    headers: HeaderMap,
    model: &str,
    limit: Duration,
) -> Option<bool> {
    let request = http.get(models).headers(headers);
    let response = timeout(limit, transport::read(request)).await.ok()?.ok()?;
    let list: Value = serde_json::from_slice(&response.body).ok()?;
    let models = list.get("data")?.as_array().filter(|_| response.status.is_success())?;
    Some(models.iter().any(|listed| listed.get("id").and_then(Value::as_str) == Some(model)))
}
