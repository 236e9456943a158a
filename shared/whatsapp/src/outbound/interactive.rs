//! Interactive messages: reply buttons, a list, a link button, or a request for the customer's location.
//!
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages> and its
//! neighbours.

mod read;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::media::{MediaKind, MediaMessage};

/// An interactive message. [`Interactive::parse`] is the only way to make one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Interactive {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    footer: Option<String>,
    action: Action,
}

/// What stands above the body.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Header {
    Text(String),
    /// A picture, video or document of the media store.
    File(MediaMessage),
    /// A picture, video or document that Meta fetches from a public address.
    Link {
        kind: MediaKind,
        link: String,
    },
}

/// What the customer can do.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Buttons(Vec<Button>),
    List { button: String, sections: Vec<Section> },
    Link { label: String, url: String },
    AskLocation,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Button {
    id: String,
    title: String,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Section {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    rows: Vec<Row>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    id: String,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// Shows no text, because it is private.
impl fmt::Debug for Interactive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interactive").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl Interactive {
    /// Graph's type of it.
    pub fn kind(&self) -> &'static str {
        match &self.action {
            Action::Buttons(_) => "button",
            Action::List { .. } => "list",
            Action::Link { .. } => "cta_url",
            Action::AskLocation => "location_request_message",
        }
    }

    /// The file of the header, if it is one of the media store. When it is parsed, only its kind and id are known.
    pub fn file(&self) -> Option<&MediaMessage> {
        match &self.header {
            Some(Header::File(file)) => Some(file),
            _ => None,
        }
    }

    /// The same, to complete it.
    pub fn file_mut(&mut self) -> Option<&mut MediaMessage> {
        match &mut self.header {
            Some(Header::File(file)) => Some(file),
            _ => None,
        }
    }

    /// The same without Graph's id of its file.
    pub(super) fn without_ids(&self) -> Self {
        let mut interactive = self.clone();
        if let Some(file) = interactive.file_mut() {
            file.graph_id = None;
        }
        interactive
    }

    pub(super) fn content(&self) -> Value {
        let mut content = Map::new();
        content.insert("type".to_owned(), self.kind().into());
        if let Some(header) = &self.header {
            content.insert("header".to_owned(), header.content());
        }
        content.insert("body".to_owned(), json!({ "text": self.body }));
        if let Some(footer) = &self.footer {
            content.insert("footer".to_owned(), json!({ "text": footer }));
        }
        content.insert("action".to_owned(), self.action.content());
        Value::Object(content)
    }
}

impl Header {
    fn content(&self) -> Value {
        match self {
            Self::Text(text) => json!({ "type": "text", "text": text }),
            Self::File(file) => {
                json!({ "type": file.kind.as_str(), file.kind.as_str(): file.content() })
            }
            Self::Link { kind, link } => json!({ "type": kind.as_str(), kind.as_str(): { "link": link } }),
        }
    }
}

impl Action {
    fn content(&self) -> Value {
        match self {
            Self::Buttons(buttons) => {
                let buttons = buttons.iter().map(|button| json!({ "type": "reply", "reply": button }));
                json!({ "buttons": buttons.collect::<Vec<_>>() })
            }
            Self::List { button, sections } => json!({ "button": button, "sections": sections }),
            Self::Link { label, url } => {
                json!({ "name": "cta_url", "parameters": { "display_text": label, "url": url } })
            }
            Self::AskLocation => json!({ "name": "send_location" }),
        }
    }
}
