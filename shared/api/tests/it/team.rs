//! Assignment, labels, putting aside and pausing.

use jiff::Timestamp;
use relais_api::Auth;
use relais_core::business::BusinessSettings;
use relais_core::contact::ContactId;
use relais_core::conversation::{List, Reason};
use serde_json::{Value, json};

use crate::roles::call;
use crate::test_app::{BUSINESS, Props, Response, TestApp, ZOE};

/// The clock of the test app begins on Friday, 15 January 2027, at 8:00 UTC.
const NOW: &str = "2027-01-15T08:00:00Z";

async fn app() -> TestApp {
    let app = Box::pin(TestApp::with(Props { auth: Auth::VerifiedClaims, ..Props::default() })).await;
    app.customer_writes(ZOE, "Bonjour").await;
    app
}

/// A call about the conversation by an agent of this name.
async fn by(app: &TestApp, name: &str, action: &str, body: Value) -> Response {
    let path = format!("/api/conversations/{ZOE}/{action}");
    Box::pin(call(app, &[("email", name)], "POST", &path, body)).await
}

async fn shown(app: &TestApp) -> Value {
    Box::pin(call(app, &[], "GET", &format!("/api/conversations/{ZOE}"), Value::Null)).await.body
}

#[tokio::test]
async fn a_conversation_that_a_colleague_has_just_taken_is_not_taken_from_them_unseen() {
    let app = app().await;
    assert_eq!(by(&app, "anna", "assign", json!({"to": "anna"})).await.status, 204);
    app.advance(5);
    let late = by(&app, "ben", "assign", json!({"to": "ben", "from": null})).await;
    assert_eq!(late.code(), (409, "assigned_meanwhile"));
    assert_eq!(late.body["assigned_to"], "anna");
    assert_eq!((&late.body["assigned_by"], &late.body["assigned_at"]), (&json!("anna"), &json!(NOW)));
    assert!(late.body["detail"].as_str().unwrap().starts_with("anna "));
    assert_eq!(shown(&app).await["assigned_to"], json!({"to": "anna", "by": "anna", "at": NOW}));

    let anyway = json!({"to": "ben", "override": true});
    assert_eq!(by(&app, "ben", "assign", anyway).await.status, 204);
    assert_eq!(shown(&app).await["assigned_to"]["to"], "ben");
    // Who has it may pass it on, and so may who sees who has it.
    assert_eq!(by(&app, "ben", "assign", json!({"to": "zoe"})).await.status, 204);
    assert_eq!(by(&app, "anna", "assign", json!({"to": null, "from": "zoe"})).await.status, 204);
    assert_eq!(shown(&app).await["assigned_to"], Value::Null);
}

