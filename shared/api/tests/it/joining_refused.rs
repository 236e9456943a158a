//! Joins that are refused, and bodies that cannot be read.

use axum::body::Body;
use relais_core::contact::ContactId;
use serde_json::json;

use crate::joining::{merge, two_conversations, unmerge};
use crate::test_app::{BUSINESS, SECOND, TestApp, ZOE};

const UNKNOWN: &str = "c000000000000000000000000";

#[tokio::test]
async fn a_conversation_is_not_joined_with_itself_or_an_unknown_one() {
    let (app, first, second) = two_conversations().await;
    for act in ["merge", "unmerge"] {
        let post = async |id: &str, with: &str| {
            app.post_json(&format!("/api/conversations/{id}/{act}"), &json!({"with": with})).await
        };
        assert_eq!(post(&first, &first).await.code(), (409, "cannot_merge"), "{act}");
        assert_eq!(post(ZOE, &first).await.code(), (409, "cannot_merge"), "{act}");
        for with in [UNKNOWN, "", "c1", ZOE, "FR.1"] {
            assert_eq!(post(&first, with).await.code(), (404, "unknown_conversation"), "{act} {with}");
        }
        for id in [UNKNOWN, "33639980009", "FR.1", "nobody"] {
            assert_eq!(post(id, &second).await.code(), (404, "unknown_conversation"), "{act} {id}");
        }
    }
    // The joined one's id leads to the kept one, so this is the kept one with itself.
    merge(&app, &first, &second).await;
    assert_eq!(merge(&app, &second, &first).await.code(), (409, "cannot_merge"));
    assert_eq!(unmerge(&app, &second, &first).await.code(), (409, "cannot_merge"));
}

#[tokio::test]
async fn a_conversation_of_a_group_or_at_another_number_is_not_joined() {
    for group in [true, false] {
        let (app, first, second) = two_conversations().await;
        app.change(&ContactId::parse(&second).unwrap(), |conversation| {
            if group {
                conversation.group = Some("GROUP1".to_owned());
            } else {
                conversation.phone_id = Some(SECOND.into());
            }
        })
        .await;
        for (kept, other) in [(&first, &second), (&second, &first)] {
            assert_eq!(merge(&app, kept, other).await.code(), (409, "cannot_merge"), "group: {group}");
        }
        assert_eq!(app.get("/api/conversations").await.ids("conversations").len(), 2);
    }
}

#[tokio::test]
async fn a_conversation_that_is_joined_elsewhere_brings_its_kept_one_and_stays_there_when_undone() {
    let (app, a, b) = two_conversations().await;
    app.customer_writes("33639980003", "three").await;
    let c = app.contact("33639980003").await.to_string();
    merge(&app, &a, &b).await;
    assert_eq!(unmerge(&app, &c, &b).await.code(), (409, "cannot_merge"), "it is not joined to this one");
    assert_eq!(app.get(&format!("/api/conversations/{b}")).await.body["id"], a.as_str());
    assert_eq!(merge(&app, &c, &b).await.status, 204);
    assert_eq!(app.get("/api/conversations").await.ids("conversations"), [c.as_str()]);
    for id in [&a, &b] {
        assert_eq!(app.get(&format!("/api/conversations/{id}")).await.body["id"], c.as_str());
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_as_described() {
    let (app, first, second) = two_conversations().await;
    let large = format!("{{\"with\": \"{}\"}}", "c".repeat(64 * 1024));
    for act in ["merge", "unmerge"] {
        for (body, code) in [
            ("", (400, "malformed_json")),
            ("{\"with\": ", (400, "malformed_json")),
            ("with=c1", (400, "malformed_json")),
            (&large, (413, "payload_too_large")),
            ("[]", (422, "invalid_field")),
            ("\"c1\"", (422, "invalid_field")),
            ("null", (422, "invalid_field")),
            ("{}", (422, "invalid_field")),
            ("{\"with\": null}", (422, "invalid_field")),
            ("{\"with\": 7}", (422, "invalid_field")),
            ("{\"with\": [\"c1\"]}", (422, "invalid_field")),
            ("{\"with\": \"c1\", \"why\": 1}", (422, "unknown_field")),
        ] {
            let path = format!("/api/conversations/{first}/{act}");
            for media_type in ["", "application/json", "text/plain"] {
                let headers = [("content-type", media_type)];
                let response = app.call("POST", &path, &headers, Body::from(body.to_owned())).await;
                assert_eq!(response.code(), code, "{act} {media_type} {body:.40}");
            }
        }
        // Any media type, as with a send.
        let good = json!({"with": second}).to_string();
        for media_type in ["", "text/plain"] {
            let path = format!("/api/conversations/{first}/{act}");
            let headers = [("content-type", media_type)];
            assert_eq!(app.call("POST", &path, &headers, Body::from(good.clone())).await.status, 204);
        }
    }
}

#[tokio::test]
async fn the_business_number_is_chosen_by_the_query() {
    let (app, first, second) = two_conversations().await;
    for (act, body) in [("merge", true), ("unmerge", true), ("distinct", false)] {
        let post = async |phone_id: &str| {
            let path = format!("/api/conversations/{ZOE}/{act}?phone_id={phone_id}");
            if body { app.post_json(&path, &json!({"with": second})).await } else { app.post(&path).await }
        };
        assert_eq!(post("999").await.code(), (422, "unknown_phone_id"), "{act}");
        assert_eq!(post(SECOND).await.code(), (404, "unknown_conversation"), "{act}");
        assert_eq!(post(BUSINESS).await.status, 204, "{act}");
    }
    assert_eq!(app.get(&format!("/api/conversations/{first}")).await.status, 200);
}

#[tokio::test]
async fn distinct_needs_a_conversation_and_may_be_repeated() {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "Bonjour").await;
    for _ in 0..2 {
        assert_eq!(app.post(&format!("/api/conversations/{ZOE}/distinct")).await.status, 204);
    }
    let unknown = app.post(&format!("/api/conversations/{UNKNOWN}/distinct")).await;
    assert_eq!(unknown.code(), (404, "unknown_conversation"));
}
