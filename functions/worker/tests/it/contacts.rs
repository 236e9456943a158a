//! Who wrote: cases that people describe, each with its right value.

use jiff::SignedDuration;
use relais_core::contact::Identity;
use relais_core::conversation::Conversation;
use relais_core::message::Direction;
use relais_whatsapp::ids::Recipient;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, CUSTOMER, TestApp, find};

const NEXT_NUMBER: &str = "33639980009";

/// A webhook value of this field at the first business number.
pub(crate) fn webhook(field: &str, list: &str, part: &Value) -> String {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": field, "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33199000001", "phone_number_id": BUSINESS},
        list: [part],
    }}]}]})
    .to_string()
}

/// A text `seconds` after the start, with these ids.
pub(crate) fn text(id: &str, seconds: i64, number: Option<&str>, user: Option<&str>, body: &str) -> Value {
    let mut message = json!({"id": id, "timestamp": (1_800_000_000 + seconds).to_string(),
        "type": "text", "text": {"body": body}});
    if let Some(number) = number {
        message["from"] = json!(number);
    }
    if let Some(user) = user {
        message["from_user_id"] = json!(user);
    }
    message
}

pub(crate) fn system(id: &str, seconds: i64, from: Option<&str>, system: &Value) -> Value {
    let mut message = json!({"id": id, "timestamp": (1_800_000_000 + seconds).to_string(),
        "type": "system", "system": system});
    if let Some(from) = from {
        message["from"] = json!(from);
    }
    message
}

pub(crate) async fn comes(app: &TestApp, message: &Value) {
    assert_eq!(app.post(&webhook("messages", "messages", message)).await, 200);
    app.run_jobs().await;
    app.assert_quiet().await;
}

pub(crate) async fn known(app: &TestApp, number: Option<&str>, user: Option<&str>) -> Option<Conversation> {
    let identity =
        Identity { wa_id: number.map(Into::into), user_id: user.map(Into::into), ..Identity::default() };
    let contact = find(&app.store, &identity).await?;
    app.store.conversation(&contact).await.unwrap()
}

/// The texts of a conversation, with those joined to it.
pub(crate) async fn texts(app: &TestApp, conversation: &Conversation) -> Vec<String> {
    let thread = app.store.thread_of(conversation, None, 100).await.unwrap().messages;
    thread.into_iter().filter(|m| m.direction == Direction::Inbound).map(|m| m.text).collect()
}

/// The last request to the model, as text.
fn last_prompt(app: &TestApp) -> String {
    let requests = app.simulator.requests();
    let asked = requests.iter().rev().find(|request| request.path.ends_with("/chat/completions"));
    asked.map(|request| request.body.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn the_next_owner_of_a_number_sees_nothing_of_the_former_one() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.ann", 0, Some(CUSTOMER), Some("FR.1"), "Mon code est 4471")).await;
    app.clock.advance(SignedDuration::from_hours(24 * 20));
    let later = 20 * 24 * 3600;
    comes(&app, &text("wamid.bob", later, Some(CUSTOMER), Some("FR.2"), "Que disait ma commande ?")).await;

    assert!(!last_prompt(&app).contains("4471"), "the model reads only the new owner's thread");
    let [ann, bob] =
        [known(&app, None, Some("FR.1")).await.unwrap(), known(&app, None, Some("FR.2")).await.unwrap()];
    assert_ne!(ann.contact, bob.contact);
    assert_eq!(texts(&app, &ann).await, ["Mon code est 4471"]);
    assert_eq!(texts(&app, &bob).await, ["Que disait ma commande ?"]);
    assert_eq!(known(&app, Some(CUSTOMER), None).await.unwrap().contact, bob.contact, "the number is Bob's");
    assert_eq!(
        ann.identity.recipient(),
        Some(Recipient::User("FR.1".into())),
        "Ann is reached by her user id"
    );
    assert_eq!((ann.perhaps.as_ref(), bob.perhaps.as_ref()), (Some(&bob.contact), Some(&ann.contact)));

    // A message of Ann's that comes late is Ann's, and its answer does not go to Bob.
    comes(&app, &text("wamid.late", later - 60, Some(CUSTOMER), Some("FR.1"), "C'est encore moi")).await;
    assert_eq!(texts(&app, &known(&app, None, Some("FR.1")).await.unwrap()).await.len(), 2);
    assert_eq!(app.accepted().last().unwrap().to, "FR.1");
}

#[tokio::test]
async fn a_changed_user_id_keeps_the_thread_in_any_order() {
    let change = system(
        "wamid.change",
        50,
        None,
        &json!({"type": "user_changed_user_id", "user_id": "FR.2", "previous_user_id": "FR.1"}),
    );
    let before = text("wamid.before", 10, None, Some("FR.1"), "avant");
    let after = text("wamid.after", 90, None, Some("FR.2"), "après");
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let app = TestApp::new().await;
        app.clock.advance(SignedDuration::from_secs(100));
        for position in order.into_iter().chain(order) {
            comes(&app, [&before, &change, &after][position]).await;
        }
        let [old, new] =
            [known(&app, None, Some("FR.1")).await.unwrap(), known(&app, None, Some("FR.2")).await.unwrap()];
        assert_eq!(old.contact, new.contact, "{order:?}");
        let mut all = texts(&app, &new).await;
        all.retain(|text| !text.is_empty());
        assert_eq!(all, ["avant", "après"], "{order:?}");
        assert_eq!(new.identity.user_id, Some("FR.2".into()), "{order:?}");
    }
}

