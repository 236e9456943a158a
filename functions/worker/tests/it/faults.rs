//! Injects every fault at every call of a turn.
//!
//! A turn is first run without faults, to record its calls to the database, the queue, the model and Graph. Then it is
//! run again for each call and each fault. In every run each burst gets one answer, nothing is lost, and no job is left
//! in the end. A failed case prints the numbered calls of its run.

mod acts;
mod calls;
mod faulty;
mod files;
mod pairs;
mod people;
mod promises;
mod turn;

use relais_aws::http;

use acts::Act;
use calls::{Fault, Target};
use turn::Turn;

/// The texts of the customer. No text is part of another.
const TEXTS: [&str; 2] = ["Bonjour", "ouverts demain"];

/// The number of failed cases that are printed call by call.
const PRINTED_CASES: usize = 2;

const STOPS: [Fault; 2] = [Fault::StopBefore, Fault::StopAfter];
const ERRORS: [Fault; 5] =
    [Fault::LostBefore, Fault::LostAfter, Fault::Refused, Fault::Repeated, Fault::Overtaken];
const SLEEPS: [Fault; 4] =
    [Fault::SleepBefore(60), Fault::SleepAfter(60), Fault::SleepBefore(150), Fault::SleepAfter(150)];
const SECOND_WORKERS: [Fault; 2] = [Fault::SecondWorkerBefore, Fault::SecondWorkerAfter];

#[tokio::test]
async fn a_worker_may_stop_dead_at_any_call() {
    inflict(&one(), &STOPS).await;
    inflict(&burst(), &STOPS).await;
}

#[tokio::test]
async fn any_call_may_fail() {
    inflict(&one(), &ERRORS).await;
    inflict(&burst(), &[Fault::LostAfter, Fault::Repeated, Fault::Overtaken]).await;
}

#[tokio::test]
async fn a_worker_may_sleep_past_its_lease_at_any_call() {
    inflict(&one(), &SLEEPS).await;
    inflict(&burst(), &[Fault::SleepBefore(60), Fault::SleepAfter(150)]).await;
}

#[tokio::test]
async fn two_workers_with_the_same_job_may_overlap_at_any_call() {
    inflict(&one(), &SECOND_WORKERS).await;
    inflict(&burst(), &SECOND_WORKERS).await;
}

/// The customer gets one answer, and what the tool has done is told, or that it is in doubt.
#[tokio::test]
async fn a_turn_with_a_tool_is_answered_once_after_any_fault() {
    inflict(
        &tool(),
        &[Fault::StopBefore, Fault::StopAfter, Fault::LostBefore, Fault::LostAfter, Fault::Refused],
    )
    .await;
}

#[tokio::test]
async fn a_turn_with_a_tool_is_answered_once_by_workers_that_sleep_or_overlap() {
    inflict(&tool(), &[Fault::SleepAfter(60), Fault::SecondWorkerAfter, Fault::Overtaken]).await;
}

#[tokio::test]
async fn the_next_text_may_come_at_any_call_of_a_turn_with_a_tool() {
    let http = http::client().unwrap();
    let calls = tool().run(&http).await.unwrap();
    let mut cases = Cases::default();
    for target in calls {
        let turn = Turn { plan: vec![(target, Fault::NextText)], tool: true, ..burst() };
        cases.add(turn.run(&http).await);
    }
    cases.assert();
}

/// The answer is neither doubled nor lost because of the file's job, and the file is fetched once if no fault took it away.
#[tokio::test]
async fn a_picture_is_stored_and_answered_once_after_any_stop() {
    inflict(&picture(), &STOPS).await;
}

#[tokio::test]
async fn a_picture_is_stored_and_answered_once_after_any_failed_call() {
    inflict(&picture(), &ERRORS).await;
}

#[tokio::test]
async fn a_picture_is_stored_and_answered_once_by_workers_that_sleep() {
    inflict(&picture(), &[Fault::SleepBefore(60), Fault::SleepAfter(150)]).await;
}

