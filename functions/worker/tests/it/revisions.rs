//! Customers and the phone app correct and delete messages.

mod authors;
mod orders;

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::message::Message;
use relais_simulator::Simulator;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, CUSTOMER, TestApp, messages_webhook};

/// Meta's time, this many seconds after the start.
fn time(seconds: i64) -> String {
    (1_800_000_000 + seconds).to_string()
}

fn text(id: &str, seconds: i64, body: &str) -> Value {
    json!({"from": CUSTOMER, "id": format!("wamid.{id}"), "timestamp": time(seconds), "type": "text", "text": {"body": body}})
}

/// A deletion of the message with the id `of`.
fn revoke(of: &str, seconds: i64) -> Value {
    json!({"from": CUSTOMER, "id": format!("wamid.r-{of}-{seconds}"), "timestamp": time(seconds), "type": "revoke",
        "revoke": {"original_message_id": format!("wamid.{of}")}})
}

/// A correction of the message with the id `of`.
fn edit(of: &str, seconds: i64, body: &str) -> Value {
    json!({"from": CUSTOMER, "id": format!("wamid.e-{of}-{body}"), "timestamp": time(seconds), "type": "edit",
        "edit": {"original_message_id": format!("wamid.{of}"),
            "message": {"type": "text", "text": {"body": body}}}})
}

/// The same, by the business in its phone app.
fn as_echo(mut message: Value) -> Value {
    message["from"] = json!("33199000001");
    message["to"] = json!(CUSTOMER);
    message
}

fn echoes_webhook(echo: &Value) -> String {
    messages_webhook("")
        .replace(r#""field":"messages""#, r#""field":"smb_message_echoes""#)
        .replace(r#""messages":[]"#, &format!(r#""message_echoes":[{echo}]"#))
}

impl TestApp {
    /// A webhook of the customer's comes, and its event is recorded. Reply jobs that are not due are left.
    async fn comes(&self, message: &Value) {
        assert_eq!(self.post_messages(&message.to_string()).await, 200);
        self.work_once().await;
    }

    async fn echo_comes(&self, message: Value) {
        assert_eq!(self.post(&echoes_webhook(&as_echo(message))).await, 200);
        self.work_once().await;
    }

    fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn stored(&self, id: &str) -> Message {
        let wamid = format!("wamid.{id}");
        let thread = self.thread().await;
        thread
            .into_iter()
            .find(|message| message.wamid.as_ref().is_some_and(|it| it.as_str() == wamid))
            .unwrap()
    }

    pub(crate) fn prompts(&self) -> Vec<String> {
        let requests = self.simulator.requests().into_iter();
        let asked = requests.filter(|request| request.path.ends_with("/completions"));
        asked.map(|request| request.body["messages"].to_string()).collect()
    }

    async fn reason(&self) -> Option<Reason> {
        self.conversation().await.needs_person.map(|needs| needs.reason)
    }
}

fn has_asked(simulator: &Simulator) -> Option<()> {
    simulator.requests().iter().any(|request| request.path.ends_with("/completions")).then_some(())
}

fn said(message: &Message) -> Vec<String> {
    message.versions().into_iter().map(|version| version.content.text).collect()
}

#[tokio::test]
async fn what_a_customer_deleted_is_neither_shown_nor_read_by_the_model() {
    let app = TestApp::new().await;
    app.comes(&text("card", 0, "my card is 4111")).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    app.wait(60);
    app.comes(&revoke("card", 60)).await;
    let message = app.stored("card").await;
    assert_eq!((message.text.as_str(), &message.raw), ("", &None));
    assert_eq!(said(&message), ["my card is 4111"], "people with the right see it");
    assert_eq!(app.reason().await, None, "a deletion after the answer is for nobody");
    assert_eq!(app.thread().await.len(), 2, "the deletion is no message");

    app.comes(&text("next", 61, "Bonjour ?")).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 2);
    // The simulated model quoted it in its answer.
    let last: Vec<Value> = serde_json::from_str(&app.prompts().pop().unwrap()).unwrap();
    let customer: Vec<_> = last.iter().filter(|message| message["role"] == "user").collect();
    assert_eq!(
        (customer.len(), &customer[0]["content"]),
        (2, &json!("[the conversation is shown from here]"))
    );
    assert!(!customer[1].to_string().contains("4111"), "{customer:?}");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_question_deleted_before_its_answer_is_not_answered() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Bonjour")).await;
    app.comes(&revoke("1", 1)).await;
    app.run_jobs().await;
    assert_eq!((app.accepted().len(), app.prompts().len()), (0, 0));
    let conversation = app.conversation().await;
    let preview = conversation.preview.unwrap();
    assert_eq!((preview.text.as_str(), preview.kind.as_str()), ("", "revoke"));
    assert_eq!(conversation.needs_person, None);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_question_deleted_while_the_model_writes_is_not_answered() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_delay_ms = 300);
    app.comes(&text("1", 0, "Bonjour")).await;
    app.wait(2);
    let deleted = async {
        app.simulator.wait_until(has_asked).await;
        app.comes(&revoke("1", 1)).await;
    };
    tokio::join!(app.work_once(), deleted);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0);
    app.assert_quiet().await;
}

