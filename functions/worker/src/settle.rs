//! Settling: what became of a send whose outcome is unknown, and its repetition when it certainly did not arrive.
//!
//! Graph has no idempotency key, but every status carries ours. A send without an outcome waits for a status for
//! `RELAIS_SETTLE_SECONDS`; it is repeated only on a second check [`SECOND_CHECK`] later. Where Graph said that nothing
//! was sent, it is repeated at once.
//!
//! The intent of an answer stands in its conversation, because it is stored in one write with the decision to answer
//! ([`answer`]). The intent of a person's message stands in the message itself ([`person`]).
//!
//! [`SECOND_CHECK`]: relais_core::timing::SECOND_CHECK

mod answer;
mod person;

pub(crate) use answer::{Earlier, outgoing_of};
