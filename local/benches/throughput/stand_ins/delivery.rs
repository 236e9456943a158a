//! Delivers the statuses of messages, as Meta does: signed, one after the other, and again until they are answered 200.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::Ledger;
use crate::driver::CONNECTIONS;
use crate::http::{self, Frame};
use crate::payloads;

/// Before the next attempt.
const PAUSE: Duration = Duration::from_millis(200);
const MOST_ATTEMPTS: usize = 50;

const NAMES: [&str; 3] = ["sent", "delivered", "read"];

/// A message that was accepted.
pub(super) struct Sent {
    pub(super) number: String,
    pub(super) customer: usize,
    pub(super) wamid: String,
    pub(super) callback_data: Option<String>,
}

/// Posts to the program, on connections that are kept.
pub(super) struct Delivery {
    program: SocketAddr,
    secret: SecretString,
    ledger: Arc<Ledger>,
    permits: Semaphore,
    idle: Mutex<Vec<TcpStream>>,
}

impl Delivery {
    pub(super) fn to(program: SocketAddr, secret: SecretString, ledger: Arc<Ledger>) -> Self {
        Self { program, secret, ledger, permits: Semaphore::new(CONNECTIONS), idle: Mutex::default() }
    }

    /// Delivers the three statuses of a message, in this many webhooks.
    pub(super) async fn report(&self, sent: Sent, webhooks: usize) {
        for names in NAMES.chunks(NAMES.len().div_ceil(webhooks.max(1))) {
            let Sent { number, customer, wamid, callback_data } = &sent;
            let data = callback_data.as_deref();
            let request = payloads::statuses(&self.secret, number, *customer, wamid, data, names);
            self.deliver(&request).await;
        }
    }

    async fn deliver(&self, request: &[u8]) {
        let _permit = self.permits.acquire().await.expect("it is never closed");
        for _ in 0..MOST_ATTEMPTS {
            let kept = self.idle.lock().unwrap().pop();
            let was_kept = kept.is_some();
            match self.attempt(kept, request).await {
                Ok(200) => {
                    self.ledger.note(|counts| counts.undelivered -= 1);
                    return;
                }
                // The program may close a connection that is idle at the moment of the next request.
                Err(_) if was_kept => {}
                Ok(_) | Err(_) => {
                    self.ledger.note(|counts| counts.refused += 1);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Returns the status of the answer.
    async fn attempt(&self, kept: Option<TcpStream>, request: &[u8]) -> io::Result<u16> {
        let mut stream = if let Some(stream) = kept {
            stream
        } else {
            let stream = TcpStream::connect(self.program).await?;
            stream.set_nodelay(true)?;
            stream
        };
        stream.write_all(request).await?;
        let mut answer = Vec::with_capacity(1024);
        loop {
            if stream.read_buf(&mut answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(frame) = Frame::read(&answer).filter(|frame| answer.len() >= frame.total) {
                if !frame.closes {
                    self.idle.lock().unwrap().push(stream);
                }
                return Ok(http::status(&answer));
            }
        }
    }
}
