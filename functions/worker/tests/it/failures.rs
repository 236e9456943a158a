//! Failures of Graph and of the model, and what happens to the answer.

use relais_core::circuit_breaker::Line;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::status::Shown;
use relais_simulator::ModelFailure;

use crate::test_app::{BUSINESS, CUSTOMER, TestApp, is_fallback};

/// Lets the customer write, and runs jobs until the first attempt to send is over.
async fn first_attempt(app: &TestApp) {
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs_within(SignedDuration::from_secs(3)).await;
}

#[tokio::test]
async fn every_failure_of_the_model_gives_the_fallback_and_marks_for_a_person() {
    let failures = [
        ModelFailure::Empty,
        ModelFailure::Thoughts,
        ModelFailure::Torn,
        ModelFailure::Garbage,
        ModelFailure::Error429,
        ModelFailure::Error500,
    ];
    for failure in failures {
        let app = TestApp::new().await;
        app.simulate(|settings| settings.model_failure = Some(failure));
        app.customer_writes(&["Bonjour"]).await;
        app.run_jobs().await;
        let accepted = app.accepted();
        assert_eq!(accepted.len(), 1, "{failure:?}");
        assert!(is_fallback(&accepted[0].text), "{failure:?}");
        assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::ModelFailed, "{failure:?}");
    }
}

#[tokio::test]
async fn an_answer_does_not_wait_for_a_typing_indicator_that_hangs() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.graph_delay_ms = 60_000);
    let begun = Instant::now();
    app.customer_writes(&["Bonjour"]).await;
    let recovers = async {
        let asked = |kind: &str| app.simulator.requests().iter().any(|request| request.path.ends_with(kind));
        app.simulator.wait_until(|_| (asked("/messages") && asked("/completions")).then_some(())).await;
        app.simulate(|settings| settings.graph_delay_ms = 0);
    };
    tokio::join!(app.run_jobs(), recovers);
    assert_eq!(app.accepted().len(), 1);
    // If the answer waited for the typing indicator, it would wait for Graph's time limit of 15 s.
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_model_that_never_responds_gives_the_fallback() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.model_failure = Some(ModelFailure::Silence));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    assert!(is_fallback(&app.accepted()[0].text));
}

#[tokio::test]
async fn a_send_that_timed_out_after_it_was_accepted_is_not_repeated() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.timeout_after_accepting = true);
    first_attempt(&app).await;
    app.simulate(|settings| settings.timeout_after_accepting = false);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1, "the statuses settled it");
    let thread = app.thread().await;
    assert_eq!(thread.len(), 2);
    assert_eq!(thread[1].wamid.as_ref().unwrap().as_str(), app.accepted()[0].wamid);
    assert_eq!(thread[1].shown(), Shown::Read);
    app.assert_quiet().await;
}

#[tokio::test]
async fn a_send_that_may_have_been_accepted_but_was_not_is_repeated_once_settled() {
    for code in [1, 2, 131_000, 131_016, 133_004] {
        let app = TestApp::new().await;
        app.simulate(|settings| settings.fail_code = Some(code));
        first_attempt(&app).await;
        assert_eq!(app.accepted().len(), 0);
        app.simulate(|settings| settings.fail_code = None);
        app.run_jobs_within(SignedDuration::from_secs(100)).await;
        assert_eq!(app.accepted().len(), 0, "a status may still come: {code}");
        app.another_customer_reads().await;
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), 1, "{code}");
        assert_eq!(app.thread().await.len(), 2);
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_send_that_was_throttled_is_repeated_soon() {
    for code in [4, 80_007, 130_429, 131_056] {
        let app = TestApp::new().await;
        app.simulate(|settings| settings.fail_code = Some(code));
        first_attempt(&app).await;
        app.simulate(|settings| settings.fail_code = None);
        app.run_jobs_within(SignedDuration::from_secs(60)).await;
        assert_eq!(app.accepted().len(), 1, "{code}");
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), 1, "{code}");
        assert_eq!(app.thread().await[1].shown(), Shown::Read);
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_refused_token_stops_sending_and_everything_is_sent_once_it_is_fixed() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(190));
    first_attempt(&app).await;
    app.run_jobs_within(SignedDuration::from_mins(30)).await;
    let breaker = app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap();
    assert_eq!(breaker.stopped_by, Some(190));
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::SendingStopped);
    assert_eq!(app.replies.depth().await.unwrap().dead, 0, "no waiting job is dead-lettered");
    let tries = app.simulator.requests().iter().filter(|request| request.body["type"] == "text").count();
    assert!(tries < 40, "one try a minute, not {tries}");

    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 1);
    assert_eq!(app.store.circuit_breaker(&BUSINESS.into(), Line::Service).await.unwrap().stopped_by, None);
    app.assert_quiet().await;
}

