//! What a message says: its words, and notes for what is no words.

use relais_assistant::{Note, Shown};
use relais_core::media::{self, MediaState, Understood};
use relais_core::message::{Direction, Message};
use relais_whatsapp::message::{
    InboundMessage, Location, Media, MessageContent, Offer, Order, OrderItem, System,
};

use super::parsed;

/// Contact cards of a message that are told. WhatsApp lets people share many at once.
const MOST_CARDS: usize = 20;
/// Products of an order that are told.
const MOST_PRODUCTS: usize = 30;

/// The content of a message.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The words that its author wrote or chose.
    pub(super) words: String,
    /// The rest.
    pub(super) notes: Vec<Note>,
}

/// The content of a message. `None`: there is nothing to read.
pub(super) fn of(message: &Message) -> Option<Content> {
    let Some(raw) = &message.raw else {
        return Some(message.text.clone())
            .filter(|words| !words.is_empty())
            .map(|words| Content { words, notes: Vec::new() });
    };
    // What the business sent itself needs no understanding.
    let file = message.media.as_ref().filter(|_| message.direction == Direction::Inbound);
    Some(read(&parsed(raw)?, &message.text, file))
}

/// The one line by which others quote a message. `None`: there is nothing to read.
pub(super) fn quote(message: &Message) -> Option<String> {
    let words = match message.raw.as_deref().and_then(parsed) {
        Some(parsed) if message.kind != "text" => parsed.summary(relais_whatsapp::language::Language::En),
        _ => message.text.clone(),
    };
    Some(words).filter(|words| !words.trim().is_empty())
}

/// `words` are those that are stored with the message: text, caption and the like.
fn read(message: &InboundMessage, words: &str, file: Option<&media::Media>) -> Content {
    let shows = |what, detail: Option<String>| Content {
        words: words.to_owned(),
        notes: vec![Note::Shows { what, detail }],
    };
    match &message.content {
        MessageContent::Text { .. } => Content { words: words.to_owned(), notes: Vec::new() },
        MessageContent::Image(_) => shown(Shown::Photo, None, words, file),
        MessageContent::Video(_) => shown(Shown::Video, None, words, file),
        MessageContent::Audio(Media { voice: true, .. }) => shown(Shown::Voice, None, words, file),
        MessageContent::Audio(_) => shown(Shown::Audio, None, words, file),
        MessageContent::Document(media) => shown(Shown::Document, media.filename.clone(), words, file),
        MessageContent::Sticker(_) => shown(Shown::Sticker, None, words, file),
        MessageContent::Location(place) => only(Shown::Location, Some(describe(place))),
        MessageContent::Contacts(cards) => {
            let cards = cards.iter().take(MOST_CARDS);
            let notes =
                cards.map(|card| Note::Shows { what: Shown::ContactCard, detail: Some(card.summary()) });
            Content { words: String::new(), notes: notes.collect() }
        }
        MessageContent::Reaction { emoji: Some(emoji), .. } => only(Shown::Reaction, Some(emoji.clone())),
        MessageContent::Reaction { emoji: None, .. } => only(Shown::ReactionTakenBack, None),
        MessageContent::ListReply { description: Some(description), .. } => {
            chosen(&format!("{words}\n{description}"))
        }
        MessageContent::Offer(offer) => Content { words: offer.in_words(), notes: offered(offer) },
        MessageContent::ButtonReply { .. }
        | MessageContent::ListReply { .. }
        | MessageContent::Button { .. } => chosen(words),
        // Version 0.1 stored a form's JSON as its text, with its token.
        MessageContent::FlowReply(_) => {
            Content { words: message.text().unwrap_or_default().to_owned(), notes: vec![Note::Form] }
        }
        MessageContent::CallPermissionReply(reply) => {
            let accepted = reply.response.as_deref() == Some("accept");
            only(if accepted { Shown::AllowsCalls } else { Shown::RefusesCalls }, None)
        }
        MessageContent::Order(order) => Content { words: words.to_owned(), notes: ordered(order) },
        MessageContent::System(system) => only(Shown::Notice, Some(notice(system).to_owned())),
        MessageContent::Unsupported { .. } => only(Shown::Withheld, None),
        MessageContent::Edit { message, .. } => {
            let mut corrected = read(message, words, file);
            corrected.notes.insert(0, Note::Edited);
            corrected
        }
        MessageContent::Revoke { .. } => only(Shown::Deleted, None),
        MessageContent::Call { .. } => {
            only(Shown::Notice, Some("the customer called, and nobody answered".to_owned()))
        }
        MessageContent::RequestWelcome => only(Shown::OpenedChat, None),
        MessageContent::Unknown => shows(Shown::Unknown, None),
    }
}

