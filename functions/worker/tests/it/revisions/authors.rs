//! Who may correct and delete what: the author, also in the phone app and in a group.

use relais_core::message::Direction;
use serde_json::Value;
use serde_json::json;

use super::{edit, revoke, said, text, time};
use crate::test_app::{CUSTOMER, TestApp};

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
