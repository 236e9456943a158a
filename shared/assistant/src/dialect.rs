//! The request as one server takes it. What it refuses is left out, for as long as [`crate::server`] keeps what was learned.

use std::collections::BTreeSet;

use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls, ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessage, ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestToolMessage, ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContent, ChatCompletionRequestUserMessageContentPart,
    CreateChatCompletionRequest, FunctionCall, ImageUrl, ReasoningEffort,
};
use serde_json::{Map, Value, json};

use crate::address::Address;
use crate::assistant::DEFAULT_MODEL;
use crate::picture::MOST_PICTURES;
use crate::prompt::{Message, Role};
use crate::tools::Tool;

/// The least tokens that a history or an answer is limited to, however small the model's context.
const LEAST_TOKENS: usize = 200;

/// How an answer is asked for: as usual, or with care that the model does not spend its tokens or its time on thoughts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Effort {
    #[default]
    Usual,
    /// Less reasoning and twice the tokens.
    Less,
}

/// A change to what is sent, because the server refused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It does not take this field.
    LeaveOut(String),
    /// It takes the other one of `max_tokens` and `max_completion_tokens`.
    OtherLimit,
    /// Its answers have at most this many tokens.
    AnswerAtMost(u32),
    /// The prompt and the answer together are above its context, which has this many tokens if it says so.
    SmallContext(Option<usize>),
    /// It takes no system message.
    NoSystem,
    /// It takes no tools.
    NoTools,
    /// It does not take this one.
    WithoutTool(Tool),
    /// It takes at most this many pictures in a request, perhaps none.
    Pictures(usize),
}

/// The most refused tools that are remembered of a server.
const MOST_REFUSED_TOOLS: usize = 64;

/// What one server takes. A call learns on a copy of its own, which is kept only if the server took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// `max_completion_tokens`, not `max_tokens`.
    takes_newer_limit: bool,
    left_out: BTreeSet<String>,
    takes_no_system: bool,
    /// Whether the model may be offered tools.
    pub(crate) takes_tools: bool,
    /// The tools that it does not take, as they are described: one that is corrected is offered again.
    refused_tools: Vec<Tool>,
    /// The most pictures of a request.
    pub(crate) most_pictures: usize,
    /// Whether it is asked with less effort from the first.
    pub(crate) effort: Effort,
    /// Limit for the history, in estimated tokens.
    pub(crate) history_tokens: usize,
    answer_tokens: u32,
    /// The most tokens of an answer that the server takes, whatever is wished.
    most_answer_tokens: Option<u32>,
}

impl Dialect {
    /// What is known of a server before it is asked.
    ///
    /// OpenAI's models since o1 and gpt-5 refuse `max_tokens` on every server (400 `unsupported_parameter`). Many
    /// compatible servers do not know `max_completion_tokens` and refuse or ignore it. So the newer field is used for
    /// OpenAI and Azure, and for models with such a name behind any gateway.
    pub(crate) fn of(address: &Address, model: &str, history_tokens: usize, answer_tokens: u32) -> Self {
        Self {
            takes_newer_limit: address.is_openai() || is_reasoning_model(model),
            left_out: BTreeSet::new(),
            takes_no_system: false,
            takes_tools: true,
            refused_tools: Vec::new(),
            most_pictures: MOST_PICTURES,
            effort: Effort::Usual,
            history_tokens,
            answer_tokens,
            most_answer_tokens: None,
        }
    }