#[tokio::test]
async fn a_notice_about_somebody_unknown_begins_nobody() {
    for notice in [
        json!({"type": "user_changed_user_id", "user_id": "FR.2", "previous_user_id": "FR.1"}),
        json!({"type": "user_changed_number", "wa_id": NEXT_NUMBER}),
        json!({"type": "user_changed_number", "wa_id": NEXT_NUMBER, "user_id": "FR.2", "previous_user_id": "FR.1"}),
        json!({"type": "customer_identity_changed", "identity": "x"}),
    ] {
        let app = TestApp::new().await;
        comes(&app, &system("wamid.1", 0, Some(CUSTOMER), &notice)).await;
        let listed = app.store.conversations(None, 10).await.unwrap().conversations;
        assert_eq!(listed, [], "{notice}");
        assert_eq!(app.count_records("event#").await, 1, "it is kept");
    }
}

#[tokio::test]
async fn notices_that_name_one_id_twice_or_go_in_a_circle_change_nothing() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.1", 0, Some(CUSTOMER), Some("FR.1"), "Bonjour")).await;
    let change = |id: &str, from: &str, to: &str| {
        system(id, 5, None, &json!({"type": "user_changed_user_id", "user_id": to, "previous_user_id": from}))
    };
    comes(&app, &change("wamid.same", "FR.1", "FR.1")).await;
    comes(&app, &change("wamid.there", "FR.1", "FR.2")).await;
    comes(&app, &change("wamid.back", "FR.2", "FR.1")).await;
    let same_number = json!({"type": "user_changed_number", "wa_id": CUSTOMER});
    comes(&app, &system("wamid.number", 6, Some(CUSTOMER), &same_number)).await;
    let contact = known(&app, None, Some("FR.1")).await.unwrap().contact;
    assert_eq!(known(&app, None, Some("FR.2")).await.unwrap().contact, contact);
    assert_eq!(app.store.conversations(None, 10).await.unwrap().conversations.len(), 1);

    // The same circle about somebody unknown, and then their first message.
    let app = TestApp::new().await;
    comes(&app, &change("wamid.there", "FR.1", "FR.2")).await;
    comes(&app, &change("wamid.back", "FR.2", "FR.1")).await;
    comes(&app, &text("wamid.1", 9, None, Some("FR.2"), "Bonjour")).await;
    comes(&app, &text("wamid.2", 10, None, Some("FR.1"), "Rebonjour")).await;
    let listed = app.store.conversations(None, 10).await.unwrap().conversations;
    assert_eq!(listed.len(), 1);
    assert_eq!(texts(&app, &listed[0]).await, ["Bonjour", "Rebonjour"]);
}

#[tokio::test]
async fn a_user_id_update_keeps_the_thread() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.1", 0, Some(CUSTOMER), Some("FR.1"), "Bonjour")).await;
    let update = json!({"wa_id": CUSTOMER, "user_id": {"previous": "FR.1", "current": "FR.2"},
        "parent_user_id": {"previous": "FR.ENT.1", "current": "FR.ENT.2"}, "timestamp": "1800000005"});
    assert_eq!(app.post(&webhook("user_id_update", "user_id_update", &update)).await, 200);
    app.run_jobs().await;
    comes(&app, &text("wamid.2", 9, Some(CUSTOMER), Some("FR.2"), "Toujours moi")).await;
    let listed = app.store.conversations(None, 10).await.unwrap().conversations;
    assert_eq!(listed.len(), 1);
    assert_eq!(texts(&app, &listed[0]).await, ["Bonjour", "Toujours moi"]);
    assert_eq!(listed[0].identity.user_id, Some("FR.2".into()));
}

