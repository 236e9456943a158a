//! Searching people and messages, as the inbox does.

use jiff::SignedDuration;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, Message, MessageKey};
use relais_whatsapp::ids::WaId;
use serde_json::Value;

use crate::test_app::{BUSINESS, CUSTOMER, SECOND, TestApp};

impl TestApp {
    /// A conversation with this person, of whom nothing else is known.
    async fn knows(&self, number: &str, name: &str) -> Conversation {
        let number = WaId::from(number);
        let contact = ContactId::first_seen_as(&BUSINESS.into(), &Alias::wa_id(&number));
        let mut conversation = Conversation::new(contact, self.clock.now());
        conversation.phone_id = Some(BUSINESS.into());
        conversation.identity =
            Identity { wa_id: Some(number), name: Some(name.to_owned()), ..Identity::default() };
        self.store.save_conversation(&mut conversation).await.unwrap();
        conversation
    }

    async fn finds(&self, q: &str) -> Vec<String> {
        self.finds_with(q, "").await
    }

    async fn finds_with(&self, q: &str, more: &str) -> Vec<String> {
        let page = self.api(&format!("/api/conversations?q={}{more}", encoded(q))).await;
        assert!(page["next"].is_null(), "{page}");
        names(&page)
    }
}

fn names(page: &Value) -> Vec<String> {
    let rows = page["conversations"].as_array().unwrap();
    rows.iter().map(|row| row["name"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Everything percent-encoded.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"))
}

#[tokio::test]
async fn a_person_is_found_by_any_word_among_many() {
    let app = TestApp::new().await;
    app.knows("33639980002", "Zoé Martin").await;
    app.knows("390669812345", "Ana María López").await;
    app.knows("819012345678", "山田太郎").await;
    app.knows("201001234567", "مُحَمَّد عَلِيّ").await;
    app.knows("33639980003", &"🌸".repeat(512)).await;
    let mut twice = app.knows("33639980005", "Lea Dupont").await;
    twice.identity.username = Some("lea_d".to_owned());
    app.store.save_conversation(&mut twice).await.unwrap();
    app.knows("33639980004", &format!("\u{202e}{}", "a".repeat(3_000))).await;
    // All others wrote later.
    app.clock.advance(SignedDuration::from_mins(1));
    for n in 0..600 {
        app.knows(&format!("49170{n:07}"), &format!("Kunde {n}")).await;
    }
    for (q, found) in [
        ("zoe", "Zoé Martin"),
        ("MARTIN z", "Zoé Martin"),
        ("mart", "Zoé Martin"),
        ("@zoé", ""),
        ("lea", "Lea Dupont"),
        ("@lea_d", "Lea Dupont"),
        ("@dupont", ""),
        ("ana lop", "Ana María López"),
        ("lopez", "Ana María López"),
        ("太郎", "山田太郎"),
        ("محمد", "مُحَمَّد عَلِيّ"),
        ("+33 6 39 98 00 02", "Zoé Martin"),
        ("06 39 98 00 02", "Zoé Martin"),
        ("0033639980002", "Zoé Martin"),
        ("06 698", "Ana María López"),
        ("kunde 599", "Kunde 599"),
        ("zoé paul", ""),
        ("🌸", ""),
    ] {
        let expected: Vec<_> = Some(found).filter(|found| !found.is_empty()).into_iter().collect();
        assert_eq!(app.finds(q).await, expected, "{q:?}");
    }
    assert_eq!(app.finds("33639980003").await.len(), 1, "without a name there is the number");
    assert_eq!(app.finds(&"a".repeat(3_000)).await.len(), 1);
}

#[tokio::test]
async fn a_search_goes_on_until_all_are_found_once() {
    let app = TestApp::new().await;
    for n in 0..250 {
        let name = if n % 5 == 0 { format!("Maria {n} Lopez") } else { format!("Maria {n} Perez") };
        app.knows(&format!("34600{n:06}"), &name).await;
    }
    for (q, expected) in [("maria", 250), ("maria lopez", 50), ("maria 24", 11)] {
        let (mut all, mut next, mut calls) = (Vec::new(), String::new(), 0);
        loop {
            let page = app.api(&format!("/api/conversations?limit=20&q={}{next}", encoded(q))).await;
            let found = names(&page);
            assert!(found.len() <= 20);
            all.extend(found);
            calls += 1;
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={}", encoded(cursor));
        }
        assert_eq!(all.len(), expected, "{q}");
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), calls <= 20), (expected, true), "{q}: {calls} calls");
    }
}

