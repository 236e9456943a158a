#![doc = include_str!("../README.md")]

mod address;
mod again;
mod answer;
mod assistant;
mod dialect;
mod embed;
mod error;
mod fit;
mod listed;
mod picture;
mod prompt;
pub mod reading;
mod refusal;
mod rounds;
mod server;
pub mod setting;
mod tools;
mod transcribe;
mod transport;
mod turn;

pub use answer::{Answer, Asked, Call, MAX_ANSWER_UNITS, ServerName};
pub use assistant::{
    Assistant, AssistantConfig, DEFAULT_ANSWER_TOKENS, DEFAULT_DEADLINE, DEFAULT_HISTORY_TOKENS,
    DEFAULT_LONGEST_REST, DEFAULT_MODEL, DEFAULT_TRANSCRIBE_DEADLINE, to_whatsapp,
};
pub use embed::Embedded;
pub use error::AssistantError;
pub use fit::{fit, utf16_len};
pub use picture::{MOST_PICTURE_BYTES, MOST_PICTURES, MOST_PICTURES_BYTES, Picture, Unseeable};
pub use prompt::{MOST_DOCUMENT_CHARACTERS, Question, estimate_tokens, from_anchor, handing_over};
pub use reading::Tokens;
pub use server::ModelServer;
pub use tools::{CallContext, Calling, Outcome, Tool, ToolCall, Tools};
pub use transcribe::{DEFAULT_TRANSCRIBE_MODEL, MOST_SOUND_BYTES, Sound, SoundBytes, Transcribed};
pub use turn::{Note, Shown, Source, Speaker, Turn};
