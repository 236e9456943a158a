//! The types of messages that customers send.

use serde_json::{Value, json};

/// A type of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Stop,
    Start,
    Image,
    Voice,
    Sticker,
    Location,
    Contacts,
    Order,
    Button,
    ButtonReply,
    ListReply,
    FlowReply,
    Reaction,
    CallPermission,
    /// `unsupported` without more.
    Unsupported,
    Poll,
    PollVote,
    UndeliveredEdit,
    OnThePhoneOnly,
    RequestWelcome,
    Unknown,
}

impl Kind {
    pub(super) const ALL: [Self; 22] = [
        Self::Text,
        Self::Stop,
        Self::Start,
        Self::Image,
        Self::Voice,
        Self::Sticker,
        Self::Location,
        Self::Contacts,
        Self::Order,
        Self::Button,
        Self::ButtonReply,
        Self::ListReply,
        Self::FlowReply,
        Self::Reaction,
        Self::CallPermission,
        Self::Unsupported,
        Self::Poll,
        Self::PollVote,
        Self::UndeliveredEdit,
        Self::OnThePhoneOnly,
        Self::RequestWelcome,
        Self::Unknown,
    ];

    /// The message as Meta sends it. `words` are in it wherever it has text.
    pub(super) fn message(self, from: &str, id: &str, at: i64, words: &str) -> Value {
        let (kind, mut content) = self.content(words);
        let members = content.as_object_mut().unwrap();
        for (name, value) in [("from", from), ("id", id), ("timestamp", &at.to_string()), ("type", kind)] {
            members.insert(name.to_owned(), json!(value));
        }
        content
    }

    fn content(self, words: &str) -> (&'static str, Value) {
        let reply =
            |kind: &str, reply: Value| ("interactive", json!({"interactive": {"type": kind, kind: reply}}));
        let unsupported = |code: i64, kind: &str| {
            let what = json!({"errors": [{"code": code, "title": "t"}], "unsupported": {"type": kind}});
            ("unsupported", what)
        };
        match self {
            Self::Text => ("text", json!({"text": {"body": words}})),
            Self::Stop => ("text", json!({"text": {"body": "STOP"}})),
            Self::Start => ("text", json!({"text": {"body": "START"}})),
            Self::Image => ("image", json!({"image": {"id": "1", "caption": words}})),
            Self::Voice => ("audio", json!({"audio": {"id": "1", "voice": true}})),
            Self::Sticker => ("sticker", json!({"sticker": {"id": "1"}})),
            Self::Location => {
                ("location", json!({"location": {"latitude": 47.2, "longitude": -1.5, "name": words}}))
            }
            Self::Contacts => ("contacts", json!({"contacts": [{"name": {"formatted_name": words}}]})),
            Self::Order => {
                ("order", json!({"order": {"catalog_id": "1", "text": words, "product_items": []}}))
            }
            Self::Button => ("button", json!({"button": {"payload": "1", "text": words}})),
            Self::ButtonReply => reply("button_reply", json!({"id": "1", "title": words})),
            Self::ListReply => reply("list_reply", json!({"id": "1", "title": words})),
            Self::FlowReply => {
                reply("nfm_reply", json!({"name": "flow", "body": "Sent", "response_json": "{\"a\":\"b\"}"}))
            }
            Self::Reaction => ("reaction", json!({"reaction": {"message_id": "wamid.0", "emoji": "x"}})),
            Self::CallPermission => reply("call_permission_reply", json!({"response": "accept"})),
            Self::Unsupported => ("unsupported", json!({"errors": [{"code": 131_051, "title": "t"}]})),
            Self::Poll => unsupported(131_051, "poll_creation"),
            Self::PollVote => unsupported(131_051, "poll_update"),
            Self::UndeliveredEdit => unsupported(131_051, "edit"),
            Self::OnThePhoneOnly => ("unsupported", json!({"errors": [{"code": 131_060, "title": "t"}]})),
            Self::RequestWelcome => ("request_welcome", json!({})),
            Self::Unknown => ("never_heard_of", json!({"never_heard_of": {}})),
        }
    }
}
