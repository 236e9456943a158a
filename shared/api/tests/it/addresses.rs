//! Persons as people name them: numbers in every writing, user ids, contact ids; and the search for them.

use relais_core::Settings;
use relais_core::contact::Identity;
use relais_core::country::Country;
use serde_json::json;

use crate::test_app::{Props, TestApp, ZOE, text};

fn settings(country: &str) -> Props {
    let settings = Settings { default_country: Country::parse(country), ..Settings::default() };
    Props { settings, ..Props::default() }
}

fn hello(to: &str) -> serde_json::Value {
    json!({"to_number": to, "template": {"name": "hello", "language": "fr"}})
}

/// A text as part of an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// A customer of whom only the user id is known, and the two names.
async fn chloe(app: &TestApp, user: &str, name: &str) -> String {
    let identity = Identity {
        user_id: Some(user.into()),
        name: Some(name.to_owned()),
        username: Some("chloe_r".to_owned()),
        ..Identity::default()
    };
    let contact = app.whose(&identity).await.conversation.contact;
    app.change(&contact, |conversation| conversation.identity = identity.clone()).await;
    contact.to_string()
}

#[tokio::test]
async fn a_number_in_any_writing_reaches_the_same_customer() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let writings = [
        "+33 (0)6 39 98 00 01",
        "\u{202a}+33 6 39 98 00 01\u{202c}",
        "+33 6 39\u{2011}98\u{2011}00\u{2011}01",
        "0033 6 39 98 00 01",
        "+33\u{a0}6\u{202f}39980001",
        "＋٣٣ ٦٣٩٩٨٠٠٠١",
        "33639980001",
    ];
    for to in writings {
        assert_eq!(app.send(&hello(to)).await.status, 200, "{to:?}");
        assert_eq!(app.sends().await.last().unwrap()["to"], ZOE, "{to:?}");
        let page = app.get(&format!("/api/messages/{}", encoded(to))).await;
        assert_eq!(page.status, 200, "{to:?}");
        let id = app.contact(ZOE).await;
        let path = format!("/api/conversations/{}", encoded(to));
        assert_eq!(app.get(&path).await.body["id"], id.as_str(), "{to:?}");
        for action in ["read", "takeover", "handback", "close"] {
            assert_eq!(app.post(&format!("{path}/{action}")).await.status, 204, "{to:?} {action}");
        }
    }
    assert_eq!(app.get("/api/conversations?filter=closed").await.ids("conversations").len(), 1);
}

#[tokio::test]
async fn a_national_number_is_one_of_the_configured_country_or_refused() {
    let app = TestApp::with(settings("FR")).await;
    app.graph_accepts().await;
    assert_eq!(app.send(&hello("06 39 98 00 01")).await.status, 200);
    assert_eq!(app.sends().await[0]["to"], ZOE);
    assert_eq!(app.get("/api/messages/0639980001").await.status, 200);
    assert_eq!(app.get("/api/conversations/0639980001").await.status, 200);
    assert_eq!(app.send(&hello("202 555 0143")).await.code(), (422, "invalid_number"));

    let app = TestApp::with(settings("US")).await;
    app.graph_accepts().await;
    assert_eq!(app.send(&hello("202 555 0143")).await.status, 200);
    assert_eq!(app.sends().await[0]["to"], "12025550143");

    let app = TestApp::new().await;
    app.graph_accepts().await;
    let refused = app.send(&hello("202 555 0143")).await;
    assert_eq!(refused.code(), (422, "invalid_number"));
    assert!(refused.body["detail"].as_str().unwrap().contains("country code first"), "{refused:?}");
    assert_eq!(app.sends().await.len(), 0, "neither to a stranger nor to nobody");
    assert_eq!(app.get("/api/conversations").await.ids("conversations").len(), 0, "no contact was made");
}

#[tokio::test]
async fn a_refusal_says_what_is_wrong_in_the_callers_language_and_never_the_number() {
    let app = TestApp::new().await;
    for (number, en, fr) in [
        ("+33 6 39 98 00", "too short", "trop court"),
        ("+33 6 39 98 00 01 77", "too long", "trop long"),
        ("+999 639 980 001", "country code that does not exist", "indicatif de pays qui n'existe pas"),
        ("0639980001", "country code first", "indicatif du pays"),
        ("6399 8000a", "letters", "lettres"),
        ("*31#639980001", "signs", "signes"),
        ("+33639980001+33639980002", "plus after digits", "plus après des chiffres"),
        ("\u{200e}", "empty", "vide"),
    ] {
        let path = format!("/api/messages/{}", encoded(number));
        for (response, says) in [(app.get(&path).await, en), (app.get_in_french(&path).await, fr)] {
            assert_eq!(response.code(), (422, "invalid_number"), "{number}");
            let detail = response.body["detail"].as_str().unwrap();
            assert!(detail.contains(says), "{number:?}: {detail}");
            assert!(!response.body.to_string().contains("639"), "{detail}");
        }
        assert_eq!(app.send(&text(number, "x")).await.code(), (422, "invalid_number"), "{number}");
        let code = app.get(&format!("/api/conversations/{}", encoded(number))).await;
        let is_no_number = ["letters", "signs"].contains(&en);
        let expected = if is_no_number { (404, "unknown_conversation") } else { (422, "invalid_number") };
        assert_eq!(code.code(), expected, "{number}");
    }
}

