//! Messages that Graph accepts and that then fail for a reason of the whole account: a locked account, a payment problem.
//!
//! [`FAILED_MESSAGES`] different ones, without a message of the line that arrived in between, stop the line as a refused
//! call does. So one odd status among hundreds that succeed stops nothing. They are counted only when such a status
//! comes, and what arrived is looked up only at the last of them.

use jiff::Timestamp;
use relais_aws::{Store, StoreError};
use relais_core::circuit_breaker::{FAILED_MESSAGES, Line};
use relais_core::config::default_number;
use relais_core::conversation::Conversation;
use relais_core::message::MessageKey;
use relais_core::metrics::{self, Metric};
use relais_core::timing::PROBE_INTERVAL;
use relais_whatsapp::errors::{Action, entry_for};
use relais_whatsapp::ids::PhoneNumberId;

/// A message that failed, as a status says.
#[derive(Clone, Copy, Debug)]
pub struct FailedMessage<'a> {
    /// The message.
    pub key: &'a MessageKey,
    /// The business number that sent it.
    pub number: &'a PhoneNumberId,
    /// Its line.
    pub line: Line,
    /// Graph's code.
    pub code: i64,
    /// When it was sent.
    pub at: Timestamp,
}

/// Whether messages that fail with this code fail for the whole account.
pub fn is_account_wide(code: i64) -> bool {
    matches!(entry_for(code, None).action, Action::Token | Action::Stop)
}

/// Counts the message, and stops its line at the third one. `numbers` are the listed business numbers, the default one
/// first. The same message may be counted again.
pub async fn count_failed(
    store: &Store,
    numbers: &[PhoneNumberId],
    failed: FailedMessage<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let FailedMessage { key, number, line, code, at } = failed;
    let counted = store.count_failed_message(number, line, key, at, false).await?;
    if counted.is_stopped || counted.messages < FAILED_MESSAGES {
        return Ok(());
    }
    let number_of = |it: &Conversation| it.phone_id.clone().unwrap_or_else(|| default_number(numbers));
    if store.messages_arrive(line, counted.since, |it| number_of(it) == *number).await? {
        store.count_failed_message(number, line, key, at, true).await?;
        return Ok(());
    }
    if store.open_by_statuses(number, line, code, now, now + PROBE_INTERVAL).await? {
        metrics::count(Metric::SendingStopped, 1);
        let advice = entry_for(code, None).advice_en;
        tracing::error!(%number, ?line, code, advice, "sending is stopped: Graph accepts messages, and all of them fail");
    }
    Ok(())
}
