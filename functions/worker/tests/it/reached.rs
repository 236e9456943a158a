//! Whom a message reached, and what becomes of a person who was joined, separated or erased.

use jiff::SignedDuration;
use relais_core::job::ReplyJob;
use relais_core::message::{Direction, Message, MessageKey, Sending, SentBy};
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::Recipient;
use relais_whatsapp::outbound::OutboundBody;
use serde_json::json;

use crate::contacts::{comes, known, system, text, texts, webhook};
use crate::test_app::{CUSTOMER, TestApp};

/// Brazil's ninth digit: a message to one form of the number is reported, and answered, by the other one.
#[tokio::test]
async fn whom_a_status_names_is_linked() {
    let app = TestApp::new().await;
    let [written, reached] = ["5582999448232", "558299448232"];
    comes(&app, &text("wamid.0", 0, Some(written), None, "Oi")).await;
    let contact = known(&app, Some(written), None).await.unwrap().contact;
    let key = MessageKey::new(&contact, app.clock.now(), "a1");
    let sent = Message {
        to: Some(written.to_owned()),
        ..Message::new(key.clone(), Direction::Outbound, "Olá", app.clock.now())
    };
    app.store.insert_message(&sent).await.unwrap();
    let status = json!({"id": "wamid.out", "status": "delivered", "timestamp": "1800000001",
        "recipient_id": reached, "recipient_user_id": "BR.77", "biz_opaque_callback_data": key.to_callback_data()});
    assert_eq!(app.post(&webhook("messages", "statuses", &status)).await, 200);
    app.run_jobs().await;
    comes(&app, &text("wamid.1", 2, Some(reached), Some("BR.77"), "Oi, recebi")).await;
    for (number, user) in [(Some(reached), None), (None, Some("BR.77")), (Some(written), None)] {
        assert_eq!(known(&app, number, user).await.unwrap().contact, contact, "{number:?} {user:?}");
    }
    assert_eq!(app.store.conversations(None, 10).await.unwrap().conversations.len(), 1);
}

/// The status says that somebody else has the number by now.
#[tokio::test]
async fn a_status_that_names_another_person_takes_the_number_away() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.0", 0, Some("33639980077"), Some("FR.1"), "Bonjour")).await;
    let ann = known(&app, None, Some("FR.1")).await.unwrap();
    let key = MessageKey::new(&ann.contact, app.clock.now(), "a1");
    let sent = Message {
        to: Some("33639980077".to_owned()),
        to_user: Some("FR.1".into()),
        ..Message::new(key.clone(), Direction::Outbound, "Votre commande est prête", app.clock.now())
    };
    app.store.insert_message(&sent).await.unwrap();
    let status = json!({"id": "wamid.out", "status": "delivered", "timestamp": "1800000001",
        "recipient_id": "33639980077", "recipient_user_id": "FR.2", "biz_opaque_callback_data": key.to_callback_data()});
    assert_eq!(app.post(&webhook("messages", "statuses", &status)).await, 200);
    app.run_jobs().await;
    let ann = known(&app, None, Some("FR.1")).await.unwrap();
    assert_eq!(ann.identity.recipient(), Some(Recipient::User("FR.1".into())));
    assert!(known(&app, None, Some("FR.2")).await.is_none(), "nobody begins by a status");
}

/// A person's message is repeated to the number that it was written to, also when the conversation shows another one.
#[tokio::test]
async fn a_repeated_message_goes_to_whom_it_was_written() {
    let app = TestApp::new().await;
    let other = app.simulator.add_customer("Noor").wa_id;
    comes(&app, &text("wamid.0", 0, Some(CUSTOMER), None, "Bonjour")).await;
    comes(&app, &text("wamid.1", 0, Some(&other), None, "Salut")).await;
    let [written, kept] = [
        known(&app, Some(CUSTOMER), None).await.unwrap().contact,
        known(&app, Some(&other), None).await.unwrap().contact,
    ];
    let (key, now) = (MessageKey::new(&written, app.clock.now(), "a1"), app.clock.now());
    let body = OutboundBody::Text { body: "pour vous seul".to_owned(), preview_url: true };
    let message = Message {
        to: Some(CUSTOMER.to_owned()),
        sent_by: Some(SentBy::Agent),
        sending: Some(Sending::first(body, now)),
        ..Message::new(key.clone(), Direction::Outbound, "pour vous seul", now)
    };
    app.store.insert_message(&message).await.unwrap();
    app.store.join(&kept, &written, &app.clock).await.unwrap();
    app.clock.advance(SignedDuration::from_mins(3));
    app.another_customer_reads().await;
    let job = ReplyJob::settle(&key, Some(now)).due_at(app.clock.now(), app.clock.now()).unwrap();
    app.replies.send(vec![job]).await.unwrap();
    app.run_jobs().await;
    let sent = app.accepted().into_iter().find(|send| send.text == "pour vous seul").unwrap();
    assert_eq!(sent.to, CUSTOMER);
}

