#![doc = include_str!("../README.md")]

mod answer;
mod assistant;
mod error;
mod fit;
mod prompt;
mod request;
mod transport;
mod turn;

pub use answer::{Answer, MAX_ANSWER_UNITS};
pub use assistant::{
    Assistant, AssistantConfig, DEFAULT_ANSWER_TOKENS, DEFAULT_DEADLINE, DEFAULT_HISTORY_TOKENS,
    DEFAULT_MODEL,
};
pub use error::AssistantError;
pub use fit::{fit, utf16_len};
pub use prompt::{Question, estimate_tokens, from_anchor};
pub use turn::{Note, Shown, Source, Speaker, Turn};
