//! The request's fields besides its messages: model, effort and the limit for the answer.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest, ReasoningEffort,
};

use crate::assistant::DEFAULT_MODEL;
use crate::prompt::{Message, Role};

/// The request for one answer to these messages.
pub(crate) fn request(
    model: &str,
    base_url: &str,
    messages: Vec<Message>,
    max_answer_tokens: u32,
) -> CreateChatCompletionRequest {
    let mut request = CreateChatCompletionRequest {
        model: model.to_owned(),
        messages: messages.into_iter().map(message).collect(),
        reasoning_effort: reasoning_effort(model),
        ..CreateChatCompletionRequest::default()
    };
    limit_answer(&mut request, base_url, max_answer_tokens);
    request
}

fn message(message: Message) -> ChatCompletionRequestMessage {
    match message.role {
        Role::System => ChatCompletionRequestSystemMessage::from(message.content).into(),
        Role::User => ChatCompletionRequestUserMessage::from(message.content).into(),
        Role::Assistant => ChatCompletionRequestAssistantMessage::from(message.content).into(),
    }
}

/// The default model reasons at length unless told otherwise, while the customer waits. Other models keep their own
/// default, because many refuse the setting.
/// <https://developers.openai.com/api/docs/models/gpt-6-luna>
fn reasoning_effort(model: &str) -> Option<ReasoningEffort> {
    (model == DEFAULT_MODEL).then_some(ReasoningEffort::Low)
}

/// Sets the length limit in the field that the server supports.
#[expect(deprecated, reason = "servers other than OpenAI's support only `max_tokens`")]
fn limit_answer(request: &mut CreateChatCompletionRequest, base_url: &str, tokens: u32) {
    if takes_max_completion_tokens(base_url, &request.model) {
        request.max_completion_tokens = Some(tokens);
    } else {
        request.max_tokens = Some(tokens);
    }
}

/// OpenAI's models since o1 and gpt-5 refuse `max_tokens` on every server (400 `unsupported_parameter`). Many
/// compatible servers do not know `max_completion_tokens` and refuse or ignore it. So the newer field is used for
/// OpenAI and Azure, and for models with such a name behind any gateway.
fn takes_max_completion_tokens(base_url: &str, model: &str) -> bool {
    const HOSTS: [&str; 2] = ["openai.com", "azure.com"];
    let url = reqwest::Url::parse(base_url).ok();
    let host = url.as_ref().and_then(reqwest::Url::host_str);
    let by_host = host.is_some_and(|host| {
        HOSTS
            .iter()
            .any(|known| host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.')))
    });
    by_host || is_reasoning_model(model)
}

/// `o1`, `o3-mini`, `gpt-5` and later, also with a maker's prefix, which gateways use (`openai/gpt-6-luna`).
fn is_reasoning_model(model: &str) -> bool {
    let name = model.rsplit(['/', ':']).next().unwrap_or(model);
    let generation = |rest: &str| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok()
    };
    match (name.strip_prefix("gpt-"), name.strip_prefix('o')) {
        (Some(rest), _) => generation(rest).is_some_and(|n| n >= 5),
        (None, Some(rest)) => generation(rest).is_some(),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_field_is_the_one_the_server_knows() {
        let cases = [
            ("https://api.openai.com/v1", "gpt-4o-mini", true),
            ("https://eu.api.openai.com/v1", "anything", true),
            ("https://acme.openai.azure.com/openai/v1", "my-name", true),
            ("http://localhost:11434/v1", "llama3.2", false),
            ("https://notopenai.com/v1", "mistral-small", false),
            ("https://api.openai.com.example.org/v1", "mistral-small", false),
            ("https://gateway.example/v1", "openai/gpt-6-luna", true),
            ("https://gateway.example/v1", "o3-mini", true),
            ("https://gateway.example/v1", "openai:gpt-4.1-mini", false),
            ("https://gateway.example/v1", "openai/gpt-oss-20b", false),
            ("https://gateway.example/v1", "olmo-2", false),
            ("not a url", "phi-4", false),
        ];
        for (base_url, model, newer) in cases {
            let body = request(model, base_url, Vec::new(), 7);
            let body = serde_json::to_value(body).unwrap();
            assert_eq!(body.get("max_completion_tokens").is_some(), newer, "{base_url} {model}");
            assert_eq!(body.get("max_tokens").is_some(), !newer);
        }
    }
}
