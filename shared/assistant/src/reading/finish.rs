//! How an answer ended, by the words of the servers.

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The model had said everything.
    Complete,
    /// It met a length limit.
    CutOff,
    /// A filter or the model stopped it.
    Declined,
    /// The model calls a tool.
    Called,
    /// It broke off.
    Torn,
}

use End::{Called, Complete, CutOff, Declined, Torn};

const OPENAI: &str = "https://platform.openai.com/docs/api-reference/chat/object";
const TOGETHER: &str = "https://docs.together.ai/reference/chat-completions-1";
const TGI: &str = "https://huggingface.github.io/text-generation-inference/";
const ANTHROPIC: &str = "https://docs.anthropic.com/en/api/handling-stop-reasons";
const COHERE: &str = "https://docs.cohere.com/reference/chat";
const GEMINI: &str = "https://ai.google.dev/api/generate-content#FinishReason";
const VERTEX: &str = "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference";
const MISTRAL: &str = "https://docs.mistral.ai/api/";
const DEEPSEEK: &str = "https://api-docs.deepseek.com/api/create-chat-completion";
const ZHIPU: &str = "https://docs.z.ai/api-reference/llm/chat-completion";
const BEDROCK: &str = "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html";
const BAIDU: &str = "https://cloud.baidu.com/doc/WENXINWORKSHOP/s/clntwmv7t";
const GIGACHAT: &str = "https://developers.sber.ru/docs/ru/gigachat/api/reference/rest/post-chat";
const OPENROUTER: &str = "https://openrouter.ai/docs/api-reference/overview";
const RESPONSES: &str = "https://platform.openai.com/docs/api-reference/responses/object";
const VLLM: &str = "https://docs.vllm.ai/en/latest/api/vllm/v1/engine/";
const LLAMA_CPP: &str = "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md";

/// The words in the form of [`normal`], with their sources. A word that is not here counts as [`Torn`].
const WORDS: [(&str, End, &str); 47] = [
    ("stop", Complete, OPENAI),
    ("eos", Complete, TOGETHER),
    ("eos_token", Complete, TGI),
    ("stop_sequence", Complete, ANTHROPIC),
    ("end_turn", Complete, ANTHROPIC),
    ("complete", Complete, COHERE),
    ("completed", Complete, RESPONSES),
    ("normal", Complete, BAIDU),
    ("word", Complete, LLAMA_CPP),
    ("length", CutOff, OPENAI),
    ("max_tokens", CutOff, COHERE),
    ("max_output_tokens", CutOff, RESPONSES),
    ("model_length", CutOff, MISTRAL),
    ("model_context_window_exceeded", CutOff, ANTHROPIC),
    ("limit", CutOff, LLAMA_CPP),
    ("content_filter", Declined, OPENAI),
    ("content_filtered", Declined, BEDROCK),
    ("guardrail_intervened", Declined, BEDROCK),
    ("refusal", Declined, ANTHROPIC),
    ("sensitive", Declined, ZHIPU),
    ("safety", Declined, GEMINI),
    ("recitation", Declined, GEMINI),
    ("language", Declined, GEMINI),
    ("blocklist", Declined, GEMINI),
    ("prohibited_content", Declined, GEMINI),
    ("spii", Declined, GEMINI),
    ("image_safety", Declined, GEMINI),
    ("model_armor", Declined, VERTEX),
    ("blacklist", Declined, GIGACHAT),
    ("error_toxic", Declined, COHERE),
    ("error", Torn, OPENROUTER),
    ("error_limit", Torn, COHERE),
    ("user_cancel", Torn, COHERE),
    ("timeout", Torn, COHERE),
    ("network_error", Torn, ZHIPU),
    ("insufficient_system_resource", Torn, DEEPSEEK),
    ("tool_calls", Called, OPENAI),
    ("function_call", Called, OPENAI),
    ("tool_use", Called, ANTHROPIC),
    ("pause_turn", Torn, ANTHROPIC),
    ("tool_call", Called, COHERE),
    ("malformed_function_call", Torn, GEMINI),
    ("other", Torn, GEMINI),
    ("unspecified", Torn, GEMINI),
    ("abort", Torn, VLLM),
    ("cancelled", Torn, RESPONSES),
    ("incomplete", Torn, RESPONSES),
];

/// Words of small servers and gateways, which mean only one thing.
const PLAIN: [(&str, End); 13] = [
    ("done", Complete),
    ("end", Complete),
    ("end_of_text", Complete),
    ("endoftext", Complete),
    ("eot", Complete),
    ("finish", Complete),
    ("finished", Complete),
    ("stop_token", Complete),
    ("stopped", Complete),
    ("success", Complete),
    ("max_context", CutOff),
    ("max_len", CutOff),
    ("maximum_tokens", CutOff),
];

/// How an answer with this word ended. `None` for no word.
pub(super) fn end_of(word: &str) -> Option<End> {
    let word = normal(word);
    (!word.is_empty()).then(|| known(&word).unwrap_or(Torn))
}

/// Whether a word is one of those that name an end.
pub(super) fn is_known(word: &str) -> bool {
    known(&normal(word)).is_some()
}

fn known(word: &str) -> Option<End> {
    let words = WORDS.iter().map(|(known, end, _)| (*known, *end));
    words.chain(PLAIN).find_map(|(known, end)| (known == word).then_some(end))
}

/// Lower case and underscores, without the prefixes of Google and of gRPC (`REASON_STOP`), and without what Google's
/// gateway appends (`content_filter: RECITATION`).
fn normal(word: &str) -> String {
    let word =
        word.split(':').next().unwrap_or_default().trim().to_ascii_lowercase().replace(['-', ' '], "_");
    let word = word.strip_prefix("finish_").filter(|rest| rest.starts_with("reason_")).unwrap_or(&word);
    word.strip_prefix("reason_").unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_known_once_and_has_a_source() {
        for (at, (word, end, source)) in WORDS.iter().enumerate() {
            assert_eq!(normal(word), *word);
            assert_eq!(end_of(&word.to_uppercase()), Some(*end));
            assert!(source.starts_with("https://"));
            assert!(!WORDS[..at].iter().any(|(other, ..)| other == word), "{word}");
        }
        for (at, (word, end)) in PLAIN.iter().enumerate() {
            assert_eq!(normal(word), *word);
            assert_eq!(end_of(&word.to_uppercase()), Some(*end));
            assert!(!PLAIN[..at].iter().any(|(other, _)| other == word), "{word}");
        }
    }

    #[test]
    fn words_are_read_in_any_spelling() {
        assert_eq!(end_of("FINISH_REASON_MAX_TOKENS"), Some(CutOff));
        assert_eq!(end_of("content_filter: RECITATION"), Some(Declined));
        assert_eq!(end_of("content-filter"), Some(Declined));
        assert_eq!(end_of("REASON_STOP"), Some(Complete));
        assert_eq!(end_of("REASON_MAX_LEN"), Some(CutOff));
        assert_eq!(end_of("quetzal"), Some(Torn));
        assert_eq!(end_of(" "), None);
    }
}
