//! `GET /api/changes/stream`: says at once which conversations change, as server-sent events. It carries their ids and
//! nothing else: `GET /api/changes` says what changed. So nothing is lost with an event, and what a stream tells is safe
//! to lose.
//!
//! Only a process that has the database inside itself can tell. Elsewhere the answer is 404, and callers poll.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use relais_core::contact::ContactId;
use relais_core::queue::Enqueue;
use serde_json::json;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc};
use tokio::time::{interval, sleep, timeout};

use crate::Api;
use crate::problem::{Problem, texts};

/// The most streams at the same time. Who gets none polls.
const MOST_STREAMS: usize = 200;

/// Changes that a slow stream may be behind before it says only that something changed.
const MOST_BEHIND: usize = 1024;

/// The most conversations that an event names.
const MOST_IN_AN_EVENT: usize = 50;

/// How long an event waits for further changes: a message is several writes.
const GATHER: Duration = Duration::from_millis(50);

/// How often something is sent when nothing changes. Proxies end connections that are silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How long a stream lasts. The caller opens another one, and is identified anew.
const LONGEST: Duration = Duration::from_mins(15);

/// How long a line waits for a caller that does not read.
const PATIENCE: Duration = Duration::from_mins(1);

/// Carries which conversations change from the database to the streams.
#[derive(Clone, Debug)]
pub struct ChangeSignal {
    changed: broadcast::Sender<ContactId>,
    places: Arc<Semaphore>,
}

impl Default for ChangeSignal {
    fn default() -> Self {
        let places = Arc::new(Semaphore::new(MOST_STREAMS));
        Self { changed: broadcast::Sender::new(MOST_BEHIND), places }
    }
}

impl ChangeSignal {
    /// A record with this partition key was written. Those of a conversation have its contact id. Quick.
    pub fn written(&self, partition: &str) {
        if self.changed.receiver_count() > 0
            && let Some(contact) = ContactId::parse(partition)
        {
            // Fails if the last stream has just ended.
            let _ = self.changed.send(contact);
        }
    }
}

pub(crate) async fn stream<Q: Enqueue>(State(api): State<Arc<Api<Q>>>) -> Result<Response, Problem> {
    let signal = api.changed.as_ref().ok_or_else(|| Problem::of(&texts::NO_STREAM))?;
    let Ok(place) = Arc::clone(&signal.places).try_acquire_owned() else {
        return Err(Problem::of(&texts::UNAVAILABLE).saying(
            format!("{MOST_STREAMS} streams are open already. Poll GET /api/changes, and try again later."),
            format!(
                "{MOST_STREAMS} flux sont déjà ouverts. Interrogez GET /api/changes, et réessayez plus tard."
            ),
        ));
    };
    let (sender, lines) = mpsc::channel(1);
    tokio::spawn(tell(signal.changed.subscribe(), sender, place));
    // `X-Accel-Buffering` asks nginx to pass each event on at once.
    let headers = [(CONTENT_TYPE.as_str(), "text/event-stream"), ("x-accel-buffering", "no")];
    Ok((headers, Body::from_stream(Lines(lines))).into_response())
}

/// Sends events until the caller has gone away, or for [`LONGEST`].
async fn tell(
    mut changes: broadcast::Receiver<ContactId>,
    lines: mpsc::Sender<Bytes>,
    _place: OwnedSemaphorePermit,
) {
    let end = sleep(LONGEST);
    tokio::pin!(end);
    let mut heartbeat = interval(HEARTBEAT);
    loop {
        let line = tokio::select! {
            () = lines.closed() => return,
            () = &mut end => return,
            // The first one comes at once, so that the caller knows that the stream is open.
            _ = heartbeat.tick() => Bytes::from_static(b":\n\n"),
            first = changes.recv() => match gathered(first, &mut changes).await {
                Some(named) => event(named.as_ref()),
                None => return,
            },
        };
        if !matches!(timeout(PATIENCE, lines.send(line)).await, Ok(Ok(()))) {
            return;
        }
    }
}

/// Which conversations changed at nearly the same time; `Some(None)` if they are too many. `None`: no more will come.
async fn gathered(
    first: Result<ContactId, RecvError>,
    changes: &mut broadcast::Receiver<ContactId>,
) -> Option<Option<BTreeSet<ContactId>>> {
    let mut named = match first {
        Ok(contact) => Some(BTreeSet::from([contact])),
        Err(RecvError::Lagged(_)) => None,
        Err(RecvError::Closed) => return None,
    };
    sleep(GATHER).await;
    loop {
        match changes.try_recv() {
            Ok(contact) => {
                if let Some(all) = &mut named {
                    all.insert(contact);
                }
            }
            Err(TryRecvError::Lagged(_)) => named = None,
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    Some(named.filter(|all| all.len() <= MOST_IN_AN_EVENT))
}

fn event(named: Option<&BTreeSet<ContactId>>) -> Bytes {
    let named = named.map(|all| all.iter().map(ContactId::as_str).collect::<Vec<_>>());
    Bytes::from(format!("data: {}\n\n", json!({"conversations": named})))
}

struct Lines(mpsc::Receiver<Bytes>);

impl Stream for Lines {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|line| line.map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(n: usize) -> ContactId {
        ContactId::parse(&format!("c{n:024}")).unwrap()
    }

    fn open(signal: &ChangeSignal) -> mpsc::Receiver<Bytes> {
        let (sender, lines) = mpsc::channel(1);
        let place = Arc::clone(&signal.places).try_acquire_owned().unwrap();
        tokio::spawn(tell(signal.changed.subscribe(), sender, place));
        lines
    }

    #[tokio::test(start_paused = true)]
    async fn changes_at_the_same_time_are_one_event_and_silence_has_heartbeats() {
        let signal = ChangeSignal::default();
        let mut lines = open(&signal);
        assert_eq!(lines.recv().await.unwrap(), ":\n\n", "the stream is open");
        for n in [2, 1, 2] {
            signal.written(contact(n).as_str());
        }
        signal.written("settings#1");
        let (one, two) = (contact(1), contact(2));
        let expected = format!("data: {{\"conversations\":[\"{one}\",\"{two}\"]}}\n\n");
        assert_eq!(lines.recv().await.unwrap(), expected);
        assert_eq!(lines.recv().await.unwrap(), ":\n\n");
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_behind_is_told_that_something_changed() {
        let signal = ChangeSignal::default();
        let mut lines = open(&signal);
        lines.recv().await.unwrap();
        for n in 0..=MOST_IN_AN_EVENT {
            signal.written(contact(n).as_str());
        }
        assert_eq!(lines.recv().await.unwrap(), "data: {\"conversations\":null}\n\n");
        for n in 0..=MOST_BEHIND {
            signal.written(contact(n % 7).as_str());
        }
        assert_eq!(lines.recv().await.unwrap(), "data: {\"conversations\":null}\n\n");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_ends_by_itself_and_its_place_is_free_when_the_caller_goes() {
        let signal = ChangeSignal::default();
        let mut lines = open(&signal);
        assert_eq!(signal.places.available_permits(), MOST_STREAMS - 1);
        while lines.recv().await.is_some() {}
        let other = open(&signal);
        drop(other);
        while signal.places.available_permits() < MOST_STREAMS {
            tokio::task::yield_now().await;
        }
        assert_eq!(signal.changed.receiver_count(), 0);
    }
}
