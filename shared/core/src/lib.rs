#![doc = include_str!("../README.md")]

pub mod blob;
pub mod business;
pub mod circuit_breaker;
pub mod clock;
pub mod config;
pub mod contact;
pub mod conversation;
pub mod country;
pub mod dead_letter;
pub mod error_chain;
pub mod events;
pub mod folding;
pub mod job;
pub mod language;
pub mod media;
pub mod mentions;
pub mod message;
pub mod metrics;
pub mod optout;
pub mod queue;
pub mod relevance;
pub mod retry;
pub mod settings;
pub mod status;
pub mod texts;
pub mod timing;
pub mod usage;
pub mod window;

pub use clock::Clock;
pub use contact::{Alias, ContactId};
pub use conversation::Conversation;
pub use error_chain::error_chain;
pub use language::CustomerLanguage;
pub use mentions::Mentions;
pub use message::{Message, MessageKey};
pub use settings::Settings;
