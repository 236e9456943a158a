//! What a business sets in the inbox holds for its answers.

use jiff::SignedDuration;
use relais_aws::store::Saved;
use relais_core::business::BusinessSettings;
use relais_core::conversation::Reason;
use relais_whatsapp::ids::PhoneNumberId;
use serde_json::{Value, json};

use crate::contacts::{comes, text};
use crate::test_app::{BUSINESS, CUSTOMER, TestApp};

/// Sets this for the number, over the present version.
pub(crate) async fn sets(app: &TestApp, settings: Value) {
    let settings: BusinessSettings = serde_json::from_value(settings).unwrap();
    assert_eq!(settings.wrong(), []);
    let (number, now) = (PhoneNumberId::from(BUSINESS), app.clock.now());
    let seen = app.store.settings_version(&number).await.unwrap();
    let saved = app.store.save_settings(&number, seen, &settings, Some("Ada"), now).await.unwrap();
    assert_eq!(saved, Saved::Yes);
}

async fn says(app: &TestApp, id: &str, seconds: i64, body: &str) {
    comes(app, &text(id, seconds, Some(CUSTOMER), None, body)).await;
    app.run_jobs().await;
}

/// The texts that the customer got, oldest first.
fn got(app: &TestApp) -> Vec<String> {
    app.accepted().into_iter().map(|sent| sent.text).collect()
}

/// The system message and the last message of the last request.
fn asked(app: &TestApp) -> (String, String) {
    let last = app.simulator.requests().into_iter().rfind(|request| request.path.ends_with("/completions"));
    let messages = last.unwrap().body["messages"].as_array().unwrap().clone();
    let content = |message: &Value| message["content"].as_str().unwrap().to_owned();
    (content(&messages[0]), content(messages.last().unwrap()))
}

async fn reason(app: &TestApp) -> Option<Reason> {
    app.conversation().await.needs_person.map(|needs| needs.reason)
}

/// The clock of the tests begins on Friday, 15 January 2027, at 8:00 UTC.
fn hours(friday: &str) -> Value {
    json!({"friday": [friday]})
}

#[tokio::test]
async fn what_the_business_writes_is_told_and_a_change_acts_within_a_minute() {
    let app = TestApp::new().await;
    sets(
        &app,
        json!({"instructions": "You sell tea.", "facts": "- Green tea: 5 €", "length": "short",
        "hours": hours("09:00-18:00"), "time_zone": "Europe/Paris", "model": "tea-1"}),
    )
    .await;
    says(&app, "wamid.1", 0, "Bonjour, vous avez du thé ?").await;
    let (system, last) = asked(&app);
    assert!(system.starts_with("You sell tea.\n\n# Facts\n- Green tea: 5 €\n\n"), "{system}");
    assert!(
        system.contains("# Opening hours\nMonday: closed") && system.contains("Friday: 09:00-18:00"),
        "{system}"
    );
    assert!(system.contains("Europe/Paris") && !system.contains("You are kind."), "{system}");
    assert!(
        last.contains(
            "[now: Friday, 15 January 2027, 09:00]\n[the business is: open until Friday, 15 January, 18:00]"
        ),
        "{last}"
    );
    let requests = app.simulator.requests();
    assert_eq!(
        requests.iter().rfind(|request| request.path.ends_with("/completions")).unwrap().body["model"],
        "tea-1"
    );

    sets(&app, json!({"instructions": "You sell coffee."})).await;
    says(&app, "wamid.2", 5, "Et du café ?").await;
    assert!(asked(&app).0.starts_with("You sell tea."), "what was read is used for a while");
    app.clock.advance(SignedDuration::from_secs(60));
    says(&app, "wamid.3", 61, "Allô ?").await;
    assert!(asked(&app).0.starts_with("You sell coffee."), "{}", asked(&app).0);
}

