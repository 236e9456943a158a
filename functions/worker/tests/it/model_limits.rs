//! The model's own limit on requests: it is not asked more often than it says, and every customer gets one answer.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::texts::FALLBACK;
use relais_core::timing::MODEL_PATIENCE;
use relais_simulator::{ModelFailure, Simulator};

use crate::stage::{CUSTOMER, Stage};

async fn limited(retry_after_s: Option<u64>) -> Stage {
    let stage = Stage::new().await;
    stage.simulate(|settings| {
        settings.model_failure = Some(ModelFailure::Error429);
        settings.retry_after_s = retry_after_s;
    });
    stage
}

fn questions(simulator: &Simulator) -> usize {
    simulator.requests().iter().filter(|request| request.path.ends_with("/completions")).count()
}

#[tokio::test]
async fn a_model_that_asks_for_a_short_wait_is_asked_once_more_after_it() {
    let stage = limited(Some(1)).await;
    let begun = Instant::now();
    stage.hear(&["Bonjour"]).await;
    let recovers = async {
        stage.simulator.wait_until(|simulator| (questions(simulator) > 0).then_some(())).await;
        stage.simulate(|settings| settings.model_failure = None);
    };
    tokio::join!(stage.settle(), recovers);
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(questions(&stage.simulator), 2);
    assert_eq!(stage.accepted().len(), 1);
    assert_ne!(stage.accepted()[0].text, FALLBACK);
}

#[tokio::test]
async fn a_model_that_asks_for_a_long_wait_is_left_alone() {
    let stage = limited(Some(3_600)).await;
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    assert_eq!(questions(&stage.simulator), 1);
    assert_eq!(stage.accepted().len(), 1);
    assert_eq!(stage.accepted()[0].text, FALLBACK);
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::ModelFailed);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn a_model_that_asks_for_a_wait_is_asked_again_after_it() {
    let stage = limited(Some(20)).await;
    let heard = stage.clock.now();
    stage.hear(&["Bonjour"]).await;
    stage.settle_within(SignedDuration::from_secs(15)).await;
    assert_eq!((questions(&stage.simulator), stage.accepted().len()), (1, 0));
    let conversation = stage.conversation().await;
    assert_eq!((conversation.lease, conversation.needs_person), (None, None), "the job only waits");
    stage.simulate(|settings| settings.model_failure = None);
    stage.settle().await;
    let waited = stage.clock.now().duration_since(heard);
    assert!(waited > SignedDuration::from_secs(20) && waited < SignedDuration::from_secs(35), "{waited:?}");
    assert_eq!((questions(&stage.simulator), stage.accepted().len()), (2, 1));
    assert_ne!(stage.accepted()[0].text, FALLBACK);
    assert_eq!(stage.conversation().await.needs_person, None);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn a_customer_waits_a_minute_at_most_for_a_model_that_goes_on_asking_for_waits() {
    let stage = limited(Some(20)).await;
    let heard = stage.clock.now();
    stage.hear(&["Bonjour"]).await;
    while stage.accepted().is_empty() {
        stage.settle_within(SignedDuration::from_secs(1)).await;
        let waited = stage.clock.now().duration_since(heard);
        assert!(waited < MODEL_PATIENCE + SignedDuration::from_secs(5), "{waited:?}");
    }
    assert_eq!(stage.accepted()[0].text, FALLBACK);
    assert!((2..=3).contains(&questions(&stage.simulator)), "{}", questions(&stage.simulator));
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::ModelFailed);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn of_many_customers_one_learns_that_the_model_asks_for_a_wait() {
    let stage = limited(Some(20)).await;
    let customers: Vec<_> = (0..10).map(|n| format!("3363998010{n}")).collect();
    for customer in &customers {
        stage.simulator.restore_customer(customer, "Someone", Some(stage.clock.now()));
        stage.simulator.send_texts(customer, vec!["Bonjour".to_owned()]).unwrap();
    }
    stage.settle_within(SignedDuration::from_secs(15)).await;
    assert_eq!((questions(&stage.simulator), stage.accepted().len()), (1, 0));
    stage.simulate(|settings| settings.model_failure = None);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), customers.len());
    assert!(stage.accepted().iter().all(|send| send.text != FALLBACK));
    stage.assert_quiet().await;
}

/// What it asks for is more than a customer waits: those who write meanwhile are not made to wait for it.
#[tokio::test]
async fn a_model_that_asks_for_a_long_wait_is_not_asked_by_the_next_customer() {
    let stage = limited(Some(3_600)).await;
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    stage.hear(&["Et demain ?"]).await;
    stage.settle_within(SignedDuration::from_secs(5)).await;
    assert_eq!((questions(&stage.simulator), stage.accepted().len()), (1, 2));
}

#[tokio::test]
async fn under_a_limit_that_stays_every_customer_gets_one_answer() {
    let stage = limited(None).await;
    let customers: Vec<_> = (0..10).map(|n| format!("3363998010{n}")).collect();
    for customer in [CUSTOMER].into_iter().chain(customers.iter().map(String::as_str)) {
        stage.simulator.restore_customer(customer, "Someone", Some(stage.clock.now()));
        stage.simulator.send_texts(customer, vec!["Bonjour".to_owned()]).unwrap();
    }
    stage.settle().await;
    let mut answered: Vec<_> = stage.accepted().into_iter().map(|send| send.to).collect();
    answered.sort_unstable();
    let mut written: Vec<_> = customers.into_iter().chain([CUSTOMER.to_owned()]).collect();
    written.sort_unstable();
    assert_eq!(answered, written);
    assert!(questions(&stage.simulator) <= 2 * written.len(), "two questions for an answer at most");
    stage.assert_quiet().await;
}
