//! The HTTP route by which `relais backup` gets the archive from the process that has the data open.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_core::Stream;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::Source;
use super::cut::{AnotherBackup, Cut};

pub(super) const BACKUP: &str = "/operator/backup";

/// Bytes that are sent at once.
const PART: usize = 64 * 1024;

/// Parts that wait for the network at most.
const WAITING: usize = 4;

/// The route. The caller must protect it with the admin token.
pub(crate) fn routes(source: Source) -> Router {
    Router::new().route(BACKUP, post(backup)).with_state(source)
}

async fn backup(State(source): State<Source>) -> Response {
    match spawn_blocking(move || source.cut()).await {
        Ok(Ok(cut)) => Body::from_stream(sent(cut)).into_response(),
        Ok(Err(error)) if error.is::<AnotherBackup>() => {
            (StatusCode::CONFLICT, error.to_string()).into_response()
        }
        Ok(Err(error)) => {
            let error = format!("{error:#}");
            tracing::error!(error, "no backup was made");
            (StatusCode::INTERNAL_SERVER_ERROR, error).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "no backup was made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Writes the archive as fast as it is read. An archive that fails ends with an error, which the reader sees.
fn sent(cut: Cut) -> Parts {
    let (parts, received) = mpsc::channel(WAITING);
    spawn_blocking(move || {
        let mut out = Sending { parts, gathered: Vec::with_capacity(PART) };
        if let Err(error) = cut.write(&mut out) {
            tracing::error!(%error, "the backup was not finished");
            // The reader may have gone away.
            let _ = out.parts.blocking_send(Err(error));
        }
    });
    Parts(received)
}

struct Sending {
    parts: mpsc::Sender<io::Result<Bytes>>,
    gathered: Vec<u8>,
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PART {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let part = std::mem::take(&mut self.gathered);
        self.parts.blocking_send(Ok(part.into())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

struct Parts(mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
