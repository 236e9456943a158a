//! Settles sends: finds out the outcome of a send, and repeats a send that has none.
//!
//! Graph has no idempotency key, but every status contains ours. A send without an outcome waits for a status for
//! `RELAIS_SETTLE_SECONDS`. It is repeated only on a second check, [`SECOND_CHECK`] later. If Graph said that nothing
//! was sent, it is repeated without waiting for a status.
//!
//! The intent of an answer is in its conversation, because it is stored in one write with the decision to answer
//! ([`answer`]). The intent of a person's message is in the message itself ([`person`]).
//!
//! [`SECOND_CHECK`]: relais_core::timing::SECOND_CHECK

mod answer;
mod person;

pub(crate) use answer::{Earlier, outgoing_of};
