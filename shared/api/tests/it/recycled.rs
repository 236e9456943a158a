//! A number that changed hands: both conversations say that the other is perhaps the same person.

use relais_aws::store::Shown;
use relais_core::contact::Identity;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::relevance::Relevance;
use serde_json::{Value, json};

use crate::joining::{merge, unmerge};
use crate::test_app::{BUSINESS, TestApp, ZOE};

/// Somebody with this user id and name writes from Zoé's number. Returns the id of the conversation.
async fn writes_as(app: &TestApp, user: &str, name: &str) -> String {
    let identity = Identity {
        wa_id: Some(ZOE.into()),
        user_id: Some(user.into()),
        name: Some(name.to_owned()),
        ..Identity::default()
    };
    let (business, now) = (BUSINESS.into(), app.clock.now());
    let shown = Shown { business: &business, is_first: true, identity: &identity, group: None, at: now };
    let mut whose = Box::pin(app.store.whose(&shown, now)).await.unwrap().unwrap();
    let key =
        MessageKey::new(&whose.conversation.contact, now, &format!("wamid.{user}{}", now.as_millisecond()));
    let message = Message::new(key, Direction::Inbound, name, now);
    whose.conversation.receive(&message, &identity, Relevance::DeservesAnswer, now);
    app.store.save_conversation(&mut whose.conversation).await.unwrap();
    Box::pin(app.store.link(&whose, &shown, &app.clock)).await.unwrap();
    app.store.insert_message(&message).await.unwrap();
    whose.conversation.contact.to_string()
}

/// Zoé had the number; a day later Karim writes from it. Returns both ids.
async fn recycled() -> (TestApp, String, String) {
    let app = TestApp::new().await;
    let zoe = writes_as(&app, "FR.1", "Zoé").await;
    app.advance(24 * 3600);
    let karim = writes_as(&app, "FR.2", "Karim").await;
    assert_ne!(zoe, karim);
    (app, zoe, karim)
}

async fn shown(app: &TestApp, id: &str) -> Value {
    app.get(&format!("/api/conversations/{id}")).await.body
}

#[tokio::test]
async fn both_conversations_name_the_other_as_perhaps_the_same_person() {
    let (app, zoe, karim) = recycled().await;
    let (former, next) = (shown(&app, &zoe).await, shown(&app, &karim).await);
    assert_eq!(
        former["perhaps_same_as"],
        json!({"id": karim, "name": "Karim", "username": null, "phone_number": "+33639980001"})
    );
    assert_eq!(
        next["perhaps_same_as"],
        json!({"id": zoe, "name": "Zoé", "username": null, "phone_number": null})
    );
    assert_eq!((&former["phone_number"], &former["user_id"]), (&Value::Null, &json!("FR.1")));
    assert_eq!((&next["phone_number"], &next["user_id"]), (&json!("+33639980001"), &json!("FR.2")));
    assert_eq!(app.get("/api/conversations").await.body["conversations"], json!([next, former]));
    assert_eq!(shown(&app, ZOE).await["id"], karim.as_str(), "the number leads to whoever has it now");
}

#[tokio::test]
async fn a_person_who_says_that_they_are_two_people_removes_the_hint_on_both() {
    for by_former in [true, false] {
        let (app, zoe, karim) = recycled().await;
        let named = if by_former { &zoe } else { &karim };
        assert_eq!(app.post(&format!("/api/conversations/{named}/distinct")).await.status, 204);
        for id in [&zoe, &karim] {
            assert_eq!(shown(&app, id).await["perhaps_same_as"], Value::Null);
        }
        // The next message does not bring it back.
        app.advance(60);
        assert_eq!(writes_as(&app, "FR.2", "Karim").await, karim);
        for id in [&zoe, &karim] {
            assert_eq!(shown(&app, id).await["perhaps_same_as"], Value::Null);
        }
    }
}

#[tokio::test]
async fn a_join_of_the_two_settles_the_hint() {
    for keeps_former in [true, false] {
        let (app, zoe, karim) = recycled().await;
        let (kept, other) = if keeps_former { (&zoe, &karim) } else { (&karim, &zoe) };
        assert_eq!(merge(&app, kept, other).await.status, 204);
        let conversation = shown(&app, kept).await;
        assert_eq!(conversation["perhaps_same_as"], Value::Null);
        assert_eq!(conversation["merged"][0]["id"], other.as_str());
        // Who was joined by mistake is written to as before.
        assert_eq!(unmerge(&app, kept, other).await.status, 204);
        assert_eq!(shown(&app, &zoe).await["user_id"], "FR.1");
        assert_eq!(shown(&app, &zoe).await["phone_number"], Value::Null);
        assert_eq!(shown(&app, &karim).await["user_id"], "FR.2");
        assert_eq!(shown(&app, &karim).await["phone_number"], "+33639980001");
    }
}
