//! An AWS that answers at once, so that what is measured is the function.

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::any;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Serves it; returns its address. `secret` is what Secrets Manager gives.
pub(crate) async fn serve(secret: Value) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = move |headers: HeaderMap, body: Bytes| {
        let secret = secret.to_string();
        async move { axum::Json(answer(&headers, &body, &secret)) }
    };
    let router = Router::new().fallback(any(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn answer(headers: &HeaderMap, body: &[u8], secret: &str) -> Value {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    match target.rsplit('.').next().unwrap_or_default() {
        "GetSecretValue" => json!({"SecretString": secret}),
        "GetQueueAttributes" => json!({"Attributes": {"QueueArn": "arn"}}),
        "SendMessageBatch" => sent(&serde_json::from_slice(body).unwrap_or_default()),
        "Query" => json!({"Items": [], "Count": 0}),
        "BatchGetItem" => json!({"Responses": {}, "UnprocessedKeys": {}}),
        _ => json!({}),
    }
}

fn sent(batch: &Value) -> Value {
    let entries = batch["Entries"].as_array().cloned().unwrap_or_default();
    let stored = entries.iter().map(|entry| {
        let md5 = "00000000000000000000000000000000";
        json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": md5})
    });
    json!({"Successful": stored.collect::<Vec<_>>(), "Failed": []})
}
