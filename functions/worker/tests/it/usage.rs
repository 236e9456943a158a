//! What is counted of each day.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use relais_aws::Store;
use relais_core::Settings;
use relais_core::queue::Queue;
use relais_core::usage::Counts;
use relais_simulator::ModelFailure;
use relais_whatsapp::ids::PhoneNumberId;
use relais_worker::Source;
use serde_json::json;

use crate::business::sets;
use crate::database;
use crate::test_app::{BUSINESS, TestApp, VISIBILITY};

/// The day on which the clock of the tests stands.
const TODAY: Date = date(2027, 1, 15);

/// What is counted of today, by the names of what is asked for.
async fn counted(app: &TestApp) -> Counts {
    app.worker.write_usage().await;
    app.store.usage_of(&BUSINESS.into(), TODAY, TODAY).await.unwrap().remove(&TODAY).unwrap_or_default()
}

fn counts(pairs: &[(&str, u64)]) -> Counts {
    pairs.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

#[tokio::test]
async fn a_turn_is_counted_once_with_its_tokens_and_its_time() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let first = counted(&app).await;
    let without_tokens: Counts = first
        .iter()
        .filter(|(name, _)| !name.starts_with("tokens."))
        .map(|(n, by)| (n.clone(), *by))
        .collect();
    assert_eq!(without_tokens, counts(&[("received", 1), ("answers", 1), ("waited.under_5s", 1)]));
    assert!(first["tokens.prompt"] > 0 && first["tokens.answer"] > 0, "{first:?}");
    assert_eq!(counted(&app).await, first, "what is written is not written again");

    app.customer_writes(&["Et demain ?"]).await;
    app.run_jobs().await;
    let second = counted(&app).await;
    assert_eq!((second["received"], second["answers"]), (2, 2));
}

#[tokio::test]
async fn a_redelivered_job_counts_nothing() {
    let app = TestApp::new().await;
    app.customer_writes(&["Bonjour"]).await;
    for (source, queue) in [(Source::Events, &app.events), (Source::Replies, &app.replies)] {
        app.clock.advance(Settings::default().reply_delay);
        let messages = queue.receive(10, VISIBILITY, std::time::Duration::ZERO).await.unwrap();
        assert!(!messages.is_empty());
        for message in messages.iter().chain(&messages) {
            app.worker.handle(source, message).await.unwrap();
        }
        queue.delete(messages.into_iter().map(|message| message.receipt).collect()).await.unwrap();
    }
    app.run_jobs().await;
    let counted = counted(&app).await;
    assert_eq!((counted["received"], counted["answers"]), (1, 1), "{counted:?}");
}

#[tokio::test]
async fn a_fallback_and_its_hand_over_are_counted() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Empty));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    app.customer_writes(&["Il y a quelqu'un ?"]).await;
    app.run_jobs().await;
    let counted = counted(&app).await;
    let known: Counts = counted.into_iter().filter(|(name, _)| !name.starts_with("tokens.")).collect();
    assert_eq!(known, counts(&[("received", 2), ("fallbacks", 1), ("hand_over.model_failed", 1)]));
}

#[tokio::test]
async fn a_day_is_the_one_of_the_business_and_a_failed_write_is_made_up_for() {
    let app = TestApp::new().await;
    // 8:00 UTC on Friday is 22:00 on Thursday in Honolulu.
    sets(&app, json!({"time_zone": "Pacific/Honolulu"})).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let (number, zone) = (PhoneNumberId::from(BUSINESS), TimeZone::get("Pacific/Honolulu").unwrap());
    let nowhere = Store::new(database::client(&app.engine), "nowhere").counting_in(app.store.usage());
    nowhere.write_usage(Some(&number), &number, &zone, app.clock.now()).await.unwrap_err();
    app.worker.write_usage().await;
    let days = app.store.usage_of(&number, date(2027, 1, 1), date(2027, 1, 31)).await.unwrap();
    let thursday = date(2027, 1, 14);
    assert_eq!(days.keys().collect::<Vec<_>>(), [&thursday]);
    assert_eq!((days[&thursday]["received"], days[&thursday]["answers"]), (1, 1));
}
