//! The settings that decide when and how the assistant answers. The README's table of variables has their defaults.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::country::Country;
use crate::texts::Texts;
use crate::timing;

/// The settings. [`crate::config::settings`] reads them at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Delay of a message's reply job. A burst without a longer pause is answered once (`RELAIS_REPLY_DELAY_MS`).
    pub reply_delay: SignedDuration,
    /// Most answers to one contact in an hour (`RELAIS_MAX_REPLIES_PER_HOUR`).
    pub max_replies_per_hour: u32,
    /// Most answers to one contact in 24 hours (`RELAIS_MAX_REPLIES_PER_DAY`).
    pub max_replies_per_day: u32,
    /// Most tokens that the model reads and writes in a day, for all customers (`RELAIS_MAX_MODEL_TOKENS_PER_DAY`). The
    /// day begins at midnight UTC. `None`: no limit.
    pub max_model_tokens_per_day: Option<u32>,
    /// A message of the phone app this soon after the customer began to write is taken for the app's own greeting, and
    /// takes nothing over (`RELAIS_GREETING_SECONDS`). Zero: every message of the app is a person's.
    pub greeting: SignedDuration,
    /// How long a send of unknown outcome waits for a status before it may be repeated (`RELAIS_SETTLE_SECONDS`).
    pub settle: SignedDuration,
    /// How long a takeover lasts after the last message that a person wrote (`RELAIS_TAKEOVER_HOURS`).
    pub takeover: SignedDuration,
    /// How far back the model reads a thread (`RELAIS_HISTORY_DAYS`).
    pub history: SignedDuration,
    /// Most messages that all processes together send from each business number in a second
    /// (`RELAIS_MAX_SENDS_PER_SECOND`). On AWS what people send from the inbox comes on top.
    pub max_sends_per_second: u32,
    /// Most processes that send at the same time (`RELAIS_SENDERS`). Each has an equal share of the rate above.
    pub senders: u32,
    /// Where a number that people write without its country code is from (`RELAIS_DEFAULT_COUNTRY`).
    /// [`crate::config::default_country`] reads it.
    pub default_country: Option<Country>,
    /// How long messages, media and kept webhook items are stored (`RELAIS_RETENTION_DAYS`). `None`: for ever, except
    /// kept items.
    pub retention: Option<SignedDuration>,
    /// The fixed texts that customers get (`RELAIS_LANGUAGE`, `RELAIS_FALLBACK_TEXT`).
    pub texts: Texts,
    /// What of customers' files is understood (`RELAIS_UNDERSTAND`).
    pub understand: Understand,
    /// The business's time zone, in which the model is told the date and the time (`RELAIS_TIME_ZONE`). The default is
    /// UTC. On one machine it is the machine's own.
    pub time_zone: TimeZone,
}

/// What of customers' files is understood. What is switched off is stored and shown to people all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Understand {
    /// Voice messages and sounds are transcribed. A worker without a model that transcribes switches this off.
    pub voice: bool,
    /// Pictures are handed to the model.
    pub pictures: bool,
    /// The text of documents is read.
    pub documents: bool,
}

impl Understand {
    /// Nothing.
    pub const NOTHING: Self = Self { voice: false, pictures: false, documents: false };

    /// Whether the model is told what a file says that came with a message of this type. It watches no video.
    pub fn takes(self, kind: &str) -> bool {
        match kind {
            "image" => self.pictures,
            "audio" | "voice" => self.voice,
            "document" => self.documents,
            _ => false,
        }
    }
}

impl Default for Understand {
    fn default() -> Self {
        Self { voice: true, pictures: true, documents: true }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reply_delay: timing::REPLY_DELAY,
            max_replies_per_hour: 30,
            max_replies_per_day: 100,
            max_model_tokens_per_day: None,
            greeting: timing::GREETING,
            settle: timing::SETTLE,
            takeover: timing::TAKEOVER,
            history: timing::HISTORY,
            max_sends_per_second: 80,
            senders: 1,
            default_country: None,
            retention: None,
            texts: Texts::default(),
            understand: Understand::default(),
            time_zone: TimeZone::UTC,
        }
    }
}
