//! The call: one question, one deadline, one answer.

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
use crate::{Answer, AssistantError, Turn, history, prompt, transport};

/// OpenAI's smallest current model, asked for when `OPENAI_MODEL` names no other.
/// <https://developers.openai.com/api/docs/models/gpt-6-luna>
pub const DEFAULT_MODEL: &str = "gpt-6-luna";

/// How long a customer may wait for the model, retry included.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);

/// How much of the conversation is sent, in estimated tokens. Any one message
/// of 4096 characters fits whole, four of them in a Latin script, or well over
/// a hundred ordinary ones.
pub const DEFAULT_HISTORY_TOKENS: usize = 6_000;

/// Room for an answer of 3500 characters in a language that takes a token for
/// every other character, and for some thoughts, which count as well.
pub const DEFAULT_ANSWER_TOKENS: u32 = 3_000;

/// Which model to ask, where, and within what bounds.
#[derive(Clone)]
pub struct AssistantConfig {
    /// Address of the API up to and including its version, for instance
    /// `http://localhost:11434/v1`. OpenAI's own when `None` or blank.
    pub base_url: Option<String>,
    /// Sent as a bearer token. Blanks around it, a line break say, are dropped.
    pub api_key: SecretString,
    /// The model's name as its server knows it.
    pub model: String,
    /// The longest an answer may take, from call to return.
    pub deadline: Duration,
    /// The most that the history may cost, in tokens as [`crate::estimate_tokens`]
    /// counts them. The system prompt is not part of it.
    pub history_tokens: usize,
    /// The most tokens that the model may produce, thoughts included.
    pub max_answer_tokens: u32,
}

impl AssistantConfig {
    /// OpenAI with the default model and bounds.
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

/// Without the key, and without the address, which may carry one.
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

/// The model. Cloning is cheap and shares connections.
#[derive(Clone)]
pub struct Assistant {
    /// `None` when the key cannot be sent: the library would panic on it.
    client: Option<Client<OpenAIConfig>>,
    base_url: String,
    model: String,
    deadline: Duration,
    history_tokens: usize,
    max_answer_tokens: u32,
}

impl Assistant {
    /// Prepares the client over the process's HTTP client. Reaches for nothing
    /// yet; a key or an address that cannot work is reported by each answer.
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

    /// Asks for one message that continues `history`, oldest turn first.
    ///
    /// `system_prompt` is the business's alone: names, referrals and anything
    /// else that customers choose belong into turns. Returns within the deadline.
    pub async fn answer(&self, system_prompt: &str, history: &[Turn]) -> Result<Answer, AssistantError> {
        let turns = history::recent(history, self.history_tokens);
        if turns.is_empty() {
            return Err(AssistantError::NothingToAnswer);
        }
        let client = self.client.as_ref().ok_or(AssistantError::Key)?;
        let request =
            prompt::request(&self.model, &self.base_url, system_prompt, turns, self.max_answer_tokens);
        let chat = client.chat();
        // The library logs answers that it cannot read, in full. Muted.
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

/// Everything that the library would else take from the environment is set,
/// organization and project too: only a `main.rs` reads the environment.
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
