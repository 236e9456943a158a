//! `/api/session`: the inbox on one machine exchanges the admin token for a cookie that no script can read.
//!
//! The cookie is not the token: it has an end and a random part, authenticated with the token as the key. So it survives a
//! restart, and ends when the token changes. Other origins cannot use it: browsers send it with requests of this site only
//! (`SameSite`), each browser says when a request is of another origin (`Sec-Fetch-Site`), and what changes something
//! needs a header that pages of other origins cannot set.

use std::sync::Arc;

use axum::Extension;
use axum::http::header::{AUTHORIZATION, COOKIE, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use relais_core::Clock;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::auth::Auth;
use crate::problem::{Problem, texts};
use crate::response::random_id;

/// How long a person stays signed in.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The header of the inbox's calls. A page of another origin cannot set it without asking first, and is refused then.
const FROM_PAGE: HeaderName = HeaderName::from_static("x-requested-with");

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// `POST`: gives whoever has the admin token a cookie.
pub(crate) async fn begin(
    Extension(auth): Extension<Arc<Auth>>,
    headers: HeaderMap,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    let Auth::Token(token) = auth.as_ref() else { return Err(Problem::of(&texts::NOT_FOUND)) };
    // A cookie that was stolen is not renewed by itself.
    if !headers.contains_key(AUTHORIZATION) {
        return Err(Problem::of(&texts::UNAUTHORIZED));
    }
    let value = value(token, &random_id().map_err(Problem::internal)?, Clock::system().now() + LASTS)?;
    answer(token, &value, LASTS.as_secs(), &headers)
}

/// `DELETE`: removes the cookie.
pub(crate) async fn end(
    Extension(auth): Extension<Arc<Auth>>,
    headers: HeaderMap,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    let Auth::Token(token) = auth.as_ref() else { return Err(Problem::of(&texts::NOT_FOUND)) };
    answer(token, "", 0, &headers)
}

fn answer(
    token: &SecretString,
    value: &str,
    seconds: i64,
    headers: &HeaderMap,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    let secure = if came_by_https(headers) { "; Secure" } else { "" };
    let name = name(token);
    let cookie = format!("{name}={value}; Path=/api; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut cookie = HeaderValue::try_from(cookie).map_err(Problem::internal)?;
    cookie.set_sensitive(true);
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]))
}

/// Whether the page was loaded by https. A browser names the page's origin in every such call, also behind a proxy. A wrong
/// answer harms only the caller's own cookie.
fn came_by_https(headers: &HeaderMap) -> bool {
    let starts = |name, with: &str| {
        headers.get(name).is_some_and(|value: &HeaderValue| value.as_bytes().starts_with(with.as_bytes()))
    };
    starts(ORIGIN, "https://") || starts(FORWARDED_PROTO, "https")
}

/// Whether a request has the cookie of this token, and is of the inbox itself.
pub(crate) fn is_held(method: &Method, headers: &HeaderMap, token: &SecretString) -> bool {
    let name = name(token);
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let now = Clock::system().now();
    is_of_the_inbox(method, headers)
        && pairs.any(|(known, value)| known == name && is_valid(token, value, now))
}

/// A person may open an address of the API by hand, which browsers call the site `none`.
fn is_of_the_inbox(method: &Method, headers: &HeaderMap) -> bool {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let site_is_right = match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
        None | Some(b"same-origin") => true,
        Some(b"none") => is_read,
        Some(_) => false,
    };
    site_is_right && (is_read || headers.contains_key(FROM_PAGE))
}

/// Cookies know no ports: two servers on one machine have different tokens, so their cookies have different names.
fn name(token: &SecretString) -> String {
    let digest = Sha256::digest(format!("relais session of {}", token.expose_secret()));
    format!("relais_{}", hex::encode(digest.get(..4).unwrap_or_default()))
}

fn value(token: &SecretString, random: &str, until: Timestamp) -> Result<String, Problem> {
    let signed = format!("{}.{random}", until.as_second());
    let mac = mac(token, &signed).map_err(Problem::internal)?;
    Ok(format!("{signed}.{}", hex::encode(mac.finalize().into_bytes())))
}

fn is_valid(token: &SecretString, value: &str, now: Timestamp) -> bool {
    let Some((signed, given)) = value.rsplit_once('.') else { return false };
    let until = signed.split_once('.').and_then(|(until, _)| until.parse::<i64>().ok());
    let (Ok(given), Ok(mac)) = (hex::decode(given), mac(token, signed)) else { return false };
    mac.verify_slice(&given).is_ok() && until.is_some_and(|until| now.as_second() < until)
}

fn mac(token: &SecretString, signed: &str) -> Result<Hmac<Sha256>, hmac::digest::InvalidLength> {
    let mut mac = Hmac::<Sha256>::new_from_slice(token.expose_secret().as_bytes())?;
    mac.update(b"relais session 1\n");
    mac.update(signed.as_bytes());
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_valid_until_its_end_and_for_its_token_only() {
        let (token, other) = (SecretString::from("token"), SecretString::from("other"));
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let value = value(&token, "ab", now + LASTS).unwrap();
        assert!(is_valid(&token, &value, now));
        assert!(is_valid(&token, &value, now + LASTS - SignedDuration::from_secs(1)));
        assert!(!is_valid(&token, &value, now + LASTS));
        assert!(!is_valid(&other, &value, now), "the token was changed");
        let later = value.replacen("180", "190", 1);
        for forged in [later.as_str(), "", "token", "1900000000.ab.", "1900000000.ab", &format!("{value}0")] {
            assert!(!is_valid(&token, forged, now), "{forged}");
        }
        assert!(!value.contains("token"));
        assert_ne!(name(&token), name(&other));
    }

    #[test]
    fn only_the_inbox_itself_uses_the_cookie() {
        let headers = |pairs: &[(HeaderName, &'static str)]| {
            pairs
                .iter()
                .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
                .collect::<HeaderMap>()
        };
        let page = (FROM_PAGE, "relais");
        for (method, given, allowed) in [
            (Method::GET, headers(&[]), true),
            (Method::GET, headers(&[(FETCH_SITE, "same-origin")]), true),
            (Method::GET, headers(&[(FETCH_SITE, "none")]), true),
            (Method::GET, headers(&[(FETCH_SITE, "same-site")]), false),
            (Method::GET, headers(&[(FETCH_SITE, "cross-site")]), false),
            (Method::POST, headers(&[]), false),
            (Method::POST, headers(&[(FETCH_SITE, "same-origin")]), false),
            (Method::POST, headers(std::slice::from_ref(&page)), true),
            (Method::PUT, headers(&[page.clone(), (FETCH_SITE, "same-origin")]), true),
            (Method::DELETE, headers(&[page.clone(), (FETCH_SITE, "none")]), false),
            (Method::POST, headers(&[page.clone(), (FETCH_SITE, "same-site")]), false),
        ] {
            assert_eq!(is_of_the_inbox(&method, &given), allowed, "{method} {given:?}");
        }
    }
}