    /// The request for one answer, with `extra` added: it replaces fields, and a null removes one. `may_call`: whether the
    /// model may call the tools; otherwise it must answer.
    pub(crate) fn request(
        &self,
        model: &str,
        messages: Vec<Message>,
        (tools, may_call): (&[Tool], bool),
        extra: &Map<String, Value>,
    ) -> Map<String, Value> {
        let messages = if self.takes_no_system { without_system(messages) } else { messages };
        let less = self.effort == Effort::Less;
        let mut request = CreateChatCompletionRequest {
            model: model.to_owned(),
            messages: messages.into_iter().map(typed).collect(),
            stream: Some(false),
            // The default model reasons at length unless told otherwise, while the customer waits. Others keep their own
            // default, because many refuse the setting.
            // <https://developers.openai.com/api/docs/models/gpt-6-luna>
            reasoning_effort: (less || model == DEFAULT_MODEL).then_some(ReasoningEffort::Low),
            ..CreateChatCompletionRequest::default()
        };
        let tokens = if less { self.answer_tokens.saturating_mul(2) } else { self.answer_tokens };
        limit_answer(&mut request, self.takes_newer_limit, tokens);
        let mut fields = match serde_json::to_value(request) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) | Err(_) => Map::new(),
        };
        if less && !self.takes_newer_limit {
            // Qwen's and similar templates, behind vLLM, SGLang and llama.cpp.
            // <https://docs.vllm.ai/en/stable/features/reasoning_outputs/>
            fields.insert("chat_template_kwargs".to_owned(), json!({"enable_thinking": false}));
        }
        let tools: Vec<_> =
            tools.iter().filter(|tool| !self.refused_tools.contains(tool)).map(offered).collect();
        if self.takes_tools && !tools.is_empty() {
            fields.insert("tools".to_owned(), tools.into());
            if !may_call {
                fields.insert("tool_choice".to_owned(), "none".into());
            }
        }
        for (name, value) in extra {
            fields.insert(name.clone(), value.clone());
        }
        fields.retain(|name, value| !value.is_null() && !self.left_out.contains(name));
        for name in ["max_tokens", "max_completion_tokens"] {
            if let (Some(limit), Some(most)) = (fields.get_mut(name), self.most_answer_tokens)
                && limit.as_u64().is_some_and(|limit| limit > most.into())
            {
                *limit = most.into();
            }
        }
        fields
    }

    /// Changes what is asked after a refusal. `false`: the change is already made, so that asking again would be refused
    /// again.
    pub(crate) fn learn(&mut self, change: Change) -> bool {
        let before = self.clone();
        match change {
            Change::LeaveOut(field) => drop(self.left_out.insert(field)),
            // The other one was refused before: neither is taken.
            Change::OtherLimit if self.left_out.contains(self.other_limit()) => {
                self.left_out.insert(self.limit().to_owned());
            }
            Change::OtherLimit => {
                self.left_out.insert(self.limit().to_owned());
                self.takes_newer_limit = !self.takes_newer_limit;
            }
            Change::AnswerAtMost(most) => {
                self.most_answer_tokens = Some(self.most_answer_tokens.map_or(most, |known| known.min(most)));
            }
            Change::SmallContext(Some(context)) => {
                // A quarter for the answer, half for the history, the rest for the instructions.
                let answer = u32::try_from((context / 4).max(LEAST_TOKENS)).unwrap_or(u32::MAX);
                if self.answer_tokens <= answer {
                    self.halve();
                }
                self.answer_tokens = self.answer_tokens.min(answer);
                self.history_tokens = self.history_tokens.min((context / 2).max(LEAST_TOKENS));
            }
            Change::SmallContext(None) => self.halve(),
            Change::NoTools => self.takes_tools = false,
            Change::WithoutTool(tool) if self.refused_tools.contains(&tool) => {}
            Change::WithoutTool(tool) => {
                if self.refused_tools.len() >= MOST_REFUSED_TOOLS {
                    self.refused_tools.remove(0);
                }
                self.refused_tools.push(tool);
            }
            Change::NoSystem => self.takes_no_system = true,
            Change::Pictures(most) => self.most_pictures = self.most_pictures.min(most),
        }
        *self != before
    }

    fn halve(&mut self) {
        let answer = usize::try_from(self.answer_tokens).unwrap_or(usize::MAX) / 2;
        self.answer_tokens =
            u32::try_from(answer.max(LEAST_TOKENS)).unwrap_or(u32::MAX).min(self.answer_tokens);
        self.history_tokens = (self.history_tokens / 2).max(LEAST_TOKENS).min(self.history_tokens);
    }

    fn limit(&self) -> &'static str {
        if self.takes_newer_limit { "max_completion_tokens" } else { "max_tokens" }
    }

    fn other_limit(&self) -> &'static str {
        if self.takes_newer_limit { "max_tokens" } else { "max_completion_tokens" }
    }

    /// What was learned, as short English phrases.
    pub(crate) fn learned(&self, since: &Self) -> Vec<String> {
        let mut learned: Vec<_> = self
            .left_out
            .difference(&since.left_out)
            .map(|field| format!("it does not take `{field}`"))
            .collect();
        if self.takes_no_system && !since.takes_no_system {
            learned.push("it takes no system message".to_owned());
        }
        if !self.takes_tools && since.takes_tools {
            learned.push("it takes no tools".to_owned());
        }
        for tool in self.refused_tools.iter().filter(|tool| !since.refused_tools.contains(tool)) {
            learned.push(format!("it does not take the tool `{}`", tool.name));
        }
        if self.most_pictures < since.most_pictures {
            learned.push(match self.most_pictures {
                0 => "it takes no pictures".to_owned(),
                most => format!("of pictures it takes at most {most} at once"),
            });
        }
        if self.effort != since.effort {
            learned.push("it is asked to think less".to_owned());
        }
        if self.history_tokens < since.history_tokens {
            learned.push(format!(
                "its context is small: the history has at most {} tokens",
                self.history_tokens
            ));
        }
        let answer = self.most_answer_tokens.map_or(self.answer_tokens, |most| most.min(self.answer_tokens));
        if answer < since.answer_tokens {
            learned.push(format!("its answers have at most {answer} tokens"));
        }
        learned
    }
}

