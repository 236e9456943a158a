//! Where chat completions are asked for, and the header that has the key.

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderName};

use crate::AssistantError;

/// OpenAI's own address.
/// <https://developers.openai.com/api/reference/overview>
pub(crate) const OPENAI: &str = "https://api.openai.com/v1";

/// The latest stable version of Azure's older API, which needs one in each address.
/// <https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle>
const AZURE_API_VERSION: &str = "2024-10-21";

/// The hosts of models on Azure.
/// <https://learn.microsoft.com/azure/ai-foundry/openai/supported-languages>
const AZURE_HOSTS: [&str; 3] = ["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"];

/// The address of one server.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The address of chat completions.
    pub(crate) url: Url,
    is_azure: bool,
}

impl Address {
    /// Reads `OPENAI_BASE_URL`: an address up to and including its version, or the whole address of chat completions. Its
    /// query is kept. `None` or blank means OpenAI's own.
    ///
    /// A bare Azure host gets the path of its current API. An Azure deployment without `api-version` gets the latest
    /// stable one.
    pub(crate) fn read(configured: Option<&str>) -> Result<Self, AssistantError> {
        let configured = configured.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(OPENAI);
        let mut url = Url::parse(configured).map_err(|_| AssistantError::Address)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(AssistantError::Address);
        }
        let is_azure = AZURE_HOSTS.iter().any(|known| is_host_of(&url, known));
        let path = url.path().trim_end_matches('/');
        let base = path.strip_suffix("/chat/completions").unwrap_or(path);
        let base = if base.is_empty() && is_azure { "/openai/v1" } else { base };
        let needs_version = is_azure
            && base.contains("/deployments/")
            && !url.query_pairs().any(|(name, _)| name == "api-version");
        let path = format!("{base}/chat/completions");
        url.set_path(&path);
        if needs_version {
            url.query_pairs_mut().append_pair("api-version", AZURE_API_VERSION);
        }
        Ok(Self { url, is_azure })
    }

    /// The address where this model transcribes. On Azure, a deployment in the address is that of the model.
    pub(crate) fn transcriptions(&self, model: &str) -> Url {
        self.beside(model, "audio/transcriptions")
    }

    /// The address where this model embeds texts. On Azure, a deployment in the address is that of the model.
    pub(crate) fn embeddings(&self, model: &str) -> Url {
        self.beside(model, "embeddings")
    }

    fn beside(&self, model: &str, path: &str) -> Url {
        let mut url = self.url.clone();
        let base = url.path().strip_suffix("/chat/completions").unwrap_or_default().to_owned();
        let base = match base.rsplit_once("/deployments/") {
            Some((before, _)) if self.is_azure => format!("{before}/deployments/{model}"),
            _ => base,
        };
        url.set_path(&format!("{base}/{path}"));
        url
    }

    /// The address of the list of models. Older servers of Azure have none.
    pub(crate) fn models(&self) -> Url {
        let mut url = self.url.clone();
        let base = url.path().strip_suffix("/chat/completions").unwrap_or_default().to_owned();
        url.set_path(&format!("{base}/models"));
        url
    }

    /// The header that has the key, and its value. Azure takes a key in `api-key`, and tokens of Entra, which are JWTs, as
    /// everybody else does.
    /// <https://learn.microsoft.com/azure/ai-foundry/openai/reference#authentication>
    pub(crate) fn key_header(&self, key: &str) -> (HeaderName, String) {
        if self.is_azure && !key.starts_with("eyJ") {
            (HeaderName::from_static("api-key"), key.to_owned())
        } else {
            (AUTHORIZATION, format!("Bearer {key}"))
        }
    }

    /// Whether it is OpenAI itself.
    pub(crate) fn is_openai_itself(&self) -> bool {
        is_host_of(&self.url, "openai.com")
    }

    /// Whether OpenAI's own models answer here: at OpenAI or on Azure.
    pub(crate) fn is_openai(&self) -> bool {
        self.is_azure || self.is_openai_itself() || is_host_of(&self.url, "azure.com")
    }
}