#[tokio::test]
async fn the_rest_of_a_burst_is_answered_without_what_was_deleted() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_delay_ms = 300);
    app.comes(&text("1", 0, "demain ?")).await;
    app.comes(&text("2", 1, "my card is 4111")).await;
    app.wait(3);
    let deleted = async {
        app.simulator.wait_until(has_asked).await;
        app.comes(&revoke("2", 2)).await;
    };
    tokio::join!(app.work_once(), deleted);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    let prompts = app.prompts();
    assert!(prompts.len() == 2 && !prompts[1].contains("4111") && prompts[1].contains("demain"));
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_corrected_question_is_answered_as_corrected_once() {
    for while_writing in [false, true] {
        let app = TestApp::new().await;
        app.simulate(|settings| settings.model_delay_ms = 300);
        app.comes(&text("1", 0, "Ouvert lundi ?")).await;
        if while_writing {
            app.wait(2);
            let corrected = async {
                app.simulator.wait_until(has_asked).await;
                app.comes(&edit("1", 1, "Ouvert mardi ?")).await;
            };
            tokio::join!(app.work_once(), corrected);
        } else {
            app.comes(&edit("1", 1, "Ouvert mardi ?")).await;
        }
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), 1);
        let last = app.prompts().pop().unwrap();
        assert!(last.contains("mardi") && !last.contains("lundi"), "{last}");
        assert_eq!(app.thread().await.len(), 2);
        assert_eq!(app.stored("1").await.text, "Ouvert mardi ?");
        assert_eq!(app.reason().await, None);
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_correction_after_the_answer_is_for_a_person_and_sends_nothing() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Ouvert lundi ?")).await;
    app.run_jobs().await;
    app.wait(60);
    let unread = app.conversation().await.unread;
    app.comes(&edit("1", 60, "Ouvert mardi ?")).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    assert_eq!(app.reason().await, Some(Reason::Corrected));
    assert_eq!(app.conversation().await.unread, unread);
    assert_eq!(said(&app.stored("1").await), ["Ouvert lundi ?"]);

    // A person deals with it. Meta's redelivery does not mark it again.
    let mut conversation = app.conversation().await;
    conversation.close(app.clock.now());
    app.store.save_conversation(&mut conversation).await.unwrap();
    app.comes(&edit("1", 60, "Ouvert mardi ?")).await;
    assert_eq!(app.conversation().await, conversation);
    app.assert_quiet().await;
}

#[tokio::test]
async fn two_corrections_in_one_second_and_a_late_one_end_with_the_latest() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "un")).await;
    app.run_jobs().await;
    for revision in
        [edit("1", 9, "trois"), edit("1", 9, "quatre"), edit("1", 5, "deux"), edit("1", 9, "trois")]
    {
        app.wait(1);
        app.comes(&revision).await;
    }
    let message = app.stored("1").await;
    assert_eq!(message.text, "quatre");
    assert_eq!(said(&message), ["un", "deux", "trois"]);
}

#[tokio::test]
async fn a_deletion_counts_more_than_a_later_correction() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "un")).await;
    app.comes(&revoke("1", 5)).await;
    app.comes(&edit("1", 9, "deux")).await;
    app.run_jobs().await;
    assert!(app.stored("1").await.is_deleted());
    assert_eq!(app.accepted().len(), 0);
    assert_eq!(app.reason().await, None);
}

