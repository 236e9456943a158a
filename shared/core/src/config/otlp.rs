//! Where spans are sent: OpenTelemetry's own variables, as far as there is something to choose.
//! <https://opentelemetry.io/docs/specs/otel/protocol/exporter/>

use std::fmt;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::header::{is_header_value, is_token};
use super::{Vars, address};

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";

/// A collector of traces that takes OTLP by HTTP. `Debug` shows no header.
#[derive(Clone)]
pub struct Otlp {
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` with `/v1/traces`: where spans are posted to.
    pub traces_url: String,
    /// `OTEL_EXPORTER_OTLP_HEADERS`: names and values that an HTTP header may have, such as a key.
    pub headers: Vec<(String, SecretString)>,
}

impl Otlp {
    /// Reads the variables. `None`: no endpoint is set, and no spans are collected; or one is wrong, which is noted as a
    /// problem without its value.
    pub fn read(vars: &mut Vars<'_>) -> Option<Self> {
        let (endpoint, headers) = (address::read(vars, ENDPOINT), headers(vars));
        let (endpoint, headers) = (endpoint?, headers?);
        let (base, query) = endpoint.split_once('?').unwrap_or((&endpoint, ""));
        if !query.is_empty() {
            vars.problem(format!("{ENDPOINT} has a query: a key belongs into {HEADERS}"));
            return None;
        }
        Some(Self { traces_url: format!("{}/v1/traces", base.trim_end_matches('/')), headers })
    }
}

impl fmt::Debug for Otlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Otlp").field("traces_url", &self.traces_url).finish_non_exhaustive()
    }
}

/// `name=value` pairs between commas. Values are percent-encoded where they have a comma or anything but ASCII.
fn headers(vars: &mut Vars<'_>) -> Option<Vec<(String, SecretString)>> {
    let pairs = vars.optional(HEADERS).unwrap_or_default();
    let mut headers = Vec::new();
    for pair in pairs.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let header = pair.split_once('=').and_then(|(name, value)| {
            let value = percent_decode_str(value.trim()).decode_utf8().ok()?.into_owned();
            (is_token(name.trim()) && is_header_value(&value)).then(|| (name.trim().to_owned(), value.into()))
        });
        let Some(header) = header else {
            vars.problem(format!(
                "{HEADERS} must be name=value pairs between commas, such as api-key=abc,x-team=shop"
            ));
            return None;
        };
        headers.push(header);
    }
    Some(headers)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::config::ConfigError;

    fn read(endpoint: &str, headers: &str) -> Result<Option<Otlp>, ConfigError> {
        let lookup = |name: &str| match name {
            ENDPOINT => Some(endpoint.to_owned()),
            HEADERS => Some(headers.to_owned()),
            _ => None,
        };
        let mut vars = Vars::new(&lookup);
        let read = Otlp::read(&mut vars);
        vars.finish(read)
    }

    #[test]
    fn spans_go_below_the_endpoint_with_the_headers() {
        for (endpoint, expected) in [
            ("http://localhost:4318", "http://localhost:4318/v1/traces"),
            ("http://localhost:4318/", "http://localhost:4318/v1/traces"),
            ("https://otlp.example.com/otlp", "https://otlp.example.com/otlp/v1/traces"),
        ] {
            assert_eq!(read(endpoint, "").unwrap().unwrap().traces_url, expected);
        }
        let otlp =
            read("http://a.example", " authorization=Basic%20YTpi==, x-team = shop ,").unwrap().unwrap();
        let headers: Vec<_> =
            otlp.headers.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
        assert_eq!(headers, [("authorization", "Basic YTpi=="), ("x-team", "shop")]);
        assert!(!format!("{otlp:?}").contains("YTpi"), "a key is not shown");
    }

    #[test]
    fn without_an_endpoint_there_is_none_and_what_is_wrong_is_named_without_its_value() {
        assert!(read(" ", "api-key=secret").unwrap().is_none());
        for (endpoint, headers, named) in [
            ("localhost:4318", "", ENDPOINT),
            ("https://u:secret@a.example", "", ENDPOINT),
            ("https://a.example?key=secret", "", HEADERS),
            ("https://a.example", "secret", HEADERS),
            ("https://a.example", "a b=secret", HEADERS),
            ("https://a.example", "=secret", HEADERS),
            ("https://a.example", "a=secret%0Ahost:b", HEADERS),
            ("https://a.example", "a=secret%ff", HEADERS),
        ] {
            let error = read(endpoint, headers).unwrap_err().to_string();
            assert!(error.contains(named) && !error.contains("secret"), "{error}");
        }
    }
}
