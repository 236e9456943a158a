//! Calls that change something, of which no answer of the model tells: the next turn knows of them, and a person does.

use std::time::Duration;

use relais_core::conversation::Reason;
use relais_core::message::{Direction, ToolOutcome};
use serde_json::{Value, json};

use crate::business::says;
use crate::test_app::{TestApp, is_fallback};
use crate::tools::{Shop, calls};

const FAILS: u16 = 500;

async fn reason(app: &TestApp) -> Option<Reason> {
    app.conversation().await.needs_person.map(|needs| needs.reason)
}

/// What the inbox shows of the conversation.
async fn shown(app: &TestApp) -> Value {
    let id = app.conversation().await.contact;
    app.api(&format!("/api/conversations/{id}")).await
}

async fn last_answer(app: &TestApp) -> relais_core::message::Message {
    let mut thread = app.thread().await.into_iter();
    thread.rfind(|message| message.direction == Direction::Outbound).unwrap()
}

/// The model fails after it has booked, and the customer asks again: nothing is booked twice, and the model knows.
#[tokio::test]
async fn what_was_done_before_the_model_failed_is_not_done_again() {
    let shop = Shop::new().await;
    let app = shop.app(&[("book", "POST")]).await;
    // The kept beginning of these arguments is no JSON.
    let arguments = json!({"order": "table 7 ".repeat(100)});
    shop.will_say([calls("book", &arguments), json!({"fails": FAILS})]);
    says(&app, "wamid.1", 0, "Bonjour, réservez-moi une table").await;
    assert!(is_fallback(&last_answer(&app).await.text));
    assert_eq!(reason(&app).await, Some(Reason::ToolActed));
    let known = shown(&app).await["called"].clone();
    assert_eq!((&known[0]["name"], &known[0]["outcome"]), (&json!("book"), &json!("done")), "{known}");
    assert!(known[0]["said"].as_str().unwrap().contains("expédiée"), "{known}");

    shop.says.lock().unwrap().clear();
    let asked = shop.asked.lock().unwrap().len();
    shop.will_say([calls("book", &arguments), json!({"content": "Oui, c'est réservé."})]);
    says(&app, "wamid.2", 30, "Alors, c'est réservé ?").await;
    let messages = shop.asked.lock().unwrap()[asked]["messages"].as_array().unwrap().clone();
    let told = messages.last().unwrap();
    assert!(told["content"].as_str().unwrap().contains("expédiée"), "{messages:?}");
    let call = &messages[messages.len() - 2]["tool_calls"][0]["function"];
    let sent: Value = serde_json::from_str(call["arguments"].as_str().unwrap()).unwrap();
    assert!(sent["cut"].as_str().unwrap().contains("table 7"), "{sent}");
    assert_eq!(shop.called().len(), 1, "it was booked twice");

    let answer = last_answer(&app).await;
    assert_eq!(answer.text, "Oui, c'est réservé.");
    assert_eq!(answer.rests_on.unwrap().tools[0].outcome, ToolOutcome::Done);
    assert_eq!(app.conversation().await.called, vec![], "the answer tells of it");
}

/// The fallback is said once. What is done before it fails again is known all the same.
#[tokio::test]
async fn what_was_done_before_the_model_failed_again_is_known() {
    let shop = Shop::new().await;
    let app = shop.app(&[("book", "POST")]).await;
    shop.will_say([json!({"fails": FAILS})]);
    says(&app, "wamid.1", 0, "Bonjour").await;
    assert_eq!(reason(&app).await, Some(Reason::ModelFailed));
    shop.says.lock().unwrap().clear();
    shop.will_say([calls("book", &json!({"order": "7"})), json!({"fails": FAILS})]);
    says(&app, "wamid.2", 30, "Réservez-moi une table").await;
    assert_eq!(app.accepted().len(), 1);
    assert_eq!(reason(&app).await, Some(Reason::ToolActed), "the reason that says more");
    assert_eq!(shown(&app).await["called"][0]["outcome"], "done");
}

/// Does these while the tool works, and then lets it answer.
async fn during_the_call(shop: &Shop, app: &TestApp, then: impl Future<Output = ()>) {
    let meanwhile = async {
        while shop.called().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        then.await;
        shop.answers.notify_one();
    };
    let work = async {
        while shop.called().is_empty() {
            app.work_once().await;
            app.clock.advance(jiff::SignedDuration::from_secs(1));
        }
    };
    tokio::join!(work, meanwhile);
}

#[tokio::test]
async fn a_person_who_takes_over_during_a_call_sees_what_it_has_done() {
    let shop = Shop::new().await;
    let app = shop.app(&[("waits", "POST")]).await;
    shop.will_say([calls("waits", &json!({"order": "7"}))]);
    app.customer_writes(&["Bonjour, réservez-moi une table"]).await;
    let id = async || app.conversation().await.contact.to_string();
    let take_over = async {
        let path = format!("/api/conversations/{}/takeover", id().await);
        assert!(app.api_post(&path, &json!({})).await.0.is_success());
    };
    Box::pin(during_the_call(&shop, &app, take_over)).await;
    assert!(app.accepted().is_empty());
    assert_eq!(reason(&app).await, Some(Reason::ToolActed));
    let conversation = shown(&app).await;
    assert_eq!(conversation["needs_person"]["reason"], "tool_acted");
    assert_eq!(conversation["called"][0]["name"], "waits");
    assert_eq!(conversation["called"][0]["outcome"], "done");

    app.api_post(&format!("/api/conversations/{}/close", id().await), &json!({})).await;
    assert_eq!((reason(&app).await, shown(&app).await["called"].clone()), (None, json!([])));
}

#[tokio::test]
async fn a_customer_who_opts_out_during_a_call_leaves_a_person_who_knows_of_it() {
    let shop = Shop::new().await;
    let app = shop.app(&[("waits", "POST")]).await;
    shop.will_say([calls("waits", &json!({"order": "7"}))]);
    app.customer_writes(&["Bonjour, réservez-moi une table"]).await;
    let opt_out = async {
        app.customer_writes(&["STOP"]).await;
        while !app.conversation().await.opted_out {
            app.work_once().await;
        }
    };
    Box::pin(during_the_call(&shop, &app, opt_out)).await;
    app.run_jobs().await;
    assert_eq!(reason(&app).await, Some(Reason::ToolActed));
    assert_eq!(shown(&app).await["called"][0]["outcome"], "done");
}
