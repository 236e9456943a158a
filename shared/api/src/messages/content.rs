//! A message in words: its text, or one line that describes it.

use relais_core::conversation::Preview;
use relais_core::message::{Message, Version};
use relais_whatsapp::message::summary_of_type;
use relais_whatsapp::{InboundMessage, Language};
use serde_json::value::RawValue;

/// The message as Meta sent it. `None` when its payload is not stored, as for a text.
pub(crate) fn parsed(message: &Message) -> Option<InboundMessage> {
    let raw = RawValue::from_string(message.raw.clone()?).ok()?;
    Some(InboundMessage::parse(&raw))
}

/// A message in words. A deleted one has none.
pub(crate) fn of_message(message: &Message, parsed: Option<&InboundMessage>, language: Language) -> String {
    match parsed {
        _ if message.is_deleted() => String::new(),
        Some(parsed) => parsed.summary(language),
        None if message.text.is_empty() => summary_of_type(&message.kind, "", language),
        None => message.text.clone(),
    }
}

/// In words what a message said before it was corrected or deleted.
pub(crate) fn of_version(
    Version { content, .. }: &Version,
    parsed: Option<&InboundMessage>,
    language: Language,
) -> String {
    match parsed {
        Some(parsed) => parsed.summary(language),
        None => summary_of_type(&content.kind, &content.text, language),
    }
}

/// What the message said then, as Meta sent it. `None` as with `parsed`.
pub(crate) fn parsed_version(version: &Version) -> Option<InboundMessage> {
    let raw = RawValue::from_string(version.content.raw.clone()?).ok()?;
    Some(InboundMessage::parse(&raw))
}

/// A conversation's last message in words, from its preview alone.
pub(crate) fn of_preview(preview: &Preview, language: Language) -> String {
    summary_of_type(&preview.kind, &preview.text, language)
}

#[cfg(test)]
mod tests {
    use relais_core::message::Direction;

    use super::*;

    #[test]
    fn a_preview_without_its_message_is_described() {
        let cases = [
            ("text", "Bonjour", "Bonjour", "Bonjour"),
            ("template", "Votre commande", "Votre commande", "Votre commande"),
            ("image", "", "📷 Photo", "📷 Photo"),
            ("video", "", "🎬 Video", "🎬 Vidéo"),
            ("image", "le chat", "📷 Photo: le chat", "📷 Photo\u{a0}: le chat"),
            ("location", "Lyon", "📍 Location: Lyon", "📍 Position\u{a0}: Lyon"),
            ("sticker", "", "💟 Sticker", "💟 Autocollant"),
            ("contacts", "", "👤 Contact", "👤 Contact"),
            ("button", "Oui", "Oui", "Oui"),
            ("reaction", "", "Reaction", "Réaction"),
            ("edit", "", "✏️ Corrected", "✏️ Corrigé"),
            ("edit", "Oui", "Oui", "Oui"),
            ("hologram", "", "Message of an unknown type", "Message d'un type inconnu"),
        ];
        for (kind, text, en, fr) in cases {
            let preview = Preview {
                sort_key: String::new(),
                text: text.to_owned(),
                kind: kind.to_owned(),
                direction: Direction::Inbound,
                sent_by: None,
            };
            assert_eq!(of_preview(&preview, Language::En), en, "{kind}");
            assert_eq!(of_preview(&preview, Language::Fr), fr, "{kind}");
        }
    }
}