#[tokio::test]
async fn a_late_message_does_not_turn_the_number_back() {
    let app = TestApp::new().await;
    app.clock.advance(SignedDuration::from_secs(100));
    comes(&app, &text("wamid.1", 0, Some(CUSTOMER), None, "Bonjour")).await;
    let change = json!({"type": "user_changed_number", "wa_id": NEXT_NUMBER});
    comes(&app, &system("wamid.change", 50, Some(CUSTOMER), &change)).await;
    comes(&app, &text("wamid.late", 20, Some(CUSTOMER), None, "Encore là ?")).await;
    let moved = known(&app, Some(NEXT_NUMBER), None).await.unwrap();
    assert_eq!(moved.identity.wa_id, Some(NEXT_NUMBER.into()), "people write to the new number");
    assert_eq!(app.accepted().last().unwrap().to, CUSTOMER, "the answer goes where the message came from");
    assert_eq!(app.store.conversations(None, 10).await.unwrap().conversations.len(), 1);
}

#[tokio::test]
async fn messages_to_other_numbers_are_kept_and_belong_to_nobody() {
    let app = TestApp::new().await;
    let salary = text("wamid.hr", 0, Some(CUSTOMER), None, "Salaire : 2 300 €");
    let other = webhook("messages", "messages", &salary).replace(BUSINESS, "109876543299");
    let without = webhook("messages", "messages", &text("wamid.none", 0, Some(CUSTOMER), None, "2 300"))
        .replace(&format!(r#","phone_number_id":"{BUSINESS}""#), "");
    for body in [other, without] {
        assert_eq!(app.post(&body).await, 200);
    }
    app.run_jobs().await;
    assert_eq!(app.store.conversations(None, 10).await.unwrap().conversations, []);
    assert_eq!(app.count_records("event#").await, 2);
    comes(&app, &text("wamid.1", 1, Some(CUSTOMER), None, "Bonjour")).await;
    assert!(!last_prompt(&app).contains("2 300"));
}

#[tokio::test]
async fn a_group_has_a_thread_of_its_own() {
    let app = TestApp::new().await;
    let mut group = text("wamid.group", 0, Some(CUSTOMER), None, "Mon code est 4471");
    group["group_id"] = json!("Y2FwaV9ncm91cDox");
    let named = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
        "metadata": {"display_phone_number": "33199000001", "phone_number_id": BUSINESS},
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": CUSTOMER}], "messages": [group.clone()],
    }}]}]});
    assert_eq!(app.post(&named.to_string()).await, 200);
    group["id"] = json!("wamid.stop");
    group["text"]["body"] = json!("STOP");
    comes(&app, &group).await;
    assert!(known(&app, Some(CUSTOMER), None).await.is_none(), "the person did not write privately");
    assert_eq!(app.accepted().len(), 0, "a group is not answered");
    let listed = app.store.conversations(None, 10).await.unwrap().conversations;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].group.as_deref(), Some("Y2FwaV9ncm91cDox"));
    assert_eq!((listed[0].last_inbound_at, listed[0].opted_out, listed[0].unread), (None, false, 2));
    assert_eq!(listed[0].identity, Identity::default());
    let thread = app.store.thread(&listed[0].contact, None, 10).await.unwrap().messages;
    let named = thread.iter().find(|message| message.text != "STOP").unwrap();
    assert_eq!((named.from.as_deref(), named.from_name.as_deref()), (Some(CUSTOMER), Some("Ana")));

    comes(&app, &text("wamid.1", 5, Some(CUSTOMER), None, "Bonjour")).await;
    assert!(!last_prompt(&app).contains("4471"));
    assert_eq!(app.accepted().len(), 1, "what was said in the group opts nobody out");
}

