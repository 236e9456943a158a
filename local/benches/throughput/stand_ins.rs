//! Graph and the model, as little of them as a turn needs, on one thread.
//!
//! They parse no more than they must, check nothing, and keep only what is measured: when each message was sent, and
//! what is still to be delivered. `ceilings.rs` measures how many turns they can serve.

mod answers;
mod delivery;
mod ledger;

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::http::Frame;
use crate::payloads::{File, SECRET};
use delivery::Delivery;
pub(crate) use ledger::Ledger;

/// How the stand-ins behave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Behaviour {
    /// From a request to the model's answer or transcript.
    pub(crate) model: Duration,
    /// From a request to Graph's answer, for each of its calls.
    pub(crate) graph: Duration,
    /// The webhooks in which the three statuses of a message come: 3, or 1. Meta does both.
    pub(crate) status_webhooks: usize,
}

impl Behaviour {
    /// Without delays.
    pub(crate) const IMMEDIATE: Self =
        Self { model: Duration::ZERO, graph: Duration::ZERO, status_webhooks: 3 };
}

/// The stand-ins of one program. They end when this is dropped.
pub(crate) struct StandIns {
    pub(crate) address: SocketAddr,
    pub(crate) ledger: Arc<Ledger>,
    end: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

/// What every connection uses.
struct Shared {
    address: SocketAddr,
    behaviour: Behaviour,
    ledger: Arc<Ledger>,
    picture: File,
    voice: File,
    delivery: Delivery,
}

impl StandIns {
    /// Starts them. `program` is where the webhooks of statuses go.
    pub(crate) fn start(program: SocketAddr, behaviour: Behaviour) -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (ledger, end) = (Arc::<Ledger>::default(), Arc::<Notify>::default());
        let shared = Arc::new(Shared {
            address,
            behaviour,
            ledger: ledger.clone(),
            picture: File::picture(),
            voice: File::voice(),
            delivery: Delivery::to(program, SecretString::from(SECRET), ledger.clone()),
        });
        let ended = end.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, shared) => {}
                    () = ended.notified() => {}
                }
            });
        });
        Self { address, ledger, end, thread: Some(thread) }
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        self.end.notify_one();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        stream.set_nodelay(true).unwrap();
        tokio::spawn(serve(stream, shared.clone()));
    }
}

/// Answers one request after the other until the connection is closed.
async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut received = Vec::with_capacity(16 * 1024);
    loop {
        let frame = loop {
            match Frame::read(&received) {
                Some(frame) if received.len() >= frame.total => break frame,
                Some(frame) => received.reserve(frame.total - received.len()),
                None => {}
            }
            if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let answer = shared.answer(&received[..frame.head], &received[frame.head..frame.total]);
        if !answer.after.is_zero() {
            tokio::time::sleep(answer.after).await;
        }
        if stream.write_all(&answer.bytes).await.is_err() {
            return;
        }
        if let Some(sent) = answer.sent {
            let (shared, webhooks) = (shared.clone(), shared.behaviour.status_webhooks);
            tokio::spawn(async move { shared.delivery.report(sent, webhooks).await });
        }
        received.drain(..frame.total);
    }
}
