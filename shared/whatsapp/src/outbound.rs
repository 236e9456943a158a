//! An outgoing message, as it is stored before it is sent.

mod cards;
mod field;
mod files;
mod interactive;
mod media;
mod place;
mod reaction;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use cards::Cards;
pub use field::{Fault, FieldError};
pub use interactive::Interactive;
pub use media::{MediaKind, MediaMessage};
pub use place::Place;
pub use reaction::Reaction;

use crate::{
    ids::{PhoneNumberId, Recipient, UserId, WaId, Wamid},
    limits::{self, utf16_len},
    visible::is_blank,
};

/// A message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundMessage {
    /// The business number that sends it.
    pub from: PhoneNumberId,
    /// The recipient's id, as it was received.
    pub to: Recipient,
    /// The content.
    pub body: OutboundBody,
    /// The message that this one quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Wamid>,
    /// Our own key of the message, which every status returns. At most [`limits::CALLBACK_DATA`] characters.
    pub callback_data: String,
}

/// A message's content.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboundBody {
    /// Text, allowed within 24 hours of the customer's last message.
    Text {
        /// 1 to [`limits::TEXT_BODY`] characters.
        body: String,
        /// Whether the first link is shown with a preview.
        preview_url: bool,
    },
    /// An approved template, allowed at any time.
    Template(TemplateMessage),
    /// A picture, video, sound, file or sticker.
    Media(MediaMessage),
    /// Buttons, a list, a link or a request for the location.
    Interactive(Interactive),
    /// A place.
    Location(Place),
    /// Contact cards.
    Contacts(Cards),
    /// A reaction to a message. It quotes nothing.
    Reaction(Reaction),
}

/// A template and its parameters.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateMessage {
    /// Its name.
    pub name: String,
    /// Its language, such as `fr` or `en_US`.
    pub language: String,
    /// The parameters, in Meta's format.
    #[serde(default)]
    pub components: Vec<Value>,
}

/// Why Graph would refuse a message.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unsendable {
    /// A text without a visible character.
    #[error("the text is empty")]
    EmptyText,
    /// The text is longer than [`limits::TEXT_BODY`].
    #[error("the text has more than {} characters", limits::TEXT_BODY)]
    LongText,
    /// The callback data is longer than [`limits::CALLBACK_DATA`].
    #[error("the callback data has more than {} characters", limits::CALLBACK_DATA)]
    LongCallbackData,
    /// A part of the content is wrong.
    #[error("{0}")]
    Field(FieldError),
    /// The file has no id of Graph yet.
    #[error("the file is not uploaded")]
    NotUploaded,
}

impl OutboundBody {
    /// Graph's type of the message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Template(_) => "template",
            Self::Media(media) => media.kind.as_str(),
            Self::Interactive(_) => "interactive",
            Self::Location(_) => "location",
            Self::Contacts(_) => "contacts",
            Self::Reaction(_) => "reaction",
        }
    }

    /// The content, as Graph takes it under the name of its type.
    fn content(&self) -> Value {
        match self {
            Self::Text { body, preview_url } => json!({ "body": body, "preview_url": preview_url }),
            Self::Template(template) => template.content(),
            Self::Media(media) => media.content(),
            Self::Interactive(interactive) => interactive.content(),
            Self::Location(place) => place.content(),
            Self::Contacts(cards) => cards.content(),
            Self::Reaction(reaction) => reaction.content(),
        }
    }

    /// The content as a webhook would hold it, if it were an echo of the phone app. `None` for a text, and for a template,
    /// whose words its account has. A file has its name and caption, and no id.
    pub fn as_echo(&self) -> Option<Value> {
        let mut content = match self {
            Self::Text { .. } | Self::Template(_) => return None,
            Self::Media(media) => MediaMessage { graph_id: None, ..media.clone() }.content(),
            Self::Interactive(interactive) => interactive.without_ids().content(),
            other => other.content(),
        };
        if let (Self::Media(media), Some(content)) = (self, content.as_object_mut()) {
            content.insert("mime_type".to_owned(), media.mime_type.as_str().into());
        }
        Some(json!({ "type": self.kind(), self.kind(): content }))
    }

    /// The file of the message, or above its buttons, that is uploaded to Graph before the message is sent.
    pub fn file(&self) -> Option<&MediaMessage> {
        match self {
            Self::Media(media) => Some(media),
            Self::Interactive(interactive) => interactive.file(),
            _ => None,
        }
    }

    /// The same, to give it Graph's id.
    pub fn file_mut(&mut self) -> Option<&mut MediaMessage> {
        match self {
            Self::Media(media) => Some(media),
            Self::Interactive(interactive) => interactive.file_mut(),
            _ => None,
        }
    }

    /// Finds what Graph would refuse. What can only be made by parsing is checked by that.
    pub fn check(&self) -> Result<(), Unsendable> {
        match self {
            Self::Text { body, .. } if is_blank(body) => Err(Unsendable::EmptyText),
            Self::Text { body, .. } if utf16_len(body) > limits::TEXT_BODY => Err(Unsendable::LongText),
            Self::Media(media) => media.check("media").map_err(Unsendable::Field),
            Self::Interactive(interactive) => match interactive.file() {
                Some(file) => file.check("interactive.header").map_err(Unsendable::Field),
                None => Ok(()),
            },
            Self::Text { .. }
            | Self::Template(_)
            | Self::Location(_)
            | Self::Contacts(_)
            | Self::Reaction(_) => Ok(()),
        }
    }
}

