//! A database whose calls are delayed or lost as a schedule says, so that workers interleave. Nothing else decides about
//! the order but the waits after the third conflict, so a schedule that has failed nearly always fails again.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use relais_aws::Store;
use relais_dynamo::{Answer, Client, Error, Transport};
use relais_embedded::EmbeddedDynamo;
use tokio::task::{unconstrained, yield_now};

#[derive(Clone, Debug)]
struct Shuffled {
    engine: EmbeddedDynamo,
    schedule: Schedule,
}

/// What happens to the calls. It is used from its end, one byte a call: up to seven turns of delay, and two values of 32
/// lose the call before or after its effect. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Schedule(Arc<Mutex<Vec<u8>>>);

/// The call is lost before its effect.
pub(crate) const LOST: u8 = 30 * 8;

/// The call has its effect, and its answer is lost.
pub(crate) const LOST_ANSWER: u8 = 31 * 8;

impl Schedule {
    /// Only the call after this many is lost.
    pub(crate) fn losing(calls: usize, fault: u8) -> Self {
        let mut schedule = vec![fault];
        schedule.resize(calls + 1, 0);
        schedule.into()
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

impl From<Vec<u8>> for Schedule {
    fn from(schedule: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(schedule)))
    }
}

/// The store over this engine.
pub(crate) fn store(engine: &EmbeddedDynamo, schedule: Schedule) -> Store {
    let shuffled = Shuffled { engine: engine.clone(), schedule };
    Store::new(Client::new(shuffled), "relais")
}

impl Transport for Shuffled {
    fn call(&self, operation: &'static str, request: Vec<u8>) -> Answer<'_> {
        let fault = self.schedule.0.lock().unwrap().pop().unwrap_or(0);
        Box::pin(async move {
            for _ in 0..fault % 8 {
                yield_now().await;
            }
            let lost = || Err(Error::Unreachable("the connection was lost".into()));
            match fault / 8 * 8 {
                LOST => lost(),
                LOST_ANSWER => {
                    answered(self.engine.call(operation, request))?;
                    lost()
                }
                _ => answered(self.engine.call(operation, request)),
            }
        })
    }
}

/// The engine's thread answers whenever the system lets it run. Other workers must not go on until then.
fn answered<F: Future>(call: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut call = pin!(unconstrained(call));
    loop {
        match call.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}
