//! Fields that some types of message have beside their words.

mod card;
mod form;
mod order;

use card::CardView;
use form::FormView;
use jiff::Timestamp;
use order::OrderView;
use relais_whatsapp::message::{InboundMessage, Location, MessageContent};
use serde::Serialize;
use serde_json::{Map, Value};

/// At most one of these is present.
#[derive(Default, Serialize)]
pub(super) struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reaction: Option<ReactionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<CardView>>,
    /// Meta's object of an interactive message of the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    interactive: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<CallView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<OrderView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<FormView>,
}

#[derive(Serialize)]
struct CallView {
    direction: &'static str,
    /// `missed`: nobody answered it.
    status: Option<String>,
    /// When it ended, by Meta's clock.
    at: Option<Timestamp>,
}

#[derive(Serialize)]
struct LocationView {
    latitude: Option<f64>,
    longitude: Option<f64>,
    name: Option<String>,
    address: Option<String>,
}

#[derive(Serialize)]
struct ReactionView {
    /// The wamid of the message that the reaction is to.
    message_id: Option<String>,
    /// Null when the reaction was removed.
    emoji: Option<String>,
}

impl Details {
    pub(super) fn of(message: InboundMessage) -> Self {
        let nothing = Self::default();
        match message.content {
            MessageContent::Location(place) => Self { location: Some(place.into()), ..nothing },
            MessageContent::Reaction { message_id, emoji } => {
                let message_id = message_id.map(|id| id.to_string());
                Self { reaction: Some(ReactionView { message_id, emoji }), ..nothing }
            }
            MessageContent::Offer(offer) => Self { interactive: Some(offer.object), ..nothing },
            MessageContent::Contacts(cards) => {
                Self { contacts: Some(cards.into_iter().map(CardView::from).collect()), ..nothing }
            }
            MessageContent::Call { status } => {
                let call = CallView { direction: "inbound", status, at: message.timestamp };
                Self { call: Some(call), ..nothing }
            }
            MessageContent::Order(order) => Self { order: Some(order.into()), ..nothing },
            MessageContent::FlowReply(reply) if !reply.fields.is_empty() => {
                Self { form: Some(reply.into()), ..nothing }
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
