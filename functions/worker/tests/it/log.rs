//! Checks every log line of every test while it is written: it is a JSON object as on Lambda, has no key twice, and
//! nothing private.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use relais_aws::function::json_lines;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::test_app::{CUSTOMER, PRIVATE, TestApp};

static LINES: AtomicU64 = AtomicU64::new(0);
static OFFENCE: Mutex<Option<String>> = Mutex::new(None);

/// Checks the log of the whole test program from now on: all levels of our crates, and `info` and above of libraries,
/// in the format of the functions.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = json_lines().with_writer(|| Line);
        let filter = Targets::new().with_target("relais", LevelFilter::TRACE).with_default(LevelFilter::INFO);
        tracing_subscriber::registry().with(lines).with(filter).init();
    });
}

thread_local! {
    /// The lines of the tests that run on this thread. `None`: they are not kept.
    static KEPT: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Keeps the lines of this thread from now on. A test has a thread of its own.
pub(crate) fn keep() {
    KEPT.set(Some(Vec::new()));
}

/// The lines since [`keep`], and ends keeping them.
pub(crate) fn kept() -> Vec<Value> {
    let lines = KEPT.take().unwrap_or_default();
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Fails if a line contained something private, was no JSON object, or had a key twice.
pub(crate) fn assert_clean() {
    let offence = OFFENCE.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(offence.is_none(), "a line of the log {}", offence.as_deref().unwrap_or_default());
}

/// What is wrong with a line.
fn offence(line: &str) -> Option<String> {
    if PRIVATE.iter().any(|words| line.contains(words)) {
        return Some(format!("contains private text: {line}"));
    }
    match serde_json::from_str(line) {
        Ok(Keys { doubled: None }) => None,
        Ok(Keys { doubled: Some(key) }) => Some(format!("has the key {key} twice: {line}")),
        Err(error) => Some(format!("is no JSON object, {error}: {line}")),
    }
}

/// The keys of a JSON object.
struct Keys {
    doubled: Option<String>,
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfKeys)
    }
}

struct OfKeys;

impl<'de> Visitor<'de> for OfKeys {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
        let (mut seen, mut doubled) = (BTreeSet::new(), None);
        while let Some((key, IgnoredAny)) = map.next_entry::<String, _>()? {
            if !seen.insert(key.clone()) {
                doubled = Some(key);
            }
        }
        Ok(Keys { doubled })
    }
}

struct Line;

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.fetch_add(1, Ordering::Relaxed);
        let line = String::from_utf8_lossy(bytes);
        KEPT.with_borrow_mut(|kept| {
            if let Some(kept) = kept {
                kept.push(line.clone().into_owned());
            }
        });
        if let Some(offence) = offence(&line) {
            *OFFENCE.lock().unwrap_or_else(PoisonError::into_inner) = Some(offence);
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

#[test]
fn a_line_with_a_private_word_or_a_key_twice_is_found() {
    let cases = [
        (r#"{"message":"message recorded","message_key":"c1","fields":{"message":1}}"#, None),
        (
            r#"{"message":"c1","level":"INFO","message":"message recorded"}"#,
            Some("has the key message twice"),
        ),
        (r#"{"message":"Bonjour"}"#, Some("contains private text")),
        ("message recorded", Some("is no JSON object")),
    ];
    for (line, expected) in cases {
        let found = offence(line);
        assert_eq!(found.is_some(), expected.is_some(), "{line}: {found:?}");
        assert!(found.unwrap_or_default().starts_with(expected.unwrap_or_default()), "{line}");
    }
}
