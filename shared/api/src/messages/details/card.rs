//! A contact card.

use relais_whatsapp::message::ContactCard;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct CardView {
    name: Option<String>,
    company: Option<String>,
    phones: Vec<String>,
    emails: Vec<String>,
}

impl From<ContactCard> for CardView {
    fn from(card: ContactCard) -> Self {
        let phones = card.phones.into_iter().filter_map(|phone| phone.phone).collect();
        Self { name: card.name, company: card.company, phones, emails: card.emails }
    }
}
