//! `Idempotency-Key`: the same call any number of times sends one message.

use relais_aws::store::{Once, Shown};
use relais_core::contact::Identity;
use relais_core::message::MessageKey;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::test_app::{BUSINESS, TestApp, ZOE, refused, text};

#[tokio::test]
async fn a_repeat_gives_the_same_message_and_sends_nothing() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let first = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    app.advance(3);
    let again = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (200, 200));
    assert_eq!(first.body, again.body);
    app.advance(25 * 3600);
    let late = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    assert_eq!(late.body["message"]["id"], first.body["message"]["id"], "also once the window is closed");
    assert_eq!(app.sends().await.len(), 1);

    let other = app.send_once("k1", &text(ZOE, "Bonne nuit")).await;
    assert_eq!(other.code(), (409, "idempotency_conflict"));
}

#[tokio::test]
async fn without_a_key_every_call_is_new() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let first = app.send(&text(ZOE, "Bonsoir")).await;
    let second = app.send(&text(ZOE, "Bonsoir")).await;
    assert_ne!(first.body["message"]["id"], second.body["message"]["id"]);
    assert_eq!(app.sends().await.len(), 2);
}

#[tokio::test]
async fn two_calls_at_the_same_moment_send_one_message() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let body = text(ZOE, "Bonsoir");
    // Several times, because the order of the concurrent calls is random.
    for key in ["k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"] {
        let call = || app.send_once(key, &body);
        let (a, b, c) = tokio::join!(call(), call(), call());
        let mut statuses = [a.status.as_u16(), b.status.as_u16(), c.status.as_u16()];
        statuses.sort_unstable();
        assert!(
            statuses[0] == 200 && statuses.iter().all(|status| matches!(status, 200 | 202)),
            "{statuses:?}"
        );
        for response in [&b, &c] {
            assert_eq!(response.body["message"]["id"], a.body["message"]["id"]);
        }
    }
    assert_eq!((app.sends().await.len(), app.thread(ZOE).await.len()), (8, 9));
}

#[tokio::test]
async fn a_repeat_while_the_outcome_is_open_stays_pending() {
    let app = TestApp::new().await;
    app.graph_answers(ResponseTemplate::new(500)).await;
    app.customer_writes(ZOE, "Bonjour").await;
    let first = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    let again = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (202, 202));
    assert_eq!(first.body, again.body);
    assert_eq!(app.sends().await.len(), 1);
}

#[tokio::test]
async fn a_repeat_of_a_refused_send_is_refused_with_the_same_message() {
    let app = TestApp::new().await;
    app.graph_answers(refused(400, 131_026, "undeliverable")).await;
    app.customer_writes(ZOE, "Bonjour").await;
    let first = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    let again = app.send_once("k1", &text(ZOE, "Bonsoir")).await;
    assert_eq!(first.code(), (502, "graph_error"));
    assert_eq!(first.body, again.body);
    assert_eq!(app.sends().await.len(), 1);
}

#[tokio::test]
async fn the_repeat_of_a_call_that_died_after_claiming_its_key_sends() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let body = text(ZOE, "Bonsoir");
    let key = MessageKey::new(&app.contact(ZOE).await, app.clock.now(), "a1");
    let claimed = app.store.claim_once("send/k1", &body.to_string(), &key, app.clock.now()).await.unwrap();
    assert_eq!(claimed, Once::First);
    app.advance(2);
    let repeat = app.send_once("k1", &body).await;
    assert_eq!((repeat.status.as_u16(), &repeat.body["message"]["id"]), (200, &json!(key.to_string())));
    assert_eq!(app.sends().await.len(), 1);
}

#[tokio::test]
async fn a_refused_attempt_may_be_made_again_under_its_key() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    app.customer_writes(ZOE, "Bonjour").await;
    app.advance(25 * 3600);
    assert_eq!(app.send_once("k1", &text(ZOE, "Bonsoir")).await.code(), (409, "window_closed"));
    app.customer_writes(ZOE, "Toujours là ?").await;
    assert_eq!(app.send_once("k1", &text(ZOE, "Bonsoir")).await.status, 200);
    assert_eq!(app.sends().await.len(), 1);
}

/// The first call claimed the key for a new contact. Then a message linked the number to another contact.
#[tokio::test]
async fn a_repeat_goes_to_the_contact_that_the_number_belongs_to_now() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let body = json!({"to_number": ZOE, "template": {"name": "rappel", "language": "fr"}});
    let number = Identity { wa_id: Some(ZOE.into()), ..Identity::default() };
    let both = Identity { user_id: Some("FR.1".into()), ..number.clone() };
    let now = app.clock.now();
    let taken_for_new = app.whose(&number).await.conversation.contact;
    let key = MessageKey::new(&taken_for_new, now, "a1");
    app.store.claim_once("send/k1", &body.to_string(), &key, now).await.unwrap();
    let mut whose = app.whose(&both).await;
    whose.conversation.learn(&both, now);
    app.store.save_conversation(&mut whose.conversation).await.unwrap();
    let business = BUSINESS.into();
    let shown = Shown { business: &business, is_first: true, identity: &both, group: None, at: now };
    app.store.link(&whose, &shown, &app.clock).await.unwrap();
    let conversation = whose.conversation;

    let repeat = app.send_once("k1", &body).await;
    assert_eq!(repeat.status, 200, "{}", repeat.body);
    let again = app.send_once("k1", &body).await;
    assert_eq!(again.body["message"]["id"], repeat.body["message"]["id"]);
    let thread = app.store.thread(&conversation.contact, None, 10).await.unwrap().messages;
    assert_eq!((app.sends().await.len(), thread.len()), (1, 1));
}
