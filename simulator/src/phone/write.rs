//! A customer writes: stores the message and sends its webhook.

use std::sync::Arc;

use relais_whatsapp::limits::{TEXT_BODY, utf16_len};

use super::kind::{Content, Kind};
use super::memory::{Direction, Phone, PhoneMessage};
use crate::Simulator;
use crate::ids::Author;
use crate::webhook::{Webhook, payload};

/// Most texts in one burst.
const LONGEST_BURST: usize = 50;
/// Longest name of a customer, in characters.
const LONGEST_NAME: usize = 60;

/// Why the phone refuses. Each text is a sentence for people.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// No customer has this number.
    #[error("No customer of this phone has the number {0}.")]
    UnknownCustomer(String),
    /// The business has no number with this id.
    #[error("The business has no number with the id {0}.")]
    UnknownNumber(String),
    /// A burst is empty or far too long.
    #[error("Send between 1 and 50 texts at a time.")]
    BurstLength,
    /// A text is empty or too long.
    #[error("Each text must have between 1 and 4096 characters.")]
    TextLength,
    /// A name is empty or too long.
    #[error("A name must have between 1 and 60 characters.")]
    NameLength,
    /// A reaction needs a message.
    #[error("The business has not written yet, so there is nothing to react to.")]
    NothingToReactTo,
    /// The customer's conversation has no such message, or it is deleted.
    #[error("This phone shows no message with the id {0}.")]
    UnknownMessage(String),
    /// Only texts are corrected here.
    #[error("Only a text can be corrected.")]
    NotText,
}

/// The trimmed name, if it is valid for a customer.
pub(super) fn checked_name(name: &str) -> Result<String, PhoneError> {
    let name = name.trim();
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        Ok(name.to_owned())
    } else {
        Err(PhoneError::NameLength)
    }
}

impl Simulator {
    /// A customer sends these texts to the first business number, one right after the other. Returns their ids. Needs a
    /// running `tokio` runtime.
    pub fn send_texts(&self, wa_id: &str, texts: Vec<String>) -> Result<Vec<String>, PhoneError> {
        self.send_texts_to(self.config().default_number(), wa_id, texts)
    }

    /// As [`Simulator::send_texts`], to the business number with this id.
    pub fn send_texts_to(
        &self,
        number: &str,
        wa_id: &str,
        texts: Vec<String>,
    ) -> Result<Vec<String>, PhoneError> {
        if texts.is_empty() || texts.len() > LONGEST_BURST {
            return Err(PhoneError::BurstLength);
        }
        if texts.iter().any(|text| text.trim().is_empty() || utf16_len(text) > TEXT_BODY) {
            return Err(PhoneError::TextLength);
        }
        self.write(number, wa_id, texts.into_iter().map(Content::text).collect())
    }

    /// A customer sends something besides text to the first business number. Returns its id. Needs a running `tokio`
    /// runtime.
    pub fn send_kind(&self, wa_id: &str, kind: Kind) -> Result<String, PhoneError> {
        self.send_kind_to(self.config().default_number(), wa_id, kind)
    }

    /// As [`Simulator::send_kind`], to the business number with this id.
    pub fn send_kind_to(&self, number: &str, wa_id: &str, kind: Kind) -> Result<String, PhoneError> {
        let business = self.digits_of(number)?;
        let content = self.with(|world| {
            let answered = world.phone.last_received(wa_id, number);
            let answered = answered.map(|message| message.wamid.to_string());
            if kind == Kind::Reaction && answered.is_none() && known(&world.phone, wa_id).is_ok() {
                return Err(PhoneError::NothingToReactTo);
            }
            let french = wa_id.starts_with("33");
            Ok(Content::of(kind, french, answered.as_deref(), &business, &mut world.ids))
        })?;
        let mut ids = self.write(number, wa_id, vec![content])?;
        ids.pop().ok_or(PhoneError::BurstLength)
    }

    fn digits_of(&self, number: &str) -> Result<String, PhoneError> {
        let digits = self.config().digits_of(number);
        digits.ok_or_else(|| PhoneError::UnknownNumber(number.to_owned()))
    }

    fn write(&self, number: &str, wa_id: &str, contents: Vec<Content>) -> Result<Vec<String>, PhoneError> {
        self.digits_of(number)?;
        let now = self.config().clock.now();
        let (wamids, webhooks) = self.with(|world| {
            let customer = known(&world.phone, wa_id)?.clone();
            let mut wamids = Vec::with_capacity(contents.len());
            let mut webhooks = Vec::with_capacity(contents.len());
            for content in contents {
                let wamid = world.ids.wamid(wa_id, Author::Customer);
                let announced: Arc<str> = wamid.as_str().into();
                let message = payload::Inbound {
                    number,
                    customer: &customer,
                    wamid: &wamid,
                    at: now,
                    kind: content.kind,
                    members: content.members,
                };
                let body = payload::inbound(self.config(), message);
                webhooks.push(Webhook::announcing(body, Arc::clone(&announced)));
                world.phone.wrote(PhoneMessage {
                    number: number.into(),
                    wa_id: wa_id.into(),
                    wamid: announced,
                    direction: Direction::Out,
                    kind: content.kind.to_owned(),
                    text: content.text,
                    at: now,
                    delivered: false,
                    edited: false,
                    deleted: false,
                });
                wamids.push(wamid);
            }
            world.undelivered += u64::try_from(webhooks.len()).unwrap_or(u64::MAX);
            Ok((wamids, webhooks))
        })?;
        let simulator = self.clone();
        tokio::spawn(async move {
            for webhook in webhooks {
                simulator.deliver(webhook).await;
            }
        });
        Ok(wamids)
    }
}

pub(super) fn known<'a>(phone: &'a Phone, wa_id: &str) -> Result<&'a super::Customer, PhoneError> {
    let record = phone.customer(wa_id);
    record.map(|record| &record.customer).ok_or_else(|| PhoneError::UnknownCustomer(wa_id.to_owned()))
}
