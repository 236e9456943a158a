//! Graph reports another number or user id than a message was sent to: the reply lands in the message's thread.

use relais_core::contact::Identity;
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::relevance::Relevance;
use relais_whatsapp::ids::WaId;
use serde_json::{Value, json};

use crate::test_app::{Response, TestApp, accepted_by, text};

async fn write_first(app: &TestApp, to: &str, reached: &Value) -> Response {
    app.graph_answers(accepted_by(reached)).await;
    let body = json!({"to_number": to, "template": {"name": "hello", "language": "pt_BR"}});
    let response = app.send(&body).await;
    assert_eq!(response.status, 200, "{}", response.body);
    response
}

fn user(id: &str) -> Identity {
    Identity { user_id: Some(id.into()), ..Identity::default() }
}

fn number(id: &str) -> Identity {
    Identity { wa_id: Some(WaId::from(id)), ..Identity::default() }
}

#[tokio::test]
async fn a_reply_from_what_graph_reports_lands_in_the_thread_of_the_template() {
    for (to, reached, replies_as, named) in [
        (
            "+55 82 9 9944-8232",
            json!({"input": "5582999448232", "wa_id": "558299448232"}),
            number("558299448232"),
            "%2B558299448232",
        ),
        (
            "+52 55 1234 5678",
            json!({"input": "525512345678", "wa_id": "5215512345678"}),
            number("5215512345678"),
            "5215512345678",
        ),
        ("+55 82 9 9944-8232", json!({"input": "5582999448232", "user_id": "BR.77"}), user("BR.77"), "BR.77"),
        (
            "+55 82 9 9944-8232",
            json!({"input": "5582999448232", "wa_id": "558299448232", "user_id": "BR.77"}),
            Identity { wa_id: Some("558299448232".into()), ..user("BR.77") },
            "BR.77",
        ),
    ] {
        let app = TestApp::new().await;
        let sent = write_first(&app, to, &reached).await;
        let template = sent.body["message"]["id"].as_str().unwrap();
        let begun = MessageKey::parse(template).unwrap().contact().to_string();
        for name in [to.replace(' ', "%20").replace('+', "%2B"), named.to_owned()] {
            let found = app.get(&format!("/api/conversations/{name}")).await;
            assert_eq!(found.body["id"], begun.as_str(), "{name}");
        }

        app.advance(60);
        let whose = app.whose(&replies_as).await;
        assert_eq!(whose.conversation.contact.as_str(), begun, "{named}");
        let now = app.clock.now();
        let key = MessageKey::new(&whose.conversation.contact, now, "wamid.REPLY");
        let reply = Message::new(key, Direction::Inbound, "Oi, recebi", now);
        app.change(&whose.conversation.contact, |conversation| {
            conversation.receive(&reply, &replies_as, Relevance::DeservesAnswer, now);
        })
        .await;
        app.store.insert_message(&reply).await.unwrap();
        assert_eq!(app.get("/api/conversations").await.ids("conversations"), [begun.as_str()]);
        let thread = app.get(&format!("/api/messages/{named}")).await;
        assert_eq!(thread.ids("messages"), [template.to_owned(), reply.key.to_string()], "{named}");
        let conversation = app.get(&format!("/api/conversations/{named}")).await.body;
        assert_eq!(conversation["window_open"], true);
        assert_eq!(conversation["takeover"], Value::Null, "a template takes nothing over");
    }
}

#[tokio::test]
async fn a_template_to_the_other_form_of_a_known_number_joins_the_known_conversation() {
    let app = TestApp::new().await;
    app.customer_writes("558299448232", "Oi").await;
    let known = app.contact("558299448232").await.to_string();
    app.advance(60);
    let reached = json!({"input": "5582999448232", "wa_id": "558299448232"});
    let mut sent = Vec::new();
    for _ in 0..2 {
        let response = write_first(&app, "+55 82 9 9944-8232", &reached).await;
        sent.push(response.body["message"]["id"].as_str().unwrap().to_owned());
        assert_eq!(app.get("/api/conversations").await.ids("conversations"), [known.as_str()]);
    }
    let conversation = app.get(&format!("/api/conversations/{known}")).await.body;
    assert_eq!(
        (&conversation["phone_number"], &conversation["window_open"]),
        (&json!("+558299448232"), &json!(true))
    );
    let thread = app.get(&format!("/api/messages/{known}")).await.ids("messages");
    assert_eq!((thread.len(), &thread[1..]), (3, &sent[..]));
    // Her window is open, whichever form is typed.
    app.graph_accepts().await;
    let free = app.send(&text("+55 82 9 9944-8232", "Bom dia")).await;
    assert_eq!(free.status, 200, "{}", free.body);
    assert_eq!(app.sends().await[0]["to"], "558299448232");
}
