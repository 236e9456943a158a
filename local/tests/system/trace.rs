//! `relais trace`, while Relais runs and while it does not.

use serde_json::{Value, json};

use crate::aws;
use crate::person::{QUESTION, bury};
use crate::relais::Relais;

/// A message that is not recorded.
const LOST: &str = "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UB";

/// The job that would record it.
fn lost_job() -> String {
    format!(
        r#"{{"v":1,"job":{{"item":{{"came_at":1,"item":{{"field":"messages","content":{{"message":{{"message":{{"from":"16503879439","id":"{LOST}"}}}}}}}}}}}}}}"#
    )
}

/// A conversation whose messages are traced.
struct Traced {
    relais: Relais,
    wa_id: String,
    private: Vec<String>,
}

impl Traced {
    async fn start() -> Self {
        let relais = Relais::start(&[]);
        let phone = relais.get("/phone/api/state").await;
        let customer = &phone["customers"][0];
        let wa_id = customer["wa_id"].as_str().unwrap().to_owned();
        let private = vec![wa_id.clone(), customer["name"].as_str().unwrap().to_owned(), "wamid.".to_owned()];
        Self { relais, wa_id, private }
    }

    /// Writes as the customer, and returns the thread once it is as said.
    async fn write(&mut self, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let path = format!("/phone/api/customers/{}/messages", self.wa_id);
        self.relais.post(&path, json!({"texts": [QUESTION]})).await;
        let path = format!("/api/messages/{}", self.wa_id);
        let thread = self.relais.until(&path, |thread| is_so(thread["messages"].as_array().unwrap())).await;
        let messages = thread["messages"].as_array().unwrap().clone();
        let texts = messages.iter().map(|message| message["content"].as_str().unwrap().to_owned());
        self.private.extend(texts);
        messages
    }

    /// The command's exit code, and what it printed, which must hold nothing private.
    fn trace(&self, message: &str, more: &[(&str, &str)]) -> (Option<i32>, String) {
        let output = self.relais.ask(&["trace", message], more);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        let is_usage = said.starts_with("These arguments");
        for private in self.private.iter().filter(|_| !is_usage) {
            assert!(!said.contains(private.as_str()), "{private} is in:\n{said}");
        }
        (output.status.code(), said)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_traced_whether_it_runs_or_not() {
    let mut traced = Traced::start().await;
    let read = |messages: &[Value]| messages.len() == 2 && messages[1]["status"] == "read";
    let messages = traced.write(read).await;
    let id = |message: &Value, name: &str| message[name].as_str().unwrap().to_owned();
    let (question, answer) = (id(&messages[0], "id"), id(&messages[1], "id"));
    for _ in ["running", "stopped"] {
        for asked in [id(&messages[0], "message_id"), question.clone()] {
            let (code, said) = traced.trace(&asked, &[]);
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("inbound, type text") && said.contains("recorded by a worker"), "{said}");
            assert!(
                said.contains(&format!("The assistant answered it with {answer}. It arrived and was read.")),
                "{said}"
            );
        }
        for asked in [id(&messages[1], "message_id"), answer.clone()] {
            let (code, said) = traced.trace(&asked, &[]);
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("outbound, type text") && said.contains("status `read`"), "{said}");
            assert!(said.contains(&format!("it answers {question}")), "{said}");
        }
        let (code, said) = traced.trace("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA", &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("Nobody here knows this message") && said.contains("Queue events:"), "{said}");
        traced.relais.kill();
    }
    // The lines that it says to look for are there.
    let (contact, log) = (question.split('.').next().unwrap(), traced.relais.log_text());
    for line in ["message recorded", "message accepted by Graph", "status recorded", "the model answered"] {
        assert!(log.lines().any(|logged| logged.contains(line) && logged.contains(contact)), "{line}");
    }
    let log = traced.relais.log_text();
    assert!(!log.contains(&id(&messages[0], "message_id")), "the log holds a wamid");
    traced.relais.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_an_answer_says_why() {
    let mut traced = Traced::start().await;
    let answered = |messages: &[Value]| messages.len() == 2 && messages[1]["status"] == "read";
    let thread = traced.write(answered).await;
    let conversation = thread[0]["conversation_id"].as_str().unwrap();
    traced.relais.post(&format!("/api/conversations/{conversation}/takeover"), json!({})).await;
    let messages = traced.write(|messages| messages.len() == 3).await;
    let asked = messages[2]["message_id"].as_str().unwrap();
    let (code, said) = traced.trace(asked, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Recorded, not answered yet: a person has taken over until"), "{said}");

    traced.relais.kill();
    bury(&traced.relais, &lost_job(), "the database was away").await;
    let (code, said) = traced.trace(LOST, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("A job about it is a dead letter: message, queue events"), "{said}");
    assert!(said.contains("the database was away"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_and_what_cannot_be_reached_is_said() {
    let traced = Traced::start().await;
    for malformed in ["", "33639980001", "wamid.", "wamid.a b"] {
        let (code, said) = traced.trace(malformed, &[]);
        assert_eq!(code, Some(2), "{malformed}");
        assert!(said.contains("relais trace MESSAGE"), "{said}");
    }
    for (variable, value, fix) in
        [("RELAIS_ADMIN_TOKEN", "another", "RELAIS_ADMIN_TOKEN"), ("PORT", "9", "set PORT")]
    {
        let (code, said) = traced.trace("wamid.1", &[(variable, value)]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(fix), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_traced_on_aws_by_reads_only() {
    let mut traced = Traced::start().await;
    let messages = traced.write(|messages| messages.len() == 2 && messages[1]["status"] == "read").await;
    traced.relais.kill();
    let variables = aws::start(&traced.relais.data_dir(), lost_job()).await;
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for message in &messages {
        let (code, said) = traced.trace(message["message_id"].as_str().unwrap(), &variables);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains(message["id"].as_str().unwrap()) && said.contains("It arrived and was read."),
            "{said}"
        );
        assert!(said.contains("/relais/shop/worker") && said.contains("filter @message like /c"), "{said}");
        assert!(!said.contains("could not be read"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_on_aws_is_found() {
    let mut traced = Traced::start().await;
    traced.relais.kill();
    let variables = aws::start(&traced.relais.data_dir(), lost_job()).await;
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (code, said) = traced.trace(LOST, &variables);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("A job about it is a dead letter: message, queue events") && said.contains("id m1"),
        "{said}"
    );
    assert!(said.contains("Queue events: 2 jobs wait"), "{said}");
    let without: Vec<_> = variables.iter().copied().filter(|(name, _)| *name != "TABLE_NAME").collect();
    let (code, said) = traced.trace(LOST, &without);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("EVENTS_QUEUE_URL is set and TABLE_NAME is not"), "{said}");
}
