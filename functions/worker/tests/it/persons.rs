//! A model of persons, their numbers and user ids, and Meta's notices. It draws histories, delivers them in any order,
//! repeated and late, to four workers at once whose database calls are delayed and lost, and checks the records:
//!
//! - Every message is stored once, and no thread holds messages of two people or of two business numbers.
//! - Messages of one person are in one thread, wherever a notice connects the ids that they show.
//! - A number leads to the person who showed it last, and no other conversation has it.

mod checks;
mod history;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use relais_aws::StoreError;
use relais_core::job::EventJob;
use relais_core::queue::{Enqueue, NewMessage, QueueError};
use relais_worker::{Recorder, WorkError};
use tokio::task::JoinSet;

use crate::test_app::TestApp;
use crate::{database, shuffled};
use history::{Event, History};
use shuffled::Schedule;

/// Histories in every test run, always the same ones.
const CASES: u32 = 2000;

/// Workers at the same time.
const WORKERS: usize = 4;

#[test]
fn every_person_keeps_one_thread_and_nobody_reads_another() {
    run(CASES, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
}

/// As many other histories as `RELAIS_PERSONS` says (default 20,000).
#[test]
#[ignore = "takes a minute for every thousand histories"]
fn very_many_histories() {
    let cases = std::env::var_os("RELAIS_PERSONS");
    let cases = cases.map_or(20_000, |cases| cases.to_str().unwrap().parse().unwrap());
    run(cases, TestRunner::default().rng().clone());
}

fn run(cases: u32, rng: TestRng) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::new());
    let steps = prop::collection::vec(history::step(), 1..14);
    let order = prop::collection::vec(any::<u16>(), 40);
    let schedule = prop::collection::vec(any::<u8>(), 0..400);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let outcome =
        TestRunner::new_with_rng(config, rng).run(&(steps, order, schedule), |(steps, order, schedule)| {
            let history = History::of(&steps);
            let checked = runtime.block_on(delivered(&app, &history, &order, schedule.into()));
            checked.map_err(TestCaseError::fail)
        });
    outcome.unwrap();
}

/// Delivers the events in this order, some of them twice, then all of them once more. Checks the records.
async fn delivered(
    app: &TestApp,
    history: &History,
    order: &[u16],
    schedule: Schedule,
) -> Result<(), String> {
    let (engine, store) = database::empty().await;
    let Recorder { blobs, businesses, account, settings, clock, .. } = app.worker.recorder.clone();
    let faulty = shuffled::store(&engine, schedule);
    let mut recorder =
        Recorder { store: faulty, replies: NoQueue, blobs, businesses, account, settings, clock };
    let mut events: Vec<&Event> = history.events.iter().collect();
    let place = |position: usize| order.get(position % order.len()).copied().unwrap_or_default();
    let mut places: Vec<_> = (0..events.len()).map(|position| (place(position), position)).collect();
    places.sort_unstable();
    let repeated = places.iter().filter(|(place, _)| place % 5 == 0).copied().collect::<Vec<_>>();
    places.extend(repeated);
    events = places.iter().filter_map(|(_, position)| history.events.get(*position)).collect();
    for group in events.chunks(WORKERS) {
        let mut at_work = JoinSet::new();
        for event in group {
            let event = (*event).clone();
            let recorder = recorder.clone();
            at_work.spawn(async move {
                // Retries until it succeeds, as a job that is redelivered.
                for _ in 0..50 {
                    match recorder.record(event.job()).await {
                        Ok(()) => return Ok(()),
                        Err(WorkError::Store(StoreError::Contended)) => {
                            return Err(format!("{event:?} would be redelivered for ever"));
                        }
                        Err(_) => {}
                    }
                }
                Err(format!("{event:?} fails at every attempt"))
            });
        }
        for result in at_work.join_all().await {
            result?;
        }
    }
    recorder.store = store.clone();
    for event in &history.events {
        let job: EventJob = event.job();
        recorder.record(job).await.map_err(|error| format!("{event:?} repeated: {error}"))?;
    }
    checks::check(&engine, &store, history).await
}

/// The reply jobs are not looked at. The local queue stores them in a thread of its own, which would decide about the order.
#[derive(Clone, Debug)]
struct NoQueue;

impl Enqueue for NoQueue {
    async fn send(&self, _: Vec<NewMessage>) -> Result<(), QueueError> {
        Ok(())
    }
}

/// Cases that the model has found, and those that people describe.
#[test]
fn known_histories() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::new());
    for steps in history::known() {
        let history = History::of(&steps);
        for order in orders(history.events.len()) {
            let checked = runtime.block_on(delivered(&app, &history, &order, Vec::new().into()));
            assert_eq!(checked, Ok(()), "{steps:?} in order {order:?}");
        }
    }
}

/// A number passes to another contact while each call in turn is lost, before its effect and after it.
#[test]
fn a_lost_call_leaves_a_number_with_one_contact() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::new());
    let history = History::of(&history::a_number_passes());
    let order: Vec<u16> = (0..u16::try_from(history.events.len()).unwrap()).map(|n| n * 10 + 1).collect();
    let mut calls = 0;
    loop {
        let mut is_used_up = true;
        for fault in [shuffled::LOST, shuffled::LOST_ANSWER] {
            let schedule = Schedule::losing(calls, fault);
            let checked = runtime.block_on(delivered(&app, &history, &order, schedule.clone()));
            assert_eq!(checked, Ok(()), "call {calls} was lost ({fault})");
            is_used_up &= schedule.is_used_up();
        }
        if !is_used_up {
            break;
        }
        calls += 1;
    }
    println!("each of {calls} calls was lost");
    assert!(calls > 30, "{calls}");
}

/// Every order of up to five events; the forward and backward order of more.
fn orders(events: usize) -> Vec<Vec<u16>> {
    let forward: Vec<u16> = (0..u16::try_from(events).unwrap()).map(|n| n * 10 + 1).collect();
    if events > 5 {
        return vec![forward.clone(), forward.into_iter().rev().collect()];
    }
    let mut all = vec![Vec::new()];
    for n in forward {
        all = all
            .into_iter()
            .flat_map(|order: Vec<u16>| {
                (0..=order.len()).map(move |place| {
                    let mut longer = order.clone();
                    longer.insert(place, n);
                    longer
                })
            })
            .collect();
    }
    all
}
