//! The calls of a turn, numbered, and what befalls them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use relais_aws::Store;
use relais_core::{Alias, Clock};
use relais_whatsapp::ids::WaId;
use tokio::sync::{mpsc, oneshot};

use crate::test_app::CUSTOMER;

/// What befalls one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The worker stops dead before the call.
    StopBefore,
    /// The worker stops dead once the call has had its effect.
    StopAfter,
    /// The call fails on the way there.
    LostBefore,
    /// The call takes effect, and its answer is lost.
    LostAfter,
    /// The other side refuses: throttled, or a plain server error.
    Refused,
    /// The call takes effect, its answer is lost, and the SDK makes it again by itself.
    Repeated,
    /// Somebody else saves the conversation just before.
    Overtaken,
    /// The worker sleeps this many seconds before the call, while others go on.
    SleepBefore(i64),
    /// The worker sleeps this many seconds after the call's effect.
    SleepAfter(i64),
    /// A second worker is given the same job and does the whole of it before the call.
    SecondWorkerBefore,
    /// A second worker does the same job after the call's effect.
    SecondWorkerAfter,
    /// The customer's last text comes only now, just before the call, and is recorded by somebody else.
    NextText,
}

/// A call of a run: the how manieth with this label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) label: String,
    pub(crate) nth: u32,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} no. {}", self.label, self.nth)
    }
}

/// What the worker under test tells its driver.
#[derive(Debug)]
pub(crate) enum Signal {
    /// It is dead: its job is to be dropped.
    Dead,
    /// It sleeps for so many seconds, until it is woken.
    Asleep(i64, oneshot::Sender<()>),
    /// It waits until a second worker has done the same job.
    SecondWorker(oneshot::Sender<()>),
    /// It waits until the customer has written once more.
    NextText(oneshot::Sender<()>),
}

/// Why a call gives no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nobody knows whether it took effect.
    Lost,
    /// It did not take effect.
    Refused,
}

/// Counts the calls of a run, logs them, and does to them what is planned. Clones share it.
#[derive(Clone)]
pub(crate) struct Calls {
    state: Arc<Mutex<State>>,
    signals: mpsc::UnboundedSender<Signal>,
    /// Past all faults: for what somebody else does.
    store: Store,
    clock: Clock,
}

struct State {
    plan: Vec<(Target, Fault)>,
    counts: BTreeMap<String, u32>,
    seen: Vec<Target>,
    log: Vec<String>,
    job: String,
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").finish_non_exhaustive()
    }
}

impl Calls {
    pub(crate) fn new(
        plan: Vec<(Target, Fault)>,
        store: Store,
        clock: Clock,
    ) -> (Self, mpsc::UnboundedReceiver<Signal>) {
        let (signals, driver) = mpsc::unbounded_channel();
        let state =
            State { plan, counts: BTreeMap::new(), seen: Vec::new(), log: Vec::new(), job: String::new() };
        (Self { state: Arc::new(Mutex::new(state)), signals, store, clock }, driver)
    }

    /// Every call so far, in order.
    pub(crate) fn seen(&self) -> Vec<Target> {
        self.state.lock().unwrap().seen.clone()
    }

    /// What is planned and has not come about.
    pub(crate) fn left(&self) -> usize {
        self.state.lock().unwrap().plan.len()
    }

    pub(crate) fn log(&self) -> String {
        self.state.lock().unwrap().log.join("\n")
    }

    /// Names the job whose calls come next; returns the one before.
    pub(crate) fn enter(&self, job: String) -> String {
        std::mem::replace(&mut self.state.lock().unwrap().job, job)
    }

    pub(crate) fn tell(&self, what: &str) {
        let at = self.clock.now();
        let mut state = self.state.lock().unwrap();
        let line = format!("     {at:.1}  {}: {what}", state.job);
        state.log.push(line);
    }

    /// Makes the call, or does what is planned for it. `effect` can be run again; `failed` is the caller's word for it.
    pub(crate) async fn through<T, F>(
        &self,
        label: &str,
        effect: impl Fn() -> F,
        failed: impl Fn(Failure) -> T,
    ) -> T
    where
        F: Future<Output = T> + Send,
    {
        match self.begin(label) {
            None => effect().await,
            Some(Fault::StopBefore) => self.die().await,
            Some(Fault::StopAfter) => {
                effect().await;
                self.die().await
            }
            Some(Fault::LostBefore) => failed(Failure::Lost),
            Some(Fault::LostAfter) => {
                effect().await;
                failed(Failure::Lost)
            }
            Some(Fault::Refused) => failed(Failure::Refused),
            Some(Fault::Repeated) => {
                effect().await;
                effect().await
            }
            Some(Fault::Overtaken) => {
                self.overtake().await;
                effect().await
            }
            Some(Fault::SleepBefore(seconds)) => {
                self.pause(|wake| Signal::Asleep(seconds, wake)).await;
                // A call to Graph is over when the worker wakes: its time limit has passed.
                if label == "send" { failed(Failure::Lost) } else { effect().await }
            }
            Some(Fault::SleepAfter(seconds)) => {
                let answer = effect().await;
                self.pause(|wake| Signal::Asleep(seconds, wake)).await;
                answer
            }
            Some(Fault::SecondWorkerBefore) => {
                self.pause(Signal::SecondWorker).await;
                effect().await
            }
            Some(Fault::NextText) => {
                self.pause(Signal::NextText).await;
                effect().await
            }
            Some(Fault::SecondWorkerAfter) => {
                let answer = effect().await;
                self.pause(Signal::SecondWorker).await;
                answer
            }
        }
    }

    fn begin(&self, label: &str) -> Option<Fault> {
        let at = self.clock.now();
        let mut state = self.state.lock().unwrap();
        let count = state.counts.entry(label.to_owned()).or_default();
        *count += 1;
        let target = Target { label: label.to_owned(), nth: *count };
        let planned = state.plan.iter().position(|(planned, _)| *planned == target);
        let fault = planned.map(|position| state.plan.remove(position).1);
        let number = state.seen.len() + 1;
        let what = fault.map(|fault| format!("   <== {fault:?}")).unwrap_or_default();
        let line = format!("{number:>4} {at:.1}  {}: {target}{what}", state.job);
        state.log.push(line);
        state.seen.push(target);
        fault
    }

    async fn die<T>(&self) -> T {
        self.signals.send(Signal::Dead).unwrap();
        std::future::pending().await
    }

    async fn pause(&self, signal: impl FnOnce(oneshot::Sender<()>) -> Signal) {
        let (wake, woken) = oneshot::channel();
        self.signals.send(signal(wake)).unwrap();
        // A driver that is gone wakes nobody.
        if woken.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    async fn overtake(&self) {
        let alias = Alias::wa_id(&WaId::from(CUSTOMER));
        let Some(contact) = self.store.find_contact(&alias).await.unwrap() else { return };
        let Some(mut conversation) = self.store.conversation(&contact).await.unwrap() else { return };
        self.store.save_conversation(&mut conversation).await.unwrap();
    }
}