impl TemplateMessage {
    /// Finds what Graph would refuse of any template. What this one needs, [`crate::Template::check`] compares.
    pub fn check(&self) -> Result<(), FieldError> {
        if utf16_len(&self.name) > limits::TEMPLATE_NAME {
            let fault = Fault::TooLong(limits::TEMPLATE_NAME);
            return Err(FieldError { field: "template.name".to_owned(), fault });
        }
        self.check_files()
    }

    /// The only policy is `deterministic`: this language, or error 132001. Meta's description requires it.
    fn content(&self) -> Value {
        let mut content = json!({
            "name": self.name,
            "language": { "policy": "deterministic", "code": self.language },
        });
        if let Some(fields) = content.as_object_mut().filter(|_| !self.components.is_empty()) {
            fields.insert("components".to_owned(), self.components.clone().into());
        }
        content
    }
}

impl OutboundMessage {
    /// Finds what Graph would refuse, before anything is sent.
    pub fn check(&self) -> Result<(), Unsendable> {
        if utf16_len(&self.callback_data) > limits::CALLBACK_DATA {
            return Err(Unsendable::LongCallbackData);
        }
        if !self.body.is_uploaded() {
            return Err(Unsendable::NotUploaded);
        }
        self.body.check()
    }

    /// The body of `POST /{version}/{phone-number-id}/messages`.
    pub fn to_request(&self) -> impl Serialize {
        let (to, recipient) = match &self.to {
            Recipient::Phone(wa_id) => (Some(wa_id), None),
            Recipient::User(user_id) => (None, Some(user_id)),
        };
        Request {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            to,
            recipient,
            kind: self.body.kind(),
            content: HashMap::from([(self.body.kind(), self.body.content())]),
            context: self.quoted().map(|message_id| ContextRequest { message_id }),
            biz_opaque_callback_data: Some(self.callback_data.as_str()).filter(|data| !data.is_empty()),
        }
    }
}

impl OutboundMessage {
    /// A reaction has its message in its content, and Graph takes no other.
    fn quoted(&self) -> Option<&Wamid> {
        self.reply_to.as_ref().filter(|_| !matches!(self.body, OutboundBody::Reaction(_)))
    }
}

/// The request in Meta's format. A number goes into `to` and a user id into `recipient`, never both.
#[derive(Serialize)]
struct Request<'a> {
    messaging_product: &'static str,
    recipient_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a WaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a UserId>,
    #[serde(rename = "type")]
    kind: &'static str,
    /// The content, under the name of its type.
    #[serde(flatten)]
    content: HashMap<&'static str, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<ContextRequest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
}

#[derive(Serialize)]
struct ContextRequest<'a> {
    message_id: &'a Wamid,
}

/// Shows no text and no parameters, because they are private.
impl fmt::Debug for OutboundBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { body, .. } => write!(f, "Text({} characters)", utf16_len(body)),
            Self::Template(template) => template.fmt(f),
            Self::Media(media) => media.fmt(f),
            Self::Interactive(interactive) => write!(f, "Interactive({})", interactive.kind()),
            Self::Location(_) => f.write_str("Location"),
            Self::Contacts(cards) => write!(f, "Contacts({})", cards.count()),
            Self::Reaction(_) => f.write_str("Reaction"),
        }
    }
}

impl fmt::Debug for TemplateMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({}, {})", self.name, self.language)
    }
}
