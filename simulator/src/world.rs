//! The state that changes while the simulator runs, behind one lock.

use relais_core::Clock;

use crate::accepted::{ACCEPTED_KEPT, Kept};
use crate::graph::{Issued, MediaFiles};
use crate::ids::Ids;
use crate::phone::Phone;
use crate::random::{Random, mix};
use crate::requests::RequestLog;
use crate::ring::Ring;
use crate::settings::Settings;
use crate::webhook::statuses::Held;
use crate::wire::Wire;

/// The state of the simulator. Every operation on it is short, however long the history.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) phone: Phone,
    pub(crate) accepted: Ring<Kept>,
    /// Tokens that were issued in exchange for others.
    pub(crate) issued: Vec<Issued>,
    /// The files that Meta keeps.
    pub(crate) files: MediaFiles,
    pub(crate) requests: RequestLog,
    pub(crate) wire: Wire,
    /// Webhooks that were not yet answered 200.
    pub(crate) undelivered: u64,
    /// Statuses that wait until they are released.
    pub(crate) held: Vec<Held>,
    pub(crate) ids: Ids,
    /// The random choices, which the seed makes repeatable.
    pub(crate) luck: Random,
    pub(crate) model_simulated: bool,
    pub(crate) inbox_url: Option<String>,
}

impl World {
    pub(crate) fn new(seed: u64, clock: &Clock) -> Self {
        let start = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
        Self {
            settings: Settings::default(),
            phone: Phone::new(),
            accepted: Ring::new(ACCEPTED_KEPT),
            issued: Vec::new(),
            files: MediaFiles::default(),
            requests: RequestLog::default(),
            wire: Wire::default(),
            undelivered: 0,
            held: Vec::new(),
            ids: Ids::new(seed ^ mix(start)),
            luck: Random::seeded(seed),
            model_simulated: true,
            inbox_url: None,
        }
    }
}
