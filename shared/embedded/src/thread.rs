//! A thread that owns a file, and whether it is still there.

use std::thread::JoinHandle;

use tokio::sync::watch;

/// Tells when a thread has ended. Does not keep it from ending.
#[derive(Clone, Debug)]
pub(crate) struct Ended(watch::Receiver<()>);

/// Runs `work` on a new thread.
pub(crate) fn spawn(work: impl FnOnce() + Send + 'static) -> (JoinHandle<()>, Ended) {
    let (alive, ended) = watch::channel(());
    let thread = std::thread::spawn(move || {
        let _alive = alive;
        work();
    });
    (thread, Ended(ended))
}

impl Ended {
    /// Waits until the thread has ended, also by a panic.
    pub(crate) fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut ended = self.0.clone();
        async move { while ended.changed().await.is_ok() {} }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn the_end_of_a_thread_is_noticed_also_when_it_panics() {
        let (go, waiting) = mpsc::channel::<bool>();
        let (thread, ended) = spawn(move || assert!(waiting.recv().unwrap(), "the thread is asked to panic"));
        assert!(tokio::time::timeout(Duration::from_millis(1), ended.wait()).await.is_err(), "it waits");
        go.send(false).unwrap();
        ended.wait().await;
        assert!(thread.join().is_err());
    }
}
