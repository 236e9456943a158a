//! A person joins two conversations of one person, and undoes it.

use relais_core::contact::ContactId;
use serde_json::{Value, json};

use crate::test_app::{Response, TestApp, ZOE};

/// Zoé's second number.
pub(crate) const SECOND_NUMBER: &str = "33639980002";

/// Both numbers have written one message, Zoé's known one first. Returns the ids of their conversations.
pub(crate) async fn two_conversations() -> (TestApp, String, String) {
    let app = TestApp::new().await;
    app.customer_writes(ZOE, "one").await;
    app.advance(1);
    app.customer_writes(SECOND_NUMBER, "two").await;
    let (first, second) = (app.contact(ZOE).await, app.contact(SECOND_NUMBER).await);
    (app, first.to_string(), second.to_string())
}

pub(crate) async fn merge(app: &TestApp, kept: &str, other: &str) -> Response {
    app.post_json(&format!("/api/conversations/{kept}/merge"), &json!({"with": other})).await
}

pub(crate) async fn unmerge(app: &TestApp, kept: &str, other: &str) -> Response {
    app.post_json(&format!("/api/conversations/{kept}/unmerge"), &json!({"with": other})).await
}

async fn shown(app: &TestApp, id: &str) -> Value {
    app.get(&format!("/api/conversations/{id}")).await.body
}

/// The texts of the newest messages, oldest first.
async fn texts(app: &TestApp, id: &str) -> Vec<String> {
    let page = app.get(&format!("/api/messages/{id}")).await.body;
    let messages = page["messages"].as_array().unwrap().iter();
    messages.map(|message| message["content"].as_str().unwrap().to_owned()).collect()
}

async fn listed(app: &TestApp) -> Vec<String> {
    let mut ids = app.get("/api/conversations").await.ids("conversations");
    ids.sort_unstable();
    ids
}

