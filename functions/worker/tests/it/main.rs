//! The worker, from a webhook's arrival to the answer's last status.

mod answering;
mod failures;
mod recording;
mod stage;
mod sweep;
