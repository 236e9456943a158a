//! The fallback text and the default system prompt.

/// Sent to the customer when the model cannot answer. It is in both languages: only the model would have known the
/// customer's language.
pub const FALLBACK: &str = "Merci pour votre message, une personne vous répond dès que possible.\n\
                            Thank you for your message, someone will answer you as soon as possible.";

/// The default of `SYSTEM_PROMPT`.
pub const DEFAULT_SYSTEM_PROMPT: &str = "You are the helpful assistant of a business that customers write to on \
    WhatsApp. Answer in the customer's language, briefly and politely. When you do not know something about the \
    business, say so and offer that a person will answer.";
