//! A message as one line for people, in their language.

use super::{ContactCard, InboundMessage, MessageContent, Order};
use crate::language::Language;

/// A text in both languages.
struct Word {
    en: &'static str,
    fr: &'static str,
}

const fn word(en: &'static str, fr: &'static str) -> Word {
    Word { en, fr }
}

const PHOTO: Word = word("📷 Photo", "📷 Photo");
const VIDEO: Word = word("🎬 Video", "🎬 Vidéo");
const AUDIO: Word = word("🎵 Audio file", "🎵 Fichier audio");
const VOICE: Word = word("🎤 Voice message", "🎤 Message vocal");
const DOCUMENT: Word = word("📄 Document", "📄 Document");
const STICKER: Word = word("💟 Sticker", "💟 Autocollant");
const LOCATION: Word = word("📍 Location", "📍 Position");
const CONTACT: Word = word("👤 Contact", "👤 Contact");
const REACTED: Word = word("Reacted", "A réagi par");
const REACTION: Word = word("Reaction", "Réaction");
const UNREACTED: Word = word("Took a reaction back", "A retiré sa réaction");
const OFFER: Word = word("🔘 Choices", "🔘 Choix proposés");
const ASKS_LOCATION: Word = word("📍 Asks for the location", "📍 Demande la position");
const CHOSE: Word = word("☑️ Choice", "☑️ Choix");
const FORM: Word = word("📝 Form filled in", "📝 Formulaire rempli");
const ADDRESS: Word = word("🏠 Address", "🏠 Adresse");
const CALL_ALLOWED: Word = word("📞 Allows calls", "📞 Accepte les appels");
const CALL_REFUSED: Word = word("📞 Refuses calls", "📞 Refuse les appels");
const MISSED_CALL: Word = word("📞 Missed call", "📞 Appel manqué");
const CALL: Word = word("📞 Call", "📞 Appel");
const ORDER: Word = word("🛒 Order", "🛒 Commande");
const NUMBER_CHANGED: Word = word("ℹ️ The customer's number changed", "ℹ️ Le numéro du client a changé");
const ID_CHANGED: Word =
    word("ℹ️ The customer's WhatsApp id changed", "ℹ️ L'identifiant WhatsApp du client a changé");
const IDENTITY_CHANGED: Word =
    word("ℹ️ The customer's security code changed", "ℹ️ Le code de sécurité du client a changé");
const SYSTEM: Word = word("ℹ️ Notice from WhatsApp", "ℹ️ Avis de WhatsApp");
const UNSUPPORTED: Word = word(
    "⚠️ A message that WhatsApp does not pass on: see it on the phone",
    "⚠️ Un message que WhatsApp ne transmet pas : à voir sur le téléphone",
);
const EDITED: Word = word("✏️ Corrected", "✏️ Corrigé");
const REVOKED: Word = word("🚫 Message deleted", "🚫 Message supprimé");
const WELCOME: Word = word("👋 Opened the chat", "👋 A ouvert la discussion");
const UNKNOWN: Word = word("Message of an unknown type", "Message d'un type inconnu");

/// Contact cards that a summary shows. WhatsApp lets people share many at once.
const MOST_CARDS: usize = 20;

impl InboundMessage {
    /// The message as one line for people: its text, or a description such as `📍 Position : 12 rue des Lilas`.
    pub fn summary(&self, language: Language) -> String {
        let say = Words(language);
        match &self.content {
            MessageContent::Text { body } => body.clone(),
            MessageContent::Image(media) => say.with(&PHOTO, media.caption.as_deref()),
            MessageContent::Video(media) => say.with(&VIDEO, media.caption.as_deref()),
            MessageContent::Audio(media) => {
                let word = if media.voice { &VOICE } else { &AUDIO };
                say.with(word, media.caption.as_deref())
            }
            MessageContent::Document(media) => {
                say.with(&DOCUMENT, media.caption.as_deref().or(media.filename.as_deref()))
            }
            MessageContent::Sticker(_) => say.plain(&STICKER),
            MessageContent::Location(place) => match (self.text(), place.latitude, place.longitude) {
                (None, Some(latitude), Some(longitude)) => {
                    say.with(&LOCATION, Some(&format!("{latitude}, {longitude}")))
                }
                (text, ..) => say.with(&LOCATION, text),
            },
            MessageContent::Contacts(cards) => say.with(&CONTACT, Some(&listed(cards))),
            MessageContent::Reaction { emoji: Some(emoji), .. } => {
                format!("{} {emoji}", say.plain(&REACTED))
            }
            MessageContent::Reaction { emoji: None, .. } => say.plain(&UNREACTED),
            MessageContent::Offer(offer) if offer.asks_location() => say.with(&ASKS_LOCATION, self.text()),
            MessageContent::Offer(_) => self.text().map_or_else(|| say.plain(&OFFER), str::to_owned),
            MessageContent::ButtonReply { .. }
            | MessageContent::ListReply { .. }
            | MessageContent::Button { .. } => self.text().map_or_else(|| say.plain(&CHOSE), str::to_owned),
            MessageContent::FlowReply(reply) => {
                let word = if reply.is_address() { &ADDRESS } else { &FORM };
                say.with(word, self.text())
            }
            MessageContent::CallPermissionReply(reply) => {
                let accepted = reply.response.as_deref() == Some("accept");
                say.plain(if accepted { &CALL_ALLOWED } else { &CALL_REFUSED })
            }
            MessageContent::Order(order) => say.with(&ORDER, Some(&basket(order))),
            MessageContent::System(system) => say.plain(match system.kind.as_deref() {
                Some("user_changed_number" | "customer_changed_number") => &NUMBER_CHANGED,
                Some("user_changed_user_id") => &ID_CHANGED,
                Some("customer_identity_changed") => &IDENTITY_CHANGED,
                _ => &SYSTEM,
            }),
            MessageContent::Unsupported { .. } => say.plain(&UNSUPPORTED),
            MessageContent::Edit { message, .. } => say.with(&EDITED, Some(&message.summary(language))),
            MessageContent::Revoke { .. } => say.plain(&REVOKED),
            MessageContent::Call { status: Some(status) } if status == "missed" => say.plain(&MISSED_CALL),
            MessageContent::Call { .. } => say.plain(&CALL),
            MessageContent::RequestWelcome => say.plain(&WELCOME),
            MessageContent::Unknown => say.plain(&UNKNOWN),
        }
    }
}

