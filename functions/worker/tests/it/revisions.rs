//! Customers and the phone app correct and delete messages.

use jiff::SignedDuration;
use relais_core::conversation::{Conversation, Reason};
use relais_core::message::{Direction, Message};
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

    fn prompts(&self) -> Vec<String> {
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
async fn nobody_changes_somebody_elses_message() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Bonjour")).await;
    app.run_jobs().await;
    let before = app.thread().await;
    let other = |mut message: Value| {
        message["from"] = json!("33639980002");
        message
    };
    app.comes(&other(text("2", 1, "Bonsoir"))).await;
    app.run_jobs().await;
    app.comes(&other(revoke("1", 5))).await;
    app.comes(&other(edit("1", 6, "x"))).await;
    // Nor the business a customer's, nor a customer the business's.
    app.echo_comes(revoke("1", 7)).await;
    let answer = before[1].wamid.as_ref().unwrap().to_string();
    let mut of_answer = revoke("1", 8);
    of_answer["revoke"]["original_message_id"] = json!(answer);
    app.comes(&of_answer).await;
    app.run_jobs().await;
    assert_eq!(app.thread().await, before);
    assert!(!app.conversation().await.is_taken_over(app.clock.now()));
    app.assert_quiet().await;
}

#[tokio::test]
async fn the_phone_app_changes_what_the_business_wrote_and_takes_nothing_over() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Bonjour")).await;
    app.run_jobs().await;
    let answer = app.thread().await[1].wamid.as_ref().unwrap().to_string();
    let unread = app.conversation().await.unread;
    app.wait(30);
    let mut correction = edit("x", 20, "Ouvert mardi");
    correction["edit"]["original_message_id"] = json!(answer);
    app.echo_comes(correction).await;
    assert_eq!(app.thread().await[1].text, "Ouvert mardi");
    assert_eq!(app.conversation().await.preview.unwrap().text, "Ouvert mardi");
    let mut deletion = revoke("x", 25);
    deletion["revoke"]["original_message_id"] = json!(answer);
    app.echo_comes(deletion).await;
    let conversation = app.conversation().await;
    assert!(!conversation.is_taken_over(app.clock.now()));
    assert_eq!((conversation.unread, conversation.needs_person), (unread, None));
    let thread = app.thread().await;
    assert_eq!(thread.len(), 2);
    assert!(thread[1].is_deleted() && thread[1].statuses.iter().count() == 3, "its statuses stay");

    app.comes(&text("2", 31, "Et mercredi ?")).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 2, "the assistant still answers");
    assert!(!app.prompts().pop().unwrap().contains("mardi"));
    // What cannot be read takes nothing over either.
    app.echo_comes(json!({"id": "wamid.z", "timestamp": time(40), "type": "revoke", "revoke": {}})).await;
    assert!(!app.conversation().await.is_taken_over(app.clock.now()));
    app.assert_quiet().await;
}

#[tokio::test]
async fn an_echo_deleted_before_it_came_is_stored_as_deleted() {
    let app = TestApp::new().await;
    app.comes(&text("1", 0, "Bonjour")).await;
    app.run_jobs().await;
    app.echo_comes(revoke("app", 25)).await;
    app.echo_comes(text("app", 20, "C'est moi")).await;
    app.run_jobs().await;
    let message = app.stored("app").await;
    assert!(message.is_deleted());
    assert_eq!((message.direction, said(&message)), (Direction::Outbound, vec!["C'est moi".to_owned()]));
    assert!(app.conversation().await.is_taken_over(app.clock.now()), "a person did write");
}

#[tokio::test]
async fn in_a_group_only_the_author_changes_a_message() {
    let app = TestApp::new().await;
    let in_group = |mut message: Value, from: &str| {
        message["group_id"] = json!("group-1");
        message["from"] = json!(from);
        message
    };
    app.comes(&in_group(text("g", 0, "Bonjour"), CUSTOMER)).await;
    app.comes(&in_group(text("late", 1, "x"), "33639980002")).await;
    let thread = async || {
        let group = app.store.conversations(None, 10).await.unwrap().conversations.pop().unwrap();
        (app.store.thread(&group.contact, None, 10).await.unwrap().messages, group)
    };
    app.comes(&in_group(revoke("g", 5), "33639980002")).await;
    assert!(!thread().await.0[0].is_deleted(), "somebody else's");
    app.comes(&in_group(edit("g", 6, "Bonsoir"), CUSTOMER)).await;
    let (messages, group) = thread().await;
    assert_eq!((messages.len(), messages[0].text.as_str()), (2, "Bonsoir"));
    assert_eq!((group.needs_person, group.unread), (None, 2), "nobody is answered in a group");
    // Before its message, too.
    app.comes(&in_group(revoke("future", 7), "33639980002")).await;
    app.comes(&in_group(text("future", 3, "Salut"), CUSTOMER)).await;
    assert_eq!(thread().await.0[2].text, "Salut");
}

#[tokio::test]
async fn a_crash_between_message_and_conversation_is_finished_by_the_redelivery() {
    for is_deletion in [true, false] {
        let app = TestApp::new().await;
        app.comes(&text("1", 0, "Ouvert lundi ?")).await;
        let revision = if is_deletion { revoke("1", 1) } else { edit("1", 1, "Ouvert mardi ?") };
        // The message changes, and the worker dies.
        let mut message = app.stored("1").await;
        let content = relais_core::message::Content { text: "Ouvert mardi ?".into(), ..message_content() };
        let at = message.timestamp + SignedDuration::from_secs(1);
        let change = if is_deletion {
            relais_core::message::Revisions::deletion(at)
        } else {
            relais_core::message::Revisions::edit(at, 1, "wamid.e-1-Ouvert mardi ?", content)
        };
        assert!(message.revise(&change));
        app.store.save_revisions(&mut message, app.clock.now()).await.unwrap();
        assert!(app.conversation().await.awaits(&message.key), "the conversation does not know");
        if is_deletion {
            // The reply job may come first: it does not answer what was deleted, with no fallback either.
            app.run_jobs().await;
            assert_eq!(app.conversation().await.awaiting, None);
        }
        app.comes(&revision).await;
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), usize::from(!is_deletion));
        let noted = app.stored("1").await;
        assert!(noted.revisions.noted);
        assert_eq!(app.reason().await, None);
        app.assert_quiet().await;
    }
}

