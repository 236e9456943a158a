//! The language of the caller.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use relais_whatsapp::Language;

/// The language of the response, by `Accept-Language`: English unless French is preferred.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speaks(pub(crate) Language);

impl<S: Send + Sync> FromRequestParts<S> for Speaks {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self(preferred(header.unwrap_or_default())))
    }
}

/// English or French, whichever has the higher weight. At equal weights, the first one.
fn preferred(header: &str) -> Language {
    let mut best = (0.0, Language::En);
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        let language = match tag.split('-').next() {
            Some("fr") => Language::Fr,
            Some("en") => Language::En,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_when_it_is_preferred() {
        let cases = [
            ("", Language::En),
            ("fr", Language::Fr),
            ("fr-CA, en;q=0.8", Language::Fr),
            ("de, en;q=0.5, fr;q=0.7", Language::Fr),
            ("en-GB,en;q=0.9,fr;q=0.8", Language::En),
            ("FR;q=0.1", Language::Fr),
            ("fr;q=0", Language::En),
            ("*", Language::En),
            (";;,=", Language::En),
        ];
        for (header, expected) in cases {
            assert_eq!(preferred(header), expected, "{header}");
        }
    }
}
