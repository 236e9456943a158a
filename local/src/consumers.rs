//! The loops that receive jobs from the local queue. On AWS, event source mappings do this.

mod turns;

use std::sync::Arc;
use std::time::Duration;

use relais_core::job;
use relais_core::queue::{Queue, Received};
use relais_core::timing::VISIBILITY;
use relais_embedded::{FileBlobs, LocalQueue};
use relais_worker::{Source, Worker};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use turns::Turns;

/// Jobs of one queue that run at the same time. Those of events mostly wait for the disk, and the more wait together, the
/// fewer syncs there are: with 16 a quarter fewer turns were done in a second. Reply jobs mostly wait for the model.
const EVENTS_AT_ONCE: usize = 64;
const REPLIES_AT_ONCE: usize = 64;

const LONG_POLL: Duration = Duration::from_secs(20);

/// The pause after a receive that failed.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) type LocalWorker = Worker<LocalQueue, FileBlobs>;

/// Starts both loops. They end when the set is dropped.
pub(crate) fn start(worker: &Arc<LocalWorker>, events: &LocalQueue, replies: &LocalQueue) -> JoinSet<()> {
    let mut loops = JoinSet::new();
    loops.spawn(consume(Arc::clone(worker), Source::Events, events.clone(), EVENTS_AT_ONCE));
    loops.spawn(consume(Arc::clone(worker), Source::Replies, replies.clone(), REPLIES_AT_ONCE));
    loops
}

async fn consume(worker: Arc<LocalWorker>, source: Source, queue: LocalQueue, at_once: usize) {
    let slots = Arc::new(Semaphore::new(at_once));
    let turns = Turns::new();
    let mut jobs = JoinSet::new();
    loop {
        while jobs.try_join_next().is_some() {}
        let free = at_once.min(slots.available_permits()).min(10);
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        drop(slot);
        let received = match queue.receive(free.max(1), VISIBILITY.unsigned_abs(), LONG_POLL).await {
            Ok(received) => received,
            Err(error) => {
                tracing::error!(%error, ?source, "messages could not be received from the local queue: retrying");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        for message in received {
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            let (worker, queue) = (Arc::clone(&worker), queue.clone());
            let lane = if source == Source::Events { turns.lane(&message.body) } else { None };
            jobs.spawn(async move {
                let _turn = match lane {
                    Some(lane) => Some(lane.lock_owned().await),
                    None => None,
                };
                work(&worker, source, &queue, message).await;
                drop(slot);
            });
        }
    }
}

/// Runs one job. Deletes it when it succeeded; otherwise sets when it is redelivered.
async fn work(worker: &LocalWorker, source: Source, queue: &LocalQueue, message: Received) {
    let done = worker.handle(source, &message).await;
    let stored = match done {
        Ok(()) => queue.delete(vec![message.receipt]).await,
        Err(error) => {
            // A job that cannot succeed becomes a dead letter sooner.
            let after = if error.is_retryable() { message.pause() } else { Duration::ZERO };
            tracing::error!(
                job = message.id,
                about = job::about(&message.body),
                receives = message.receive_count,
                last_try = message.is_last_try(),
                retryable = error.is_retryable(),
                error = error.error_chain(),
                "job not done"
            );
            queue.retry_later(message.receipt, after, &error.error_chain()).await
        }
    };
    if let Err(error) = stored {
        tracing::error!(
            job = message.id,
            %error,
            "the result of a job was not stored in the queue: the job is redelivered"
        );
    }
}