#[tokio::test]
async fn the_first_answer_begins_with_the_greeting_and_no_other_one() {
    let app = TestApp::new().await;
    sets(&app, json!({"texts": {"greeting": {"fr": "Bienvenue au port !"}}})).await;
    says(&app, "wamid.1", 0, "Bonjour, êtes-vous ouverts demain matin ?").await;
    says(&app, "wamid.2", 5, "Et dimanche ?").await;
    let got = got(&app);
    assert_eq!(got.len(), 2, "{got:?}");
    assert!(got[0].starts_with("Bienvenue au port !\n\n"), "{got:?}");
    assert!(!got[1].contains("Bienvenue"), "{got:?}");
}

#[tokio::test]
async fn closed_hours_are_told_once_and_a_person_answers() {
    let app = TestApp::new().await;
    sets(&app, json!({"hours": hours("10:00-18:00"), "out_of_hours": "tell", "texts": {"closed": "Fermé."}}))
        .await;
    says(&app, "wamid.1", 0, "Bonjour, vous avez du thé ?").await;
    assert_eq!((got(&app), reason(&app).await), (vec!["Fermé.".to_owned()], Some(Reason::Closed)));
    says(&app, "wamid.2", 5, "Allô ?").await;
    assert_eq!(got(&app), ["Fermé."], "it is not said twice");
    assert!(app.conversation().await.awaiting.is_none());
    assert!(app.prompts().is_empty(), "the model was not asked");
    app.clock.advance(SignedDuration::from_hours(3));
    says(&app, "wamid.3", 3 * 3600, "Bonjour ?").await;
    assert_eq!(got(&app).len(), 2, "it is open, and the assistant answers");
    app.clock.advance(SignedDuration::from_hours(9));
    says(&app, "wamid.4", 12 * 3600, "Bonsoir ?").await;
    assert_eq!(got(&app)[2], "Fermé.", "it has closed again");
    app.assert_quiet().await;
}

/// It needs no model, and no tokens.
#[tokio::test]
async fn closed_hours_are_told_without_a_model_too() {
    let app = TestApp::new().await.with_worker(|worker| worker.answerer.assistant = None);
    sets(&app, json!({"hours": hours("10:00-18:00"), "out_of_hours": "tell", "texts": {"closed": "Fermé."}}))
        .await;
    says(&app, "wamid.1", 0, "Bonjour, vous avez du thé ?").await;
    assert_eq!((got(&app), reason(&app).await), (vec!["Fermé.".to_owned()], Some(Reason::Closed)));
}

#[tokio::test]
async fn the_first_answer_in_closed_hours_ends_with_the_note() {
    let app = TestApp::new().await;
    sets(&app, json!({"hours": hours("10:00-18:00"), "out_of_hours": "note", "texts": {"closed": "Fermé."}}))
        .await;
    says(&app, "wamid.1", 0, "Bonjour, vous avez du thé ?").await;
    says(&app, "wamid.2", 5, "Et du café ?").await;
    let got = got(&app);
    assert!(got[0].ends_with("\n\nFermé.") && !got[0].starts_with("Fermé."), "{got:?}");
    assert!(got.len() == 2 && !got[1].contains("Fermé."), "{got:?}");
    assert!(
        asked(&app).1.contains("[the business is: closed until Friday, 15 January, 10:00]"),
        "{}",
        asked(&app).1
    );
    assert_eq!(reason(&app).await, None);
}

#[tokio::test]
async fn words_of_the_settings_call_a_person_once() {
    let app = TestApp::new().await;
    sets(&app, json!({"words_for_person": ["conseiller"], "texts": {"handed_over": "Une personne arrive."}}))
        .await;
    says(&app, "wamid.1", 0, "Je veux un CONSEILLER !").await;
    says(&app, "wamid.2", 5, "un conseiller svp").await;
    assert_eq!(got(&app), ["Une personne arrive."]);
    assert_eq!(reason(&app).await, Some(Reason::AskedForPerson));
    assert!(app.prompts().is_empty(), "the model was not asked");
    app.assert_quiet().await;
}

#[tokio::test]
async fn an_assistant_that_is_switched_off_leaves_the_answer_to_people() {
    let app = TestApp::new().await;
    sets(&app, json!({"assistant": false})).await;
    says(&app, "wamid.1", 0, "Bonjour").await;
    assert_eq!((got(&app).len(), reason(&app).await), (0, Some(Reason::AssistantOff)));
}
