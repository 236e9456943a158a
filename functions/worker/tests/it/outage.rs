//! Meta's outage of an hour: Graph accepts every call, its answers are lost, and its statuses come an hour late.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::message::{Direction, Message};
use relais_core::status::Shown;

use crate::test_app::TestApp;

const CUSTOMERS: [&str; 4] = ["33639980011", "33639980012", "33639980013", "33639980014"];

async fn app() -> TestApp {
    let app = TestApp::new().await;
    for customer in CUSTOMERS {
        app.simulator.restore_customer(customer, "Awa Quenouille", Some(app.clock.now()));
    }
    app
}

async fn everybody_writes(app: &TestApp, text: &str) {
    let at = app.clock.now().as_second();
    let message = |from: &&str| {
        format!(
            r#"{{"from":"{from}","id":"wamid.{from}.{at}","timestamp":"{at}","type":"text","text":{{"body":"{text}"}}}}"#
        )
    };
    let messages: Vec<_> = CUSTOMERS.iter().map(message).collect();
    app.post_messages(&messages.join(",")).await;
}

/// How often each text was accepted, by its key.
fn accepted(app: &TestApp) -> BTreeMap<String, usize> {
    app.accepted().into_iter().fold(BTreeMap::new(), |mut counts, send| {
        *counts.entry(send.callback_data.unwrap()).or_default() += 1;
        counts
    })
}

#[tokio::test]
async fn in_an_outage_of_an_hour_nothing_is_said_twice_and_nothing_is_lost_from_sight() {
    let app = app().await;
    everybody_writes(&app, "avant").await;
    app.run_jobs_within(SignedDuration::from_mins(1)).await;
    assert_eq!(app.accepted().len(), CUSTOMERS.len(), "before the outage all is well");

    app.simulate(|settings| {
        settings.lose_answers = true;
        settings.hold_statuses = true;
    });
    for text in ["un", "deux", "trois"] {
        everybody_writes(&app, text).await;
        app.run_jobs_within(SignedDuration::from_mins(20)).await;
    }
    let during = accepted(&app);
    assert_eq!(during.len(), 4 * CUSTOMERS.len(), "each of the texts is answered");
    assert!(
        during.values().all(|times| *times == 1),
        "no status came, and nothing is said twice: {during:?}"
    );
    for customer in CUSTOMERS {
        let shown: Vec<_> = answers(&app, customer).await;
        assert_eq!(shown, [Shown::Read, Shown::Unknown, Shown::Unknown, Shown::Unknown], "{customer}");
        let contact = app.contact(customer).await;
        let conversation = app.store.conversation(&contact).await.unwrap().unwrap();
        assert_eq!(conversation.needs_person.unwrap().reason, Reason::OutcomeUnknown);
        assert_eq!((conversation.outgoing, conversation.awaiting), (None, None));
    }

    app.simulate(|settings| {
        settings.lose_answers = false;
        settings.hold_statuses = false;
    });
    everybody_writes(&app, "apres").await;
    app.run_jobs().await;
    let after = accepted(&app);
    assert_eq!(after.len(), 5 * CUSTOMERS.len());
    assert!(after.values().all(|times| *times == 1), "{after:?}");
    for customer in CUSTOMERS {
        assert_eq!(answers(&app, customer).await, [Shown::Read; 5], "late statuses say what became of them");
    }
    app.assert_quiet().await;
}

/// The statuses come during the outage, but late by two minutes and a half. So the statuses of later messages show that a
/// send may be repeated only after its own has come.
#[tokio::test]
async fn statuses_that_lag_behind_the_settlement_repeat_nothing() {
    let app = app().await;
    app.simulate(|settings| {
        settings.lose_answers = true;
        settings.hold_statuses = true;
    });
    for text in ["un", "deux", "trois"] {
        everybody_writes(&app, text).await;
        app.run_jobs_within(SignedDuration::from_secs(150)).await;
        app.simulate(|settings| settings.hold_statuses = false);
        app.run_jobs_within(SignedDuration::from_secs(1)).await;
        app.simulate(|settings| settings.hold_statuses = true);
    }
    app.simulate(|settings| settings.hold_statuses = false);
    app.run_jobs().await;
    let accepted = accepted(&app);
    assert!(accepted.values().all(|times| *times == 1), "{accepted:?}");
    app.assert_quiet().await;
}

/// What is shown at each answer to this customer, in their order.
async fn answers(app: &TestApp, customer: &str) -> Vec<Shown> {
    let thread = app.thread_of(customer).await;
    thread.iter().filter(|it| it.direction == Direction::Outbound).map(Message::shown).collect()
}
