//! The thread in which a document is read.
//!
//! Parsers of other people have no time limit of their own. So the work asks [`check`] at every step, also from within a
//! parser that calls back. When the time is over, the thread unwinds from there and is gone.

use std::any::Any;
use std::cell::Cell;
use std::panic;
use std::sync::Once;
use std::thread;
use std::time::{Duration, Instant};

use crate::Unreadable;

/// Room for parsers that call themselves, in bytes. It is only taken as far as it is used.
const STACK: usize = 16 * 1024 * 1024;

/// Why the work ended without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// Its time or its memory was used up.
    AtLimit,
    /// The parser panicked.
    Panicked,
}

impl From<Stopped> for Unreadable {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::AtLimit => Self::TooLarge,
            Stopped::Panicked => Self::Broken,
        }
    }
}

thread_local! {
    /// When the work of this thread ends. `None`: it is no such thread.
    static ENDS: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Does this work in a thread of its own, for at most about `time`, and waits for it.
pub(crate) fn within<T: Send>(time: Duration, work: impl FnOnce() -> T + Send) -> Result<T, Stopped> {
    keep_panics_quiet();
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            ENDS.set(Some(Instant::now() + time));
            work()
        });
        // Without memory for a thread there is none for the document either.
        let thread = thread.map_err(|_| Stopped::AtLimit)?;
        thread.join().map_err(|payload| reason(payload.as_ref()))
    })
}

fn reason(payload: &(dyn Any + Send)) -> Stopped {
    payload.downcast_ref::<Stopped>().copied().unwrap_or(Stopped::Panicked)
}

/// Whether the time is over.
pub(crate) fn is_over() -> bool {
    ENDS.get().is_some_and(|ends| Instant::now() >= ends)
}

/// Leaves the work at once, from wherever this is called. No panic message is printed.
pub(crate) fn stop() -> ! {
    panic::resume_unwind(Box::new(Stopped::AtLimit))
}

/// Leaves the work if its time is over.
pub(crate) fn check() {
    if is_over() {
        stop();
    }
}

/// A panic of a parser may quote the document, and must not get into the log.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if ENDS.get().is_none() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn the_work_ends_with_its_result_or_its_time_or_its_panic() {
        assert_eq!(within(LONG, || 5), Ok(5));
        let endless = || loop {
            check();
        };
        assert_eq!(within::<()>(Duration::from_millis(20), endless), Err(Stopped::AtLimit));
        assert_eq!(within::<()>(LONG, || panic!("quotes a document")), Err(Stopped::Panicked));
        check(); // Outside there is no limit.
    }
}
