//! The fake of Graph.

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use super::{BUSINESS, TestApp, ZOE};

impl TestApp {
    /// Makes Graph answer every send with this.
    pub(crate) async fn graph_answers(&self, response: ResponseTemplate) {
        self.graph.reset().await;
        let sends = Mock::given(method("POST")).and(path(format!("/v25.0/{BUSINESS}/messages")));
        sends.respond_with(response).mount(&self.graph).await;
    }

    /// Makes Graph accept every send.
    pub(crate) async fn graph_accepts(&self) {
        self.graph.reset().await;
        let sends = Mock::given(method("POST")).and(path(format!("/v25.0/{BUSINESS}/messages")));
        sends.respond_with(accepted_as_sent).mount(&self.graph).await;
    }

    /// The bodies of the sends that Graph saw.
    pub(crate) async fn sends(&self) -> Vec<Value> {
        let requests = self.graph.received_requests().await.unwrap();
        let sends = requests.iter().filter(|request| request.url.path().ends_with("/messages"));
        sends.map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
    }
}

/// Graph accepts a message to Zoé.
pub(crate) fn accepted() -> ResponseTemplate {
    accepted_by(&json!({"input": ZOE, "wa_id": ZOE}))
}

/// Graph accepts and names the recipient as the send did.
fn accepted_as_sent(request: &wiremock::Request) -> ResponseTemplate {
    let sent: Value = serde_json::from_slice(&request.body).unwrap();
    let contact = match sent["to"].as_str() {
        Some(number) => json!({"input": number, "wa_id": number}),
        None => json!({"input": sent["recipient"], "user_id": sent["recipient"]}),
    };
    accepted_by(&contact)
}

/// Graph accepts and says who is reached.
pub(crate) fn accepted_by(contact: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": "wamid.OUT"}],
    }))
}

/// An error response of Graph.
pub(crate) fn refused(http_status: u16, code: i64, details: &str) -> ResponseTemplate {
    ResponseTemplate::new(http_status).set_body_json(json!({
        "error": {"message": format!("(#{code}) no"), "code": code, "error_data": {"details": details}},
    }))
}
