//! Numbers the calls of a turn, and injects faults into them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use relais_aws::Store;
use relais_core::Clock;
use relais_core::contact::Identity;
use relais_core::timing::GRAPH_TIMEOUT;
use tokio::sync::{mpsc, oneshot};

use crate::test_app::{CUSTOMER, find};

/// A fault at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The worker dies before the call.
    StopBefore,
    /// The worker dies after the call has taken effect.
    StopAfter,
    /// The request is lost: the call has no effect.
    LostBefore,
    /// The call takes effect, and its response is lost.
    LostAfter,
    /// The server refuses the call, for example because it is throttled.
    Refused,
    /// The call takes effect, its response is lost, and the client retries it by itself.
    Repeated,
    /// Another process saves the conversation just before the call.
    Overtaken,
    /// The worker sleeps this many seconds before the call, while other jobs are done.
    SleepBefore(i64),
    /// The worker sleeps this many seconds after the call has taken effect.
    SleepAfter(i64),
    /// A second worker gets the same job and does all of it before the call.
    SecondWorkerBefore,
    /// A second worker gets the same job and does all of it after the call has taken effect.
    SecondWorkerAfter,
    /// The person is erased before the call.
    Erased,
    /// The customer's last text comes just before the call, and another worker records it.
    NextText,
}

/// A call of a run: its label, and its number among the calls with this label, from 1.
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

/// A signal of the worker under test to its driver.
#[derive(Debug)]
pub(crate) enum Signal {
    /// It died: the driver drops its job.
    Dead,
    /// It sleeps for this many seconds, until the driver wakes it.
    Asleep(i64, oneshot::Sender<()>),
    /// It waits until a second worker has done the same job.
    SecondWorker(oneshot::Sender<()>),
    /// It waits until the customer has written once more.
    NextText(oneshot::Sender<()>),
    /// It waits until the customer was erased.
    Erased(oneshot::Sender<()>),
}

/// Why a call returned an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is unknown whether it took effect.
    Lost,
    /// It did not take effect.
    Refused,
}

/// Counts and logs the calls of a run, and injects the planned faults. Clones share the state.
#[derive(Clone)]
pub(crate) struct Calls {
    state: Arc<Mutex<State>>,
    signals: mpsc::UnboundedSender<Signal>,
    /// The store without faults, for what other processes do.
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

    /// All calls so far, in order.
    pub(crate) fn seen(&self) -> Vec<Target> {
        self.state.lock().unwrap().seen.clone()
    }

    /// The number of planned faults that were not injected.
    pub(crate) fn left(&self) -> usize {
        self.state.lock().unwrap().plan.len()
    }

    pub(crate) fn log(&self) -> String {
        self.state.lock().unwrap().log.join("\n")
    }

    /// Sets the name of the job whose calls come next. Returns the previous name.
    pub(crate) fn enter(&self, job: String) -> String {
        std::mem::replace(&mut self.state.lock().unwrap().job, job)
    }

    pub(crate) fn tell(&self, what: &str) {
        let at = self.clock.now();
        let mut state = self.state.lock().unwrap();
        let line = format!("     {at:.1}  {}: {what}", state.job);
        state.log.push(line);
    }

    /// Makes the call, with the fault that is planned for it. `effect` makes the call, and may run more than once.
    /// `failed` makes the caller's error of a failure.
    pub(crate) async fn through<T, F>(
        &self,
        label: &str,
        effect: impl Fn() -> F,
        failed: impl Fn(Failure) -> T,
    ) -> T
    where
        F: Future<Output = T> + Send,
    {
        let fault = self.begin(label);
        let begun = self.clock.now();
        let effect = async || {
            // After a pause of any kind, the time limit of a call to Graph may have passed.
            if label == "send" && self.clock.now().duration_since(begun) >= GRAPH_TIMEOUT {
                return failed(Failure::Lost);
            }
            effect().await
        };
        match fault {
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
                effect().await
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
            Some(Fault::Erased) => {
                self.pause(Signal::Erased).await;
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
        // If the driver is gone, the worker is not woken.
        if woken.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    async fn overtake(&self) {
        let identity = Identity { wa_id: Some(CUSTOMER.into()), ..Identity::default() };
        let Some(contact) = find(&self.store, &identity).await else { return };
        let Some(mut conversation) = self.store.conversation(&contact).await.unwrap() else { return };
        self.store.save_conversation(&mut conversation).await.unwrap();
    }
}
