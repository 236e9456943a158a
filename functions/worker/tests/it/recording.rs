//! Everything that Meta sends is recorded. An odd item does not affect the others of its webhook.

use jiff::SignedDuration;
use relais_core::contact::{Alias, ContactId};
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, MessageKey, SentBy};
use relais_whatsapp::ids::WaId;

use crate::test_app::{BUSINESS, CUSTOMER, TestApp, messages_webhook};

fn text(id: &str, body: &str) -> String {
    format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.{id}","timestamp":"1800000000","type":"text","text":{{"body":"{body}"}}}}"#
    )
}

#[tokio::test]
async fn odd_messages_are_recorded_and_so_are_their_neighbours() {
    let long = "é".repeat(60_000);
    let odd = [
        ("milliseconds", r#"{"from":"33639980001","id":"wamid.odd","timestamp":1800000000123,"type":"text","text":{"body":"x"}}"#.to_owned()),
        ("a number", r#"{"from":"33639980001","id":"wamid.odd","timestamp":1800000000,"type":"text","text":{"body":"x"}}"#.to_owned()),
        ("no timestamp", r#"{"from":"33639980001","id":"wamid.odd","type":"text","text":{"body":"x"}}"#.to_owned()),
        ("no id", r#"{"from":"33639980001","timestamp":"1800000000","type":"text","text":{"body":"x"}}"#.to_owned()),
        ("unknown type", r#"{"from":"33639980001","id":"wamid.odd","timestamp":"1800000000","type":"hologram","hologram":{"depth":3}}"#.to_owned()),
        ("no type", r#"{"from":"33639980001","id":"wamid.odd","timestamp":"1800000000"}"#.to_owned()),
        ("60,000 characters", text("odd", &long)),
        ("a lone surrogate", text("odd", "\\ud83d!")),
        ("a NUL", text("odd", "a\\u0000b")),
        ("broken text", r#"{"from":"33639980001","id":"wamid.odd","timestamp":"1800000000","type":"text","text":7}"#.to_owned()),
    ];
    for (what, message) in odd {
        let app = TestApp::new().await;
        let all = format!("{},{message},{}", text("before", "avant"), text("after", "après"));
        assert_eq!(app.post_messages(&all).await, 200, "{what}");
        app.run_jobs().await;
        let inbound: Vec<_> =
            app.thread().await.into_iter().filter(|m| m.direction == Direction::Inbound).collect();
        assert_eq!(inbound.len(), 3, "{what}");
        assert_eq!(app.accepted().len(), 1, "{what}: one answer to the three");
        // The same webhook again adds nothing.
        app.post_messages(&all).await;
        app.run_jobs().await;
        assert_eq!(app.thread().await.len(), 4, "{what}");
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_message_with_a_year_that_fits_no_key_does_not_break_the_thread() {
    let app = TestApp::new().await;
    for (id, time) in [("far", "99999999999"), ("last", "9999999999")] {
        let odd = text(id, "x").replace("1800000000", time);
        app.post_messages(&odd).await;
        app.run_jobs_within(SignedDuration::from_mins(1)).await;
    }
    let inbound = app.thread().await.into_iter().filter(|m| m.direction == Direction::Inbound).count();
    assert_eq!(inbound, 2);
}

#[tokio::test]
async fn a_message_with_an_id_too_long_for_a_key_is_kept() {
    let app = TestApp::new().await;
    let long = "1".repeat(3000);
    let from = text("odd", "x").replace(CUSTOMER, &long);
    let wamid = text(&long, "y");
    let moved =
        text("moved", "z").replace(r#""type":"text""#, &format!(r#""from_user_id":"{long}","type":"text""#));
    app.post_messages(&[from, wamid, moved].join(",")).await;
    let status = format!(r#"{{"id":"{long}","status":"sent","timestamp":"1800000000"}}"#);
    let key = format!("relais1.c000000000000000000000000.1800000000000.{long}");
    let callback = format!(
        r#"{{"id":"wamid.x","status":"sent","timestamp":"1800000000","biz_opaque_callback_data":"{key}"}}"#
    );
    app.post(
        &messages_webhook("").replace(r#""messages":[]"#, &format!(r#""statuses":[{status},{callback}]"#)),
    )
    .await;
    app.run_jobs().await;
    app.assert_quiet().await;
    let inbound = app.thread().await.into_iter().filter(|m| m.direction == Direction::Inbound).count();
    assert_eq!(inbound, 2);
    assert_eq!(
        app.count_records("event#").await,
        2,
        "the message without a sender and the status without a message"
    );
    assert_eq!(app.count_records("wamid#").await, 1);
    assert_eq!(app.count_records("wamid#wamid").await, 0, "no key contains a wamid");
}

#[tokio::test]
async fn a_failure_that_comes_twice_before_its_message_is_reported_once() {
    let app = TestApp::new().await;
    let contact = ContactId::first_seen_as(&BUSINESS.into(), &Alias::wa_id(&WaId::from(CUSTOMER)));
    let webhook = |answer: &str| {
        let key = MessageKey::new(&contact, app.clock.now(), answer).to_callback_data();
        let failed = format!(
            r#"{{"id":"wamid.out","status":"failed","timestamp":"1800000000","biz_opaque_callback_data":"{key}"}}"#
        );
        messages_webhook("").replace(r#""messages":[]"#, &format!(r#""statuses":[{failed}]"#))
    };
    let conversation = async || app.store.conversation(&contact).await.unwrap();
    app.post(&webhook("unknown")).await;
    app.run_jobs().await;
    assert_eq!(conversation().await, None, "the contact is unknown");

    let mut begun = Conversation::new(contact.clone(), app.clock.now());
    app.store.save_conversation(&mut begun).await.unwrap();
    app.post(&webhook("answer")).await;
    app.run_jobs().await;
    let mut dealt_with = conversation().await.unwrap();
    assert!(dealt_with.needs_person.is_some());
    dealt_with.close(app.clock.now());
    app.store.save_conversation(&mut dealt_with).await.unwrap();
    app.post(&webhook("answer")).await;
    app.run_jobs().await;
    assert_eq!(conversation().await, Some(dealt_with));
}

#[tokio::test]
async fn a_message_without_a_sender_is_kept_as_it_came() {
    let app = TestApp::new().await;
    let nobody = r#"{"id":"wamid.x","timestamp":"1800000000","type":"system","system":{"body":"moved"}}"#;
    app.post_messages(&format!("{nobody},{}", text("after", "après"))).await;
    app.run_jobs().await;
    assert_eq!(app.thread().await.len(), 2, "the other message and its answer");
    assert_eq!(app.count_records("event#").await, 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_customer_with_a_hidden_number_is_answered_by_user_id() {
    let app = TestApp::new().await;
    let message = r#"{"from_user_id":"FR.13491208655302741918","id":"wamid.u","timestamp":"1800000000","type":"text","text":{"body":"Bonjour"}}"#;
    app.post_messages(message).await;
    app.run_jobs().await;
    let sent = app.simulator.requests().into_iter().find(|request| request.body["type"] == "text").unwrap();
    assert_eq!(sent.body["recipient"], "FR.13491208655302741918");
    assert!(sent.body.get("to").is_none());
}

#[tokio::test]
async fn a_person_known_by_number_stays_the_same_contact_when_a_user_id_comes() {
    let app = TestApp::new().await;
    app.post_messages(&text("1", "Bonjour")).await;
    app.run_jobs().await;
    let user =
        app.conversation().await.identity.user_id.expect("Graph names the user id of whoever it reached");
    let both = format!(
        r#"{{"from":"{CUSTOMER}","from_user_id":"{user}","id":"wamid.2","timestamp":"1800000100","type":"text","text":{{"body":"Encore"}}}}"#
    );
    app.post_messages(&both).await;
    let only = format!(
        r#"{{"from_user_id":"{user}","id":"wamid.3","timestamp":"1800000200","type":"text","text":{{"body":"Toujours"}}}}"#
    );
    app.run_jobs().await;
    app.post_messages(&only).await;
    app.run_jobs().await;
    let inbound = app.thread().await.into_iter().filter(|m| m.direction == Direction::Inbound).count();
    assert_eq!(inbound, 3);
}

#[tokio::test]
async fn an_echo_from_the_phone_app_pauses_the_assistant() {
    let app = TestApp::new().await;
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"smb_message_echoes","value":{{"metadata":{{"display_phone_number":"33199000001","phone_number_id":"{}"}},"message_echoes":[{{"from":"33199000001","to":"{CUSTOMER}","id":"wamid.echo","timestamp":"1800000000","type":"text","text":{{"body":"C'est moi"}}}}]}}}}]}}]}}"#,
        crate::test_app::BUSINESS
    );
    app.post(&body).await;
    app.run_jobs().await;
    let thread = app.thread().await;
    assert_eq!((thread[0].direction, thread[0].sent_by), (Direction::Outbound, Some(SentBy::App)));
    app.customer_writes(&["Merci !"]).await;
    app.run_jobs_within(SignedDuration::from_mins(10)).await;
    assert_eq!(app.accepted().len(), 0, "a person is answering");
}

#[tokio::test]
async fn a_reaction_is_recorded_and_not_answered() {
    let app = TestApp::new().await;
    let reaction = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.r","timestamp":"1800000000","type":"reaction","reaction":{{"message_id":"wamid.0","emoji":"x"}}}}"#
    );
    app.post_messages(&reaction).await;
    app.run_jobs().await;
    assert_eq!(app.thread().await.len(), 1);
    assert_eq!(app.accepted().len(), 0);
}

#[tokio::test]
async fn a_message_larger_than_a_queue_message_is_recorded() {
    let app = TestApp::new().await;
    let message = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.big","timestamp":"1800000000","type":"hologram","hologram":"{}"}}"#,
        "x".repeat(1_500_000)
    );
    assert_eq!(app.post_messages(&message).await, 200);
    app.run_jobs().await;
    assert_eq!(app.thread().await.len(), 1);
    app.assert_quiet().await;
}

#[tokio::test]
async fn words_that_are_too_long_for_a_record_are_cut() {
    let app = TestApp::new().await;
    let long = "x".repeat(1_400_000);
    let text = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.text","timestamp":"1800000000","type":"text","text":{{"body":"{long}"}}}}"#
    );
    let image = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.image","timestamp":"1800000001","type":"image","image":{{"id":"77","mime_type":"image/png","caption":"{long}"}}}}"#
    );
    let edit = format!(
        r#"{{"from":"{CUSTOMER}","id":"wamid.edit","timestamp":"1800000002","type":"edit","edit":{{"original_message_id":"wamid.text","message":{{"type":"text","text":{{"body":"{long}"}}}}}}}}"#
    );
    for message in [text, image, edit] {
        let contact = format!(r#"{{"profile":{{"name":"{long}"}},"wa_id":"{CUSTOMER}"}}"#);
        let webhook = messages_webhook(&message);
        let webhook = webhook.replace(r#""messages":["#, &format!(r#""contacts":[{contact}],"messages":["#));
        assert_eq!(app.post(&webhook).await, 200);
        app.run_jobs().await;
    }
    let thread = app.thread().await;
    let inbound: Vec<_> = thread.iter().filter(|message| message.direction == Direction::Inbound).collect();
    assert_eq!(inbound.iter().map(|message| message.text.len()).collect::<Vec<_>>(), [90_000, 90_000]);
    // Its JSON is there, so its file can be fetched.
    assert!(inbound[1].raw.as_deref().is_some_and(|raw| raw.contains(r#""id":"77""#)));
    assert!(inbound[0].edited_at().is_some());
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_thousand_updates_in_one_webhook_are_all_recorded() {
    let app = TestApp::new().await;
    let messages: Vec<_> = (0..1000)
        .map(|n| {
            format!(
                r#"{{"from":"33639{:06}","id":"wamid.{n}","timestamp":"1800000000","type":"text","text":{{"body":"{n}"}}}}"#,
                n % 250
            )
        })
        .collect();
    app.post_messages(&messages.join(",")).await;
    while app.events.depth().await.unwrap().visible > 0 {
        app.work_once().await;
    }
    let mut found = 0;
    for n in 0..250 {
        let thread = app.thread_of(&format!("33639{n:06}")).await;
        found += thread.iter().filter(|m| m.direction == Direction::Inbound).count();
    }
    assert_eq!(found, 1000);
}