#[tokio::test]
async fn a_picture_is_stored_and_answered_once_by_two_workers() {
    inflict(&picture(), &SECOND_WORKERS).await;
}

/// A fault at any call of the first two tries, or of what records the message, leaves one job that goes on.
#[tokio::test]
async fn one_job_goes_on_for_a_file_that_does_not_come_after_any_fault() {
    let late = Turn { late: true, ..picture() };
    let http = http::client().unwrap();
    let calls = late.run(&http).await.unwrap_or_else(|report| panic!("without a fault: {report}"));
    let is_later = |target: &Target| target.label == "look for file" && target.nth > 2;
    let mut cases = Cases::default();
    for target in calls.iter().take_while(|target| !is_later(target)) {
        for fault in [Fault::StopAfter, Fault::LostBefore, Fault::LostAfter, Fault::SecondWorkerAfter] {
            cases.add(late.clone().with(&target.label, target.nth, fault).run(&http).await);
        }
    }
    cases.assert();
}

/// The customer is erased at every call of a job that is under way. Nothing that the job knows is written again.
#[tokio::test]
async fn the_customer_may_be_erased_at_any_call() {
    inflict(&one(), &[Fault::Erased]).await;
    inflict(&one().with("send", 1, Fault::LostAfter), &[Fault::Erased]).await;
    let fails = Turn { fails: Some(131_026), ..one() };
    inflict(&fails.with("send", 1, Fault::SecondWorkerAfter), &[Fault::Erased]).await;
}

/// A file that is stored after its person was erased is removed again.
#[tokio::test]
async fn the_customer_may_be_erased_at_any_call_about_a_picture() {
    inflict(&picture(), &[Fault::Erased]).await;
}

#[tokio::test]
async fn the_next_text_may_come_at_any_call() {
    let http = http::client().unwrap();
    let calls = one().run(&http).await.unwrap();
    let mut cases = Cases::default();
    for target in calls {
        cases.add(Turn { plan: vec![(target, Fault::NextText)], ..burst() }.run(&http).await);
    }
    cases.assert();
}

#[tokio::test]
async fn a_worker_may_stop_after_the_next_text_came_at_its_last_check() {
    inflict(&burst().with("PutItem conversation", 3, Fault::NextText), &[Fault::StopAfter]).await;
}

/// The statuses are recorded before Graph's response to the send.
#[tokio::test]
async fn a_worker_may_stop_when_the_statuses_came_first() {
    inflict(&one().with("send", 1, Fault::SecondWorkerAfter), &[Fault::StopAfter]).await;
}

#[tokio::test]
async fn a_worker_may_stop_while_a_send_is_settled() {
    for fault in [Fault::LostBefore, Fault::Refused, Fault::StopAfter] {
        inflict(&one().with("send", 1, fault), &[Fault::StopAfter]).await;
    }
}

/// The answer's own statuses never come either, or come as always.
#[tokio::test]
async fn an_answer_is_never_repeated_while_no_other_status_comes() {
    let lost =
        [Fault::StopBefore, Fault::StopAfter, Fault::LostBefore, Fault::LostAfter, Fault::SleepBefore(150)];
    for fault in lost {
        succeed(&Turn { alone: true, ..one() }.with("send", 1, fault)).await;
    }
    let http = http::client().unwrap();
    let lost = Turn { alone: true, ..one() }.with("send", 1, Fault::LostBefore);
    let calls = lost.run(&http).await.unwrap();
    let mut cases = Cases::default();
    for target in calls.iter().skip_while(|target| target.label != "send").skip(1) {
        if !["Query", "GetItem", "BatchGetItem"].iter().any(|read| target.label.starts_with(read)) {
            cases.add(lost.clone().with(&target.label, target.nth, Fault::StopAfter).run(&http).await);
        }
    }
    cases.assert();
}

#[tokio::test]
async fn people_are_notified_of_a_refused_answer_after_any_fault() {
    let turn = Turn { refused: Some(131_026), ..one() };
    inflict(&turn, &[Fault::StopAfter, Fault::LostAfter, Fault::Repeated]).await;
}

