//! A message's content, by type.

use super::{
    CallPermissionReply, ContactCard, FlowReply, InboundMessage, Location, Media, Offer, Order, System,
    interactive,
};
use crate::{ids::Wamid, lenient::Fields};

/// How many levels of nested edits are parsed: an edit contains a message, which might be an edit.
pub(super) const EDIT_LEVELS: u8 = 2;

/// A message's content.
#[derive(Debug, Clone, PartialEq)]
pub enum MessageContent {
    /// Text.
    Text {
        /// The text.
        body: String,
    },
    /// A picture.
    Image(Media),
    /// A video.
    Video(Media),
    /// A sound file or voice message.
    Audio(Media),
    /// A file.
    Document(Media),
    /// A sticker.
    Sticker(Media),
    /// A place.
    Location(Location),
    /// Contact cards.
    Contacts(Vec<ContactCard>),
    /// A reaction to a message.
    Reaction {
        /// The message reacted to.
        message_id: Option<Wamid>,
        /// The emoji. `None` when the reaction was removed.
        emoji: Option<String>,
    },
    /// An interactive message of the business.
    Offer(Offer),
    /// The customer pressed a button of an interactive message.
    ButtonReply {
        /// The id that we gave the button.
        id: Option<String>,
        /// The button's title.
        title: Option<String>,
    },
    /// The customer chose a row of a list.
    ListReply {
        /// The id that we gave the row.
        id: Option<String>,
        /// The row's title.
        title: Option<String>,
        /// The row's second line.
        description: Option<String>,
    },
    /// The customer filled in a form.
    FlowReply(FlowReply),
    /// The answer to our request for permission to call.
    CallPermissionReply(CallPermissionReply),
    /// The customer pressed a quick-reply button of a template.
    Button {
        /// The payload that we attached to the button.
        payload: Option<String>,
        /// The button's text.
        text: Option<String>,
    },
    /// An order of products.
    Order(Order),
    /// The customer's number, user id or identity changed.
    System(System),
    /// Content that Meta does not pass on, such as a poll.
    Unsupported {
        /// Meta's name of the type, such as `poll_creation`.
        kind: Option<String>,
    },
    /// The customer corrected an earlier message, at most 15 minutes later.
    Edit {
        /// The id of the corrected message.
        original_message_id: Option<Wamid>,
        /// The corrected message. It has neither sender nor id of its own.
        message: Box<InboundMessage>,
    },
    /// The customer deleted an earlier message, at most 2 days later.
    Revoke {
        /// The id of the deleted message.
        original_message_id: Option<Wamid>,
    },
    /// A call of the customer. Not from a webhook's message: see [`Call::to_message`](crate::call::Call::to_message).
    Call {
        /// `missed`: nobody answered it.
        status: Option<String>,
    },
    /// The customer opened the chat for the first time and wrote nothing.
    RequestWelcome,
    /// An unknown type, or a known one that could not be parsed.
    Unknown,
}

impl MessageContent {
    pub(super) fn read(kind: &str, message: Fields<'_>, edit_levels: u8) -> Self {
        let part = message.object(kind);
        match kind {
            "text" => part.text("body").map_or(Self::Unknown, |body| Self::Text { body }),
            // A file that Meta could not fetch has its type and error 131052, but not this part.
            "image" => Self::Image(Media::read(part)),
            "video" => Self::Video(Media::read(part)),
            "audio" | "voice" => Self::Audio(Media::read(part).or_voice(kind == "voice")),
            "document" => Self::Document(Media::read(part)),
            "sticker" => Self::Sticker(Media::read(part)),
            "location" if part.exists() => Self::Location(Location::read(part)),
            "contacts" => match ContactCard::list(message) {
                cards if cards.is_empty() => Self::Unknown,
                cards => Self::Contacts(cards),
            },
            "reaction" if part.exists() => {
                Self::Reaction { message_id: part.id("message_id"), emoji: part.text("emoji") }
            }
            "interactive" => interactive::read(part),
            "button" if part.exists() => {
                Self::Button { payload: part.text("payload"), text: part.text("text") }
            }
            "order" if part.exists() => Self::Order(Order::read(part)),
            "system" if part.exists() => Self::System(System::read(part, message.object("identity"))),
            "unsupported" => Self::Unsupported { kind: part.text("type") },
            "edit" if part.exists() => Self::edit(part, edit_levels),
            "revoke" if part.exists() => Self::Revoke { original_message_id: part.id("original_message_id") },
            "call" if part.exists() => Self::Call { status: part.text("status") },
            "request_welcome" => Self::RequestWelcome,
            _ => Self::Unknown,
        }
    }

    fn edit(part: Fields<'_>, edit_levels: u8) -> Self {
        let Some(levels) = edit_levels.checked_sub(1) else {
            return Self::Unknown;
        };
        Self::Edit {
            original_message_id: part.id("original_message_id"),
            message: Box::new(InboundMessage::read(part.object("message"), levels)),
        }
    }

    /// Its file, if it has one.
    pub fn media(&self) -> Option<&Media> {
        match self {
            Self::Image(media)
            | Self::Video(media)
            | Self::Audio(media)
            | Self::Document(media)
            | Self::Sticker(media) => Some(media),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        let text = match self {
            Self::Text { body } => Some(body),
            Self::Image(media) | Self::Video(media) | Self::Audio(media) | Self::Document(media) => {
                media.caption.as_ref()
            }
            Self::Location(place) => place.address.as_ref().or(place.name.as_ref()),
            Self::ButtonReply { id, title } | Self::ListReply { id, title, .. } => {
                title.as_ref().or(id.as_ref())
            }
            Self::Button { payload, text } => text.as_ref().or(payload.as_ref()),
            Self::FlowReply(reply) => reply.text(),
            Self::Order(order) => order.text.as_ref(),
            Self::Offer(offer) => offer.body.as_ref(),
            Self::Edit { message, .. } => return message.text(),
            Self::Sticker(_)
            | Self::Contacts(_)
            | Self::Reaction { .. }
            | Self::CallPermissionReply(_)
            | Self::System(_)
            | Self::Unsupported { .. }
            | Self::Revoke { .. }
            | Self::Call { .. }
            | Self::RequestWelcome
            | Self::Unknown => None,
        };
        text.map(String::as_str)
    }
}