#[tokio::test]
async fn a_user_id_names_the_person_in_every_call() {
    let app = TestApp::new().await;
    app.graph_accepts().await;
    let user = "FR.13491208655302741918";
    let id = chloe(&app, user, "Chloé").await;
    for name in [user.to_owned(), encoded(&format!(" \u{202a}{user}\u{202c}"))] {
        assert_eq!(app.get(&format!("/api/conversations/{name}")).await.body["id"], id.as_str(), "{name}");
        assert_eq!(app.get(&format!("/api/messages/{name}")).await.status, 200, "{name}");
        for action in ["read", "takeover", "handback", "close"] {
            let path = format!("/api/conversations/{name}/{action}");
            assert_eq!(app.post(&path).await.status, 204, "{path}");
        }
    }
    for to in [user, &id] {
        assert_eq!(app.send(&hello(to)).await.status, 200, "{to}");
        let sent = app.sends().await.pop().unwrap();
        assert_eq!((&sent["recipient"], sent.get("to")), (&json!(user), None), "{to}");
    }
    // Somebody who never wrote.
    let stranger = app.send(&hello("FR.77")).await;
    assert_eq!(
        (stranger.status.as_u16(), &app.sends().await.pop().unwrap()["recipient"]),
        (200, &json!("FR.77"))
    );
    assert_eq!(app.get("/api/messages/FR.78").await.code(), (404, "unknown_conversation"));
    assert_eq!(app.get("/api/conversations/FR.78").await.code(), (404, "unknown_conversation"));
}

#[tokio::test]
async fn a_search_ignores_accents_and_finds_usernames_and_user_ids() {
    for name in ["Chloé Müller", "Chloe\u{301} Mu\u{308}ller"] {
        let app = TestApp::new().await;
        let id = chloe(&app, "FR.9911", name).await;
        for q in
            ["chloe", "muller", "Chloe\u{301}", "Chloé", "@chloe_r", "chloe_r", "FR.9911", "CHLOÉ MULLER"]
        {
            let found = app.get(&format!("/api/conversations?q={}", encoded(q))).await;
            assert_eq!(found.ids("conversations"), [id.as_str()], "{q:?} in {name:?}");
        }
        for q in ["chloe x", "@chloe_s", "FR.992", "paul"] {
            let found = app.get(&format!("/api/conversations?q={}", encoded(q))).await;
            assert_eq!(found.ids("conversations").len(), 0, "{q:?}");
        }
    }
}

#[tokio::test]
async fn a_search_finds_a_number_in_every_writing_and_a_whole_one_however_old() {
    let app = TestApp::with(settings("FR")).await;
    app.customer_writes(ZOE, "Bonjour").await;
    let zoe = app.contact(ZOE).await.to_string();
    app.advance(1);
    let chloe = chloe(&app, "FR.9911", "Chloé").await;
    for n in 0..5 {
        app.advance(1);
        app.customer_writes(&format!("4915123456{n:03}"), "Hallo").await;
    }
    let find = async |q: &str, limit: usize| {
        app.get(&format!("/api/conversations?limit={limit}&q={}", encoded(q))).await.ids("conversations")
    };
    for q in ["+33 (0)6 39 98", "06 39 98", "0033 6 39", "\u{202a}6 39\u{2011}98", "+33 06 39", "٦٣٩٩٨"]
    {
        assert_eq!(find(q, 50).await, [zoe.as_str()], "{q:?}");
    }
    // The first page of one examines the newest conversation only.
    for q in ["+33 (0)6 39 98 00 01", "0033639980001", "06 39 98 00 01", "33639980001", &zoe] {
        assert_eq!(find(q, 1).await, [zoe.as_str()], "{q:?}");
    }
    for q in ["FR.9911", " \u{202a}FR.9911\u{202c}", &chloe] {
        assert_eq!(find(q, 1).await, [chloe.as_str()], "{q:?}");
    }
}

#[tokio::test]
async fn a_shared_contact_card_shows_name_and_number() {
    let app = TestApp::new().await;
    let raw = json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Juan Test"}, "phones": [
        {"phone": "+34 600 98 05 01", "wa_id": "34600980501", "type": "CELL"}]}]});
    app.customer_sends(ZOE, "contacts", "", Some(raw)).await;
    let shown = "👤 Contact: Juan Test, +34 600 98 05 01";
    let thread = app.get(&format!("/api/messages/{ZOE}")).await.body;
    assert_eq!(thread["messages"][0]["content"], shown);
    let list = app.get("/api/conversations").await.body;
    assert_eq!(list["conversations"][0]["last_message"]["content"], shown);
}
