//! The settings of a client.

use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use crate::ids::WabaId;

/// Settings of a [`GraphClient`](super::GraphClient). `Debug` shows neither token nor secret.
#[derive(Debug, Clone)]
pub struct GraphConfig {
    /// `https://graph.facebook.com`, or a stand-in of it.
    pub base_url: String,
    /// Such as `v25.0`.
    pub version: String,
    /// The account that owns the templates. Without it templates cannot be listed.
    pub waba_id: Option<WabaId>,
    /// The access token.
    pub token: SecretString,
    /// The app secret, for `appsecret_proof`.
    pub app_secret: SecretString,
    /// Time limit of one call, from connecting to the end of the response.
    pub timeout: Duration,
}

/// Why a setting is invalid. Contains no setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The base address is not an http(s) URL.
    #[error("the Graph API address is not an http or https URL")]
    BaseUrl,
    /// The version is not `v`, one to three digits, a dot and a digit.
    #[error("the Graph API version is not of the form v25.0")]
    Version,
}

impl GraphConfig {
    /// Checks the settings and returns the base address.
    pub(super) fn check(&self) -> Result<Url, ConfigError> {
        if !is_version(&self.version) {
            return Err(ConfigError::Version);
        }
        let url = Url::parse(&self.base_url).map_err(|_| ConfigError::BaseUrl)?;
        let usable = matches!(url.scheme(), "http" | "https") && url.has_host();
        Some(url).filter(|_| usable).ok_or(ConfigError::BaseUrl)
    }
}

/// Matches `^v\d{1,3}\.\d$`, the format of all Graph versions.
fn is_version(text: &str) -> bool {
    let digits = |text: &str, longest: usize| {
        (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    text.strip_prefix('v')
        .and_then(|numbers| numbers.split_once('.'))
        .is_some_and(|(major, minor)| digits(major, 3) && digits(minor, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for good in ["v1.0", "v25.0", "v100.9"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["25.0", "v25", "v25.", "v.0", "v25.00", "v1000.0", "v25.0/", "v２５.0", ""] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
