//! The settings of the numbers as a process acts on them: less than a minute old, at hardly any cost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use relais_core::business::BusinessSettings;
use relais_whatsapp::ids::PhoneNumberId;

use crate::store::{RecentBrowsers, Store, StoreError};

/// How long a number's settings are used before their version is looked at, unless it is set. Reading it costs half a read
/// unit.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(45);

/// The settings of all numbers, each version read once. Clones share what was read.
#[derive(Clone, Debug)]
pub struct RecentSettings {
    store: Store,
    clock: Clock,
    fresh_for: SignedDuration,
    known: Arc<Mutex<HashMap<PhoneNumberId, Known>>>,
}

/// The settings of a number.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    /// Their version. 0: nothing is set.
    pub version: u64,
    /// What they say.
    pub settings: Arc<BusinessSettings>,
}

#[derive(Clone, Debug)]
struct Known {
    recent: Recent,
    looked: Timestamp,
}

impl RecentSettings {
    /// Of the numbers in this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, fresh_for: FRESH_FOR, known: Arc::default() }
    }

    /// The same, which looks for a new version after this time. It suits a store that charges nothing for it.
    #[must_use]
    pub fn fresh_for(self, time: SignedDuration) -> Self {
        Self { fresh_for: time, ..self }
    }

    /// The settings of a number, less than a minute old. If they cannot be looked at, those that were read before stay in
    /// use; without any it is an error, because the business may have set the opposite of a default.
    pub async fn of(&self, number: &PhoneNumberId) -> Result<Recent, StoreError> {
        let known = self.known().get(number).cloned();
        let now = self.clock.now();
        let is_fresh = |known: &&Known| now.duration_since(known.looked).abs() < self.fresh_for;
        if let Some(known) = known.as_ref().filter(is_fresh) {
            return Ok(known.recent.clone());
        }
        let recent = match (self.look(number, known.as_ref()).await, known) {
            (Ok(recent), _) => recent,
            (Err(error), Some(known)) => {
                tracing::warn!(%error, "the settings could not be read again; those read before stay in use");
                known.recent
            }
            (Err(error), None) => return Err(error),
        };
        self.known().insert(number.clone(), Known { recent: recent.clone(), looked: now });
        Ok(recent)
    }

    /// The browsers to tell of the same store, looked for as often.
    pub(crate) fn browsers(&self) -> RecentBrowsers {
        RecentBrowsers::new(self.store.clone(), self.clock.clone(), self.fresh_for)
    }

    /// Reads the settings of this number anew when they are needed next: this process has saved a version.
    pub fn forget(&self, number: &PhoneNumberId) {
        self.known().remove(number);
    }

    async fn look(&self, number: &PhoneNumberId, known: Option<&Known>) -> Result<Recent, StoreError> {
        let version = self.store.settings_version(number).await?;
        if let Some(known) = known.filter(|known| known.recent.version >= version) {
            return Ok(known.recent.clone());
        }
        let stored = match version {
            0 => None,
            _ => self.store.settings(number, version).await?,
        };
        Ok(stored.map_or_else(Recent::default, |stored| Recent {
            version: stored.change.version,
            settings: Arc::new(stored.settings),
        }))
    }

    fn known(&self) -> MutexGuard<'_, HashMap<PhoneNumberId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
