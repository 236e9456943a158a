//! What a request cost, in the shapes of the servers.
//!
//! <https://platform.openai.com/docs/api-reference/chat/object>,
//! <https://api-docs.deepseek.com/guides/kv_cache> (`prompt_cache_hit_tokens`),
//! <https://platform.moonshot.ai/docs/api/chat> (in the choice, `cached_tokens`),
//! <https://console.groq.com/docs/api-reference> (`x_groq`),
//! <https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md> (`timings`),
//! <https://docs.ollama.com/api/chat> (`prompt_eval_count`)

use serde_json::{Map, Value};

use super::Tokens;

const PROMPT: [&str; 5] =
    ["prompt_tokens", "input_tokens", "promptTokenCount", "prompt_eval_count", "promptTokens"];
const ANSWER: [&str; 5] =
    ["completion_tokens", "output_tokens", "candidatesTokenCount", "eval_count", "completionTokens"];
const TOTAL: [&str; 3] = ["total_tokens", "totalTokenCount", "totalTokens"];
const CACHED: [&str; 4] =
    ["cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens", "cachedContentTokenCount"];
const DETAILS: [&str; 2] = ["prompt_tokens_details", "input_tokens_details"];

/// The tokens known so far, and those of one more value. Counts only grow in a stream, so the highest is the latest.
pub(super) fn latest(known: Tokens, value: &Map<String, Value>) -> Tokens {
    let choice = value.get("choices").and_then(|choices| choices.get(0));
    let places = [
        value.get("usage"),
        value.get("usageMetadata"),
        value.get("x_groq").and_then(|groq| groq.get("usage")),
        choice.and_then(|choice| choice.get("usage")),
    ];
    let usages = places.into_iter().flatten().filter_map(fields);
    let mut tokens = usages.map(tokens).fold(known, highest);
    let timings = value.get("timings").and_then(fields).map(timings).unwrap_or_default();
    if tokens.prompt.is_none() && tokens.answer.is_none() {
        tokens = highest(tokens, self::tokens(value));
        tokens = highest(tokens, timings);
    }
    Tokens { cached: tokens.cached.or(timings.cached), ..tokens }
}

/// The fields of a usage, which some gateways put into a list.
fn fields(usage: &Value) -> Option<&Map<String, Value>> {
    usage.as_object().or_else(|| usage.get(0)?.as_object())
}

fn tokens(usage: &Map<String, Value>) -> Tokens {
    let details = DETAILS.iter().find_map(|name| usage.get(*name)?.as_object());
    let cached = details.and_then(|details| count(details, &CACHED)).or_else(|| count(usage, &CACHED));
    let prompt = count(usage, &PROMPT);
    // Google counts thoughts only in the total.
    let rest = count(usage, &TOTAL).zip(prompt).map(|(total, prompt)| total.saturating_sub(prompt));
    let answer = match (count(usage, &ANSWER), rest) {
        (Some(answer), rest) => Some(answer.max(rest.unwrap_or(0))),
        (None, rest) => rest,
    };
    Tokens { prompt, answer, cached: cached.map(|cached| cached.min(prompt.unwrap_or(cached))) }
}

fn timings(timings: &Map<String, Value>) -> Tokens {
    let cached = count(timings, &["cache_n"]);
    let prompt = count(timings, &["prompt_n"]).map(|new| new.saturating_add(cached.unwrap_or(0)));
    Tokens { prompt, answer: count(timings, &["predicted_n"]), cached }
}

fn highest(one: Tokens, other: Tokens) -> Tokens {
    Tokens {
        prompt: one.prompt.max(other.prompt),
        answer: one.answer.max(other.answer),
        cached: one.cached.max(other.cached),
    }
}

/// The first of these fields that is a number, also as `12.0` or `"12"`.
fn count(fields: &Map<String, Value>, names: &[&str]) -> Option<u32> {
    names.iter().find_map(|name| match fields.get(*name)? {
        Value::String(text) => text.trim().parse().ok(),
        number => {
            number.as_u64().and_then(|count| u32::try_from(count).ok()).or_else(|| whole(number.as_f64()?))
        }
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn whole(number: f64) -> Option<u32> {
    (0.0..=f64::from(u32::MAX)).contains(&number).then_some(number.round() as u32)
}
