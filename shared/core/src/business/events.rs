//! Where the events of a number go.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::is_address;
use super::{Fault, Wrong};
use crate::events::{EventType, SigningSecret};

/// The longest address, in bytes.
const MOST: usize = 2_000;

/// The address that gets the events of a number, and which ones. `Debug` shows no secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventsOut {
    /// The address.
    pub url: String,
    /// The secret that signs them: see [`SigningSecret::parse`]. Nobody can read it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The events.
    pub types: Vec<EventType>,
}

impl EventsOut {
    pub(super) fn wrong(&self) -> Vec<Wrong> {
        let secret = self.secret.as_deref().is_none_or(|secret| SigningSecret::parse(secret).is_err());
        let wrong = [
            (!is_address(&self.url, MOST)).then_some(("url", Fault::EventAddress)),
            secret.then_some(("secret", Fault::SigningSecret)),
            self.types.is_empty().then_some(("types", Fault::NoneChosen)),
        ];
        let wrong = wrong.into_iter().flatten();
        wrong.map(|(field, fault)| Wrong { field: format!("events.{field}"), fault }).collect()
    }
}

impl fmt::Debug for EventsOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsOut").field("types", &self.types).finish_non_exhaustive()
    }
}
