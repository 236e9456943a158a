#![doc = include_str!("../README.md")]

pub mod account;
pub mod call;
#[cfg(feature = "client")]
pub mod client;
pub mod errors;
pub mod handshake;
pub mod history;
pub mod ids;
pub mod language;
mod lenient;
pub mod limits;
pub mod message;
pub mod outbound;
#[cfg(feature = "client")]
pub mod sha256;
pub mod signature;
pub mod status;
pub mod template;
pub mod user_id_update;
pub mod user_preferences;
pub mod visible;
pub mod webhook;

#[cfg(feature = "client")]
pub use client::{Accepted, ConfigError, GraphClient, GraphConfig, SendError, TemplatePage};
pub use errors::{Action, ErrorEntry, GraphErrorInfo, classify, entry_for};
pub use handshake::{HandshakeError, verify_challenge};
pub use ids::{AppId, MediaId, PhoneNumberId, Recipient, UserId, WaId, WabaId, Wamid};
pub use language::Language;
pub use limits::utf16_len;
pub use message::{InboundMessage, MessageContent};
pub use outbound::{OutboundBody, OutboundMessage, TemplateMessage};
pub use signature::{AppSecrets, SecretsError, SignatureError, appsecret_proof, sign};
pub use status::{StatusName, StatusUpdate};
pub use template::Template;
pub use webhook::{Item, ItemContent, NotUnderstood, Origin, WebhookContact, split};