#[tokio::test]
async fn a_message_that_was_deleted_before_it_came_is_stored_as_deleted() {
    // Somebody who is known, and somebody who is not.
    for is_known in [true, false] {
        let app = TestApp::new().await;
        if is_known {
            app.comes(&text("0", 0, "Bonjour")).await;
            app.run_jobs().await;
        }
        app.comes(&revoke("1", 70)).await;
        app.run_jobs().await;
        let listed = app.store.conversations(None, 10).await.unwrap().conversations;
        assert_eq!(listed.len(), usize::from(is_known), "it begins no conversation");
        app.wait(3 * 3600);
        app.comes(&text("1", 60, "my card is 4111")).await;
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), usize::from(is_known));
        let message = app.stored("1").await;
        assert!(message.is_deleted() && message.text.is_empty());
        let conversation = app.conversation().await;
        assert_eq!(conversation.unread, u32::from(is_known), "it is not counted as unread");
        assert!(conversation.window_is_open(app.clock.now()), "the customer did write");
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_message_that_was_corrected_before_it_came_is_answered_as_corrected() {
    let app = TestApp::new().await;
    app.comes(&edit("1", 5, "Ouvert mardi ?")).await;
    app.comes(&edit("1", 5, "Ouvert mardi ?")).await;
    app.comes(&text("0", 1, "Bonjour")).await;
    app.run_jobs().await;
    app.comes(&text("1", 2, "Ouvert lundi ?")).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 2);
    let last = app.prompts().pop().unwrap();
    assert!(last.contains("mardi") && !last.contains("lundi"));
    assert_eq!(said(&app.stored("1").await), ["Ouvert lundi ?"]);
    assert_eq!(app.reason().await, None, "it was answered as corrected");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_revision_of_an_unknown_message_changes_nothing_and_shows_nothing() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Bonjour")).await;
    app.run_jobs().await;
    app.comes(&edit("unknown", 5, "x")).await;
    app.comes(&revoke("unknown too", 5)).await;
    app.run_jobs().await;
    assert_eq!(app.thread().await.len(), 2);
    let conversation = app.conversation().await;
    assert_eq!((conversation.early.len(), conversation.needs_person), (2, None));
    let kept = app.records().await.join("\n");
    assert!(kept.contains("revised.in.") && kept.contains("expires"));
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_corrected_caption_keeps_the_photo() {
    let app = TestApp::new().await;
    let photo = json!({"from": CUSTOMER, "id": "wamid.1", "timestamp": time(0), "type": "image",
        "image": {"id": "1", "mime_type": "image/jpeg", "caption": "le vase"}});
    app.comes(&photo).await;
    let mut correction = edit("1", 5, "x");
    correction["edit"]["message"] =
        json!({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "caption": "la tasse"}});
    app.comes(&correction).await;
    app.run_jobs().await;
    let message = app.stored("1").await;
    assert_eq!((message.kind.as_str(), message.text.as_str()), ("image", "la tasse"));
    let last = app.prompts().pop().unwrap();
    assert!(
        last.contains("[edited by its author]\\n[photo that could not be seen]\\nla tasse")
            && !last.contains("vase"),
        "{last}"
    );
    // A correction without content leaves it as it is.
    let mut broken = edit("1", 9, "y");
    broken["edit"]["message"] = json!({});
    app.comes(&broken).await;
    assert_eq!(app.stored("1").await.text, "la tasse");
}

#[tokio::test]
async fn an_event_without_a_business_number_of_ours_is_kept() {
    let app = TestApp::new().await;
    let foreign = messages_webhook(&revoke("1", 5).to_string()).replace(BUSINESS, "1");
    app.post(&foreign).await;
    app.run_jobs().await;
    assert_eq!(app.count_records("event#").await, 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn erasing_a_person_leaves_no_version_and_nothing_that_came_early() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Ouvert lundi ?")).await;
    app.run_jobs().await;
    app.comes(&edit("1", 5, "Ouvert mardi ?")).await;
    app.comes(&edit("unknown", 6, "Ouvert jeudi ?")).await;
    app.run_jobs().await;
    app.wait(86_400);
    let export = app.api(&format!("/api/contacts/{CUSTOMER}")).await;
    assert_eq!(export["messages"][0]["versions"][0]["content"], "Ouvert lundi ?");
    let words = ["lundi", "mardi", "jeudi", "revised."];
    let mention = |records: Vec<String>| words.map(|word| records.iter().any(|record| record.contains(word)));
    assert_eq!(mention(app.records().await), [true; 4]);
    app.erase(CUSTOMER).await.unwrap();
    assert_eq!(mention(app.records().await), [false; 4]);
    // What was on the way is not kept either.
    let early = edit("late", 7, "Ouvert jeudi ?");
    let item = webhook_item(&early);
    app.worker.recorder.record(relais_core::job::EventJob::Item { item, came_at: 1 }).await.unwrap();
    assert_eq!(mention(app.records().await), [false; 4]);
}

fn webhook_item(message: &Value) -> relais_whatsapp::webhook::Item {
    let body = messages_webhook(&message.to_string());
    relais_whatsapp::webhook::split(body.as_bytes()).unwrap().pop().unwrap()
}