#[tokio::test]
async fn two_agents_at_once_label_and_assign_and_nothing_is_lost() {
    let app = app().await;
    let add = |label: String| by(&app, "anna", "labels", json!({"add": [label]}));
    let label = |number: u8| Box::pin(add(format!("label {number}")));
    let (a, b, c, d, one, other) = tokio::join!(
        label(0),
        label(1),
        label(2),
        label(3),
        Box::pin(by(&app, "anna", "assign", json!({"to": "anna"}))),
        Box::pin(by(&app, "ben", "assign", json!({"to": "ben"}))),
    );
    assert!([a, b, c, d].iter().all(|answer| answer.status == 204));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409], "one of them has it");
    let mut labels: Vec<String> = serde_json::from_value(shown(&app).await["labels"].clone()).unwrap();
    labels.sort_unstable();
    assert_eq!(labels, (0..4).map(|number| format!("label {number}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn labels_are_shown_as_written_and_compared_folded() {
    let app = app().await;
    let add = json!({"add": ["  Devis  été ", "devis ete", "VIP"], "remove": []});
    assert_eq!(by(&app, "anna", "labels", add).await.status, 204);
    assert_eq!(shown(&app).await["labels"], json!(["Devis été", "VIP"]));
    let version = app.conversation(ZOE).await.version;
    assert_eq!(by(&app, "anna", "labels", json!({"add": ["vip"]})).await.status, 204);
    assert_eq!(app.conversation(ZOE).await.version, version, "nothing changed, so nothing is written");
    assert_eq!(by(&app, "anna", "labels", json!({"remove": ["DEVIS ÉTÉ"]})).await.status, 204);
    assert_eq!(shown(&app).await["labels"], json!(["VIP"]));
}

#[tokio::test]
async fn what_is_put_aside_is_waited_for_again_at_its_time() {
    let app = app().await;
    let until = "2027-01-15T18:00:00+01:00";
    assert_eq!(by(&app, "anna", "snooze", json!({"until": until})).await.status, 204);
    let aside = shown(&app).await;
    assert_eq!(
        (&aside["needs_person"], &aside["snoozed_until"]),
        (&Value::Null, &json!("2027-01-15T17:00:00Z"))
    );
    let waiting = "/api/conversations?filter=needs_person";
    let listed =
        async || Box::pin(call(&app, &[], "GET", waiting, Value::Null)).await.ids("conversations").len();
    let count =
        async || Box::pin(call(&app, &[], "GET", "/api/health", Value::Null)).await.body["waiting"].clone();
    assert_eq!((listed().await, count().await), (0, json!({"count": 0, "oldest": null})));

    app.advance(9 * 3600 - 20);
    let cursor = Box::pin(call(&app, &[], "GET", "/api/changes", Value::Null)).await.body["cursor"].clone();
    app.advance(20);
    assert_eq!((listed().await, count().await["count"].clone()), (1, json!(1)));
    assert_eq!(
        shown(&app).await["needs_person"],
        json!({"reason": "snooze_ended", "since": "2027-01-15T17:00:00Z"})
    );
    let changes = format!("/api/changes?since={}", cursor.as_str().unwrap());
    let changed = Box::pin(call(&app, &[], "GET", &changes, Value::Null)).await;
    assert_eq!(changed.ids("conversations").len(), 1, "an open list learns of it");
}

/// It waits again for the reason and since the time that it had before.
#[tokio::test]
async fn the_end_of_a_snooze_is_told_also_where_it_had_waited() {
    let app = app().await;
    let contact = app.contact(ZOE).await;
    app.change(&contact, |conversation| conversation.mark_for_person(Reason::ModelFailed, app.clock.now()))
        .await;
    let until = json!({"until": "2027-01-15T09:00:00Z"});
    assert_eq!(by(&app, "anna", "snooze", until).await.status, 204);
    app.advance(3600 - 20);
    let cursor = Box::pin(call(&app, &[], "GET", "/api/changes", Value::Null)).await.body["cursor"].clone();
    app.advance(20);
    let changes = format!("/api/changes?since={}", cursor.as_str().unwrap());
    let changed = Box::pin(call(&app, &[], "GET", &changes, Value::Null)).await;
    assert_eq!(changed.body["conversations"][0]["needs_person"]["reason"], "model_failed");
}

#[tokio::test]
async fn the_customer_or_a_colleague_ends_it_sooner() {
    let app = app().await;
    let until = json!({"until": "2027-01-16T08:00:00Z"});
    assert_eq!(by(&app, "anna", "snooze", until.clone()).await.status, 204);
    app.advance(60);
    app.customer_writes(ZOE, "Encore moi").await;
    assert_eq!(shown(&app).await["snoozed_until"], Value::Null);

    let contact = app.contact(ZOE).await;
    app.change(&contact, |conversation| conversation.mark_for_person(Reason::ModelFailed, app.clock.now()))
        .await;
    assert_eq!(by(&app, "anna", "snooze", until).await.status, 204);
    assert_eq!(shown(&app).await["needs_person"], Value::Null);
    assert_eq!(by(&app, "anna", "snooze", json!({"until": null})).await.status, 204);
    assert_eq!(shown(&app).await["needs_person"]["reason"], "model_failed");
}

/// The entries of what waits for a person, with their places.
async fn waiting(app: &TestApp) -> Vec<(ContactId, String)> {
    app.store.listed(List::Waiting, None, 10, app.clock.now()).await.unwrap().contacts
}

#[tokio::test]
async fn a_snooze_that_is_moved_is_listed_at_its_new_time_alone() {
    let app = app().await;
    for until in ["2027-01-20T08:00:00Z", "2027-01-15T09:00:00Z"] {
        assert_eq!(by(&app, "anna", "snooze", json!({"until": until})).await.status, 204);
    }
    let entries = waiting(&app).await;
    let at: Timestamp = "2027-01-15T09:00:00Z".parse().unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].1.starts_with(&at.as_millisecond().to_string()), "{}", entries[0].1);
    assert_eq!(by(&app, "anna", "snooze", json!({"until": null})).await.status, 204);
    assert_eq!(waiting(&app).await.len(), 0);
}