/// The summary of a message of which only `type` and text are known, such as the last message in a list.
pub fn summary_of_type(kind: &str, text: &str, language: Language) -> String {
    let say = Words(language);
    let word = match kind {
        "image" => &PHOTO,
        "video" => &VIDEO,
        "audio" => &AUDIO,
        "voice" => &VOICE,
        "document" => &DOCUMENT,
        "location" => &LOCATION,
        // For every other type, the text is the summary.
        _ if !text.is_empty() => return text.to_owned(),
        "sticker" => &STICKER,
        "contacts" => &CONTACT,
        "reaction" => &REACTION,
        "button" => &CHOSE,
        "order" => &ORDER,
        "system" => &SYSTEM,
        "unsupported" => &UNSUPPORTED,
        "edit" => &EDITED,
        "revoke" => &REVOKED,
        // Only missed calls become messages.
        "call" => &MISSED_CALL,
        "request_welcome" => &WELCOME,
        _ => &UNKNOWN,
    };
    say.with(word, Some(text))
}

/// Writes texts in one language. French puts a no-break space before a colon.
struct Words(Language);

impl Words {
    fn plain(&self, word: &Word) -> String {
        self.0.of(word.en, word.fr).to_owned()
    }

    fn with(&self, word: &Word, detail: Option<&str>) -> String {
        let word = self.plain(word);
        match detail.map(str::trim).filter(|detail| !detail.is_empty()) {
            Some(detail) => format!("{word}{}{detail}", self.0.of(": ", "\u{a0}: ")),
            None => word,
        }
    }
}

/// `Juan Test, +34 600 98 05 01; Ana, +34 600 98 05 02, +34 600 98 05 03`
fn listed(cards: &[ContactCard]) -> String {
    let cards: Vec<_> = cards.iter().map(ContactCard::summary).filter(|card| !card.is_empty()).collect();
    let more = cards.len().saturating_sub(MOST_CARDS);
    let shown = cards.into_iter().take(MOST_CARDS).collect::<Vec<_>>().join("; ");
    if more == 0 { shown } else { format!("{shown}; … (+{more})") }
}

impl ContactCard {
    /// Its name or organisation, and its numbers, each once. Without numbers, its e-mail addresses.
    pub fn summary(&self) -> String {
        let mut parts: Vec<_> =
            self.name.iter().chain(&self.company).take(1).map(|name| in_one_line(name)).collect();
        let mut known = Vec::new();
        for phone in &self.phones {
            let number = match (&phone.phone, &phone.wa_id) {
                (Some(number), _) => in_one_line(number),
                (None, Some(number)) => format!("+{number}"),
                (None, None) => continue,
            };
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            if !number.is_empty() && !known.contains(&digits) {
                parts.push(number);
                known.push(digits);
            }
        }
        if known.is_empty() {
            parts.extend(self.emails.iter().map(|email| in_one_line(email)));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

/// A text in one line.
pub(super) fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `2 × mug, 1 × tea — Please wrap them`
fn basket(order: &Order) -> String {
    let items = order.items.iter().map(|item| {
        let product = item.product_retailer_id.as_deref().unwrap_or("?");
        format!("{} × {product}", item.quantity.unwrap_or(1))
    });
    let items = items.collect::<Vec<_>>().join(", ");
    match order.text.as_deref() {
        Some(text) if items.is_empty() => text.to_owned(),
        Some(text) => format!("{items} — {text}"),
        None => items,
    }
}
