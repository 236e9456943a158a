//! Notes that only staff see.

use axum::body::Body;
use jiff::SignedDuration;
use relais_api::Auth;
use relais_aws::Store;
use relais_aws::store::Noted;
use relais_core::note::{Note, NoteId};
use relais_dynamo::Client;
use serde_json::{Value, json};

use crate::roles::{call, call_with};
use crate::test_app::{Props, Response, TestApp, ZOE};

async fn app() -> TestApp {
    let app = Box::pin(TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() })).await;
    app.customer_writes(ZOE, "Bonjour").await;
    app
}

async fn by(app: &TestApp, name: &str, method: &str, note: &str, seen: Option<u64>, body: Value) -> Response {
    let path = format!("/api/conversations/{ZOE}/notes{note}");
    let seen = seen.map(|seen| format!("\"{seen}\""));
    let headers: Vec<_> = seen.iter().map(|seen| ("if-match", seen.as_str())).collect();
    Box::pin(call_with(app, &[("email", name)], method, &path, &headers, body)).await
}

async fn write(app: &TestApp, name: &str, text: &str) -> Value {
    let written = by(app, name, "POST", "", None, json!({"text": text})).await;
    assert_eq!(written.status, 201, "{}", written.body);
    written.body
}

async fn notes(app: &TestApp, query: &str) -> Response {
    by(app, "zoe", "GET", query, None, Value::Null).await
}

#[tokio::test]
async fn a_note_is_shown_to_colleagues_and_nobody_else() {
    let app = app().await;
    app.advance(60);
    let note = write(&app, "anna", " Ask @ben, she paid twice ").await;
    assert_eq!(note["text"], "Ask @ben, she paid twice");
    assert_eq!(
        (&note["author"], &note["mentions"], &note["version"]),
        (&json!("anna"), &json!(["ben"]), &json!(1))
    );
    let own = by(&app, "anna", "GET", "", None, Value::Null).await;
    assert_eq!(own.body, json!({"notes": [note], "next": null}));
    assert_eq!(notes(&app, "").await.body["notes"][0]["own"], false, "for a colleague");
    assert_eq!(app.thread(ZOE).await.len(), 1, "it is no message: nothing sends it, and no model reads it");
    assert!(app.graph.received_requests().await.unwrap().is_empty() && app.jobs().await.is_empty());
    let conversation = app.conversation(ZOE).await;
    assert_eq!(conversation.preview.unwrap().text, "Bonjour");
    assert_eq!((conversation.unread, conversation.takeover), (1, None));
    let path = format!("/api/conversations/{ZOE}/notes");
    let viewer = [("cognito:groups", "[viewer]")];
    let refused = Box::pin(call(&app, &viewer, "POST", &path, json!({"text": "x"}))).await;
    assert_eq!(refused.code(), (403, "agents_only"));
}

#[tokio::test]
async fn a_note_moves_its_conversation_to_where_colleagues_see_it() {
    let app = app().await;
    let cursor = Box::pin(call(&app, &[], "GET", "/api/changes", Value::Null)).await.body["cursor"].clone();
    app.advance(3600);
    write(&app, "anna", "@ben look").await;
    let changes = format!("/api/changes?since={}", cursor.as_str().unwrap());
    let changed = Box::pin(call(&app, &[], "GET", &changes, Value::Null)).await;
    assert_eq!(changed.body["conversations"][0]["noted_at"], "2027-01-15T09:00:00Z");
}

#[tokio::test]
async fn who_is_mentioned_is_told_until_they_open_the_conversation() {
    let app = app().await;
    let id = format!("/{}", write(&app, "anna", "@ben look").await["id"].as_str().unwrap());
    let mentioned = async || {
        let path = format!("/api/conversations/{ZOE}");
        Box::pin(call(&app, &[], "GET", &path, Value::Null)).await.body["mentioned"].clone()
    };
    assert_eq!(mentioned().await, json!(["ben"]));
    let path = format!("/api/conversations/{ZOE}/looking");
    let open = async |name: &str| {
        let session = json!({"session": format!("{name}{name}{name}")});
        assert_eq!(Box::pin(call(&app, &[("email", name)], "POST", &path, session)).await.status, 200);
    };
    open("anna").await;
    assert_eq!(mentioned().await, json!(["ben"]));
    open("ben").await;
    assert_eq!(mentioned().await, json!([]));
    let edited = json!({"text": "@ben and @zoe look"});
    assert_eq!(by(&app, "anna", "PUT", &id, Some(1), edited).await.status, 200);
    assert_eq!(mentioned().await, json!(["zoe"]), "an edit tells who was not mentioned before");
}