/// Whether the address's host is `domain` or below it.
fn is_host_of(url: &Url, domain: &str) -> bool {
    let host = url.host_str().and_then(|host| host.strip_suffix(domain));
    host.is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_each_server_is_completed() {
        let cases = [
            (None, "https://api.openai.com/v1/chat/completions"),
            (Some("  "), "https://api.openai.com/v1/chat/completions"),
            (Some(" http://localhost:11434/v1/ "), "http://localhost:11434/v1/chat/completions"),
            (Some("https://gw.example/v1/chat/completions"), "https://gw.example/v1/chat/completions"),
            (Some("https://gw.example/v1?team=a"), "https://gw.example/v1/chat/completions?team=a"),
            (Some("https://api.example"), "https://api.example/chat/completions"),
            (Some("https://a.openai.azure.com/"), "https://a.openai.azure.com/openai/v1/chat/completions"),
            (
                Some("https://a.openai.azure.com/openai/v1/"),
                "https://a.openai.azure.com/openai/v1/chat/completions",
            ),
            (
                Some("https://a.openai.azure.com/openai/deployments/mine"),
                "https://a.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2024-10-21",
            ),
            (
                Some(
                    "https://a.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2025-04-01-preview",
                ),
                "https://a.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2025-04-01-preview",
            ),
        ];
        for (configured, expected) in cases {
            let address = Address::read(configured).unwrap();
            assert_eq!(address.url.as_str(), expected, "{configured:?}");
        }
        for wrong in ["localhost", "not a url", "ftp://example.org/v1", "localhost:8080/v1", "http://"] {
            assert!(matches!(Address::read(Some(wrong)), Err(AssistantError::Address)), "{wrong}");
        }
    }

    #[test]
    fn transcriptions_are_asked_for_beside_chat_completions() {
        let cases = [
            (None, "https://api.openai.com/v1/audio/transcriptions"),
            (
                Some("https://gw.example/v1/chat/completions?team=a"),
                "https://gw.example/v1/audio/transcriptions?team=a",
            ),
            (Some("http://localhost:8000/v1/"), "http://localhost:8000/v1/audio/transcriptions"),
            (Some("https://a.openai.azure.com"), "https://a.openai.azure.com/openai/v1/audio/transcriptions"),
            (
                Some("https://a.openai.azure.com/openai/deployments/mine"),
                "https://a.openai.azure.com/openai/deployments/whisper/audio/transcriptions?api-version=2024-10-21",
            ),
        ];
        for (configured, expected) in cases {
            assert_eq!(Address::read(configured).unwrap().transcriptions("whisper").as_str(), expected);
        }
    }

    #[test]
    fn azure_takes_a_key_and_a_token_in_different_headers() {
        let azure = Address::read(Some("https://a.openai.azure.com")).unwrap();
        assert_eq!(azure.key_header("abc"), (HeaderName::from_static("api-key"), "abc".to_owned()));
        assert_eq!(azure.key_header("eyJhbGci.x.y").0, AUTHORIZATION);
        let elsewhere = Address::read(Some("https://openai.azure.com.gw.example/v1")).unwrap();
        assert_eq!(elsewhere.key_header("abc"), (AUTHORIZATION, "Bearer abc".to_owned()));
    }

    #[test]
    fn the_models_of_openai_are_known_by_their_hosts() {
        let cases = [
            ("https://api.openai.com/v1", true),
            ("https://eu.api.openai.com/v1", true),
            ("https://acme.openai.azure.com/openai/v1", true),
            ("http://localhost:11434/v1", false),
            ("https://notopenai.com/v1", false),
            ("https://api.openai.com.example.org/v1", false),
        ];
        for (address, expected) in cases {
            assert_eq!(Address::read(Some(address)).unwrap().is_openai(), expected, "{address}");
        }
    }
}
