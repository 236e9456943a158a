//! Every request to Graph is valid by Meta's own description.

use serde_json::{Value, json};

use crate::{description, stand_ins};

#[tokio::test(flavor = "multi_thread")]
async fn every_request_that_graph_receives_is_valid() {
    let outside = stand_ins::start(&[]).await;
    let customer = "33639980060";
    outside.customer(customer);
    outside.deliver(customer, "wamid.q", "Bonjour").await.unwrap();
    outside.simulator.wait_for_accepted(1).await;
    outside.relais.until("/api/conversations", |list| list["conversations"][0]["unread"] == 1).await;
    let (status, sent) =
        outside.relais.post("/api/send_message", json!({"to_number": customer, "message": "À demain"})).await;
    assert_eq!(status, 200, "{sent}");
    let templates = outside.relais.get("/api/templates").await;
    let template = templates["templates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|template| template["status"] == "APPROVED" && !has_parameters(template))
        .unwrap();
    let request = json!({"to_number": customer, "template": {
        "name": template["name"], "language": template["language"], "components": [],
    }});
    let (status, sent) = outside.relais.post("/api/send_message", request).await;
    assert_eq!(status, 200, "{sent}");

    let requests = outside.simulator.requests();
    let sends: Vec<_> = requests.iter().filter(|request| request.body.get("type").is_some()).collect();
    assert_eq!(sends.len(), 3, "an answer, a text, a template");
    let Some(validator) = description::send_validator() else { return };
    for send in sends {
        let errors: Vec<_> = validator.iter_errors(&send.body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", send.body);
    }
}

fn has_parameters(template: &Value) -> bool {
    template["body"].as_str().is_some_and(|body| body.contains("{{"))
}