#[tokio::test]
async fn only_the_author_changes_a_note_over_the_version_that_they_saw() {
    let app = app().await;
    let id = format!("/{}", write(&app, "anna", "one").await["id"].as_str().unwrap());
    let two = json!({"text": "two"});
    assert_eq!(by(&app, "ben", "PUT", &id, Some(1), two.clone()).await.code(), (403, "not_your_note"));
    assert_eq!(by(&app, "ben", "DELETE", &id, Some(1), Value::Null).await.code(), (403, "not_your_note"));
    assert_eq!(by(&app, "anna", "PUT", &id, None, two.clone()).await.code(), (428, "if_match_missing"));
    app.advance(60);
    let edited = by(&app, "anna", "PUT", &id, Some(1), two.clone()).await;
    assert_eq!((edited.status.as_u16(), &edited.body["version"]), (200, &json!(2)));
    assert_eq!(
        (&edited.body["text"], &edited.body["edited_at"]),
        (&json!("two"), &json!("2027-01-15T08:01:00Z"))
    );
    let repeated = by(&app, "anna", "PUT", &id, Some(1), two).await;
    assert_eq!(repeated.status, 200, "its response was lost");
    let other = by(&app, "anna", "PUT", &id, Some(1), json!({"text": "three"})).await;
    assert_eq!(other.code(), (412, "note_changed"));
    assert_eq!((&other.body["changed_by"], &other.body["version"]), (&json!("anna"), &json!(2)));
    assert_eq!(
        (&other.body["text"], &other.body["changed_at"]),
        (&json!("two"), &json!("2027-01-15T08:01:00Z"))
    );
    assert_eq!(by(&app, "anna", "DELETE", &id, Some(1), Value::Null).await.code(), (412, "note_changed"));
    assert_eq!(by(&app, "anna", "DELETE", &id, Some(2), Value::Null).await.status, 204);
    assert_eq!(by(&app, "anna", "DELETE", &id, Some(2), Value::Null).await.code(), (404, "unknown_note"));
    assert_eq!(notes(&app, "").await.body["notes"], json!([]));
}

#[tokio::test]
async fn who_has_no_name_may_sign_and_nobody_else_writes_under_another_name() {
    let app = app().await;
    let signed = json!({"text": "x", "name": "Zoe"});
    let id = "0e1f2d3c-aaaa-bbbb-cccc-0123456789ab";
    for (name, author) in [("anna", "anna"), (id, "Zoe")] {
        assert_eq!(by(&app, name, "POST", "", None, signed.clone()).await.body["author"], author);
    }
    let shared = TestApp::new().await;
    shared.customer_writes(ZOE, "Bonjour").await;
    let path = format!("/api/conversations/{ZOE}/notes");
    assert_eq!(shared.post_json(&path, &signed).await.body["author"], "Zoe");
    assert_eq!(shared.post_json(&path, &json!({"text": "x"})).await.body["author"], Value::Null);
    assert_eq!(shared.post_json(&path, &json!({"text": "x", "name": "\u{202e}"})).await.code().0, 422);
}

