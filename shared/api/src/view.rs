//! Records as the API shows them. `openapi.json` describes the same shapes.

mod content;
mod conversation;
mod details;
mod message;

pub(crate) use conversation::{ConversationView, conversation_view, conversation_views};
pub(crate) use message::{MessageView, advice_for, message_view, pending_answer};
