//! What a customer sends at one tap in the phone's menu: samples of every type that WhatsApp has.

use serde::Deserialize;
use serde_json::json;

use super::content::Content;
use super::file::File;
use crate::samples::Sample;

/// A sample of a type. Files are those of [`crate::SAMPLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A photo.
    Image,
    /// A video.
    Video,
    /// A sound file.
    Audio,
    /// A voice message.
    Voice,
    /// An invoice as PDF.
    Document,
    /// A letter as DOCX.
    Letter,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// A contact card.
    Contacts,
    /// An order of two products of the catalogue.
    Order,
    /// A filled-in form.
    Form,
    /// A thumbs-up to the last message of the business.
    Reaction,
    /// A tap on a template's quick reply.
    Button,
    /// A poll, whose content Meta does not pass on.
    Unsupported,
    /// A call that nobody answers.
    Call,
}

impl Kind {
    /// Every kind, in the order of the phone's menu.
    pub const ALL: [Self; 15] = [
        Self::Image,
        Self::Video,
        Self::Voice,
        Self::Audio,
        Self::Document,
        Self::Letter,
        Self::Sticker,
        Self::Location,
        Self::Contacts,
        Self::Order,
        Self::Form,
        Self::Reaction,
        Self::Button,
        Self::Unsupported,
        Self::Call,
    ];

    /// The file that is sent. `None`: this kind has none.
    pub(super) fn file(self, french: bool, caption: Option<String>) -> Option<File> {
        let name = match self {
            Self::Image => "photo",
            Self::Video => "video",
            Self::Audio => "sound",
            Self::Voice => {
                if french {
                    "voice-fr"
                } else {
                    "voice-en"
                }
            }
            Self::Document => "invoice",
            Self::Letter => "letter",
            Self::Sticker => "sticker",
            _ => return None,
        };
        let sample = Sample::named(name)?;
        let has_caption = !matches!(self, Self::Audio | Self::Voice | Self::Sticker);
        Some(File {
            bytes: axum::body::Bytes::from_static(sample.bytes),
            mime_type: sample.mime_type.to_owned(),
            filename: Some(sample.filename.to_owned()),
            caption: caption.filter(|_| has_caption),
            voice: self == Self::Voice,
            sticker: self == Self::Sticker,
        })
    }

    /// The content of a kind without a file. `answered` is the business's message that it refers to.
    pub(super) fn content(self, french: bool, answered: Option<&str>) -> Content {
        match self {
            Self::Location => location(french),
            Self::Contacts => contacts(french),
            Self::Order => order(french),
            Self::Form => form(french),
            Self::Reaction => Content::reaction(answered.unwrap_or_default(), "👍"),
            Self::Button => Content::button(if french { "Oui, volontiers" } else { "Yes, please" }),
            Self::Call => Content::new("call", "", json!({"call": {"status": "missed"}})),
            _ => unsupported(),
        }
    }
}

fn location(french: bool) -> Content {
    let (name, address, latitude, longitude) = if french {
        ("Place des Marronniers", "1 place des Marronniers", 45.7578, 4.8320)
    } else {
        ("Chestnut Square", "1 Chestnut Square", 38.9047, -77.0164)
    };
    let place = json!({"latitude": latitude, "longitude": longitude, "name": name, "address": address});
    Content::new("location", name, json!({"location": place}))
}

/// A number reserved for fiction.
fn contacts(french: bool) -> Content {
    let (first, last, company, number, email) = if french {
        ("Noé", "Lambert", "Atelier Lambert", "+33 6 39 98 04 21", "noe@atelier.example")
    } else {
        ("Robin", "Ames", "Ames Pottery", "+1 202 555 0171", "robin@pottery.example")
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let name = format!("{first} {last}");
    let card = json!({
        "name": {"formatted_name": name, "first_name": first, "last_name": last},
        "org": {"company": company},
        "phones": [{"phone": number, "wa_id": digits, "type": "CELL"}],
        "emails": [{"email": email, "type": "WORK"}],
    });
    Content::new("contacts", name, json!({"contacts": [card]}))
}

fn order(french: bool) -> Content {
    let (note, currency) =
        if french { ("Un paquet cadeau, merci", "EUR") } else { ("Gift-wrapped, please", "USD") };
    let item = |product: &str, quantity: u32, price: f64| json!({"product_retailer_id": product, "quantity": quantity, "item_price": price, "currency": currency});
    let items = [item("MUG-RED", 2, 12.5), item("NOTEBOOK-BLUE", 1, 7.5)];
    let order = json!({"catalog_id": "700100200300400", "text": note, "product_items": items});
    Content::new("order", note, json!({"order": order}))
}

fn form(french: bool) -> Content {
    let (day, guests, answer) =
        if french { ("Jour", "Personnes", "0_Terrasse") } else { ("Day", "Guests", "0_Outside") };
    let place = if french { "Où" } else { "Where" };
    let answers = json!({
        "flow_token": "unused",
        format!("screen_0_{day}_0"): "2027-03-06",
        format!("screen_0_{guests}_1"): "4",
        format!("screen_0_{place}_2"): answer,
    });
    let body = if french { "Envoyé" } else { "Sent" };
    let reply = json!({"name": "flow", "body": body, "response_json": answers.to_string()});
    Content::new("interactive", body, json!({"interactive": {"type": "nfm_reply", "nfm_reply": reply}}))
}

fn unsupported() -> Content {
    let error = json!({
        "code": 131_051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    });
    Content::new("unsupported", "", json!({"unsupported": {"type": "poll_creation"}, "errors": [error]}))
}