#[tokio::test]
async fn an_answer_held_until_the_window_closed_does_not_go_out() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(190));
    first_attempt(&app).await;
    app.clock.advance(SignedDuration::from_hours(25));
    app.simulate(|settings| settings.fail_code = None);
    app.run_jobs().await;
    assert_eq!(app.accepted().len(), 0);
    let thread = app.thread().await;
    assert_eq!((thread.len(), thread[1].shown()), (2, Shown::Failed));
    assert_eq!(thread[1].error.as_ref().unwrap().code, 131_047);
}

#[tokio::test]
async fn a_message_that_graph_will_never_accept_is_recorded_with_its_reason() {
    for (code, reason) in [
        (131_026, Reason::SendFailed),
        (131_047, Reason::WindowClosed),
        (100, Reason::SendFailed),
        (131_050, Reason::SendFailed),
    ] {
        let app = TestApp::new().await;
        app.simulate(|settings| settings.fail_code = Some(code));
        app.customer_writes(&["Bonjour"]).await;
        app.run_jobs().await;
        assert_eq!(app.accepted().len(), 0);
        let thread = app.thread().await;
        assert_eq!(thread[1].shown(), Shown::Failed, "{code}");
        assert_eq!(thread[1].error.as_ref().unwrap().code, code);
        assert_eq!(app.conversation().await.needs_person.unwrap().reason, reason);
        app.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_failed_status_marks_the_message_and_the_conversation() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_status_code = Some(131_026));
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    let thread = app.thread().await;
    assert_eq!(thread[1].shown(), Shown::Failed);
    assert_eq!(thread[1].error.as_ref().unwrap().code, 131_026);
    assert_eq!(app.conversation().await.needs_person.unwrap().reason, Reason::SendFailed);
}

#[tokio::test]
async fn the_next_question_waits_for_an_answer_of_unknown_outcome() {
    let app = TestApp::new().await;
    app.simulate(|settings| settings.fail_code = Some(131_000));
    first_attempt(&app).await;
    app.simulate(|settings| settings.fail_code = None);
    app.customer_writes(&["Et demain ?"]).await;
    app.another_customer_reads().await;
    app.run_jobs().await;
    let accepted = app.accepted();
    assert_eq!(accepted.len(), 2, "the first answer, then the second");
    assert_ne!(accepted[0].callback_data, accepted[1].callback_data);
    assert!(accepted.iter().all(|send| send.to == CUSTOMER));
    app.assert_quiet().await;
}

#[tokio::test]
async fn statuses_in_any_order_and_twice_converge() {
    let app = TestApp::new().await;
    app.simulate(|settings| {
        settings.shuffle_statuses = true;
        settings.repeat_webhooks = 2;
    });
    for text in ["un", "deux", "trois"] {
        app.customer_writes(&[text]).await;
        app.run_jobs_within(SignedDuration::from_mins(1)).await;
    }
    let answers: Vec<_> = app.thread().await.into_iter().filter(|m| m.sent_by.is_some()).collect();
    assert_eq!(answers.len(), 3);
    for answer in answers {
        assert_eq!(answer.shown(), Shown::Read);
        let names: Vec<_> = answer.statuses.iter().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(names, ["delivered", "read", "sent"]);
    }
}
