//! One burst, one answer.

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::message::{Direction, SentBy};
use relais_core::status::Shown;
use relais_core::{MessageKey, Settings};

use crate::stage::{CUSTOMER, Stage};

#[tokio::test]
async fn a_question_is_answered_and_its_ticks_turn_blue() {
    let stage = Stage::new().await;
    stage.hear(&["Bonjour, vous êtes ouverts demain ?"]).await;
    stage.settle().await;
    let accepted = stage.accepted();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].to, CUSTOMER);

    let thread = stage.thread().await;
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

    let read = stage.simulator.requests().into_iter().find(|request| {
        request.body["status"] == "read" && request.body["typing_indicator"]["type"] == "text"
    });
    assert!(read.is_some(), "the question was marked read, with typing dots");
    stage.assert_quiet().await;
}

/// What DynamoDB is paid for: a turn of a customer who is known, with its three statuses.
#[tokio::test]
async fn a_turn_costs_no_more_calls_to_the_database_than_it_did() {
    let stage = Stage::new().await;
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    let before = stage.engine.counts();
    stage.hear(&["Et demain ?"]).await;
    stage.settle().await;
    let after = stage.engine.counts();
    let calls = |names: &[&str]| -> u64 {
        let count = |name: &&str| after.get(*name).unwrap_or(&0) - before.get(*name).unwrap_or(&0);
        names.iter().map(count).sum()
    };
    assert_eq!(calls(&["PutItem", "UpdateItem"]), 8, "writes");
    assert_eq!(
        calls(&["GetItem", "Query", "BatchGetItem"]),
        8,
        "reads, of which two, of the line, cost half a unit"
    );
}

#[tokio::test]
async fn a_burst_of_three_is_answered_once() {
    let stage = Stage::new().await;
    stage.hear(&["Bonjour", "vous êtes ouverts demain ?", "et à quelle heure ?"]).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    let thread = stage.thread().await;
    let texts: Vec<_> = thread.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts.len(), 4);
    let written = ["Bonjour", "vous êtes ouverts demain ?", "et à quelle heure ?"];
    assert_eq!(texts[..3], written, "in the order they were written, though Meta gives them one second");
}

#[tokio::test]
async fn the_model_reads_the_whole_conversation() {
    let stage = Stage::new().await;
    stage.hear(&["Je cherche un livre sur Brest"]).await;
    stage.settle().await;
    stage.hear(&["Et sur Nantes ?"]).await;
    stage.settle().await;
    let last = stage.simulator.requests().into_iter().rfind(|request| request.path.ends_with("/completions"));
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
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.repeat_webhooks = 4);
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    let thread = stage.thread().await;
    assert_eq!(thread.len(), 2);
    assert_eq!(stage.conversation().await.unread, 1);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn a_webhook_repeated_days_later_sends_nothing() {
    let stage = Stage::new().await;
    let message = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.old","timestamp":"1800000000","type":"text","text":{{"body":"Bonjour"}}}}"#
    );
    stage.post_messages(&message).await;
    stage.settle().await;
    stage.clock.advance(SignedDuration::from_hours(6 * 24));
    stage.post_messages(&message).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
}

#[tokio::test]
async fn a_takeover_stops_an_answer_that_is_being_written() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.model_delay_ms = 300);
    stage.hear(&["Bonjour"]).await;
    assert!(stage.work_once().await, "the message is recorded");
    stage.clock.advance(SignedDuration::from_secs(2));
    let writing = stage.work_once();
    let takeover = async {
        let asked = |simulator: &relais_simulator::Simulator| {
            simulator.requests().iter().any(|request| request.path.ends_with("/completions")).then_some(())
        };
        stage.simulator.wait_until(asked).await;
        let mut conversation = stage.conversation().await;
        conversation.take_over(Some("Awa".into()), &Settings::default(), stage.clock.now());
        stage.store.save_conversation(&mut conversation).await.unwrap();
    };
    tokio::join!(writing, takeover);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 0);
    let conversation = stage.conversation().await;
    assert_eq!((conversation.lease, conversation.outgoing), (None, None));
}

#[tokio::test]
async fn a_message_that_comes_while_the_model_writes_is_answered_with_the_first() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.model_delay_ms = 300);
    stage.hear(&["Bonjour"]).await;
    stage.work_once().await;
    stage.clock.advance(SignedDuration::from_secs(2));
    let writing = stage.work_once();
    let second = async {
        let asked = |simulator: &relais_simulator::Simulator| {
            simulator.requests().iter().any(|request| request.path.ends_with("/completions")).then_some(())
        };
        stage.simulator.wait_until(asked).await;
        stage.hear(&["encore une chose"]).await;
        stage.work_once().await;
    };
    tokio::join!(writing, second);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1, "one answer to both");
}

#[tokio::test]
async fn two_workers_with_the_same_jobs_answer_once() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.repeat_webhooks = 6);
    stage.hear(&["Bonjour", "vous êtes là ?"]).await;
    for _ in 0..200 {
        let both = tokio::join!(stage.work_once(), stage.work_once());
        stage.clock.advance(SignedDuration::from_millis(500));
        if both == (false, false) && stage.accepted().len() == 1 {
            break;
        }
    }
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn a_message_whose_window_has_closed_is_left_to_a_person() {
    let stage = Stage::new().await;
    let yesterday = stage.clock.now() - SignedDuration::from_hours(25);
    let message = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.late","timestamp":"{}","type":"text","text":{{"body":"Bonjour"}}}}"#,
        yesterday.as_second()
    );
    stage.post_messages(&message).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 0);
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::WindowClosed);
    let asked = stage.simulator.requests().iter().any(|request| request.path.ends_with("/completions"));
    assert!(!asked, "the model is not asked for an answer that cannot be sent");
}

#[tokio::test]
async fn without_a_model_messages_wait_for_a_person() {
    let stage = Stage::new().await.with_worker(|worker| worker.assistant = None);
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 0);
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::AssistantOff);
}

#[tokio::test]
async fn replies_to_one_contact_are_capped() {
    let stage = Stage::with(Settings { max_replies_per_hour: 2, ..Settings::default() }).await;
    for text in ["un", "deux", "trois"] {
        stage.hear(&[text]).await;
        stage.settle_within(SignedDuration::from_mins(5)).await;
    }
    assert_eq!(stage.accepted().len(), 2);
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::RateCap);
}

#[tokio::test]
async fn who_says_stop_is_left_alone() {
    let stage = Stage::new().await;
    stage.hear(&["STOP"]).await;
    stage.settle().await;
    stage.hear(&["Vous êtes là ?"]).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 0);
    stage.hear(&["start"]).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
}
