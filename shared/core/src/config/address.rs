//! The address of a server that this process calls: of the model, or of a collector of traces.

use std::fmt;

use url::Url;

use crate::config::Vars;

/// Where the first server is when `OPENAI_BASE_URL` names no other.
/// <https://platform.openai.com/docs/api-reference/introduction>
const OPENAI: &str = "https://api.openai.com/v1";

/// The address in this variable. `None`: it is not set, or it is wrong, which is noted as a problem without the value.
pub(super) fn read(vars: &mut Vars<'_>, name: &str) -> Option<String> {
    let address = vars.optional(name)?;
    match problem(&address) {
        None => Some(address),
        Some(problem) => {
            vars.problem(format!("{name} {problem}"));
            None
        }
    }
}

fn problem(address: &str) -> Option<&'static str> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url.filter(Url::has_host) else {
        return Some("must be an http or https URL, such as https://api.example.com/v1");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("has a user name or a password in it: a key belongs into the variable of the key");
    }
    None
}

/// Whether both have the same scheme, host and port. `None` is OpenAI's own.
pub(super) fn is_same_origin(one: Option<&str>, other: Option<&str>) -> bool {
    let origin = |address: Option<&str>| Url::parse(address.unwrap_or(OPENAI)).ok().map(|url| url.origin());
    origin(one).is_some_and(|one| origin(other) == Some(one))
}

/// Whether it is reached without TLS, as a server on one's own machine or network is.
pub(super) fn is_plain_http(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.scheme() == "http")
}

/// Shows an address without its query, which may hold a key.
pub(super) struct Shown<'a>(pub(super) Option<&'a str>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map(|address| address.split(['?', '#']).next().unwrap_or_default()).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_http_address_without_credentials_is_accepted() {
        for fine in [
            "https://api.example.com/v1",
            "http://localhost:11434/v1/",
            "http://[::1]:8080/v1",
            "https://acme.openai.azure.com/openai/deployments/shop?api-version=2024-10-21",
            "https://api.deepseek.com",
            "https://gateway.example/v1/chat/completions",
        ] {
            assert_eq!(problem(fine), None, "{fine}");
        }
        for (wrong, expected) in [
            ("localhost:11434/v1", "http or https URL"),
            ("api.example.com/v1", "http or https URL"),
            ("ftp://example.com/v1", "http or https URL"),
            ("https://", "http or https URL"),
            ("https://exa mple.com", "http or https URL"),
            ("https://user@example.com/v1", "user name or a password"),
            ("https://:sk-1@example.com/v1", "user name or a password"),
        ] {
            assert!(problem(wrong).is_some_and(|text| text.contains(expected)), "{wrong}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let at = "https://api.example.com/v1";
        for (other, same) in [
            ("https://API.example.com:443/v2?key=1", true),
            ("http://api.example.com/v1", false),
            ("https://api.example.com:8443/v1", false),
            ("https://example.com/v1", false),
            ("https://api.example.com.evil.example/v1", false),
        ] {
            assert_eq!(is_same_origin(Some(at), Some(other)), same, "{other}");
        }
        assert!(is_same_origin(None, Some("https://api.openai.com/v1/")));
        assert!(!is_same_origin(None, Some(at)));
    }
}
