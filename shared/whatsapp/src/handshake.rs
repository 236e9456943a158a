//! Meta's handshake, `GET /webhook`: returning Meta's challenge proves that we know the verify token.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Longest challenge that is returned, in digits. Meta sends an integer of about ten digits; 20 digits hold any 64-bit
/// one.
pub const MAX_CHALLENGE_DIGITS: usize = 20;

/// Why a handshake is refused. Contains no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    /// `hub.mode` is absent or not `subscribe`.
    #[error("hub.mode is not 'subscribe'")]
    Mode,
    /// No verify token is configured. Every handshake is refused, because otherwise every caller would be accepted.
    #[error("no verify token is configured")]
    NotConfigured,
    /// `hub.verify_token` is absent or not ours.
    #[error("hub.verify_token does not match")]
    Token,
    /// `hub.challenge` is absent, too long or not a number. It is not Meta's, and is not returned.
    #[error("hub.challenge is not a short number")]
    Challenge,
}

/// Checks a handshake and returns the challenge, to be answered as `text/plain` with status 200.
///
/// The tokens are compared in constant time, by their digests, so that not even their lengths show.
pub fn verify_challenge(
    mode: Option<&str>,
    token: Option<&str>,
    challenge: Option<&str>,
    expected_token: &str,
) -> Result<String, HandshakeError> {
    if expected_token.is_empty() {
        return Err(HandshakeError::NotConfigured);
    }
    check_form(mode, token, challenge)?;
    if !same(token.unwrap_or_default(), expected_token) {
        return Err(HandshakeError::Token);
    }
    challenge.map(str::to_owned).ok_or(HandshakeError::Challenge)
}

/// Checks all but the token's value: what fails here is accepted with no token.
pub fn check_form(
    mode: Option<&str>,
    token: Option<&str>,
    challenge: Option<&str>,
) -> Result<(), HandshakeError> {
    if mode != Some("subscribe") {
        return Err(HandshakeError::Mode);
    }
    if token.unwrap_or_default().is_empty() {
        return Err(HandshakeError::Token);
    }
    challenge
        .filter(|digits| (1..=MAX_CHALLENGE_DIGITS).contains(&digits.len()))
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
        .map(|_| ())
        .ok_or(HandshakeError::Challenge)
}

fn same(left: &str, right: &str) -> bool {
    Sha256::digest(left).ct_eq(&Sha256::digest(right)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handshakes() {
        let long = "1".repeat(MAX_CHALLENGE_DIGITS);
        let too_long = "1".repeat(MAX_CHALLENGE_DIGITS + 1);
        let subscribe = Some("subscribe");
        let table = [
            (subscribe, Some("t0k"), Some("1158201444"), "t0k", Ok("1158201444")),
            (subscribe, Some("t0k"), Some(&long), "t0k", Ok(long.as_str())),
            (subscribe, Some("t0k"), Some(&too_long), "t0k", Err(HandshakeError::Challenge)),
            (subscribe, Some("t0k"), Some("<script>"), "t0k", Err(HandshakeError::Challenge)),
            (subscribe, Some("t0k"), Some("-1"), "t0k", Err(HandshakeError::Challenge)),
            (subscribe, Some("t0k"), Some(""), "t0k", Err(HandshakeError::Challenge)),
            (subscribe, Some("t0k"), None, "t0k", Err(HandshakeError::Challenge)),
            (subscribe, Some("t0K"), Some("1"), "t0k", Err(HandshakeError::Token)),
            (subscribe, Some("t0k "), Some("1"), "t0k", Err(HandshakeError::Token)),
            (subscribe, None, Some("1"), "t0k", Err(HandshakeError::Token)),
            (subscribe, Some(""), Some("1"), "", Err(HandshakeError::NotConfigured)),
            (Some("unsubscribe"), Some("t0k"), Some("1"), "t0k", Err(HandshakeError::Mode)),
            (None, Some("t0k"), Some("1"), "t0k", Err(HandshakeError::Mode)),
        ];
        for (mode, token, challenge, expected_token, outcome) in table {
            let got = verify_challenge(mode, token, challenge, expected_token);
            assert_eq!(got.as_deref().map_err(|e| *e), outcome, "{mode:?} {token:?} {challenge:?}");
        }
    }
}
