//! The words by which servers refuse.

/// Words of a refusal because of too many tokens. OpenAI, Azure and vLLM: "maximum context length"; llama.cpp: "exceeds the
/// available context size"; Mistral: "too large for model with … maximum context length"; TGI and Together: "`inputs`
/// tokens + `max_new_tokens` must be <= 2048"; Groq's 413: "Request too large … tokens per minute (TPM): Limit 6000";
/// others: "context window".
pub(super) const TOO_MANY_TOKENS: [&str; 10] = [
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "context length",
    "context size",
    "context window",
    "prompt is too long",
    "too many tokens",
    "max_new_tokens",
    "request too large",
];

/// Words before the number of tokens that a context has, or that a minute has.
pub(super) const CONTEXT_IS: [&str; 6] = [
    "maximum context length is ",
    "maximum context length of ",
    "context size (",
    "context size of ",
    "max_new_tokens` must be <= ",
    "(tpm): limit ",
];

/// Words of a refusal of a field that the server does not know, or does not take with this model.
pub(super) const NOT_TAKEN: [&str; 20] = [
    "unsupported",
    "not supported",
    "not support",
    "unrecognized",
    "unknown field",
    "unknown parameter",
    "unknown name",
    "unknown argument",
    "unexpected keyword",
    "unexpected field",
    "unexpected parameter",
    "extra_forbidden",
    "extra inputs",
    "not permitted",
    "not allowed",
    "additional propert",
    "invalid parameter",
    "deprecated",
    "must be one of",
    "invalid value",
];

/// Words of a refusal because of an upper limit.
pub(super) const ABOVE_LIMIT: [&str; 8] = [
    "at most",
    "less than or equal",
    "too large",
    "must be <=",
    "maximum value",
    "maximum allowed",
    "cannot exceed",
    "should be less",
];

/// Words of a template without a system role: Gemma's, and old ones of Mistral, which count the system message as a turn.
pub(super) const NO_SYSTEM: [&str; 7] = [
    "roles must alternate",
    "alternating roles",
    "should alternate",
    "only user and assistant roles",
    "system role not supported",
    "system role is not supported",
    "does not support system",
];

/// Words of a refusal because a model sees nothing, besides those that name a picture. Groq: "content must be a string";
/// `DeepSeek`: "unknown variant `image_url`"; llama.cpp: "provide the mmproj"; vLLM: "is not a multimodal model".
/// `OpenRouter`'s "support image input" names one.
pub(super) const BLIND: [&str; 9] = [
    "image",
    "picture",
    "vision",
    "multimodal",
    "multi-modal",
    "mmproj",
    "must be a string",
    "expected a string",
    "valid string",
];

/// Words of a refusal because of tools. Ollama: "does not support tools"; vLLM: "\"auto\" tool choice requires
/// --enable-auto-tool-choice"; llama.cpp: "tools param requires --jinja flag"; `OpenRouter`: "No endpoints found that support
/// tool use"; OpenAI of a schema: "Invalid schema for function"; Groq of a call that its model wrote wrongly: `tool_use_failed`.
pub(super) const OF_TOOLS: [&str; 4] = ["tool", "function call", "function_call", "for function"];

/// Words among them of a call that the model wrote, and of the wish for one. Groq: `tool_use_failed`, "tool call validation
/// failed"; vLLM: "tool choice".
pub(super) const OF_CALL: [&str; 5] =
    ["tool_use_failed", "tool call validation", "failed to call", "tool choice", "tool_choice"];

/// Words before the place of a tool in the list.
pub(super) const PLACE_OF_TOOL: [&str; 4] =
    ["function_declarations[", "functiondeclarations[", "tools[", "tools."];

/// Words among them of a server that takes no tools at all.
pub(super) const NO_TOOLS: [&str; 7] = [
    "not support tool",
    "not supported",
    "support tool use",
    "requires --",
    "enable-auto-tool-choice",
    "unsupported",
    "extra_forbidden",
];

/// Words of a refusal because of one picture, which says nothing of the next.
pub(super) const BAD_PICTURE: [&str; 10] = [
    "unsupported image",
    "invalid image",
    "invalid_image",
    "image_parse_error",
    "could not process",
    "cannot identify",
    "decod",
    "download",
    "corrupt",
    "too large",
];

/// Words before the most pictures of a request. vLLM: "At most 1 image(s) may be provided"; Groq: "supports up to 5 images".
pub(super) const MOST_PICTURES: [&str; 3] = ["at most ", "up to ", "maximum of "];

/// Words of a refusal because of the content.
pub(super) const DECLINED: [&str; 7] = [
    "content_filter",
    "content management policy",
    "content_policy_violation",
    "responsibleaipolicyviolation",
    "requires moderation",
    "input was flagged",
    "prompt was flagged",
];

/// The members of an error that are the server's own words. `input` is not: it repeats the customer's.
pub(super) const OWN_WORDS: [&str; 15] = [
    "error",
    "errors",
    "message",
    "msg",
    "detail",
    "details",
    "code",
    "type",
    "error_type",
    "param",
    "title",
    "metadata",
    "raw",
    "innererror",
    "loc",
];

/// Words of an account that has no credit left.
pub(super) const NO_CREDIT: [&str; 4] =
    ["insufficient_quota", "insufficient balance", "insufficient credits", "billing_hard_limit"];
