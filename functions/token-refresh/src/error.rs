//! The errors of a check or a renewal.

use relais_aws::days::DaysError;
use relais_aws::secret::SecretError;
use relais_core::config::ConfigError;
use relais_whatsapp::client::{SendError, TokenFault};
use relais_whatsapp::ids::PhoneNumberId;

/// Why the token is invalid, or was not checked or renewed. Each text says what to do; none contains a token.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// A variable is missing or invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The secret cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// It cannot be read on which days customers wrote.
    #[error(transparent)]
    Days(#[from] DaysError),
    /// Graph's address or version is invalid.
    #[error("{0}: check GRAPH_API_URL and GRAPH_API_VERSION")]
    Graph(#[from] relais_whatsapp::client::ConfigError),
    /// The present token is invalid, or could not be checked.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The token is due for renewal, and `WHATSAPP_APP_ID` is not set.
    #[error(
        "the access token ends in {days_left} days and cannot be renewed without WHATSAPP_APP_ID: add it to the secret \
         (the dashboard shows it at the top), or make a token that does not expire"
    )]
    NoAppId {
        /// Whole days until the present token ends.
        days_left: i64,
    },
    /// The token is due for renewal, and there is no secret to store a new one in.
    #[error(
        "the access token ends in {days_left} days; it came from a plain variable, so a new one could not be stored: \
         renew it by hand, or keep it in a secret and set RELAIS_SECRET_ARN"
    )]
    NoSecret {
        /// Whole days until the present token ends.
        days_left: i64,
    },
    /// Meta issued no new token.
    #[error(
        "Meta gave no new access token; the present one ends in {days_left} days. The function retries every day. If \
         this error persists, make a token by hand (Business settings, System users, Generate token) and set \
         WHATSAPP_API_TOKEN to it"
    )]
    Exchange {
        /// Whole days until the present token ends.
        days_left: i64,
        /// Graph's error.
        #[source]
        source: SendError,
    },
    /// The new token is invalid.
    #[error(
        "the new access token did not pass its check and was not stored; the present one stays valid for {days_left} \
         days. The function retries every day"
    )]
    NewToken {
        /// Whole days until the present token ends.
        days_left: i64,
        /// What is wrong with the new token.
        #[source]
        source: TokenFault,
    },
    /// The new token cannot read a phone number.
    #[error(
        "the phone number {number} cannot be read with the new access token, so it was not stored; the present one \
         stays valid for {days_left} days. Check WHATSAPP_PHONE_ID and the system user's assets; the function retries every \
         day"
    )]
    Trial {
        /// The number's id.
        number: PhoneNumberId,
        /// Whole days until the present token ends.
        days_left: i64,
        /// Graph's error.
        #[source]
        source: SendError,
    },
    /// The new token does not last longer.
    #[error(
        "the new access token does not last longer than the present one, which ends in {days_left} days, and was not \
         stored: make one by hand (Business settings, System users, Generate token) and set WHATSAPP_API_TOKEN to it"
    )]
    NotLonger {
        /// Whole days until the present token ends.
        days_left: i64,
    },
    /// The new token could not be stored in the secret.
    #[error(
        "the new access token could not be stored; the present one stays valid for {days_left} days. Check that this \
         function may write the secret (secretsmanager:PutSecretValue); the function retries every day"
    )]
    Store {
        /// Whole days until the present token ends.
        days_left: i64,
        /// The error of Secrets Manager.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl RefreshError {
    /// Whole days until the stored token ends. `None` when that is not known.
    pub fn days_left(&self) -> Option<i64> {
        match self {
            Self::Token(TokenFault::Expired(_) | TokenFault::Invalid(_)) => Some(0),
            Self::Config(_) | Self::Secret(_) | Self::Days(_) | Self::Graph(_) | Self::Token(_) => None,
            Self::NoAppId { days_left }
            | Self::NoSecret { days_left }
            | Self::Exchange { days_left, .. }
            | Self::NewToken { days_left, .. }
            | Self::Trial { days_left, .. }
            | Self::NotLonger { days_left }
            | Self::Store { days_left, .. } => Some(*days_left),
        }
    }

    /// The error with all its causes, on one line.
    pub fn error_chain(&self) -> String {
        relais_core::error_chain(self)
    }
}
