//! Webhooks as Meta sends them: signed over the exact bytes, and retried until they are answered 200.

pub(crate) mod payload;
mod sender;
pub(crate) mod statuses;

pub(crate) use sender::Webhook;
