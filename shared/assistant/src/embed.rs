//! Texts as vectors of their meaning, by `POST {base}/embeddings`: at OpenAI, and at every server that copies it (Azure,
//! vLLM, Ollama, llama.cpp).
//!
//! <https://platform.openai.com/docs/api-reference/embeddings/create>

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::{Map, json};

use crate::address::Address;
use crate::listed::is_listed;
use crate::prompt::estimate_tokens;
use crate::refusal::Refusal;
use crate::server::{ModelServer, headers};
use crate::{AssistantError, transport};

/// How long a server is asked for its list of models.
const LIST_TIME: Duration = Duration::from_secs(10);

/// The vectors of some texts.
pub struct Embedded {
    /// One for each text, in their order, all of one length.
    pub vectors: Vec<Vec<f32>>,
    /// What they cost, as the server counts it, or as it is estimated.
    pub tokens: u32,
}

/// Shows no vectors: they tell what a text is about.
impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded")
            .field("vectors", &self.vectors.len())
            .field("tokens", &self.tokens)
            .finish()
    }
}

/// A model that embeds.
pub(crate) struct Embedder {
    url: Url,
    models: Url,
    headers: Option<HeaderMap>,
    model: String,
}

#[derive(Deserialize)]
struct Response {
    data: Vec<Item>,
    #[serde(default)]
    usage: Usage,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

#[derive(Default, Deserialize)]
struct Usage {
    prompt_tokens: Option<u32>,
}

impl Embedder {
    /// The model of this name at this server. `None`: none is named, or the address is none.
    pub(crate) fn new(server: &ModelServer, model: Option<String>) -> Option<Self> {
        let (address, model) = (Address::read(server.base_url.as_deref()).ok()?, model?);
        let (url, models) = (address.embeddings(&model), address.models());
        Some(Self { url, models, headers: headers(&address, server), model })
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    pub(crate) async fn is_listed(&self, http: &Client) -> Option<bool> {
        is_listed(http, self.models.clone(), self.headers.clone()?, &self.model, LIST_TIME).await
    }

    /// The vectors of these texts, by one call. There is no time limit here.
    pub(crate) async fn embed(&self, http: &Client, texts: &[&str]) -> Result<Embedded, AssistantError> {
        let headers = self.headers.clone().ok_or(AssistantError::Key)?;
        let request: Map<_, _> = [("model", json!(self.model)), ("input", json!(texts))]
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect();
        let response = transport::post(http, self.url.clone(), headers, &request).await?;
        if !response.status.is_success() {
            return Err(Refusal::new(response.status, &response.headers, &response.body).error());
        }
        let read: Response = serde_json::from_slice(&response.body).map_err(|_| AssistantError::Malformed)?;
        let vectors = in_order(read.data, texts.len()).ok_or(AssistantError::Malformed)?;
        let estimate = || texts.iter().map(|text| estimate_tokens(text)).sum::<usize>();
        let tokens =
            read.usage.prompt_tokens.unwrap_or_else(|| u32::try_from(estimate()).unwrap_or(u32::MAX));
        Ok(Embedded { vectors, tokens })
    }
}

/// The vectors in the order of their texts. `None`: there are more or fewer than texts, or they are none.
fn in_order(mut items: Vec<Item>, count: usize) -> Option<Vec<Vec<f32>>> {
    // A server that gives no places answers in order.
    items.sort_by_key(|item| item.index);
    let places_fit =
        items.iter().enumerate().all(|(place, item)| item.index.is_none_or(|index| index == place));
    let length = items.first().map_or(0, |item| item.embedding.len());
    let is_vector =
        |item: &Item| item.embedding.len() == length && item.embedding.iter().all(|value| value.is_finite());
    let fits = places_fit && items.len() == count && length > 0 && items.iter().all(is_vector);
    fits.then(|| items.into_iter().map(|item| item.embedding).collect())
}
