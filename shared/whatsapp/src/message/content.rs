//! What a message says, by type.

use super::{
    CallPermissionReply, ContactCard, FlowReply, InboundMessage, Location, Media, Order, System, interactive,
};
use crate::{ids::Wamid, lenient::Fields};

/// An edit holds a message, which might hold an edit: followed this far.
pub(super) const EDIT_LEVELS: u8 = 2;

/// What a message says.
#[derive(Debug, Clone, PartialEq)]
pub enum MessageContent {
    /// Text.
    Text {
        /// The text.
        body: String,
    },
    /// A picture.
    Image(Media),
    /// A film.
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
        /// The emoji; `None` when the reaction was taken back.
        emoji: Option<String>,
    },
    /// A button of ours was pressed.
    ButtonReply {
        /// The id that we gave it.
        id: Option<String>,
        /// What it said.
        title: Option<String>,
    },
    /// A row of a list of ours was chosen.
    ListReply {
        /// The id that we gave it.
        id: Option<String>,
        /// What it said.
        title: Option<String>,
        /// Its second line.
        description: Option<String>,
    },
    /// A form was filled in.
    FlowReply(FlowReply),
    /// An answer to our asking whether we may call.
    CallPermissionReply(CallPermissionReply),
    /// A quick-reply button of a template was pressed.
    Button {
        /// What we attached to it.
        payload: Option<String>,
        /// What it said.
        text: Option<String>,
    },
    /// A basket of products.
    Order(Order),
    /// The customer's number, user id or identity changed.
    System(System),
    /// Something that Meta does not pass on, such as a poll.
    Unsupported {
        /// Meta's word for it, such as `poll_creation`.
        kind: Option<String>,
    },
    /// An earlier message was corrected, up to 15 minutes later.
    Edit {
        /// The message corrected.
        original_message_id: Option<Wamid>,
        /// What it says now. Has neither sender nor id of its own.
        message: Box<InboundMessage>,
    },
    /// An earlier message was deleted, up to 2 days later.
    Revoke {
        /// The message deleted.
        original_message_id: Option<Wamid>,
    },
    /// The customer opened the chat for the first time and wrote nothing.
    RequestWelcome,
    /// A type that is not known here, or a known one that could not be read.
    Unknown,
}

impl MessageContent {
    pub(super) fn read(kind: &str, message: Fields<'_>, edit_levels: u8) -> Self {
        let part = message.object(kind);
        match kind {
            "text" => part.text("body").map_or(Self::Unknown, |body| Self::Text { body }),
            // A file that Meta could not fetch comes as its type with error 131052 and without the part.
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
            Self::FlowReply(reply) => reply.response_json.as_ref().or(reply.body.as_ref()),
            Self::Order(order) => order.text.as_ref(),
            Self::Edit { message, .. } => return message.text(),
            Self::Sticker(_)
            | Self::Contacts(_)
            | Self::Reaction { .. }
            | Self::CallPermissionReply(_)
            | Self::System(_)
            | Self::Unsupported { .. }
            | Self::Revoke { .. }
            | Self::RequestWelcome
            | Self::Unknown => None,
        };
        text.map(String::as_str)
    }
}