/// Sets the length limit in the field that the server takes.
#[expect(deprecated, reason = "servers other than OpenAI's take only `max_tokens`")]
fn limit_answer(request: &mut CreateChatCompletionRequest, newer: bool, tokens: u32) {
    if newer {
        request.max_completion_tokens = Some(tokens);
    } else {
        request.max_tokens = Some(tokens);
    }
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

/// The system message as the beginning of the first turn of the customer's role: templates such as Gemma's have no
/// system role.
fn without_system(messages: Vec<Message>) -> Vec<Message> {
    let (system, mut turns): (Vec<_>, Vec<_>) =
        messages.into_iter().partition(|message| message.role == Role::System);
    if let Some(first) = turns.first_mut() {
        let parts = system.iter().map(|message| message.content.as_str()).chain([first.content.as_str()]);
        first.content = parts.collect::<Vec<_>>().join("\n\n");
    }
    turns
}

fn typed(message: Message) -> ChatCompletionRequestMessage {
    match message.role {
        Role::System => ChatCompletionRequestSystemMessage::from(message.content).into(),
        Role::User if message.pictures.is_empty() => {
            ChatCompletionRequestUserMessage::from(message.content).into()
        }
        Role::User => ChatCompletionRequestUserMessage::from(ChatCompletionRequestUserMessageContent::Array(
            parts(message),
        ))
        .into(),
        Role::Assistant if !message.calls.is_empty() => {
            let calls = message.calls.into_iter().map(|call| {
                let function = FunctionCall { name: call.name, arguments: call.arguments };
                ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall {
                    id: call.id,
                    function,
                })
            });
            ChatCompletionRequestAssistantMessage {
                content: (!message.content.is_empty()).then(|| message.content.into()),
                tool_calls: Some(calls.collect()),
                ..ChatCompletionRequestAssistantMessage::default()
            }
            .into()
        }
        Role::Assistant => ChatCompletionRequestAssistantMessage::from(message.content).into(),
        Role::Tool => ChatCompletionRequestToolMessage {
            content: message.content.into(),
            tool_call_id: message.answers.unwrap_or_default(),
        }
        .into(),
    }
}

/// A tool as Chat Completions take it.
fn offered(tool: &Tool) -> Value {
    let Tool { name, description, parameters } = tool;
    let mut offered = json!({"type": "function", "function": {"name": name, "description": description}});
    // Within `json!` it would be written anew.
    if let Some(function) = offered.get_mut("function").and_then(Value::as_object_mut) {
        function.insert("parameters".to_owned(), parameters.clone());
    }
    offered
}

/// The words, and then the pictures.
fn parts(message: Message) -> Vec<ChatCompletionRequestUserMessageContentPart> {
    let words =
        ChatCompletionRequestMessageContentPartText { text: message.content, prompt_cache_breakpoint: None };
    let pictures = message.pictures.iter().map(|picture| {
        let image_url = ImageUrl { url: picture.data_url(), detail: None };
        ChatCompletionRequestMessageContentPartImage { image_url, prompt_cache_breakpoint: None }.into()
    });
    [words.into()].into_iter().chain(pictures).collect()
}

#[cfg(test)]
mod tests;
