//! Checks the access token every day, and renews a 60-day token when fewer than [`RENEW_BELOW_DAYS`] are left.
//!
//! The order is: request a new token, test it, store it. The old token stays valid until its own end and is stored
//! beside the new one in the same write. So the stored token works wherever a run stops, and the next day's run starts
//! afresh. A token that never expires is only checked. Every failure fails the function with a text that says what to
//! do. As the one thing that runs every day, it also looks whether customers have fallen silent.

mod aws;
mod error;
mod silence;

use std::time::Duration;

use relais_core::Clock;
use relais_whatsapp::client::{Expiry, GraphClient, TokenInfo};
use relais_whatsapp::ids::{AppId, PhoneNumberId};
use secrecy::SecretString;

pub use aws::Function;
pub use error::RefreshError;

/// A token with fewer whole days left is renewed. Two weeks leave time to act when a renewal fails.
pub const RENEW_BELOW_DAYS: i64 = 14;

/// Time limit of one call to Graph. A run makes six calls at most, which fit into a minute.
const GRAPH_TIMEOUT: Duration = Duration::from_secs(8);

/// Where the token is stored.
pub trait TokenStore {
    /// Why the token could not be stored.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Stores `new` as `WHATSAPP_API_TOKEN` and `old` as `WHATSAPP_API_TOKEN_PREVIOUS`, both or neither.
    fn store(
        &self,
        new: &SecretString,
        old: &SecretString,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// One check of the token, with a renewal where it is due.
#[derive(Clone, Debug)]
pub struct TokenRefresh<S> {
    /// The client of Meta's Graph API, with the present token.
    pub graph: GraphClient,
    /// The business numbers, which a new token must be able to read.
    pub numbers: Vec<PhoneNumberId>,
    /// The present token.
    pub token: SecretString,
    /// The app that the token was made for. Without it the token can be checked but not renewed.
    pub app: Option<AppId>,
    /// Where the token is stored. `None` when the token came from a plain variable, which cannot be written.
    pub store: Option<S>,
    /// The current time.
    pub clock: Clock,
}

/// The result of a run that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The token works and never expires.
    NeverExpires,
    /// The token works, and Meta does not say when it expires.
    EndUnknown,
    /// The token works and is not due for renewal.
    Fine {
        /// Whole days until it ends.
        days_left: i64,
    },
    /// A new token is stored.
    Renewed {
        /// Whole days until the new token ends.
        days_left: i64,
    },
}

impl Outcome {
    /// Whole days until the stored token ends. `None` when no end is known.
    pub fn days_left(self) -> Option<i64> {
        match self {
            Self::NeverExpires | Self::EndUnknown => None,
            Self::Fine { days_left } | Self::Renewed { days_left } => Some(days_left),
        }
    }
}

impl<S: TokenStore> TokenRefresh<S> {
    /// Checks the token, and renews it where that is due. Fails when the token is invalid, or could not be checked or
    /// renewed.
    pub async fn run(&self) -> Result<Outcome, RefreshError> {
        let info = self.graph.examine_token(self.app.as_ref()).await?;
        match info.expires_at.days_left(self.clock.now()) {
            None if info.expires_at == Expiry::Never => Ok(Outcome::NeverExpires),
            None => Ok(Outcome::EndUnknown),
            Some(days_left) if days_left >= RENEW_BELOW_DAYS => Ok(Outcome::Fine { days_left }),
            Some(days_left) => self.renew(days_left, &info).await,
        }
    }

    async fn renew(&self, days_left: i64, old: &TokenInfo) -> Result<Outcome, RefreshError> {
        let app = self.app.as_ref().ok_or(RefreshError::NoAppId { days_left })?;
        let store = self.store.as_ref().ok_or(RefreshError::NoSecret { days_left })?;
        let new = self.graph.exchange_token(app).await;
        let new = new.map_err(|source| RefreshError::Exchange { days_left, source })?.token;
        let trial = self.graph.with_token(new.clone());
        let info = trial.examine_token(Some(app)).await;
        let info = info.map_err(|source| RefreshError::NewToken { days_left, source })?;
        for number in &self.numbers {
            let read = trial.phone_number(number).await;
            read.map_err(|source| RefreshError::Trial { number: number.clone(), days_left, source })?;
        }
        if !lasts_longer(info.expires_at, old.expires_at) {
            return Err(RefreshError::NotLonger { days_left });
        }
        let stored = store.store(&new, &self.token).await;
        stored.map_err(|error| RefreshError::Store { days_left, source: error.into() })?;
        Ok(match info.expires_at.days_left(self.clock.now()) {
            Some(days_left) => Outcome::Renewed { days_left },
            None => Outcome::NeverExpires,
        })
    }
}

fn lasts_longer(new: Expiry, old: Expiry) -> bool {
    match (new, old) {
        (Expiry::Never, _) => true,
        (Expiry::At(new), Expiry::At(old)) => new > old,
        _ => false,
    }
}
