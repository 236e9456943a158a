//! The span of a call to Graph that sends a message.

use jiff::Timestamp;
use relais_core::message::{Message, SentBy};
use relais_core::spans::{Kind, Span, Trace};
use relais_whatsapp::client::{Accepted, SendError};

/// The call that began at `called`; `None` if it lasted too long. An answer of the assistant belongs to the trace that its
/// question began. Any other message begins one.
pub(crate) fn of_call(
    message: &Message,
    attempt: u32,
    sent: Option<&Result<Accepted, SendError>>,
    called: Timestamp,
    now: Timestamp,
) -> Span {
    let trace = Trace::of_sent(&message.key);
    let begins = message.sent_by != Some(SentBy::Assistant);
    let make = if begins { Span::first } else { Span::after_first };
    let failed = match sent {
        Some(Ok(_)) => None,
        Some(Err(error)) => {
            Some(error.code().map_or_else(|| "no_answer".to_owned(), |code| code.to_string()))
        }
        None => Some("timeout".to_owned()),
    };
    make(trace, "send message", called, now)
        .of_kind(Kind::Client)
        .with("messaging.system", Some("whatsapp"))
        .with("relais.attempt", Some(attempt))
        .failed(failed)
}