#[tokio::test]
async fn the_assistant_pauses_until_a_time_or_until_the_shop_opens_tomorrow() {
    let app = app().await;
    let until = async || shown(&app).await["takeover"].clone();
    assert_eq!(by(&app, "anna", "takeover", json!({"until": "2027-01-15T09:00:00Z"})).await.status, 204);
    assert_eq!(until().await, json!({"until": "2027-01-15T09:00:00Z", "by": "anna"}));
    // The test app's time zone is UTC.
    assert_eq!(by(&app, "anna", "takeover", json!({"until": "tomorrow"})).await.status, 204);
    assert_eq!(until().await["until"], "2027-01-16T09:00:00Z");
    let settings: BusinessSettings =
        serde_json::from_value(json!({"time_zone": "Europe/Paris", "hours": {"saturday": ["10:30-18:00"]}}))
            .unwrap();
    app.store.save_settings(&BUSINESS.into(), 0, &settings, None, app.clock.now()).await.unwrap();
    assert_eq!(by(&app, "anna", "takeover", json!({"until": "tomorrow"})).await.status, 204);
    assert_eq!(until().await["until"], "2027-01-16T09:30:00Z");
    assert_eq!(by(&app, "anna", "takeover", json!({})).await.status, 204);
    assert_eq!(until().await["until"], "2027-01-15T20:00:00Z", "twelve hours, as before");
    assert_eq!(by(&app, "anna", "handback", json!({})).await.status, 204);
    assert_eq!(until().await, Value::Null);
}

#[tokio::test]
async fn a_time_that_has_passed_or_lies_too_far_is_refused_with_the_servers_time() {
    let app = app().await;
    for (action, until) in [
        ("snooze", "2027-01-15T08:00:00Z"),
        // A clock that is an hour behind.
        ("snooze", "2027-01-15T07:30:00Z"),
        ("snooze", "2028-02-19T08:00:00Z"),
        ("snooze", "9999-12-30T00:00:00Z"),
        ("takeover", "2027-01-15T07:00:00Z"),
        ("takeover", "2027-01-23T08:00:00Z"),
    ] {
        let refused = by(&app, "anna", action, json!({"until": until})).await;
        assert_eq!(refused.code(), (422, "bad_until"), "{action} {until}");
        assert_eq!(refused.body["now"], NOW);
    }
    let stored = app.conversation(ZOE).await;
    assert!(stored.team.is_empty() && stored.takeover.is_none());
}

#[tokio::test]
async fn what_is_no_name_no_label_and_no_time_is_refused() {
    let app = app().await;
    let twenty_one: Vec<String> = (0..21).map(|number| number.to_string()).collect();
    for (action, body, code) in [
        ("assign", json!({}), "invalid_field"),
        ("assign", json!({"to": 1}), "invalid_field"),
        ("assign", json!({"to": " "}), "invalid_field"),
        ("assign", json!({"to": "a\u{202e}b"}), "invalid_field"),
        ("assign", json!({"to": "a".repeat(60_000)}), "invalid_field"),
        ("assign", json!({"to": "a", "override": "yes"}), "invalid_field"),
        ("assign", json!({"to": "a", "by": "b"}), "unknown_field"),
        ("labels", json!({"add": ["👍".repeat(512)]}), "invalid_field"),
        ("labels", json!({"add": ["\u{202e}"]}), "invalid_field"),
        ("labels", json!({"add": "VIP"}), "invalid_field"),
        ("labels", json!({"add": [null]}), "invalid_field"),
        ("labels", json!({"add": twenty_one}), "too_many_labels"),
        ("snooze", json!({}), "invalid_field"),
        ("snooze", json!({"until": "tomorrow"}), "invalid_field"),
        ("snooze", json!({"until": 5}), "invalid_field"),
        ("takeover", json!({"until": "soon"}), "invalid_field"),
        ("takeover", json!({"for": "an hour"}), "unknown_field"),
    ] {
        assert_eq!(by(&app, "anna", action, body.clone()).await.code(), (422, code), "{action} {body}");
    }
    let some: Vec<String> = (0..20).map(|number| format!("label {number}")).collect();
    assert_eq!(by(&app, "anna", "labels", json!({"add": some})).await.status, 204);
    assert_eq!(by(&app, "ben", "labels", json!({"add": ["more"]})).await.code(), (422, "too_many_labels"));
    for (action, body) in [
        ("assign", json!({"to": "a"})),
        ("labels", json!({"add": ["a"]})),
        ("snooze", json!({"until": null})),
        ("notes", json!({"text": "a"})),
    ] {
        let path = format!("/api/conversations/33639980009/{action}");
        let unknown = Box::pin(call(&app, &[], "POST", &path, body)).await;
        assert_eq!(unknown.code(), (404, "unknown_conversation"), "{action}");
    }
}

