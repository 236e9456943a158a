//! The configured models, and what their calls are counted and logged as.

use relais_assistant::{
    Asked, Assistant, AssistantConfig, AssistantError, Call, DEFAULT_MODEL, Embedded, ModelServer, Question,
    ServerName, Sound, Transcribed,
};
use relais_core::config;
use relais_core::contact::ContactId;
use relais_core::metrics::{self, Metric};
use relais_core::retry::LONGEST_RETRY_AFTER;
use relais_core::timing::{MODEL_DEADLINE, TRANSCRIBE_DEADLINE};

/// The model that answers, with its fallback. Clones share what was learned of the servers and how long they rest.
#[derive(Clone)]
pub struct Model(Assistant);

impl Model {
    /// As [`Assistant::answer`].
    pub async fn answer(&self, question: &Question<'_>) -> Asked {
        self.0.answer(question).await
    }

    /// As [`Assistant::transcribe_model`].
    pub fn transcribe_model(&self) -> Option<&str> {
        self.0.transcribe_model()
    }

    /// As [`Assistant::lists_transcribe_model`].
    pub async fn lists_transcribe_model(&self) -> Option<bool> {
        self.0.lists_transcribe_model().await
    }

    /// As [`Assistant::embedding_model`].
    pub fn embedding_model(&self) -> Option<&str> {
        self.0.embedding_model()
    }

    /// As [`Assistant::lists_embedding_model`].
    pub async fn lists_embedding_model(&self) -> Option<bool> {
        self.0.lists_embedding_model().await
    }

    /// As [`Assistant::embed`].
    pub(crate) async fn embed(&self, texts: &[&str]) -> Option<Result<Embedded, AssistantError>> {
        self.0.embed(texts).await
    }

    /// As [`Assistant::transcribe`].
    pub(crate) async fn transcribe(&self, sound: Sound) -> Option<Transcribed> {
        self.0.transcribe(sound).await
    }

    /// As [`Assistant::learned`].
    pub fn learned(&self) -> Vec<(ServerName, String)> {
        self.0.learned()
    }

    /// As [`Assistant::rests_until`].
    pub fn rests_until(&self, now: jiff::Timestamp) -> Option<jiff::Timestamp> {
        self.0.rests_until(now)
    }
}

/// The models in this configuration, called with the process's HTTP client.
pub fn assistant(http: reqwest::Client, model: config::Model) -> Model {
    let fallback = model.fallback_alone().map(server);
    let config = AssistantConfig {
        fallback,
        transcribe_model: model.transcribe.clone(),
        embedding_model: model.embedding.clone(),
        transcribe_deadline: TRANSCRIBE_DEADLINE.unsigned_abs(),
        deadline: MODEL_DEADLINE.unsigned_abs(),
        longest_rest: LONGEST_RETRY_AFTER.unsigned_abs(),
        ..AssistantConfig::new(server(model))
    };
    Model(Assistant::new(http, config))
}

fn server(model: config::Model) -> ModelServer {
    ModelServer {
        base_url: model.base_url,
        api_key: Some(model.api_key),
        model: model.name.unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
        extra_headers: model.extra_headers,
        extra_body: model.extra_body,
    }
}

/// Counts and logs the calls of a question: each failure once, with its code, and the answer with its tokens.
pub(super) fn report(contact: &ContactId, asked: &Asked) {
    for call in &asked.calls {
        count(call);
        let Call { server, took, tokens, failure, .. } = call;
        if !call.refused_tools.is_empty() {
            let tools = call.refused_tools.join(", ");
            tracing::warn!(%contact, server = server.as_str(), tools, "the model's server refused these tools, so they are left out: correct the parameters that they are described with");
        }
        let (server, millis) = (server.as_str(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        if let Some(code) = failure {
            tracing::warn!(%contact, server, code, millis, "the model's answer was not used");
        } else {
            tracing::info!(
                %contact,
                server,
                millis,
                prompt_tokens = tokens.prompt,
                cached_tokens = tokens.cached,
                answer_tokens = tokens.answer,
                "the model answered"
            );
        }
    }
    if let Err(error) = &asked.answer {
        tracing::error!(%contact, code = error.code(), %error, "the model did not answer");
    }
}

fn count(call: &Call) {
    let tokens = [
        (Metric::ModelPromptTokens, call.tokens.prompt),
        (Metric::ModelCachedTokens, call.tokens.cached),
        (Metric::ModelAnswerTokens, call.tokens.answer),
    ];
    for (metric, tokens) in tokens {
        metrics::count(metric, tokens.unwrap_or(0).into());
    }
    match call.failure {
        Some(code) => metrics::count(metric_of(code), 1),
        None if call.server == ServerName::Fallback => metrics::count(Metric::ModelStandIns, 1),
        None => {}
    }
}

/// The metric of a call's failure. The codes are those of [`relais_assistant::AssistantError::code`].
fn metric_of(code: &str) -> Metric {
    match code {
        "empty" => Metric::ModelEmpty,
        "only_thoughts" => Metric::ModelOnlyThoughts,
        "torn" => Metric::ModelTorn,
        "malformed" => Metric::ModelMalformed,
        "too_long" => Metric::ModelTooLong,
        "declined" => Metric::ModelDeclined,
        "rate_limited" => Metric::ModelRateLimited,
        "unavailable" | "unreachable" => Metric::ModelUnavailable,
        "timed_out" => Metric::ModelTimedOut,
        _ => Metric::ModelRefused,
    }
}