#[tokio::test]
async fn only_what_a_customer_sends_privately_opens_the_window() {
    let day = 26 * 3600;
    let message = |kind: &str, content: Value| {
        let mut message = json!({"id": format!("wamid.{kind}"), "from": CUSTOMER, "type": kind,
            "timestamp": (1_800_000_000 + day).to_string()});
        message[kind] = content;
        message
    };
    for (part, opens) in [
        (message("system", json!({"type": "user_changed_number", "wa_id": CUSTOMER})), false),
        (message("revoke", json!({"original_message_id": "wamid.0"})), false),
        (
            message(
                "edit",
                json!({"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "x"}}}),
            ),
            false,
        ),
        (message("request_welcome", json!({})), false),
        (message("reaction", json!({"message_id": "wamid.0", "emoji": "👍"})), false),
        (message("sticker", json!({"id": "1"})), true),
        (message("button", json!({"payload": "1", "text": "Oui"})), true),
        (message("image", json!({"id": "1"})), true),
    ] {
        let app = TestApp::new().await;
        comes(&app, &text("wamid.0", 0, Some(CUSTOMER), None, "Bonjour")).await;
        app.clock.advance(SignedDuration::from_secs(day));
        comes(&app, &part).await;
        let conversation = app.conversation().await;
        assert_eq!(conversation.window_is_open(app.clock.now()), opens, "{part}");
    }
    let call = json!({"id": "wacid.1", "from": CUSTOMER, "to": "33199000001", "event": "connect",
        "direction": "USER_INITIATED", "timestamp": (1_800_000_000 + day).to_string()});
    let app = TestApp::new().await;
    app.clock.advance(SignedDuration::from_secs(day));
    assert_eq!(app.post(&webhook("calls", "calls", &call)).await, 200);
    app.run_jobs().await;
    assert!(app.conversation().await.window_is_open(app.clock.now()), "a call opens it");
}

/// What nobody sends, or should not.
#[tokio::test]
async fn strange_ids_have_a_defined_end() {
    let app = TestApp::new().await;
    let long = "1".repeat(300);
    for (n, (number, user)) in
        [(Some(long.as_str()), None), (None, Some(long.as_str()))].into_iter().enumerate()
    {
        comes(&app, &text(&format!("wamid.long{n}"), 0, number, user, "Bonjour")).await;
    }
    comes(&app, &text("wamid.own", 0, Some("33199000001"), None, "de nous-mêmes")).await;
    assert_eq!(app.store.conversations(None, 10).await.unwrap().conversations, []);
    assert_eq!(app.count_records("event#").await, 3, "each is kept");
    assert_eq!(app.accepted().len(), 0, "the business does not answer itself");

    comes(&app, &text("wamid.user", 0, Some("FR.1"), None, "un identifiant au lieu du numéro")).await;
    let conversation = known(&app, None, Some("FR.1")).await.unwrap();
    assert_eq!(conversation.identity.wa_id, None);
    assert_eq!(app.accepted().last().unwrap().to, "FR.1");
}

/// The former owner and the next one in one payload: the user id tells whose name is whose.
#[tokio::test]
async fn of_two_contacts_with_one_number_the_user_id_decides() {
    let app = TestApp::new().await;
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
        "metadata": {"display_phone_number": "33199000001", "phone_number_id": BUSINESS},
        "contacts": [
            {"profile": {"name": "Ann"}, "wa_id": CUSTOMER, "user_id": "FR.1"},
            {"profile": {"name": "Bob"}, "wa_id": CUSTOMER, "user_id": "FR.2"},
        ],
        "messages": [
            text("wamid.bob", 1, Some(CUSTOMER), Some("FR.2"), "Bonjour"),
            text("wamid.ann", 0, Some(CUSTOMER), Some("FR.1"), "Bonjour"),
        ],
    }}]}]});
    assert_eq!(app.post(&body.to_string()).await, 200);
    app.run_jobs().await;
    for (user, name) in [("FR.1", "Ann"), ("FR.2", "Bob")] {
        assert_eq!(known(&app, None, Some(user)).await.unwrap().identity.name.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn the_model_reads_thirty_days_back() {
    let app = TestApp::new().await;
    comes(&app, &text("wamid.old", 0, Some(CUSTOMER), None, "Il y a longtemps")).await;
    app.clock.advance(SignedDuration::from_hours(24 * 31));
    comes(&app, &text("wamid.new", 31 * 24 * 3600, Some(CUSTOMER), None, "Bonjour")).await;
    let prompt = last_prompt(&app);
    assert!(prompt.contains("Bonjour") && !prompt.contains("Il y a longtemps"), "{prompt}");
}