#[tokio::test]
async fn who_changes_name_is_found_by_the_new_one_only() {
    let app = TestApp::new().await;
    let mut conversation = app.knows(CUSTOMER, "Zoé Martin").await;
    let before = app.count_records(conversation.contact.as_str()).await;
    conversation.identity.name = Some("Zoé Durand".to_owned());
    app.store.save_conversation(&mut conversation).await.unwrap();
    assert_eq!(app.finds("durand").await, ["Zoé Durand"]);
    assert_eq!(app.finds("zoé").await, ["Zoé Durand"]);
    assert_eq!(app.finds("martin").await, Vec::<String>::new());
    assert_eq!(app.count_records(conversation.contact.as_str()).await, before);
    assert!(!app.records().await.iter().any(|record| record.contains("martin")));
    // What changes nothing writes no key.
    let puts = app.engine.counts().get("TransactWriteItems").copied();
    conversation.read(app.clock.now());
    app.store.save_conversation(&mut conversation).await.unwrap();
    assert_eq!(app.engine.counts().get("TransactWriteItems").copied(), puts);
}

#[tokio::test]
async fn two_workers_that_learn_different_names_leave_the_keys_of_one() {
    let app = TestApp::new().await;
    let known = app.knows(CUSTOMER, "Zoé Martin").await;
    let named = |name: &str| {
        let mut conversation = known.clone();
        conversation.identity.name = Some(name.to_owned());
        let store = app.store.clone();
        async move { store.save_conversation(&mut conversation).await.unwrap() }
    };
    tokio::join!(named("Zoé Durand"), named("Zoé Petit"));
    let found =
        [app.finds("durand").await.len(), app.finds("petit").await.len(), app.finds("martin").await.len()];
    assert!(found == [1, 0, 0] || found == [0, 1, 0], "{found:?}");
    let keys = app.records().await.into_iter().filter(|record| record.contains("find.")).count();
    assert_eq!(keys, 4, "two of the number and two of the name");
}

#[tokio::test]
async fn a_search_keeps_to_its_filter_and_number() {
    let app = TestApp::new().await;
    let mut closed = app.knows(CUSTOMER, "Zoé Martin").await;
    closed.close(app.clock.now());
    app.store.save_conversation(&mut closed).await.unwrap();
    assert_eq!(app.finds("zoé").await, ["Zoé Martin"]);
    assert_eq!(app.finds_with("zoé", "&filter=closed").await, ["Zoé Martin"]);
    assert_eq!(app.finds_with("zoé", "&filter=unread").await, Vec::<String>::new());
    assert_eq!(app.finds_with("zoé", &format!("&phone_id={SECOND}")).await, Vec::<String>::new());
}

#[tokio::test]
async fn messages_of_a_conversation_are_found_by_their_words() {
    let app = TestApp::new().await;
    let contact = app.knows(CUSTOMER, "Zoé Martin").await.contact;
    for n in 0..1_200_i64 {
        let at = app.clock.now() + SignedDuration::from_secs(n);
        let text =
            if n % 400 == 7 { format!("Où est ma commande n° {n} ?") } else { format!("Bonjour {n}") };
        let key = MessageKey::new(&contact, at, &format!("wamid.{n}"));
        app.store.insert_message(&Message::new(key, Direction::Inbound, text, at)).await.unwrap();
    }
    let (mut found, mut next, mut calls) = (Vec::new(), String::new(), 0);
    loop {
        let page = app.api(&format!("/api/messages/{CUSTOMER}?find=COMMANDE%20ou{next}")).await;
        let texts =
            page["messages"].as_array().unwrap().iter().map(|it| it["content"].as_str().unwrap().to_owned());
        found.splice(0..0, texts);
        calls += 1;
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&before={cursor}");
    }
    assert_eq!(found, [7, 407, 807].map(|n| format!("Où est ma commande n° {n} ?")));
    assert_eq!(calls, 3, "500 messages a call");
    let nothing = app.api(&format!("/api/messages/{CUSTOMER}?find=%F0%9F%99%8F")).await;
    assert_eq!((nothing["messages"].as_array().unwrap().len(), nothing["next"].is_null()), (0, true));
}
