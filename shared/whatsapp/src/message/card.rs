//! Contact cards that a customer shares.

use crate::{
    ids::{UserId, WaId},
    lenient::Fields,
};

/// A contact card. It may describe another person than the sender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactCard {
    /// The whole name.
    pub name: Option<String>,
    /// The organisation.
    pub company: Option<String>,
    /// The numbers.
    pub phones: Vec<CardPhone>,
    /// The e-mail addresses.
    pub emails: Vec<String>,
    /// `contact_request` when we had asked for the number, otherwise `other`.
    pub origin: Option<String>,
}

/// A number on a contact card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardPhone {
    /// As written on the card.
    pub phone: Option<String>,
    /// Set when the number is on WhatsApp.
    pub wa_id: Option<WaId>,
    /// The user id of the number's owner.
    pub user_id: Option<UserId>,
    /// `CELL`, `WORK`, …
    pub kind: Option<String>,
}

impl ContactCard {
    pub(super) fn list(message: Fields<'_>) -> Vec<Self> {
        message.objects("contacts").map(Self::read).collect()
    }

    fn read(card: Fields<'_>) -> Self {
        let name = card.object("name");
        Self {
            name: name.text("formatted_name").or_else(|| name.text("first_name")),
            company: card.object("org").text("company"),
            phones: card.objects("phones").map(CardPhone::read).collect(),
            emails: card.objects("emails").filter_map(|email| email.text("email")).collect(),
            origin: card.text("origin"),
        }
    }
}

impl CardPhone {
    fn read(phone: Fields<'_>) -> Self {
        let (wa_id, user_id) = phone.person("wa_id", "user_id");
        Self { phone: phone.text("phone"), wa_id, user_id, kind: phone.text("type") }
    }
}