#[tokio::test]
async fn of_two_edits_at_once_one_is_told_of_the_other() {
    let app = app().await;
    let id = format!("/{}", write(&app, "anna", "one").await["id"].as_str().unwrap());
    let edit = |text: &'static str| by(&app, "anna", "PUT", &id, Some(1), json!({"text": text}));
    let (one, other) = tokio::join!(Box::pin(edit("left")), Box::pin(edit("right")));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn notes_come_in_pages_without_gaps_or_repeats() {
    let app = app().await;
    let contact = app.contact(ZOE).await;
    for number in 0..23_u64 {
        // Some are of the same millisecond.
        app.clock.advance(SignedDuration::from_millis(i64::try_from(number % 2).unwrap()));
        let id = NoteId::new(&contact, app.clock.now(), &format!("{number:016x}"));
        let note =
            Note { id, author: None, name: None, text: number.to_string(), version: 1, edited_at: None };
        app.store.add_note(&note, false, &app.clock).await.unwrap();
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=10".to_owned());
    loop {
        let page = notes(&app, &query).await.body;
        let texts =
            page["notes"].as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap().to_owned());
        seen.splice(0..0, texts);
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=10&before={next}");
    }
    assert_eq!(seen, (0..23).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(notes(&app, "?before=x").await.code(), (400, "bad_cursor"));
}

/// A page repeats a call whose answer was lost.
#[tokio::test]
async fn a_note_is_written_once_per_author_and_key() {
    let app = app().await;
    let path = format!("/api/conversations/{ZOE}/notes");
    let post = async |name: &str, key: &str, text: &str| {
        let headers = [("idempotency-key", key)];
        let claims = [("email", name)];
        Box::pin(call_with(&app, &claims, "POST", &path, &headers, json!({"text": text}))).await
    };
    let first = post("anna", "k1", "She paid twice").await;
    assert_eq!(first.status, 201, "{}", first.body);
    app.advance(60);
    // More than a page of notes of others in between.
    for number in 0..101 {
        write(&app, "ben", &format!("note {number}")).await;
    }
    let again = post("anna", "k1", " She paid twice ").await;
    assert_eq!((again.status.as_u16(), &again.body), (201, &first.body));
    assert_eq!(post("anna", "k1", "Something else").await.code(), (409, "idempotency_conflict"));

    // What was edited since is not written again either.
    let id = format!("/{}", first.body["id"].as_str().unwrap());
    by(&app, "anna", "PUT", &id, Some(1), json!({"text": "She paid once"})).await;
    assert_eq!(post("anna", "k1", "She paid twice").await.body["text"], "She paid once");

    let own = |all: &Value| {
        let all = all["notes"].as_array().unwrap();
        all.iter().filter(|note| note["text"].as_str().unwrap().starts_with("She")).count()
    };
    assert_eq!(own(&notes(&app, "?limit=100").await.body), 0, "on the page before");
    for (name, key) in [("anna", "k2"), ("ben", "k1")] {
        assert_eq!(post(name, key, "She paid twice").await.status, 201, "{name} {key}");
    }
    assert_eq!(own(&notes(&app, "?limit=100").await.body), 2);
    assert_eq!(post("anna", "", "x").await.code(), (422, "invalid_idempotency_key"));

    app.clock.advance(SignedDuration::from_hours(49));
    assert_eq!(post("anna", "k1", "She paid twice").await.status, 201);
    assert_eq!(own(&notes(&app, "?limit=100").await.body), 3, "a key is known for 48 hours");
}

/// The same call twice at the same moment.
#[tokio::test]
async fn of_two_equal_calls_at_once_one_writes_the_note() {
    let app = app().await;
    let contact = app.contact(ZOE).await;
    let note = |ms: i64| Note {
        id: NoteId::new(&contact, app.clock.now() + SignedDuration::from_millis(ms), "0123456789abcdef"),
        author: None,
        name: None,
        text: "She paid twice".to_owned(),
        version: 1,
        edited_at: None,
    };
    let (first, second) = (note(0), note(1));
    let both = tokio::join!(
        app.store.add_note(&first, true, &app.clock),
        app.store.add_note(&second, true, &app.clock)
    );
    let both = [both.0.unwrap(), both.1.unwrap()];
    let written = both.iter().filter(|noted| **noted == Noted::Saved).count();
    assert_eq!(written, 1, "{both:?}");
    assert_eq!(app.store.notes(&contact, None, 100).await.unwrap().notes.len(), 1);
}

#[tokio::test]
async fn what_is_no_note_is_refused() {
    let app = app().await;
    for body in [
        json!({}),
        json!({"text": ""}),
        json!({"text": " \u{202e}\n"}),
        json!({"text": "x".repeat(60_000)}),
        json!({"text": "👍".repeat(4097)}),
        json!({"text": 1}),
    ] {
        assert_eq!(by(&app, "anna", "POST", "", None, body).await.code(), (422, "invalid_field"));
    }
    let most = write(&app, "anna", &"👍".repeat(4096)).await;
    assert_eq!(most["text"].as_str().unwrap().chars().count(), 4096);
    let hidden = write(&app, "anna", "refund\u{202e}100\u{202c}\0").await;
    assert_eq!(hidden["text"], "refund100");
    for id in ["/x", "/c000000000000000000000000.1800000000000.0123456789abcdef"] {
        let unknown = by(&app, "anna", "PUT", id, Some(1), json!({"text": "x"})).await;
        assert_eq!(unknown.code(), (404, "unknown_note"), "{id}");
    }
}

#[tokio::test]
async fn notes_are_exported_erased_and_expire_with_the_person() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    let contact = app.contact(ZOE).await;
    let kept = SignedDuration::from_hours(48);
    let expiring =
        Store::new(Client::new(app.engine.clone()), "relais").with_retention(Some(kept), &app.clock);
    let note = |number: u64| Note {
        id: NoteId::new(&contact, app.clock.now(), &format!("{number:016x}")),
        author: None,
        name: None,
        text: format!("note {number}"),
        version: 1,
        edited_at: None,
    };
    for number in 0..150 {
        app.store.add_note(&note(number), false, &app.clock).await.unwrap();
    }
    expiring.add_note(&note(150), false, &app.clock).await.unwrap();

    let (mut exported, mut query) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/api/contacts/{ZOE}{query}")).await.body;
        exported.extend(page["notes"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?before={next}");
    }
    let mut texts: Vec<_> = exported.iter().map(|note| note["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!((texts.len(), exported.len()), (151, 151));
    for before in ["note.x", "note.c000000000000000000000000.", &format!("note.{contact}.x")] {
        let bad = app.get(&format!("/api/contacts/{ZOE}?before={before}")).await;
        assert_eq!(bad.code(), (400, "bad_cursor"), "{before}");
    }

    app.clock.advance(kept);
    assert_eq!(expiring.note(&note(150).id).await.unwrap(), None, "hidden before DynamoDB deletes it");
    let all = expiring.notes(&contact, None, 100).await.unwrap();
    assert!(all.notes.iter().all(|note| note.text != "note 150"));

    let erased = app.call("DELETE", &format!("/api/contacts/{ZOE}"), &[], Body::empty()).await;
    assert_eq!(erased.status, 200);
    assert_eq!(app.store.notes(&contact, None, 100).await.unwrap().notes, []);
    let late = app.store.add_note(&note(200), false, &app.clock).await.unwrap();
    assert_eq!(late, Noted::Missing, "a note on its way when the person was erased");
    assert_eq!(app.store.notes(&contact, None, 100).await.unwrap().notes, []);
}
