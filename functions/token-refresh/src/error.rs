//! What people are told when the token cannot be checked or renewed.

use relais_aws::secret::SecretError;
use relais_core::config::ConfigError;
use relais_whatsapp::client::{SendError, TokenFault};

/// Why the token was not found good, or not renewed. Each text says what to do; none holds a token.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Nothing to check it with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The secret cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// Graph's address or version cannot be used.
    #[error("{0}: check GRAPH_API_URL and GRAPH_API_VERSION")]
    Graph(#[from] relais_whatsapp::client::ConfigError),
    /// The present token is good for nothing, or it cannot be told.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// It is to be renewed and the app is not known.
    #[error(
        "the access token ends in {days_left} days and cannot be renewed without WHATSAPP_APP_ID: add it to the secret \
         (the dashboard shows it at the top), or make a token that does not expire"
    )]
    NoAppId {
        /// Whole days of the present token.
        days_left: i64,
    },
    /// It is to be renewed and there is nowhere to put the new one.
    #[error(
        "the access token ends in {days_left} days; it came from a plain variable, so a new one could not be stored: renew \
         it by hand, or keep it in a secret and set RELAIS_SECRET_ARN"
    )]
    NoSecret {
        /// Whole days of the present token.
        days_left: i64,
    },
    /// Meta gave no new one.
    #[error(
        "Meta gave no new access token; the present one ends in {days_left} days. It is tried again every day; if that goes \
         on, make a token by hand (Business settings, System users, Generate token) and set WHATSAPP_API_TOKEN to it"
    )]
    Exchange {
        /// Whole days of the present token.
        days_left: i64,
        /// What Graph said.
        #[source]
        source: SendError,
    },
    /// The new one is good for nothing.
    #[error(
        "the new access token did not pass its check and was not stored; the present one stays for {days_left} days and it \
         is tried again every day"
    )]
    NewToken {
        /// Whole days of the present token.
        days_left: i64,
        /// What is wrong with the new one.
        #[source]
        source: TokenFault,
    },
    /// The new one cannot read the number.
    #[error(
        "the phone number cannot be read with the new access token, so it was not stored; the present one stays for \
         {days_left} days. Check WHATSAPP_PHONE_ID and the system user's assets; it is tried again every day"
    )]
    Trial {
        /// Whole days of the present token.
        days_left: i64,
        /// What Graph said.
        #[source]
        source: SendError,
    },
    /// Meta gave one that is no better.
    #[error(
        "the new access token does not last longer than the present one, which ends in {days_left} days, and was not \
         stored: make one by hand (Business settings, System users, Generate token) and set WHATSAPP_API_TOKEN to it"
    )]
    NotLonger {
        /// Whole days of the present token.
        days_left: i64,
    },
    /// The new one could not be put into the secret.
    #[error(
        "the new access token could not be stored; the present one stays for {days_left} days. Check that this function may \
         write the secret (secretsmanager:PutSecretValue); it is tried again every day"
    )]
    Store {
        /// Whole days of the present token.
        days_left: i64,
        /// What Secrets Manager said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl RefreshError {
    /// Whole days that the stored token has left, where that is known.
    pub fn days_left(&self) -> Option<i64> {
        match self {
            Self::Token(TokenFault::Expired(_) | TokenFault::Invalid(_)) => Some(0),
            Self::Config(_) | Self::Secret(_) | Self::Graph(_) | Self::Token(_) => None,
            Self::NoAppId { days_left }
            | Self::NoSecret { days_left }
            | Self::Exchange { days_left, .. }
            | Self::NewToken { days_left, .. }
            | Self::Trial { days_left, .. }
            | Self::NotLonger { days_left }
            | Self::Store { days_left, .. } => Some(*days_left),
        }
    }

    /// The whole chain of causes in one line.
    pub fn error_chain(&self) -> String {
        relais_core::error_chain(self)
    }
}
