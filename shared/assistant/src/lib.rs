#![doc = include_str!("../README.md")]

mod address;
mod again;
mod answer;
mod assistant;
mod dialect;
mod error;
mod fit;
mod prompt;
pub mod reading;
mod refusal;
mod server;
pub mod setting;
mod transport;
mod turn;

pub use answer::{Answer, Asked, Call, MAX_ANSWER_UNITS, ServerName};
pub use assistant::{
    Assistant, AssistantConfig, DEFAULT_ANSWER_TOKENS, DEFAULT_DEADLINE, DEFAULT_HISTORY_TOKENS,
    DEFAULT_LONGEST_REST, DEFAULT_MODEL,
};
pub use error::AssistantError;
pub use fit::{fit, utf16_len};
pub use prompt::{Question, estimate_tokens, from_anchor};
pub use reading::Tokens;
pub use server::ModelServer;
pub use turn::{Note, Shown, Source, Speaker, Turn};