fn sorted<const N: usize>(ids: [&String; N]) -> Vec<String> {
    let mut ids = ids.map(String::to_owned).to_vec();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn joined_conversations_are_one_in_the_list_and_in_the_thread() {
    let (app, first, second) = two_conversations().await;
    assert_eq!(merge(&app, &first, &second).await.status, 204);
    assert_eq!(listed(&app).await, [first.as_str()]);
    for id in [&first, &second, SECOND_NUMBER] {
        let conversation = shown(&app, id).await;
        assert_eq!(conversation["id"], first.as_str(), "{id}");
        assert_eq!(conversation["last_message"]["content"], "two", "{id}");
        // The newer one gives the whole its number, so the line below it has the other one's.
        assert_eq!(conversation["phone_number"], "+33639980002", "{id}");
        assert_eq!(
            conversation["merged"],
            json!([{"id": second, "name": null, "username": null, "phone_number": format!("+{ZOE}")}])
        );
        assert_eq!(texts(&app, id).await, ["one", "two"], "{id}");
    }
    app.advance(1);
    app.customer_writes(ZOE, "three").await;
    app.advance(1);
    app.customer_writes(SECOND_NUMBER, "four").await;
    assert_eq!(listed(&app).await, [first.as_str()]);
    assert_eq!(texts(&app, &first).await, ["one", "two", "three", "four"]);
    assert_eq!(shown(&app, &first).await["last_message"]["content"], "four");
}

#[tokio::test]
async fn a_separated_conversation_has_its_own_messages_window_and_last_message() {
    for writes_meanwhile in [false, true] {
        let (app, first, second) = two_conversations().await;
        merge(&app, &first, &second).await;
        app.advance(3600);
        let closes = if writes_meanwhile {
            app.customer_writes(SECOND_NUMBER, "three").await;
            "2027-01-16T09:00:01Z"
        } else {
            "2027-01-16T08:00:01Z"
        };
        assert_eq!(shown(&app, &first).await["window_closes_at"], closes, "{writes_meanwhile}");
        assert_eq!(unmerge(&app, &first, &second).await.status, 204);
        assert_eq!(listed(&app).await, sorted([&first, &second]));

        let conversation = shown(&app, &first).await;
        assert_eq!(conversation["id"], first.as_str());
        assert_eq!(
            (&conversation["merged"], &conversation["phone_number"]),
            (&json!([]), &json!("+33639980001"))
        );
        assert_eq!(conversation["last_message"]["content"], "one");
        assert_eq!(conversation["window_closes_at"], "2027-01-16T08:00:00Z");
        assert_eq!(texts(&app, &first).await, ["one"]);

        let conversation = shown(&app, &second).await;
        assert_eq!(conversation["id"], second.as_str());
        assert_eq!(conversation["phone_number"], "+33639980002");
        let expected = if writes_meanwhile { vec!["two", "three"] } else { vec!["two"] };
        assert_eq!(texts(&app, &second).await, expected);
        assert_eq!(conversation["last_message"]["content"], *expected.last().unwrap());
        assert_eq!(conversation["window_closes_at"], closes, "{writes_meanwhile}");
    }
}

#[tokio::test]
async fn a_person_who_opts_out_while_joined_stays_opted_out_after_the_separation() {
    let (app, first, second) = two_conversations().await;
    merge(&app, &first, &second).await;
    app.advance(1);
    app.customer_writes(SECOND_NUMBER, "STOP").await;
    unmerge(&app, &first, &second).await;
    assert_eq!(shown(&app, &second).await["opted_out"], true);
}

#[tokio::test]
async fn a_repeated_join_or_separation_changes_nothing() {
    let (app, first, second) = two_conversations().await;
    let stored = async || {
        let contacts = [&first, &second].map(|id| ContactId::parse(id).unwrap());
        app.store.conversations_of(&contacts).await.unwrap()
    };
    let before = stored().await;
    assert_eq!(unmerge(&app, &first, &second).await.status, 204, "nothing is joined");
    assert_eq!(stored().await, before);
    for undo in [false, true] {
        let act = async || {
            if undo { unmerge(&app, &first, &second).await } else { merge(&app, &first, &second).await }
        };
        assert_eq!(act().await.status, 204);
        let after = stored().await;
        app.advance(1);
        assert_eq!(act().await.status, 204);
        assert_eq!(stored().await, after, "undo: {undo}");
    }
    // By the joined one's id, which leads to the kept one.
    merge(&app, &first, &second).await;
    let after = stored().await;
    assert_eq!(merge(&app, &second, &second).await.status, 204);
    assert_eq!(stored().await, after);
}

#[tokio::test]
async fn a_conversation_joined_with_others_is_joined_and_every_join_is_undone_alone() {
    for outer_first in [false, true] {
        let (app, a, b) = two_conversations().await;
        app.advance(1);
        app.customer_writes("33639980003", "three").await;
        let c = app.contact("33639980003").await.to_string();
        assert_eq!(merge(&app, &a, &b).await.status, 204);
        assert_eq!(merge(&app, &c, &a).await.status, 204);
        assert_eq!(listed(&app).await, [c.as_str()]);
        for id in [&a, &b, &c] {
            assert_eq!(texts(&app, id).await, ["one", "two", "three"]);
        }
        let mut merged: Vec<_> =
            shown(&app, &c).await["merged"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        merged.sort_by_key(ToString::to_string);
        assert_eq!(json!(merged), json!(sorted([&a, &b])));

        let (inner, outer) = (("two", &b), ("one", &a));
        let (first, second) = if outer_first { (outer, inner) } else { (inner, outer) };
        assert_eq!(unmerge(&app, &c, first.1).await.status, 204);
        assert_eq!(listed(&app).await, sorted([first.1, &c]));
        assert_eq!(texts(&app, first.1).await, [first.0]);
        assert_eq!(texts(&app, &c).await, [second.0, "three"]);
        assert_eq!(unmerge(&app, &c, second.1).await.status, 204);
        assert_eq!(listed(&app).await, sorted([&a, &b, &c]));
        for (id, text, number) in [(&a, "one", ZOE), (&b, "two", SECOND_NUMBER), (&c, "three", "33639980003")]
        {
            assert_eq!(texts(&app, id).await, [text], "outer first: {outer_first}");
            let conversation = shown(&app, id).await;
            assert_eq!(conversation["last_message"]["content"], text);
            assert_eq!(conversation["phone_number"], format!("+{number}"), "outer first: {outer_first}");
            assert_eq!(conversation["merged"], json!([]));
        }
    }
}

#[tokio::test]
async fn a_joined_thread_comes_in_pages_without_gaps_or_repeats() {
    let (app, first, second) = two_conversations().await;
    let mut expected = vec!["one".to_owned(), "two".to_owned()];
    for n in 0..60 {
        app.advance(1);
        // Runs of different lengths, so that a page of one reaches further back than that of the other.
        let number = if n % 7 < 2 || n > 40 { ZOE } else { SECOND_NUMBER };
        app.customer_writes(number, &format!("message {n}")).await;
        expected.push(format!("message {n}"));
    }
    merge(&app, &first, &second).await;
    for limit in [1, 7, 10, 62, 100] {
        let mut seen = Vec::new();
        let mut uri = format!("/api/messages/{first}?limit={limit}");
        for _ in 0..70 {
            let page = app.get(&uri).await.body;
            let texts = page["messages"].as_array().unwrap().iter();
            let texts: Vec<_> =
                texts.map(|message| message["content"].as_str().unwrap().to_owned()).collect();
            assert!(texts.len() <= limit);
            seen.splice(0..0, texts);
            let Some(next) = page["next"].as_str() else { break };
            uri = format!("/api/messages/{first}?limit={limit}&before={next}");
        }
        assert_eq!(seen, expected, "{limit}");
    }
}

#[tokio::test]
async fn each_of_two_joined_conversations_answers_what_came_to_it() {
    let (app, first, second) = two_conversations().await;
    let waiting = async |id: &str| {
        let contact = ContactId::parse(id).unwrap();
        let conversation = app.store.conversation(&contact).await.unwrap().unwrap();
        conversation.awaiting.map(|awaiting| awaiting.earlier.len() + 1)
    };
    merge(&app, &first, &second).await;
    app.advance(1);
    app.customer_writes(SECOND_NUMBER, "three").await;
    assert_eq!((waiting(&first).await, waiting(&second).await), (Some(1), Some(2)));
    unmerge(&app, &first, &second).await;
    assert_eq!((waiting(&first).await, waiting(&second).await), (Some(1), Some(2)));
}

/// What people do holds for both, and a text goes to whoever it names.
#[tokio::test]
async fn people_act_on_both_and_write_to_the_one_that_they_name() {
    let (app, first, second) = two_conversations().await;
    app.graph_accepts().await;
    merge(&app, &first, &second).await;
    for (to, number) in [(ZOE, ZOE), (SECOND_NUMBER, SECOND_NUMBER), (first.as_str(), SECOND_NUMBER)] {
        assert_eq!(app.send(&json!({"to_number": to, "message": "Bonsoir"})).await.status, 200);
        assert_eq!(app.sends().await.last().unwrap()["to"], number, "{to}");
    }
    for id in [&first, &second] {
        let contact = ContactId::parse(id).unwrap();
        let conversation = app.store.conversation(&contact).await.unwrap().unwrap();
        assert!(conversation.is_taken_over(app.clock.now()), "a person writes");
    }
    app.post_json(&format!("/api/conversations/{first}/read"), &json!({})).await;
    assert_eq!(shown(&app, &first).await["unread"], 0);
    unmerge(&app, &first, &second).await;
    assert_eq!(texts(&app, &first).await, ["one", "Bonsoir"]);
    assert_eq!(texts(&app, &second).await, ["two", "Bonsoir", "Bonsoir"]);
}

#[tokio::test]
async fn a_join_is_undone_only_through_the_conversation_that_shows_it() {
    let (app, first, second) = two_conversations().await;
    app.advance(1);
    app.customer_writes("33639980003", "three").await;
    let other = app.contact("33639980003").await.to_string();
    merge(&app, &first, &second).await;
    assert_eq!(unmerge(&app, &other, &second).await.code(), (409, "cannot_merge"));
    assert_eq!(texts(&app, &first).await, ["one", "two"]);
}

/// A join that stopped between its two writes is finished by repeating it, or by joining the other way round.
#[tokio::test]
async fn a_join_that_stopped_half_way_is_finished_either_way() {
    for turned in [false, true] {
        let (app, first, second) = two_conversations().await;
        let [kept, other] = [&first, &second].map(|id| ContactId::parse(id).unwrap());
        let joining = app.store.conversation(&other).await.unwrap().unwrap();
        let now = app.clock.now();
        app.change(&kept, |conversation| conversation.take_in(&joining, now)).await;
        let (by, with) = if turned { (&second, &first) } else { (&first, &second) };
        assert_eq!(merge(&app, by, with).await.status, 204);
        assert_eq!(listed(&app).await, [by.as_str()]);
        assert_eq!(texts(&app, by).await, ["one", "two"]);
        app.advance(1);
        app.customer_writes(SECOND_NUMBER, "three").await;
        assert_eq!(texts(&app, by).await, ["one", "two", "three"]);
    }
}

#[tokio::test]
async fn a_closed_joined_conversation_is_opened_by_the_customers_next_message() {
    let (app, first, second) = two_conversations().await;
    merge(&app, &first, &second).await;
    app.post_json(&format!("/api/conversations/{first}/close"), &json!({})).await;
    assert!(listed(&app).await.is_empty());
    app.advance(1);
    app.customer_writes(SECOND_NUMBER, "three").await;
    assert_eq!(listed(&app).await, [first.as_str()]);
}

#[tokio::test]
async fn a_message_of_either_thread_can_be_quoted() {
    let (app, first, second) = two_conversations().await;
    app.graph_accepts().await;
    let old = app.get(&format!("/api/messages/{first}")).await.ids("messages").remove(0);
    merge(&app, &first, &second).await;
    let body = json!({"to_number": first, "message": "Bonsoir", "reply_to": old});
    assert_eq!(app.send(&body).await.status, 200);
}

#[tokio::test]
async fn a_template_to_one_who_opted_out_in_a_joined_conversation_is_refused() {
    let (app, first, second) = two_conversations().await;
    merge(&app, &first, &second).await;
    app.advance(1);
    app.customer_writes(SECOND_NUMBER, "Unsubscribe please").await;
    app.graph_accepts().await;
    for id in [&first, &second] {
        let template = json!({"to_number": id, "template": {"name": "promo", "language": "fr"}});
        assert_eq!(app.send(&template).await.code(), (409, "opted_out"), "{id}");
    }
}

/// What people do in the inbox holds for both: a text in the joined thread ends the mark and the wait of either.
#[tokio::test]
async fn a_persons_text_answers_what_waits_in_either_conversation() {
    let (app, first, second) = two_conversations().await;
    merge(&app, &first, &second).await;
    app.advance(1);
    for id in [&first, &second] {
        let contact = ContactId::parse(id).unwrap();
        let reason = relais_core::conversation::Reason::MissedCall;
        app.store.mark_for_person(&contact, reason, &app.clock).await.unwrap();
    }
    assert_eq!(shown(&app, &first).await["needs_person"]["reason"], "missed_call");
    app.graph_accepts().await;
    app.advance(1);
    assert_eq!(app.send(&crate::test_app::text(ZOE, "Bonsoir")).await.status, 200);
    app.advance(60 * 60);
    assert_eq!(shown(&app, &first).await["needs_person"], Value::Null);
    for id in [&first, &second] {
        let part = app.store.conversation(&ContactId::parse(id).unwrap()).await.unwrap().unwrap();
        assert_eq!((part.awaiting, part.needs_person), (None, None), "{id}");
    }
}
