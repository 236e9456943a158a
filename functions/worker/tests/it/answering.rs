//! Answers: each burst gets one.

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::message::{Direction, SentBy};
use relais_core::status::Shown;
use relais_core::{MessageKey, Settings};

use crate::test_app::{CUSTOMER, TestApp};

#[tokio::test]
async fn a_question_is_answered_and_the_answer_is_shown_as_read() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour, vous êtes ouverts demain ?"]).await;
    app.run_jobs().await;
    let accepted = app.accepted();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].to, CUSTOMER);

    let thread = app.thread().await;
    assert_eq!(thread.len(), 2);
    assert_eq!(thread[0].direction, Direction::Inbound);
    assert_eq!(thread[0].text, "Bonjour, vous êtes ouverts demain ?");
    let answer = &thread[1];
    assert_eq!((answer.direction, answer.sent_by), (Direction::Outbound, Some(SentBy::Assistant)));
    assert_eq!(answer.text, accepted[0].text);
    assert_eq!(answer.wamid.as_ref().unwrap().as_str(), accepted[0].wamid);
    assert_eq!(answer.shown(), Shown::Read);
    let key = MessageKey::from_callback_data(accepted[0].callback_data.as_ref().unwrap()).unwrap();
    assert_eq!(key, answer.key);

    let read = app.simulator.requests().into_iter().find(|request| {
        request.body["status"] == "read" && request.body["typing_indicator"]["type"] == "text"
    });
    assert!(read.is_some(), "the question was marked read, with the typing indicator");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_burst_of_three_is_answered_once() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour", "vous êtes ouverts demain ?", "et à quelle heure ?"]).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    let thread = app.thread().await;
    let texts: Vec<_> = thread.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts.len(), 4);
    let written = ["Bonjour", "vous êtes ouverts demain ?", "et à quelle heure ?"];
    assert_eq!(texts[..3], written, "in the order of writing, although Meta gives all the same second");
}

#[tokio::test]
async fn the_model_reads_the_whole_conversation() {
    let app = TestApp::new().await;
    app.customer_writes(&["Je cherche un livre sur Brest"]).await;
    app.run_jobs().await;
    app.customer_writes(&["Et sur Nantes ?"]).await;
    app.run_jobs().await;
    let last = app.simulator.requests().into_iter().rfind(|request| request.path.ends_with("/completions"));
    let messages = last.unwrap().body["messages"].clone();
    let roles: Vec<_> = messages
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["role"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert!(messages[1]["content"].to_string().contains("Brest"));
}

#[tokio::test]
async fn the_same_webhook_many_times_changes_nothing() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.repeat_webhooks = 4);
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    let thread = app.thread().await;
    assert_eq!(thread.len(), 2);
    assert_eq!(app.conversation().await.unread, 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_webhook_repeated_days_later_sends_nothing() {
    let app = TestApp::new().await;
    let message = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.old","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour"}}}}"#
    );
    app.post_messages(&message).await;
    app.run_jobs().await;
    app.clock.advance(SignedDuration::from_hours(6 * 24));
    app.post_messages(&message).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
}

#[tokio::test]
async fn a_takeover_stops_an_answer_that_is_being_written() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_delay_ms = 300);
    app.customer_writes(&["Bonjour"]).await;
    assert!(app.work_once().await, "the message is recorded");
    app.clock.advance(SignedDuration::from_secs(2));
    let writing = app.work_once();
    let takeover = async {
        let asked = |simulator: &relais_simulator::Simulator| {
            simulator.requests().iter().any(|request| request.path.ends_with("/completions")).then_some(())
        };
        app.simulator.wait_until(asked).await;
        let mut conversation = app.conversation().await;
        conversation.take_over(Some("Awa".into()), &Settings::default(), app.clock.now());
        app.store.save_conversation(&mut conversation).await.unwrap();
    };
    tokio::join!(writing, takeover);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0);
    let conversation = app.conversation().await;
    assert_eq!((conversation.lease, conversation.outgoing), (None, None));
}

#[tokio::test]
async fn a_message_that_comes_while_the_model_writes_is_answered_with_the_first() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_delay_ms = 300);
    app.customer_writes(&["Bonjour"]).await;
    app.work_once().await;
    app.clock.advance(SignedDuration::from_secs(2));
    let writing = app.work_once();
    let second = async {
        let asked = |simulator: &relais_simulator::Simulator| {
            simulator.requests().iter().any(|request| request.path.ends_with("/completions")).then_some(())
        };
        app.simulator.wait_until(asked).await;
        app.customer_writes(&["encore une chose"]).await;
        app.work_once().await;
    };
    tokio::join!(writing, second);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1, "one answer to both");
}

#[tokio::test]
async fn two_workers_with_the_same_jobs_answer_once() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.repeat_webhooks = 6);
    app.customer_writes(&["Bonjour", "vous êtes là ?"]).await;
    for _ in 0..200 {
        let both = tokio::join!(app.work_once(), app.work_once());
        app.clock.advance(SignedDuration::from_millis(500));
        if both == (false, false) && app.accepted().len() == 1 {
            break;
        }
    }
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_message_whose_window_has_closed_is_left_to_a_person() {
    let app = TestApp::new().await;
    let yesterday = app.clock.now() - SignedDuration::from_hours(25);
    let message = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.late","timestamp":"{}","type":"text","text":{{"body":"Bonjour"}}}}"#,
        yesterday.as_second()
    );
    app.post_messages(&message).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0);
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::WindowClosed);
    let asked = app.simulator.requests().iter().any(|request| request.path.ends_with("/completions"));
    assert!(!asked, "the model is not asked for an answer that cannot be sent");
}

#[tokio::test]
async fn without_a_model_messages_wait_for_a_person() {
    let app = TestApp::new().await.with_worker(|worker| worker.answerer.assistant = None);
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0);
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::AssistantOff);
}

#[tokio::test]
async fn replies_to_one_contact_are_capped() {
    let app = TestApp::with(Settings { max_replies_per_hour: 2, ..Settings::default() }).await;
    for text in ["un", "deux", "trois"] {
        app.customer_writes(&[text]).await;
        app.run_jobs_within(SignedDuration::from_mins(5)).await;
    }
    assert_eq!(app.accepted().len(), 2);
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::RateCap);
}