#[tokio::test]
async fn people_are_notified_of_a_failed_answer_after_any_fault() {
    let turn = Turn { fails: Some(131_026), ..one() };
    inflict(&turn, &[Fault::StopAfter, Fault::LostAfter, Fault::Repeated]).await;
}

#[tokio::test]
async fn a_stopped_answer_is_sent_once_the_circuit_breaker_closes_after_any_fault() {
    let turn = Turn { stopped: true, ..one() };
    inflict(&turn, &[Fault::StopAfter, Fault::LostAfter]).await;
}

/// Also while one of them probes.
#[tokio::test]
async fn two_workers_may_overlap_while_the_circuit_breaker_is_open() {
    inflict(&Turn { stopped: true, ..one() }, &[Fault::SecondWorkerAfter]).await;
}

/// The person makes the call again until it succeeds.
#[tokio::test]
async fn a_persons_text_is_sent_once_after_any_fault() {
    inflict(&persons_text(), &[Fault::StopAfter, Fault::LostAfter, Fault::SecondWorkerAfter]).await;
}

/// The file goes out with its message, once, and is uploaded once.
#[tokio::test]
async fn a_persons_file_is_sent_once_after_any_stop() {
    inflict(&persons_file(), &STOPS).await;
}

#[tokio::test]
async fn a_persons_file_is_sent_once_after_any_failed_call() {
    inflict(&persons_file(), &[Fault::LostAfter, Fault::Refused]).await;
}

#[tokio::test]
async fn a_persons_file_is_sent_once_by_two_workers_and_by_ones_that_sleep() {
    inflict(&persons_file(), &[Fault::SecondWorkerBefore, Fault::SecondWorkerAfter, Fault::SleepAfter(150)])
        .await;
}

/// Then either the message goes out with its file, or both are gone within a day.
#[tokio::test]
async fn a_person_may_leave_after_a_file_that_was_not_sent() {
    inflict(&Turn { leaves: true, ..persons_file() }, &STOPS).await;
}

/// The file goes too, unless it was not given to the customer yet: then it expires.
#[tokio::test]
async fn the_customer_may_be_erased_at_any_call_about_a_persons_file() {
    inflict(&Turn { leaves: true, ..persons_file() }, &[Fault::Erased]).await;
}

#[tokio::test]
async fn a_template_is_sent_once_after_any_fault() {
    inflict(&template(), &[Fault::StopAfter, Fault::SecondWorkerAfter]).await;
}

#[tokio::test]
async fn a_person_may_leave_after_a_call_that_failed() {
    inflict(&Turn { leaves: true, ..persons_text() }, &[Fault::StopAfter]).await;
}

#[tokio::test]
async fn a_persons_stopped_message_is_sent_once_the_circuit_breaker_closes_after_any_fault() {
    inflict(&Turn { stopped: true, ..persons_text() }, &[Fault::LostAfter]).await;
    inflict(&Turn { stopped: true, ..template() }, &[Fault::StopAfter]).await;
}

#[tokio::test]
async fn what_came_in_a_takeover_is_answered_once_after_any_fault() {
    inflict(&hand_back(), &[Fault::StopAfter, Fault::SecondWorkerAfter]).await;
}

/// The takeover then ends by itself.
#[tokio::test]
async fn a_person_may_leave_after_a_hand_back_that_failed() {
    inflict(&Turn { leaves: true, ..hand_back() }, &[Fault::StopAfter]).await;
}

#[tokio::test]
async fn after_an_expired_lease_a_later_job_answers() {
    succeed(&one().with("model", 1, Fault::SleepAfter(60))).await;
}

#[tokio::test]
async fn an_intent_that_the_sdk_saved_twice_is_sent() {
    succeed(&one().with("PutItem conversation", 3, Fault::Repeated)).await;
}

/// The worker that runs after a crash finds a burst of more than 20 seconds. A newer text does not delay its answer.
#[tokio::test]
async fn a_text_that_the_model_read_in_a_long_burst_is_not_answered_again() {
    let crashed = burst().with("PutItem conversation", 2, Fault::StopAfter);
    succeed(&crashed.with("Query thread", 1, Fault::NextText)).await;
}

