//! The settings that decide when and how the assistant answers.

use jiff::SignedDuration;

use crate::timing;

/// Read once at start; see the environment table in the README.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a burst may go on before it is answered once (`RELAIS_REPLY_DELAY_MS`).
    pub reply_delay: SignedDuration,
    /// Per contact (`RELAIS_MAX_REPLIES_PER_HOUR`).
    pub max_replies_per_hour: u32,
    /// How long a send of unknown outcome waits for a status before it is repeated (`RELAIS_SETTLE_SECONDS`).
    pub settle: SignedDuration,
    /// How long a takeover lasts after the last message written by a person (`RELAIS_TAKEOVER_HOURS`).
    pub takeover: SignedDuration,
    /// How long one worker may hold a conversation while it asks the model. Longer than the model's deadline.
    pub lease: SignedDuration,
    /// Messages sent from the number in a second, by all processes together (`RELAIS_MAX_SENDS_PER_SECOND`).
    pub max_sends_per_second: u32,
    /// How many processes send at the same time (`RELAIS_SENDERS`): each has its share of the above.
    pub senders: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reply_delay: SignedDuration::from_millis(1500),
            max_replies_per_hour: 30,
            settle: SignedDuration::from_secs(120),
            takeover: SignedDuration::from_hours(12),
            lease: timing::LEASE,
            max_sends_per_second: 80,
            senders: 1,
        }
    }
}

/// A burst that never pauses is answered after this long all the same.
pub const LONGEST_BURST: SignedDuration = SignedDuration::from_secs(20);
