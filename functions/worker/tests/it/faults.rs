//! Every call of a turn, and everything that can befall it.
//!
//! A turn is run once undisturbed, to see which calls it makes: to the database, the queue, the model and Graph. Then
//! it is run again for each call and each fault. However it goes, each burst gets one answer, nothing is lost, and all
//! is quiet in the end. What fails prints the numbered calls of its run.

mod calls;
mod faulty;
mod pairs;
mod promises;
mod turn;

use relais_aws::http;

use calls::{Fault, Target};
use turn::Turn;

/// What customers write here: no text is part of another.
const TEXTS: [&str; 2] = ["Bonjour", "ouverts demain"];

/// Failed cases that are printed call by call.
const STORIES: usize = 2;

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
async fn a_worker_may_stop_after_the_next_text_came_at_its_last_look() {
    inflict(&burst().with("PutItem conversation", 3, Fault::NextText), &[Fault::StopAfter]).await;
}

/// The statuses are recorded before the answer to the send is.
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

#[tokio::test]
async fn people_are_told_of_a_refused_answer_whatever_befalls_the_worker() {
    let turn = Turn { refused: Some(131_026), ..one() };
    inflict(&turn, &[Fault::StopAfter, Fault::LostAfter, Fault::Repeated]).await;
}

#[tokio::test]
async fn people_are_told_of_a_failed_answer_whatever_befalls_the_worker() {
    let turn = Turn { fails: Some(131_026), ..one() };
    inflict(&turn, &[Fault::StopAfter, Fault::LostAfter, Fault::Repeated]).await;
}

#[tokio::test]
async fn an_answer_goes_out_once_a_stopped_line_runs_whatever_befalls_the_worker() {
    let turn = Turn { stopped: true, ..one() };
    inflict(&turn, &[Fault::StopAfter, Fault::LostAfter]).await;
}

#[tokio::test]
async fn a_lease_that_ran_out_with_nobody_after_it_leaves_the_answer_to_a_later_job() {
    succeed(&one().with("model", 1, Fault::SleepAfter(60))).await;
}

#[tokio::test]
async fn an_intent_that_the_sdk_saved_twice_is_sent_all_the_same() {
    succeed(&one().with("PutItem conversation", 3, Fault::Repeated)).await;
}

/// The worker that comes after a crash finds a burst of more than 20 seconds, which a newer text does not put off.
#[tokio::test]
async fn a_text_that_the_model_read_in_a_long_burst_is_not_answered_again() {
    let crashed = burst().with("PutItem conversation", 2, Fault::StopAfter);
    succeed(&crashed.with("Query thread", 1, Fault::NextText)).await;
}

fn one() -> Turn {
    Turn { texts: vec![TEXTS[0]], ..Turn::default() }
}

fn burst() -> Turn {
    Turn { texts: TEXTS.to_vec(), ..Turn::default() }
}

async fn succeed(turn: &Turn) {
    if let Err(story) = turn.run(&http::client().unwrap()).await {
        panic!("{story}");
    }
}

/// Runs the turn with each fault at each of its calls, beside what is planned for it already.
async fn inflict(turn: &Turn, faults: &[Fault]) {
    let http = http::client().unwrap();
    let calls = turn.run(&http).await.unwrap_or_else(|story| panic!("by itself: {story}"));
    let mut cases = Cases::default();
    for target in calls.iter().filter(|target| !turn.plan.iter().any(|(planned, _)| planned == *target)) {
        for fault in faults.iter().filter(|fault| can_befall(**fault, target)) {
            cases.add(turn.clone().with(&target.label, target.nth, *fault).run(&http).await);
        }
    }
    cases.assert();
}

fn can_befall(fault: Fault, target: &Target) -> bool {
    let database = target.label.contains("Item") || target.label.contains("Query");
    match fault {
        Fault::Repeated => database && !target.label.starts_with("Get"),
        Fault::Overtaken => target.label == "PutItem conversation",
        Fault::Refused => database || ["send", "model"].contains(&target.label.as_str()),
        _ => true,
    }
}

/// Counts cases, and keeps the stories of those that failed.
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
        let heads: Vec<_> = self.failed.iter().filter_map(|story| story.split("\n   1 ").next()).collect();
        let stories: Vec<_> = self.failed.iter().take(STORIES).map(String::as_str).collect();
        assert!(
            self.failed.is_empty(),
            "{} of {} cases failed:\n{}\n\n{}",
            self.failed.len(),
            self.count,
            heads.join("\n"),
            stories.join("\n\n")
        );
    }
}

/// Two workers with the same message: the one that stores it fails before its reply job is queued, the other finds it
/// stored.
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