fn one() -> Turn {
    Turn { texts: vec![TEXTS[0]], ..Turn::default() }
}

/// A picture with a text under it.
fn picture() -> Turn {
    Turn { pictures: true, ..one() }
}

/// A text for which the model calls a tool of the shop's.
fn tool() -> Turn {
    Turn { tool: true, ..one() }
}

fn burst() -> Turn {
    Turn { texts: TEXTS.to_vec(), ..Turn::default() }
}

/// A person answers the customer.
fn persons_text() -> Turn {
    Turn { act: Some(Act::Text), ..one() }
}

/// A person sends the customer a file.
fn persons_file() -> Turn {
    Turn { act: Some(Act::File), ..one() }
}

/// A template goes to somebody who never wrote.
fn template() -> Turn {
    Turn { act: Some(Act::Template), ..Turn::default() }
}

/// A person gives back a conversation in which the customer wrote before and during the takeover.
fn hand_back() -> Turn {
    Turn { act: Some(Act::HandBack), ..burst() }
}

async fn succeed(turn: &Turn) {
    if let Err(report) = turn.run(&http::client().unwrap()).await {
        panic!("{report}");
    }
}

/// Runs the turn once for each fault at each of its calls, in addition to the faults that are planned already.
async fn inflict(turn: &Turn, faults: &[Fault]) {
    let http = http::client().unwrap();
    let calls = turn.run(&http).await.unwrap_or_else(|report| panic!("without a further fault: {report}"));
    let mut cases = Cases::default();
    for target in calls.iter().filter(|target| !turn.plan.iter().any(|(planned, _)| planned == *target)) {
        for fault in faults.iter().filter(|fault| can_hit(**fault, target)) {
            cases.add(turn.clone().with(&target.label, target.nth, *fault).run(&http).await);
        }
    }
    cases.assert();
}

fn can_hit(fault: Fault, target: &Target) -> bool {
    let database = target.label.contains("Item") || target.label.contains("Query");
    match fault {
        Fault::Repeated => database && !target.label.starts_with("Get"),
        Fault::Overtaken => target.label == "PutItem conversation",
        Fault::Refused => database || ["send", "model", "tool"].contains(&target.label.as_str()),
        _ => true,
    }
}

/// Counts cases, and keeps the reports of those that failed.
#[derive(Default)]
struct Cases {
    count: usize,
    failed: Vec<String>,
}

impl Cases {
    fn add(&mut self, result: Result<Vec<Target>, String>) {
        self.count += 1;
        self.failed.extend(result.err());
    }

    fn assert(&self) {
        println!("{} cases", self.count);
        let heads: Vec<_> = self.failed.iter().filter_map(|report| report.split("\n   1 ").next()).collect();
        let reports: Vec<_> = self.failed.iter().take(PRINTED_CASES).map(String::as_str).collect();
        assert!(
            self.failed.is_empty(),
            "{} of {} cases failed:\n{}\n\n{}",
            self.failed.len(),
            self.count,
            heads.join("\n"),
            reports.join("\n\n")
        );
    }
}

/// Two workers have the same message. One stores it and fails before it queues the reply job. The other finds the
/// message stored.
#[tokio::test]
async fn a_second_worker_may_fail_between_the_message_and_its_reply_job() {
    let mut cases = Cases::default();
    let http = http::client().unwrap();
    for (call, overlap) in
        [("GetItem message", Fault::SecondWorkerBefore), ("GetItem conversation", Fault::SecondWorkerAfter)]
    {
        for (label, fault) in [
            ("PutItem message", Fault::StopAfter),
            ("queue", Fault::StopBefore),
            ("queue", Fault::LostBefore),
            ("queue", Fault::Refused),
        ] {
            cases.add(one().with(call, 1, overlap).with(label, 1, fault).run(&http).await);
        }
    }
    cases.assert();
}
