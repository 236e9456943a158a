//! The call: one request, one deadline, one answer.

use std::fmt;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::{OPENAI_API_BASE, OpenAIConfig};
use async_openai::middleware::HttpRequestFactory;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tower::service_fn;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber;

use crate::answer::Completion;
use crate::prompt::{Question, Wish, messages};
use crate::request::request;
use crate::{Answer, AssistantError, transport};

/// OpenAI's smallest current model, used when `OPENAI_MODEL` names no other.
/// <https://developers.openai.com/api/docs/models/gpt-6-luna>
pub const DEFAULT_MODEL: &str = "gpt-6-luna";

/// Time limit of an answer, including the retry.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);

/// Budget for the history, in estimated tokens. It holds one message of 4096 characters in any script, four of them in
/// a Latin script, or well over a hundred ordinary ones.
pub const DEFAULT_HISTORY_TOKENS: usize = 6_000;

/// Limit for the answer, in tokens. It holds 3500 characters in a language that needs a token for every second
/// character, and some reasoning, which counts too.
pub const DEFAULT_ANSWER_TOKENS: u32 = 3_000;

/// The model's address, name and limits.
#[derive(Clone)]
pub struct AssistantConfig {
    /// Address of the API up to and including its version, for instance `http://localhost:11434/v1`. `None` or blank
    /// means OpenAI's own.
    pub base_url: Option<String>,
    /// Sent as a bearer token. Surrounding blanks, such as a line break, are removed.
    pub api_key: SecretString,
    /// The server's name of the model.
    pub model: String,
    /// Time limit of one call of [`Assistant::answer`], including the retry.
    pub deadline: Duration,
    /// Limit for the history, in tokens as [`crate::estimate_tokens`] counts them. The system prompt is not counted.
    pub history_tokens: usize,
    /// Limit for the tokens that the model produces, including reasoning.
    pub max_answer_tokens: u32,
}

impl AssistantConfig {
    /// OpenAI with the default model and limits.
    pub fn new(api_key: SecretString) -> Self {
        Self {
            base_url: None,
            api_key,
            model: DEFAULT_MODEL.to_owned(),
            deadline: DEFAULT_DEADLINE,
            history_tokens: DEFAULT_HISTORY_TOKENS,
            max_answer_tokens: DEFAULT_ANSWER_TOKENS,
        }
    }
}

/// Leaves out the key, and the address, which may contain one.
impl fmt::Debug for AssistantConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssistantConfig")
            .field("model", &self.model)
            .field("deadline", &self.deadline)
            .field("history_tokens", &self.history_tokens)
            .field("max_answer_tokens", &self.max_answer_tokens)
            .finish_non_exhaustive()
    }
}

/// A client of the model. Cloning is cheap and shares connections.
#[derive(Clone)]
pub struct Assistant {
    /// `None` when the key cannot be an HTTP header: the library would panic on it.
    client: Option<Client<OpenAIConfig>>,
    base_url: String,
    model: String,
    deadline: Duration,
    history_tokens: usize,
    max_answer_tokens: u32,
}

impl Assistant {
    /// Builds the client over the process's HTTP client. Makes no call: each [`Assistant::answer`] reports an invalid
    /// key or address.
    pub fn new(http: reqwest::Client, config: AssistantConfig) -> Self {
        let base_url = base_url(config.base_url.as_deref());
        Self {
            client: client(http, &base_url, &config.api_key),
            base_url,
            model: config.model,
            deadline: config.deadline,
            history_tokens: config.history_tokens,
            max_answer_tokens: config.max_answer_tokens,
        }
    }

    /// Requests one message that answers the question. Returns within the deadline.
    pub async fn answer(&self, question: &Question<'_>) -> Result<Answer, AssistantError> {
        let messages = messages(question, self.history_tokens, Wish::Usual);
        if messages.is_empty() {
            return Err(AssistantError::NothingToAnswer);
        }
        let client = self.client.as_ref().ok_or(AssistantError::Key)?;
        let request = request(&self.model, &self.base_url, messages, self.max_answer_tokens);
        let chat = client.chat();
        // The library logs in full the answers that it cannot parse. Its log is disabled here.
        let call = chat.create_byot::<_, Completion>(request).with_subscriber(Dispatch::none());
        tokio::time::timeout(self.deadline, call)
            .await
            .map_err(|_| AssistantError::TimedOut)?
            .map_err(AssistantError::from_library)?
            .into_answer()
    }
}

fn base_url(configured: Option<&str>) -> String {
    let configured = configured.unwrap_or_default().trim().trim_end_matches('/');
    if configured.is_empty() { OPENAI_API_BASE.to_owned() } else { configured.to_owned() }
}

/// Sets everything that the library would otherwise read from the environment, including organization and project: only
/// a `main.rs` reads the environment.
fn client(http: reqwest::Client, base_url: &str, key: &SecretString) -> Option<Client<OpenAIConfig>> {
    let key = key.expose_secret().trim();
    HeaderValue::from_str(key).ok()?;
    let config =
        OpenAIConfig::new().with_api_base(base_url).with_api_key(key).with_org_id("").with_project_id("");
    let service = service_fn({
        let http = http.clone();
        move |request: HttpRequestFactory| transport::send(http.clone(), request)
    });
    // `Client::new` and `with_config` would first build an HTTP client of their own.
    Some(Client::build(http, config).with_http_service(service))
}
