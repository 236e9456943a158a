//! Searches every log line of every test for private texts, while it is written.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::test_app::{CUSTOMER, PRIVATE, TestApp};

static LINES: AtomicU64 = AtomicU64::new(0);
static OFFENCE: Mutex<Option<String>> = Mutex::new(None);

/// Searches the log of the whole test program from now on: all levels of our crates, and `info` and above of libraries,
/// as in the functions.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Line);
        let filter = Targets::new().with_target("relais", LevelFilter::TRACE).with_default(LevelFilter::INFO);
        tracing_subscriber::registry().with(lines).with(filter).init();
    });
}

/// Fails if a line contained something private.
pub(crate) fn assert_clean() {
    let offence = OFFENCE.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(offence.is_none(), "the log contains private text: {offence:?}");
}

struct Line;

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.fetch_add(1, Ordering::Relaxed);
        let line = String::from_utf8_lossy(bytes);
        if PRIVATE.iter().any(|words| line.contains(words)) {
            *OFFENCE.lock().unwrap_or_else(PoisonError::into_inner) = Some(line.into_owned());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_turn_is_logged_and_nothing_private_is() {
    let app = TestApp::new().await;
    let before = LINES.load(Ordering::Relaxed);
    app.customer_writes(&["Bonjour"]).await;
    app.run_jobs().await;
    assert!(LINES.load(Ordering::Relaxed) > before + 5, "message, answer, send and statuses are logged");
    for words in ["Bonjour", CUSTOMER] {
        assert!(PRIVATE.contains(&words));
    }
}