fn message_content() -> relais_core::message::Content {
    relais_core::message::Content { kind: "text".into(), ..Default::default() }
}

#[tokio::test]
async fn a_worker_that_announced_the_message_before_the_deletion_came_is_waited_for() {
    let app = TestApp::new().await;
    app.comes(&text("0", 0, "Bonjour")).await;
    app.run_jobs().await;
    // Announced, and not stored yet.
    let mut conversation: Conversation = app.conversation().await;
    let key = relais_core::MessageKey::new(&conversation.contact, app.clock.now(), "wamid.1");
    let mut late = Message::new(key, Direction::Inbound, "my card is 4111", app.clock.now());
    late.wamid = Some("wamid.1".into());
    let identity = conversation.identity.clone();
    let relevance = relais_core::relevance::Relevance::DeservesAnswer;
    conversation.receive(&late, &identity, relevance, app.clock.now());
    app.store.save_conversation(&mut conversation).await.unwrap();
    app.comes(&revoke("1", 600)).await;
    app.store.insert_message(&late).await.unwrap();
    app.run_jobs().await;
    assert!(app.stored("1").await.is_deleted(), "the job looked again");
    assert_eq!(app.conversation().await.awaiting, None);
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
    assert!(last.contains("[edited by its author]\\n[photo]\\nla tasse") && !last.contains("vase"), "{last}");
    // A correction without content leaves it as it is.
    let mut broken = edit("1", 9, "y");
    broken["edit"]["message"] = json!({});
    app.comes(&broken).await;
    assert_eq!(app.stored("1").await.text, "la tasse");
}

/// Meta delivers the message, its corrections and its deletion in any order, each more than once.
#[tokio::test]
async fn every_order_of_deliveries_leads_to_the_same_message() {
    let deliveries = [text("1", 0, "un"), edit("1", 5, "deux"), edit("1", 9, "trois"), revoke("1", 12)];
    for with_deletion in [false, true] {
        let count = if with_deletion { 4 } else { 3 };
        for order in permutations(count) {
            let app = TestApp::new().await;
            for n in order.iter().chain(order.iter().rev()) {
                app.comes(&deliveries[*n]).await;
            }
            app.run_jobs().await;
            let message = app.stored("1").await;
            assert_eq!(message.text, if with_deletion { "" } else { "trois" }, "{order:?}");
            let all = ["un", "deux", "trois"];
            assert_eq!(said(&message), all[..if with_deletion { 3 } else { 2 }], "{order:?}");
            assert_eq!(app.accepted().len(), usize::from(!with_deletion), "{order:?}");
            assert_eq!(app.reason().await, None, "{order:?}");
            assert_eq!(app.thread().await.len(), if with_deletion { 1 } else { 2 }, "{order:?}");
            app.assert_quiet().await;
        }
    }
}

/// Workers record the message, its corrections and its deletion at the same time, and database calls are delayed and
/// lost.
#[tokio::test]
async fn workers_at_the_same_time_lead_to_the_same_message() {
    for seed in 0..20_u64 {
        let app = TestApp::new().await;
        let with_deletion = seed % 2 == 0;
        app.comes(&text("0", 0, "Bonjour")).await;
        app.run_jobs().await;
        let mut all = vec![text("1", 10, "un"), edit("1", 15, "deux"), edit("1", 19, "trois")];
        all.extend(with_deletion.then(|| revoke("1", 22)));
        all.extend(all.clone());
        all.rotate_left(usize::try_from(seed % 5).unwrap());
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let schedule = (0..400).map(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33).to_le_bytes()[0]
        });
        let mut recorder = app.worker.recorder.clone();
        recorder.store = crate::shuffled::store(&app.engine, schedule.collect());
        let mut at_work = tokio::task::JoinSet::new();
        for (position, message) in (1..).zip(all) {
            let recorder = recorder.clone();
            at_work.spawn(async move {
                for _ in 0..50 {
                    let item = webhook_item(&message);
                    let job =
                        relais_core::job::EventJob::Item { item, came_at: 1_800_000_000_000_000 + position };
                    if recorder.record(job).await.is_ok() {
                        return;
                    }
                }
                panic!("it fails at every attempt");
            });
        }
        at_work.join_all().await;
        app.run_jobs().await;
        let message = app.stored("1").await;
        assert_eq!(message.text, if with_deletion { "" } else { "trois" }, "{seed}");
        assert!(message.revisions.noted, "{seed}");
        assert_eq!(app.accepted().len(), if with_deletion { 1 } else { 2 }, "{seed}");
        assert_eq!(app.conversation().await.awaiting, None, "{seed}");
        // A correction whose job was repeated after the answer may leave a mark that is not needed.
        assert!([None, Some(Reason::Corrected)].contains(&app.reason().await), "{seed}");
        app.assert_quiet().await;
    }
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in permutations(count - 1) {
        for place in 0..=shorter.len() {
            let mut longer = shorter.clone();
            longer.insert(place, count - 1);
            all.push(longer);
        }
    }
    all
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
