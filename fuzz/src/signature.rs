//! The signature check: a body is accepted exactly when it is signed with one of the secrets.
//!
//! An input is three lines: the header, the list of app secrets, and the body, which may have further lines. `{}` in the
//! header stands for the right digits, so that headers that are nearly right are tried too.

use std::fmt::Write;

use http::HeaderValue;
use relais_whatsapp::signature::{AppSecrets, SignatureError, sign};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::webhook;

/// More secrets than this only slow the fuzzer down.
const MOST_SECRETS: usize = 4;

/// Compares the check with RFC 2104 for the same header, secrets and body.
pub fn check(input: &[u8]) {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (header, list, body) = (line(), line(), line());
    let (Ok(header), Ok(list)) = (std::str::from_utf8(header), std::str::from_utf8(list)) else { return };
    let known: Vec<&str> = list.split(',').map(str::trim).filter(|secret| !secret.is_empty()).collect();
    if known.len() > MOST_SECRETS {
        return;
    }
    let Ok(secrets) = AppSecrets::parse(list) else {
        return assert!(known.is_empty(), "a secret in the list was not found");
    };
    let digests: Vec<[u8; 32]> = known.iter().map(|secret| hmac(secret.as_bytes(), body)).collect();

    let header = header.replace("{}", &hex(&digests[0]));
    let expected = judge(&header, &digests);
    assert_eq!(secrets.verify(body, Some(&header)), expected, "{header:?}");
    assert_eq!(secrets.verify(body, None), Err(SignatureError::Missing));

    for (secret, digest) in known.iter().zip(&digests) {
        let signed = sign(&SecretString::from(*secret), body);
        assert_eq!(signed, format!("sha256={}", hex(digest)));
        assert_eq!(secrets.verify(body, Some(&signed)), Ok(()));
        damaged(&secrets, &signed, body, digest);
    }
    through_the_function(&secrets, &header, body, expected.is_ok(), &digests);
}

/// The result by Meta's documentation of the header: `sha256=` and the 64 digits of one of the digests.
fn judge(header: &str, digests: &[[u8; 32]]) -> Result<(), SignatureError> {
    let digits = header.trim().strip_prefix("sha256=").ok_or(SignatureError::Malformed)?;
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(SignatureError::Malformed);
    }
    let ours = digests.iter().any(|digest| hex(digest).eq_ignore_ascii_case(digits));
    if ours { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// A body with one bit changed, one byte more or one less, or a header with one digit changed, is refused. The digest
/// chooses which bit, byte and digit.
fn damaged(secrets: &AppSecrets, signed: &str, body: &[u8], digest: &[u8; 32]) {
    let refused = |body: &[u8], header: &str| {
        assert_eq!(secrets.verify(body, Some(header)), Err(SignatureError::Mismatch));
    };
    let place = usize::from(digest[0]) * 256 + usize::from(digest[1]);
    if !body.is_empty() {
        let mut changed = body.to_vec();
        changed[place % body.len()] ^= 1 << (digest[2] % 8);
        refused(&changed, signed);
        refused(&body[1..], signed);
        refused(&body[..body.len() - 1], signed);
    }
    refused(&[body, &[digest[3]]].concat(), signed);
    let at = "sha256=".len() + place % 64;
    let other = if &signed[at..=at] == "0" { "1" } else { "0" };
    refused(body, &format!("{}{other}{}", &signed[..at], &signed[at + 1..]));
}

/// The function accepts what the check accepts, and its response never shows the right signature.
fn through_the_function(secrets: &AppSecrets, header: &str, body: &[u8], right: bool, digests: &[[u8; 32]]) {
    let Ok(value) = HeaderValue::from_bytes(header.as_bytes()) else { return };
    let right = right && value.to_str().is_ok();
    let (answer, memory) = webhook::post(secrets, body, value);
    assert_eq!(answer.status(), if right { 200 } else { 403 }, "{header:?}");
    if !right {
        assert!(memory.bodies().is_empty(), "something unsigned was stored");
        assert!(digests.iter().all(|digest| !answer.body().contains(&hex(digest))), "the answer tells");
    }
}

/// HMAC-SHA256 as RFC 2104 defines it, without the library that the product uses.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}