/// A person says that two are not one. The notice that joined them comes once more.
#[tokio::test]
async fn a_repeated_notice_does_not_join_whom_a_person_has_separated() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.0", 0, None, Some("FR.1"), "Bonjour")).await;
    comes(&app, &text("wamid.1", 0, None, Some("FR.2"), "Salut")).await;
    let change = |id: &str| {
        system(
            id,
            0,
            None,
            &json!({"type": "user_changed_user_id", "user_id": "FR.2", "previous_user_id": "FR.1"}),
        )
    };
    comes(&app, &change("wamid.change")).await;
    let [old, new] =
        [known(&app, None, Some("FR.1")).await.unwrap(), known(&app, None, Some("FR.2")).await.unwrap()];
    assert_eq!(old.contact, new.contact, "joined");
    let other = old.joined[0].clone();
    app.store.separate(&old.contact, &other, &app.clock).await.unwrap();
    for id in ["wamid.change", "wamid.again"] {
        comes(&app, &change(id)).await;
        let kept = app.store.kept_conversation(&other).await.unwrap().unwrap();
        assert_eq!(kept.contact, other, "{id}");
        assert_eq!(texts(&app, &kept).await, ["Salut"], "{id}");
    }
}

/// What a notice names may be erased: the job ends all the same.
#[tokio::test]
async fn a_notice_about_somebody_erased_ends() {
    for erased in ["FR.1", "FR.2"] {
        let app = TestApp::new().await;
        comes(&app, &text("wamid.0", 0, None, Some("FR.1"), "Bonjour")).await;
        comes(&app, &text("wamid.1", 0, None, Some("FR.2"), "Salut")).await;
        app.clock.advance(SignedDuration::from_mins(1));
        app.erase(erased).await.unwrap();
        app.clock.advance(SignedDuration::from_mins(1));
        let change = json!({"type": "user_changed_user_id", "user_id": "FR.2", "previous_user_id": "FR.1"});
        comes(&app, &system("wamid.change", 100, None, &change)).await;
        let left = app.store.conversations(None, 10).await.unwrap().conversations;
        assert_eq!(left.len(), 1, "{erased}");
    }
}

/// A notice in a group is the group's.
#[tokio::test]
async fn a_notice_in_a_group_is_in_nobodys_private_thread() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.0", 0, Some(CUSTOMER), None, "Bonjour")).await;
    let mut notice =
        system("wamid.1", 0, Some(CUSTOMER), &json!({"type": "user_changed_number", "wa_id": "33639980009"}));
    notice["group_id"] = json!("Y2FwaV9ncm91cDox");
    comes(&app, &notice).await;
    assert_eq!(texts(&app, &known(&app, Some(CUSTOMER), None).await.unwrap()).await, ["Bonjour"]);
}

/// One person with two ids, joined: an opt-out from the one holds for the other, until they write START from either.
#[tokio::test]
async fn stop_and_start_hold_for_all_that_is_joined() {
    let app = TestApp::new().await;
    app.clock.advance(SignedDuration::from_mins(1));
    comes(&app, &text("wamid.0", 0, None, Some("FR.1"), "Bonjour")).await;
    comes(&app, &text("wamid.1", 0, None, Some("FR.2"), "Salut")).await;
    let [old, new] = [
        known(&app, None, Some("FR.1")).await.unwrap().contact,
        known(&app, None, Some("FR.2")).await.unwrap().contact,
    ];
    app.store.join(&old, &new, &app.clock).await.unwrap();
    comes(&app, &text("wamid.2", 10, None, Some("FR.1"), "STOP")).await;
    let answers = app.accepted().len();
    comes(&app, &text("wamid.3", 20, None, Some("FR.2"), "Et demain ?")).await;
    assert_eq!(app.accepted().len(), answers, "not answered");
    comes(&app, &text("wamid.4", 30, None, Some("FR.2"), "START")).await;
    comes(&app, &text("wamid.5", 40, None, Some("FR.2"), "Et demain ?")).await;
    assert!(app.accepted().len() > answers, "answered again");
    assert_eq!(app.accepted().last().unwrap().to, "FR.2");
}
