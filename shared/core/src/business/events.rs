//! Where the events of a number go.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

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
            (!is_address(&self.url)).then_some(("url", Fault::EventAddress)),
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

/// Whether it is an address to which a request may go: `https`, and `http` only for a number or a name without a dot, as
/// a machine beside this one has. Whether it leads to an inner network is looked at when something is sent.
fn is_address(text: &str) -> bool {
    let Some(url) = Url::parse(text).ok().filter(|_| text.len() <= MOST) else { return false };
    let is_plain_host = match url.host() {
        Some(Host::Domain(name)) => !name.contains('.'),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => return false,
    };
    let is_clean = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    is_clean && (url.scheme() == "https" || url.scheme() == "http" && is_plain_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_of_a_machine_beside_this_one() {
        for fine in [
            "https://shop.example/hooks?a=1",
            "http://localhost:8080/",
            "http://10.0.0.7/hook",
            "http://[::1]/",
        ] {
            assert!(is_address(fine), "{fine}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(MOST));
        for wrong in [
            "",
            "shop.example",
            "http://shop.example/",
            "ftp://shop.example/",
            "https://a:b@shop.example/",
            "https://shop.example/#a",
            &long,
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
