//! What Graph and the model may do, and what becomes of the answer.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use relais_core::conversation::Reason;
use relais_core::status::Shown;
use relais_core::texts::FALLBACK;
use relais_simulator::ModelFailure;

use crate::stage::{BUSINESS, CUSTOMER, Stage};

/// Lets everything happen until the first attempt to send is over.
async fn first_attempt(stage: &Stage) {
    stage.hear(&["Bonjour"]).await;
    stage.settle_within(SignedDuration::from_secs(3)).await;
}

#[tokio::test]
async fn every_failure_of_the_model_gives_the_fallback_and_marks_for_a_person() {
    for failure in
        [ModelFailure::Empty, ModelFailure::Garbage, ModelFailure::Error429, ModelFailure::Error500]
    {
        let stage = Stage::new().await;
        stage.simulate(|settings| settings.model_failure = Some(failure));
        stage.hear(&["Bonjour"]).await;
        stage.settle().await;
        let accepted = stage.accepted();
        assert_eq!(accepted.len(), 1, "{failure:?}");
        assert_eq!(accepted[0].text, FALLBACK, "{failure:?}");
        assert_eq!(
            stage.conversation().await.needs_person.unwrap().reason,
            Reason::ModelFailed,
            "{failure:?}"
        );
    }
}

#[tokio::test]
async fn an_answer_does_not_wait_for_typing_dots_that_hang() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.graph_delay_ms = 60_000);
    let begun = Instant::now();
    stage.hear(&["Bonjour"]).await;
    let recovers = async {
        let asked =
            |kind: &str| stage.simulator.requests().iter().any(|request| request.path.ends_with(kind));
        stage.simulator.wait_until(|_| (asked("/messages") && asked("/completions")).then_some(())).await;
        stage.simulate(|settings| settings.graph_delay_ms = 0);
    };
    tokio::join!(stage.settle(), recovers);
    assert_eq!(stage.accepted().len(), 1);
    // The call for the dots ends after Graph's 15 s, were it waited for.
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_model_that_says_nothing_at_all_gives_the_fallback() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.model_failure = Some(ModelFailure::Silence));
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    assert_eq!(stage.accepted()[0].text, FALLBACK);
}

#[tokio::test]
async fn a_send_that_timed_out_after_it_was_accepted_is_not_repeated() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.timeout_after_accepting = true);
    first_attempt(&stage).await;
    stage.simulate(|settings| settings.timeout_after_accepting = false);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1, "the statuses settled it");
    let thread = stage.thread().await;
    assert_eq!(thread.len(), 2);
    assert_eq!(thread[1].wamid.as_ref().unwrap().as_str(), stage.accepted()[0].wamid);
    assert_eq!(thread[1].shown(), Shown::Read);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn a_send_that_may_have_been_accepted_but_was_not_is_repeated_once_settled() {
    for code in [1, 2, 131_000, 131_016, 133_004] {
        let stage = Stage::new().await;
        stage.simulate(|settings| settings.fail_code = Some(code));
        first_attempt(&stage).await;
        assert_eq!(stage.accepted().len(), 0);
        stage.simulate(|settings| settings.fail_code = None);
        stage.settle_within(SignedDuration::from_secs(100)).await;
        assert_eq!(stage.accepted().len(), 0, "a status may still come: {code}");
        stage.settle().await;
        assert_eq!(stage.accepted().len(), 1, "{code}");
        assert_eq!(stage.thread().await.len(), 2);
        stage.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_send_that_was_throttled_is_repeated_soon() {
    for code in [4, 80_007, 130_429, 131_056] {
        let stage = Stage::new().await;
        stage.simulate(|settings| settings.fail_code = Some(code));
        first_attempt(&stage).await;
        stage.simulate(|settings| settings.fail_code = None);
        stage.settle_within(SignedDuration::from_secs(60)).await;
        assert_eq!(stage.accepted().len(), 1, "{code}");
        stage.settle().await;
        assert_eq!(stage.accepted().len(), 1, "{code}");
        assert_eq!(stage.thread().await[1].shown(), Shown::Read);
        stage.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_refused_token_stops_sending_and_everything_goes_out_once_it_is_mended() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.fail_code = Some(190));
    first_attempt(&stage).await;
    stage.settle_within(SignedDuration::from_mins(30)).await;
    let breaker = stage.store.circuit_breaker(&BUSINESS.into()).await.unwrap();
    assert_eq!(breaker.stopped_by, Some(190));
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::SendingStopped);
    assert_eq!(stage.replies.depth().await.unwrap().dead, 0, "nothing drains into the dead letters");
    let tries = stage.simulator.requests().iter().filter(|request| request.body["type"] == "text").count();
    assert!(tries < 40, "one try a minute, not {tries}");

    stage.simulate(|settings| settings.fail_code = None);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 1);
    assert_eq!(stage.store.circuit_breaker(&BUSINESS.into()).await.unwrap().stopped_by, None);
    stage.assert_quiet().await;
}

