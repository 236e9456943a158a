//! Batches for SQS: within its size limit, of characters that it accepts, and with retries of refused entries.

use std::collections::HashMap;
use std::time::Duration;

use relais_core::queue::NewMessage;
use serde::Deserialize;

use super::MAX_ENTRIES;
use crate::access::CallError;

/// SQS: all bodies of a batch together have at most 1 MiB, and so has a single body.
const MAX_BATCH_BYTES: usize = 1_048_576;

/// Attempts at the entries of a batch that SQS refused, the first one included. Whole requests that fail are retried
/// as a whole.
const ATTEMPTS: u32 = 4;

/// The pause before the second attempt; it doubles for each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// An entry that SQS refused.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RefusedEntry {
    id: String,
    pub(super) code: String,
    /// Whether the entry itself is at fault.
    #[serde(default)]
    sender_fault: bool,
}

/// The entries that SQS has not accepted yet, by entry id.
pub(super) struct Batch<Entry> {
    pub(super) left: HashMap<String, Entry>,
    attempts_left: u32,
    pause: Duration,
}

impl<Entry> Batch<Entry> {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let numbered = entries.into_iter().enumerate();
        Self {
            left: numbered.map(|(number, entry)| (number.to_string(), entry)).collect(),
            attempts_left: ATTEMPTS,
            pause: FIRST_PAUSE,
        }
    }

    /// Keeps the entries that were refused, and pauses before they are retried. Fails when no attempt is left, or when
    /// SQS says that an entry itself is at fault, because a retry cannot succeed.
    pub(super) async fn keep(&mut self, refused: Vec<RefusedEntry>) -> Result<(), BatchError> {
        self.left.retain(|id, _| refused.iter().any(|entry| entry.id == *id));
        self.attempts_left = self.attempts_left.saturating_sub(1);
        let Some(first) = refused.first() else { return Ok(()) };
        if self.attempts_left == 0 || refused.iter().any(|entry| entry.sender_fault) {
            return Err(BatchError::Refused { count: refused.len(), code: first.code.clone() });
        }
        tokio::time::sleep(self.pause).await;
        self.pause = self.pause.saturating_mul(2);
        Ok(())
    }
}

/// Why SQS did not accept a whole batch.
#[derive(Debug, thiserror::Error)]
pub(super) enum BatchError {
    #[error("the request to SQS failed")]
    Request(#[from] CallError),
    #[error("SQS refused {count} entries of a batch, the first with {code}")]
    Refused { count: usize, code: String },
}

/// Splits messages into batches that SQS accepts, with bodies escaped where necessary. A body over the limit is a batch
/// of its own, and SQS refuses it.
pub(super) fn batches(messages: Vec<NewMessage>) -> Vec<Vec<NewMessage>> {
    let mut batches: Vec<Vec<NewMessage>> = Vec::new();
    let mut bytes = 0_usize;
    for message in messages {
        let message = NewMessage { body: acceptable(message.body), delay: message.delay };
        let sum = bytes.saturating_add(message.body.len());
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_ENTRIES && sum <= MAX_BATCH_BYTES => {
                bytes = sum;
                batch.push(message);
            }
            _ => {
                bytes = message.body.len();
                batches.push(vec![message]);
            }
        }
    }
    batches
}

/// SQS accepts U+0009, U+000A, U+000D, U+0020 to U+D7FF, U+E000 to U+FFFD and U+10000 to U+10FFFF. It refuses a message
/// with any other character. A body is JSON: such a character is always inside a string, and `\uXXXX` means the same.
fn acceptable(body: String) -> String {
    let refused = |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if !body.contains(refused) {
        return body;
    }
    let escape = |c: char| {
        if refused(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }
    };
    body.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqs_refuses_is_escaped_and_means_the_same() {
        let text = "a\u{fffe}b\u{ffff}c\u{7f}d\u{1f44b}\u{fffd}\u{85}";
        let body = serde_json::to_string(text).unwrap();
        assert!(body.contains('\u{fffe}'), "serde_json leaves it as it is");

        let sent = acceptable(body.clone());

        assert_eq!(sent.replace(r"\ufffe", "\u{fffe}").replace(r"\uffff", "\u{ffff}"), body);
        assert_eq!(serde_json::from_str::<String>(&sent).unwrap(), text);
    }

    #[test]
    fn every_control_character_but_tab_and_line_ends_is_escaped() {
        for code in 0..0x20_u8 {
            let sent = acceptable(char::from(code).to_string());
            let kept = matches!(code, b'\t' | b'\n' | b'\r');
            assert_eq!(sent.len() == 1, kept, "U+{code:04X}");
        }
    }

    #[test]
    fn batches_have_at_most_ten_messages_and_a_mebibyte_and_lose_none() {
        let of = |sizes: &[usize]| {
            let messages = sizes.iter().map(|size| NewMessage::now("x".repeat(*size))).collect();
            batches(messages).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), [0_usize; 0]);
        assert_eq!(of(&[5; 25]), [10, 10, 5]);
        assert_eq!(of(&[MAX_BATCH_BYTES / 2; 5]), [2, 2, 1]);
        assert_eq!(of(&[1, MAX_BATCH_BYTES, 1]), [1, 1, 1]);
        assert_eq!(of(&[MAX_BATCH_BYTES + 1, 1]), [1, 1]);
    }

    #[tokio::test]
    async fn refused_entries_are_tried_a_few_times_and_faulty_ones_once() {
        let refusal =
            |fault| vec![RefusedEntry { id: "1".to_owned(), code: "Busy".to_owned(), sender_fault: fault }];
        let mut batch = Batch::new(vec!["a", "b"]);
        for _ in 1..ATTEMPTS {
            batch.keep(refusal(false)).await.unwrap();
            assert_eq!(batch.left.values().collect::<Vec<_>>(), [&"b"]);
        }
        assert!(batch.keep(refusal(false)).await.is_err());

        assert!(Batch::new(vec!["a", "b"]).keep(refusal(true)).await.is_err());
    }
}