#[tokio::test]
async fn colleagues_learn_who_has_the_same_conversation_open() {
    let app = app().await;
    let look = async |name: &str, session: &str, writing: bool| {
        let body = json!({"session": session, "writing": writing});
        by(&app, name, "looking", body).await.body["others"].clone()
    };
    assert_eq!(look("anna", "aaaaaaaa1", false).await, json!([]));
    assert_eq!(look("ben", "bbbbbbbb1", true).await, json!([{"name": "anna", "writing": false}]));
    assert_eq!(look("anna", "aaaaaaaa2", false).await, json!([{"name": "ben", "writing": true}]));
    assert_eq!(look("ben", "bbbbbbbb1", false).await.as_array().unwrap().len(), 2, "two pages of anna");
    assert_eq!(by(&app, "ben", "looking", json!({"session": "bbbbbbbb1", "left": true})).await.status, 200);
    assert_eq!(look("anna", "aaaaaaaa1", false).await, json!([]));
    app.advance(76);
    assert_eq!(look("ben", "bbbbbbbb1", false).await, json!([]), "pages that say nothing have left");
    for body in [json!({}), json!({"session": "a#"}), json!({"session": "aaaaaaaa", "writing": 1})] {
        assert_eq!(by(&app, "ben", "looking", body).await.code(), (422, "invalid_field"));
    }
    assert!(app.conversation(ZOE).await.team.is_empty(), "the conversation itself is not written");
}

#[tokio::test]
async fn to_look_costs_a_write_a_minute_at_most() {
    let app = app().await;
    let writes = || app.engine.counts().get("PutItem").copied().unwrap_or_default();
    let before = writes();
    for _ in 0..6 {
        let body = json!({"session": "aaaaaaaa1"});
        assert_eq!(by(&app, "anna", "looking", body).await.status, 200);
        app.advance(20);
    }
    assert_eq!(writes() - before, 2, "in two minutes");
}

#[tokio::test]
async fn what_is_mine_and_what_is_put_aside_are_lists() {
    let app = app().await;
    app.customer_writes("33639980002", "Bonjour").await;
    let listed = async |asked: &str| {
        let path = format!("/api/conversations?{asked}");
        let page = Box::pin(call(&app, &[("email", "anna")], "GET", &path, Value::Null)).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.ids("conversations")
    };
    let zoe = vec![app.contact(ZOE).await.to_string()];
    for (to, mine) in [("Anaïs", "anais"), ("Ben", "BEN")] {
        let assigned = json!({"to": to, "override": true});
        assert_eq!(by(&app, "anna", "assign", assigned).await.status, 204);
        assert_eq!(listed(&format!("filter=assigned&assigned_to={mine}")).await, zoe);
    }
    assert_eq!(listed("filter=assigned&assigned_to=anais").await, Vec::<String>::new(), "it is Ben's now");
    let nobody = call(&app, &[("email", "anna")], "GET", "/api/conversations?filter=assigned", Value::Null);
    assert_eq!(Box::pin(nobody).await.code(), (422, "invalid_filter"));

    assert_eq!(listed("filter=snoozed").await, Vec::<String>::new());
    let until = json!({"until": "2027-01-15T09:00:00Z"});
    assert_eq!(by(&app, "anna", "snooze", until).await.status, 204);
    assert_eq!(listed("filter=snoozed").await, zoe);
    assert_eq!(listed("filter=needs_person").await, Vec::<String>::new());
    app.advance(3601);
    assert_eq!(listed("filter=snoozed").await, Vec::<String>::new());
    assert_eq!(listed("filter=needs_person").await, zoe, "its time has come");
}
