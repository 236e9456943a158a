//! Fields that some types of message have beside their words.

use relais_whatsapp::message::{ContactCard, InboundMessage, Location, Media, MessageContent};
use serde::Serialize;

/// At most one of these is present.
#[derive(Default, Serialize)]
pub(super) struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<MediaView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reaction: Option<ReactionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<CardView>>,
}

#[derive(Serialize)]
struct LocationView {
    latitude: Option<f64>,
    longitude: Option<f64>,
    name: Option<String>,
    address: Option<String>,
}

#[derive(Serialize)]
struct MediaView {
    mime_type: Option<String>,
    filename: Option<String>,
    caption: Option<String>,
    voice: bool,
}

#[derive(Serialize)]
struct ReactionView {
    /// The wamid of the message that the reaction is to.
    message_id: Option<String>,
    /// Null when the reaction was removed.
    emoji: Option<String>,
}

#[derive(Serialize)]
struct CardView {
    name: Option<String>,
    company: Option<String>,
    phones: Vec<String>,
}

impl Details {
    pub(super) fn of(message: InboundMessage) -> Self {
        let nothing = Self::default();
        match message.content {
            MessageContent::Location(place) => Self { location: Some(place.into()), ..nothing },
            MessageContent::Image(media)
            | MessageContent::Video(media)
            | MessageContent::Audio(media)
            | MessageContent::Document(media)
            | MessageContent::Sticker(media) => Self { media: Some(media.into()), ..nothing },
            MessageContent::Reaction { message_id, emoji } => {
                let message_id = message_id.map(|id| id.to_string());
                Self { reaction: Some(ReactionView { message_id, emoji }), ..nothing }
            }
            MessageContent::Contacts(cards) => {
                Self { contacts: Some(cards.into_iter().map(CardView::from).collect()), ..nothing }
            }
            _ => nothing,
        }
    }
}

impl From<Location> for LocationView {
    fn from(place: Location) -> Self {
        Self {
            latitude: place.latitude,
            longitude: place.longitude,
            name: place.name,
            address: place.address,
        }
    }
}

impl From<Media> for MediaView {
    fn from(media: Media) -> Self {
        Self {
            mime_type: media.mime_type,
            filename: media.filename,
            caption: media.caption,
            voice: media.voice,
        }
    }
}

impl From<ContactCard> for CardView {
    fn from(card: ContactCard) -> Self {
        let phones = card.phones.into_iter().filter_map(|phone| phone.phone).collect();
        Self { name: card.name, company: card.company, phones }
    }
}
