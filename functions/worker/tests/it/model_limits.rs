//! The model's rate limit: it is not asked more often than it permits, and every customer gets one answer.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::timing::MODEL_PATIENCE;
use relais_simulator::{ModelFailure, Simulator};

use crate::test_app::{CUSTOMER, TestApp, is_fallback};

async fn limited(retry_after_s: Option<u64>) -> TestApp {
    let app = TestApp::new().await;
    app.simulate(|settings| {
        settings.model_failure = Some(ModelFailure::Error429);
        settings.retry_after_s = retry_after_s;
    });
    app
}

fn questions(simulator: &Simulator) -> usize {
    simulator.requests().iter().filter(|request| request.path.ends_with("/completions")).count()
}

#[tokio::test]
async fn a_model_that_asks_for_a_short_wait_is_asked_once_more_after_it() {
    let app = limited(Some(1)).await;
    let begun = Instant::now();
    app.customer_writes(&["Bonjour"]).await;
    let recovers = async {
        app.simulator.wait_until(|simulator| (questions(simulator) > 0).then_some(())).await;
        app.simulate(|settings| settings.model_failure = None);
    };
    tokio::join!(app.run_jobs(), recovers);
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(questions(&app.simulator), 2);
    assert_eq!(app.accepted().len(), 1);
    assert!(!is_fallback(&app.accepted()[0].text));
}

#[tokio::test]
async fn a_model_that_asks_for_a_long_wait_is_not_asked_again() {
    let app = limited(Some(3_600)).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(questions(&app.simulator), 1);
    assert_eq!(app.accepted().len(), 1);
    assert!(is_fallback(&app.accepted()[0].text));
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::ModelFailed);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_model_that_asks_for_a_wait_is_asked_again_after_it() {
    let app = limited(Some(20)).await;
    let begun = app.clock.now();
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(SignedDuration::from_secs(15)).await;
    assert_eq!((questions(&app.simulator), app.accepted().len()), (1, 0));
    let conversation = app.conversation().await;
    assert_eq!((conversation.lease, conversation.needs_person), (None, None), "the job only waits");
    app.simulate(|settings| settings.model_failure = None);
    app.run_jobs().await;
    let waited = app.clock.now().duration_since(begun);
    assert!(waited > SignedDuration::from_secs(20) && waited < SignedDuration::from_secs(35), "{waited:?}");
    assert_eq!((questions(&app.simulator), app.accepted().len()), (2, 1));
    assert!(!is_fallback(&app.accepted()[0].text));
    assert_eq!(app.conversation().await.needs_person, None);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_customer_waits_at_most_a_minute_for_a_model_that_keeps_asking_for_waits() {
    let app = limited(Some(20)).await;
    let begun = app.clock.now();
    app.customer_writes(&["Bonjour"]).await;
    while app.accepted().is_empty() {
        app.run_jobs_within(SignedDuration::from_secs(1)).await;
        let waited = app.clock.now().duration_since(begun);
        assert!(waited < MODEL_PATIENCE + SignedDuration::from_secs(5), "{waited:?}");
    }
    assert!(is_fallback(&app.accepted()[0].text));
    assert!((2..=3).contains(&questions(&app.simulator)), "{}", questions(&app.simulator));
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::ModelFailed);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_rate_limited_model_is_asked_once_for_many_customers() {
    let app = limited(Some(20)).await;
    let customers: Vec<_> = (0..10).map(|n| format!("3363998010{n}")).collect();
    for customer in &customers {
        app.simulator.restore_customer(customer, "Someone", Some(app.clock.now()));
        app.simulator.send_texts(customer, vec!["Bonjour".to_owned()]).unwrap();
    }
    app.run_jobs_within(SignedDuration::from_secs(15)).await;
    assert_eq!((questions(&app.simulator), app.accepted().len()), (1, 0));
    app.simulate(|settings| settings.model_failure = None);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), customers.len());
    assert!(app.accepted().iter().all(|send| !is_fallback(&send.text)));
    app.assert_quiet().await;
}

/// The model asks for a longer wait than a customer accepts. Customers who write meanwhile get the fallback at once.
#[tokio::test]
async fn a_model_that_asks_for_a_long_wait_is_not_asked_by_the_next_customer() {
    let app = limited(Some(3_600)).await;
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    app.customer_writes(&["Et demain ?"]).await;
    app.run_jobs_within(SignedDuration::from_secs(5)).await;
    assert_eq!((questions(&app.simulator), app.accepted().len()), (1, 1), "nor is the fallback sent again");
    assert_eq!(app.conversation().await.awaiting, None, "a person answers");
}

#[tokio::test]
async fn under_a_permanent_limit_every_customer_gets_one_answer() {
    let app = limited(None).await;
    let customers: Vec<_> = (0..10).map(|n| format!("3363998010{n}")).collect();
    for customer in [CUSTOMER].into_iter().chain(customers.iter().map(String::as_str)) {
        app.simulator.restore_customer(customer, "Someone", Some(app.clock.now()));
        app.simulator.send_texts(customer, vec!["Bonjour".to_owned()]).unwrap();
    }
    app.run_jobs().await;
    let mut answered: Vec<_> = app.accepted().into_iter().map(|send| send.to).collect();
    answered.sort_unstable();
    let mut written: Vec<_> = customers.into_iter().chain([CUSTOMER.to_owned()]).collect();
    written.sort_unstable();
    assert_eq!(answered, written);
    assert!(questions(&app.simulator) <= 2 * written.len(), "two questions for an answer at most");
    app.assert_quiet().await;
}
