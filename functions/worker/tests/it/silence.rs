//! Nobody waits in silence, and nothing is said twice.

use jiff::SignedDuration;
use relais_core::Settings;
use relais_core::conversation::Reason;
use relais_core::language::CustomerLanguage;
use relais_core::texts::{Notice, Texts};
use relais_simulator::ModelFailure;
use serde_json::{Value, json};

use crate::test_app::{BUSINESS, CUSTOMER, TestApp};

/// The time of the first webhook, which the test app's clock shows.
const START: i64 = 1_800_000_000;

async fn comes(app: &TestApp, id: &str, after: i64, members: &str) {
    let message = format!(r#"{{"from":"{CUSTOMER}","id":"{id}","timestamp":"{}",{members}}}"#, START + after);
    assert_eq!(app.post_messages(&message).await, 200);
}

async fn text_comes(app: &TestApp, id: &str, after: i64, text: &str) {
    comes(app, id, after, &format!(r#""type":"text","text":{{"body":"{text}"}}"#)).await;
}

/// A text that somebody, or the app itself, sends from the phone.
async fn echo_comes(app: &TestApp, id: &str, after: i64) {
    let text = json!({"type": "text", "text": {"body": "C'est moi"}});
    echo_of_comes(app, id, after, &text).await;
}

async fn echo_of_comes(app: &TestApp, id: &str, after: i64, members: &Value) {
    let mut echo = members.clone();
    for (name, value) in [("from", "33199000001"), ("to", CUSTOMER), ("id", id)] {
        echo[name] = json!(value);
    }
    echo["timestamp"] = json!((START + after).to_string());
    let value = json!({"metadata": {"display_phone_number": "33199000001", "phone_number_id": BUSINESS}, "message_echoes": [echo]});
    let change = json!({"field": "smb_message_echoes", "value": value});
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]});
    assert_eq!(app.post(&body.to_string()).await, 200);
}

async fn reason(app: &TestApp) -> Option<Reason> {
    app.conversation().await.waits_for_person(app.clock.now()).map(|waits| waits.reason)
}

fn texts(app: &TestApp) -> Vec<String> {
    app.accepted().into_iter().map(|send| send.text).collect()
}

fn says(notice: Notice, language: CustomerLanguage) -> String {
    Texts::default().of(notice, Some(language)).to_owned()
}

fn prompts(app: &TestApp) -> Vec<Value> {
    let requests = app.simulator.requests().into_iter();
    let asked = requests.filter(|request| request.path.ends_with("/completions"));
    asked.map(|request| request.body["messages"].clone()).collect()
}

async fn run_hours(app: &TestApp, hours: i64) {
    for _ in 0..hours * 4 {
        app.clock.advance(SignedDuration::from_mins(15));
        app.run_jobs_within(SignedDuration::from_secs(3)).await;
    }
}

#[tokio::test]
async fn what_comes_during_a_takeover_is_answered_when_it_ends() {
    let app = TestApp::new().await;
    echo_comes(&app, "wamid.e", 0).await;
    app.run_jobs().await;
    text_comes(&app, "wamid.1", 60, "Et demain ?").await;
    app.run_jobs_within(SignedDuration::from_secs(10)).await;
    assert_eq!((app.accepted().len(), reason(&app).await), (0, None), "a person is answering");
    run_hours(&app, 1).await;
    assert_eq!((app.accepted().len(), reason(&app).await), (0, Some(Reason::NobodyAnswered)));
    let list = app.api("/api/conversations?filter=needs_person").await;
    assert_eq!(list["conversations"][0]["needs_person"]["reason"], "nobody_answered");
    assert_eq!(app.api("/api/health").await["waiting"]["count"], 1);
    run_hours(&app, 12).await;
    assert_eq!((app.accepted().len(), reason(&app).await), (1, None), "the assistant answered");
    assert_eq!(app.api("/api/health").await["waiting"]["count"], 0);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_window_that_closes_during_a_takeover_leaves_a_mark() {
    let app =
        TestApp::with(Settings { takeover: SignedDuration::from_hours(48), ..Settings::default() }).await;
    echo_comes(&app, "wamid.e", 0).await;
    app.run_jobs().await;
    text_comes(&app, "wamid.1", 60, "Et demain ?").await;
    run_hours(&app, 50).await;
    assert_eq!(app.accepted().len(), 0);
    assert_eq!(reason(&app).await, Some(Reason::WindowClosed), "nobody can answer by a text any more");
    app.assert_quiet().await;
}

#[tokio::test]
async fn the_phone_apps_greeting_does_not_silence_the_assistant() {
    for order in [["text", "echo"], ["echo", "text"]] {
        let app = TestApp::new().await;
        for event in order {
            match event {
                "text" => text_comes(&app, "wamid.1", 0, "Bonjour").await,
                _ => echo_comes(&app, "wamid.e", 2).await,
            }
            app.work_once().await;
        }
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), 1, "{order:?}");
        assert_eq!(app.conversation().await.takeover, None, "{order:?}");
    }
    let app = TestApp::with(Settings { greeting: SignedDuration::ZERO, ..Settings::default() }).await;
    text_comes(&app, "wamid.1", 0, "Bonjour").await;
    echo_comes(&app, "wamid.e", 2).await;
    app.run_jobs_within(SignedDuration::from_mins(5)).await;
    assert_eq!(app.accepted().len(), 0, "switched off, every message of the app is a person's");
}