#[tokio::test]
async fn an_answer_held_until_the_window_closed_does_not_go_out() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.fail_code = Some(190));
    first_attempt(&stage).await;
    stage.clock.advance(SignedDuration::from_hours(25));
    stage.simulate(|settings| settings.fail_code = None);
    stage.settle().await;
    assert_eq!(stage.accepted().len(), 0);
    let thread = stage.thread().await;
    assert_eq!((thread.len(), thread[1].shown()), (2, Shown::Failed));
    assert_eq!(thread[1].error.as_ref().unwrap().code, 131_047);
}

#[tokio::test]
async fn what_graph_will_never_take_is_recorded_with_its_reason() {
    for (code, reason) in [
        (131_026, Reason::SendFailed),
        (131_047, Reason::WindowClosed),
        (100, Reason::SendFailed),
        (131_050, Reason::SendFailed),
    ] {
        let stage = Stage::new().await;
        stage.simulate(|settings| settings.fail_code = Some(code));
        stage.hear(&["Bonjour"]).await;
        stage.settle().await;
        assert_eq!(stage.accepted().len(), 0);
        let thread = stage.thread().await;
        assert_eq!(thread[1].shown(), Shown::Failed, "{code}");
        assert_eq!(thread[1].error.as_ref().unwrap().code, code);
        assert_eq!(stage.conversation().await.needs_person.unwrap().reason, reason);
        stage.assert_quiet().await;
    }
}

#[tokio::test]
async fn a_failed_status_marks_the_message_and_the_conversation() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.fail_status_code = Some(131_026));
    stage.hear(&["Bonjour"]).await;
    stage.settle().await;
    let thread = stage.thread().await;
    assert_eq!(thread[1].shown(), Shown::Failed);
    assert_eq!(thread[1].error.as_ref().unwrap().code, 131_026);
    assert_eq!(stage.conversation().await.needs_person.unwrap().reason, Reason::SendFailed);
}

#[tokio::test]
async fn the_next_question_waits_for_an_answer_of_unknown_outcome() {
    let stage = Stage::new().await;
    stage.simulate(|settings| settings.fail_code = Some(131_000));
    first_attempt(&stage).await;
    stage.simulate(|settings| settings.fail_code = None);
    stage.hear(&["Et demain ?"]).await;
    stage.settle().await;
    let accepted = stage.accepted();
    assert_eq!(accepted.len(), 2, "the first answer, then the second");
    assert_ne!(accepted[0].callback_data, accepted[1].callback_data);
    assert!(accepted.iter().all(|send| send.to == CUSTOMER));
    stage.assert_quiet().await;
}

#[tokio::test]
async fn statuses_in_any_order_and_twice_converge() {
    let stage = Stage::new().await;
    stage.simulate(|settings| {
        settings.shuffle_statuses = true;
        settings.repeat_webhooks = 2;
    });
    for text in ["un", "deux", "trois"] {
        stage.hear(&[text]).await;
        stage.settle_within(SignedDuration::from_mins(1)).await;
    }
    let answers: Vec<_> = stage.thread().await.into_iter().filter(|m| m.sent_by.is_some()).collect();
    assert_eq!(answers.len(), 3);
    for answer in answers {
        assert_eq!(answer.shown(), Shown::Read);
        let names: Vec<_> = answer.statuses.iter().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(names, ["delivered", "read", "sent"]);
    }
}