/// A file with its caption, and what was understood of it. `file` is `None` for messages whose file was never fetched, such
/// as those of earlier versions.
fn shown(what: Shown, detail: Option<String>, words: &str, file: Option<&media::Media>) -> Content {
    let plain = |detail| Content { words: words.to_owned(), notes: vec![Note::Shows { what, detail }] };
    let Some(file) = file else { return plain(detail) };
    match (what, &file.understood) {
        (Shown::Voice | Shown::Audio, Some(Understood::Transcript(said))) => {
            let words = [words, said].into_iter().filter(|words| !words.is_empty());
            Content { words: words.collect::<Vec<_>>().join("\n"), ..plain(detail) }
        }
        (Shown::Document, Some(Understood::Text(text))) => {
            let mut content = plain(detail);
            content.notes.push(Note::DocumentSays { text: text.clone() });
            content
        }
        (Shown::Sticker, Some(Understood::Text(emoji))) => plain(Some(emoji.clone())),
        (Shown::Sticker, _) => plain(detail),
        // It is seen, if at all, with the answer.
        (Shown::Photo, _) if file.state == MediaState::Stored => plain(detail),
        _ => Content { words: words.to_owned(), notes: vec![Note::NotUnderstood { what, detail }] },
    }
}

fn only(what: Shown, detail: Option<String>) -> Content {
    Content { words: String::new(), notes: vec![Note::Shows { what, detail }] }
}

/// What stands beside the words of an offer: a picture or another file above them, or that it asks for the location.
fn offered(offer: &Offer) -> Vec<Note> {
    let asks = offer.asks_location().then_some(Shown::AsksLocation);
    let header = offer.header.as_deref().and_then(|kind| match kind {
        "image" => Some(Shown::Photo),
        "video" => Some(Shown::Video),
        "document" => Some(Shown::Document),
        _ => None,
    });
    header.into_iter().chain(asks).map(|what| Note::Shows { what, detail: None }).collect()
}

fn chosen(words: &str) -> Content {
    Content { words: words.to_owned(), notes: vec![Note::Chosen] }
}

/// `Gare de Brest, Place du 19e R.I., 48.388, -4.479`
fn describe(place: &Location) -> String {
    let address = place.address.clone().filter(|address| place.name.as_ref() != Some(address));
    let degrees = place.latitude.zip(place.longitude).map(|(north, east)| format!("{north}, {east}"));
    let parts = [place.name.clone(), address, degrees];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn ordered(order: &Order) -> Vec<Note> {
    let products = order.items.iter().take(MOST_PRODUCTS).map(product);
    let mut notes: Vec<_> =
        products.map(|detail| Note::Shows { what: Shown::Ordered, detail: Some(detail) }).collect();
    if order.items.len() > MOST_PRODUCTS || notes.is_empty() {
        let more = order.items.len().saturating_sub(MOST_PRODUCTS);
        let detail = (more > 0).then(|| format!("{more} more products"));
        notes.push(Note::Shows { what: Shown::Ordered, detail });
    }
    notes
}

/// `2 × MUG-RED, 12.50 EUR each`
fn product(item: &OrderItem) -> String {
    let name = item.product_retailer_id.as_deref().unwrap_or("?");
    let price = match (&item.item_price, &item.currency) {
        (Some(price), Some(currency)) => format!(", {price} {currency} each"),
        (Some(price), None) => format!(", {price} each"),
        (None, _) => String::new(),
    };
    format!("{} × {name}{price}", item.quantity.unwrap_or(1))
}

fn notice(system: &System) -> &'static str {
    match system.kind.as_deref() {
        Some("user_changed_number" | "customer_changed_number") => "the customer's number changed",
        Some("user_changed_user_id") => "the customer's WhatsApp id changed",
        Some("customer_identity_changed") => "the customer's security code changed",
        _ => "",
    }
}