#[tokio::test]
async fn a_person_on_the_phone_takes_over_and_has_read_the_thread() {
    let app = TestApp::new().await;
    text_comes(&app, "wamid.1", 0, "Bonjour").await;
    app.run_jobs().await;
    assert_eq!(app.conversation().await.unread, 1);
    echo_comes(&app, "wamid.e", 40).await;
    app.run_jobs().await;
    let conversation = app.conversation().await;
    assert!(conversation.is_taken_over(app.clock.now()));
    assert_eq!(conversation.unread, 0);
}

#[tokio::test]
async fn only_what_says_something_on_the_phone_is_an_answer_of_a_person() {
    for (echo, answers) in [
        (json!({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "x"}}), false),
        (json!({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": ""}}), false),
        (json!({"type": "sticker", "sticker": {"id": "1"}}), false),
        (json!({"type": "unsupported", "unsupported": {"type": "pin"}}), false),
        (json!({"type": "text", "text": {"body": "Oui"}}), true),
        (json!({"type": "image", "image": {"id": "1"}}), true),
        (json!({"type": "location", "location": {"latitude": 1, "longitude": 2}}), true),
    ] {
        let app = TestApp::new().await;
        comes(&app, "wamid.1", 0, r#""type":"unsupported","errors":[{"code":131060}]"#).await;
        app.run_jobs().await;
        echo_of_comes(&app, "wamid.e", 60, &echo).await;
        app.run_jobs().await;
        let conversation = app.conversation().await;
        assert_eq!((conversation.takeover.is_some(), conversation.unread == 0), (answers, answers), "{echo}");
        assert_eq!(reason(&app).await.is_none(), answers, "{echo}");
    }
}

#[tokio::test]
async fn a_customer_who_says_stop_is_told_once_and_what_follows_is_marked() {
    let app = TestApp::new().await;
    text_comes(&app, "wamid.1", 0, "STOP").await;
    text_comes(&app, "wamid.1", 0, "STOP").await;
    app.run_jobs().await;
    text_comes(&app, "wamid.2", 60, "stop").await;
    app.run_jobs().await;
    assert_eq!(texts(&app), [says(Notice::OptOut, CustomerLanguage::French)]);
    assert_eq!(reason(&app).await, None);
    text_comes(&app, "wamid.3", 90, "Vous êtes là ?").await;
    app.run_jobs().await;
    assert_eq!((app.accepted().len(), reason(&app).await), (1, Some(Reason::OptedOut)));
    assert_eq!(prompts(&app).len(), 0, "no model was asked");
    text_comes(&app, "wamid.4", 120, "start").await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 2);
    app.assert_quiet().await;
}

#[tokio::test]
async fn stop_within_a_burst_of_three_is_confirmed_and_the_rest_marked() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour", "stop", "où est mon colis ?"]).await;
    app.run_jobs().await;
    assert_eq!(texts(&app), [says(Notice::OptOut, CustomerLanguage::French)]);
    assert_eq!(reason(&app).await, Some(Reason::OptedOut));
    assert_eq!(prompts(&app).len(), 0);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_message_that_only_the_phone_shows_waits_for_a_person() {
    let app = TestApp::new().await;
    comes(&app, "wamid.1", 0, r#""type":"unsupported","errors":[{"code":131060,"title":"x"}]"#).await;
    comes(&app, "wamid.2", 1, r#""type":"invented_last_week","invented_last_week":{}"#).await;
    app.run_jobs().await;
    assert_eq!((app.accepted().len(), reason(&app).await), (0, Some(Reason::Unreadable)));
    app.assert_quiet().await;
}

#[tokio::test]
async fn seven_events_of_a_poll_make_one_notice() {
    let app = TestApp::new().await;
    for n in 0..7 {
        let poll =
            r#""type":"unsupported","unsupported":{"type":"poll_creation"},"errors":[{"code":131051}]"#;
        comes(&app, &format!("wamid.{n}"), n, poll).await;
    }
    app.run_jobs().await;
    assert_eq!(texts(&app), [says(Notice::Unreadable, CustomerLanguage::French)]);
    assert_eq!(prompts(&app).len(), 0);
    comes(&app, "wamid.8", 60, r#""type":"unsupported""#).await;
    app.run_jobs().await;
    assert_eq!((app.accepted().len(), reason(&app).await), (1, Some(Reason::Unreadable)));
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_sticker_is_answered() {
    let app = TestApp::new().await;
    comes(&app, "wamid.1", 0, r#""type":"sticker","sticker":{"id":"1","mime_type":"image/webp"}"#).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
}

#[tokio::test]
async fn the_fallback_is_sent_once_until_the_model_works_again() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Error401));
    for n in 0..3 {
        text_comes(&app, &format!("wamid.{n}"), 60 * n, "Bonjour ?").await;
        app.run_jobs().await;
    }
    assert_eq!(texts(&app), [says(Notice::Fallback, CustomerLanguage::French)]);
    assert_eq!(reason(&app).await, Some(Reason::ModelFailed));
    app.simulate(|settings| settings.model_failure = None);
    text_comes(&app, "wamid.3", 240, "Toujours là ?").await;
    app.run_jobs().await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Error401));
    text_comes(&app, "wamid.4", 300, "Et demain ?").await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 3, "one fallback, the model's answer, one more fallback");
    app.assert_quiet().await;
}

/// The first of two messages reaches us after the second has been answered.
#[tokio::test]
async fn a_message_that_comes_late_stands_last_in_the_prompt() {
    for earlier in [5, 0] {
        let app = TestApp::new().await;
        text_comes(&app, "wamid.late-b", 10, "Combien coûte la livraison ?").await;
        app.run_jobs().await;
        text_comes(&app, "wamid.late-a", 10 - earlier, "Je suis à Lyon").await;
        app.run_jobs().await;
        let last = prompts(&app).pop().unwrap();
        let last = last.as_array().unwrap().last().unwrap();
        assert_eq!(last["role"], "user");
        assert!(last["content"].as_str().unwrap().ends_with("]\nJe suis à Lyon"), "{last}");
        assert_eq!(app.accepted().len(), 2);
    }
}

#[tokio::test]
async fn without_tokens_left_for_today_a_person_answers() {
    let settings = Settings { max_model_tokens_per_day: Some(10), ..Settings::default() };
    let app = TestApp::with(settings).await;
    text_comes(&app, "wamid.1", 0, "Bonjour").await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    text_comes(&app, "wamid.2", 60, "Et demain ?").await;
    app.run_jobs().await;
    assert_eq!((app.accepted().len(), prompts(&app).len()), (1, 1), "the model is not asked");
    assert_eq!(reason(&app).await, Some(Reason::ModelBudget));
    let health = app.api("/api/health").await;
    assert_eq!(health["ceilings"]["model_tokens"]["reached"], true);
    assert_eq!(health["status"], "degraded");
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_call_that_nobody_answered_waits_for_a_person() {
    let app = TestApp::new().await;
    let call = |event: &str, duration: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"calls","value":{{"metadata":{{"display_phone_number":"33199000001","phone_number_id":"{BUSINESS}"}},"calls":[{{"id":"wacid.1","from":"{CUSTOMER}","to":"33199000001","event":"{event}","direction":"USER_INITIATED","timestamp":"{START}"{duration}}}]}}}}]}}]}}"#
        )
    };
    app.post(&call("connect", "")).await;
    app.post(&call("terminate", r#","duration":30"#)).await;
    app.run_jobs().await;
    assert_eq!(reason(&app).await, None);
    app.post(&call("terminate", r#","status":"FAILED""#)).await;
    app.run_jobs().await;
    assert_eq!(reason(&app).await, Some(Reason::MissedCall));
}
