//! A customer writes: stores the message and sends its webhook.

use std::sync::Arc;

use relais_whatsapp::limits::{TEXT_BODY, utf16_len};
use serde_json::Value;

use super::content::Content;
use super::kind::Kind;
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
    /// The message has no such button or row.
    #[error("This message offers no choice with the id {0}.")]
    UnknownChoice(String),
    /// A file without bytes.
    #[error("The file is empty.")]
    EmptyFile,
    /// A file that WhatsApp would not take. The number is the limit in MB.
    #[error("WhatsApp takes files of this type up to {0} MB.")]
    FileSize(usize),
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
        checked_texts(&texts)?;
        self.write(number, wa_id, texts.into_iter().map(Content::text).collect())
    }

    /// As [`Simulator::send_texts_to`], one text that quotes a message of the conversation.
    pub fn quote(&self, wa_id: &str, wamid: &str, text: &str) -> Result<String, PhoneError> {
        checked_texts(std::slice::from_ref(&text))?;
        let (number, is_own) = self.with(|world| {
            let message = world.phone.message_mut(wa_id, wamid).filter(|message| !message.deleted);
            let message = message.ok_or_else(|| PhoneError::UnknownMessage(wamid.to_owned()))?;
            Ok((message.number.clone(), message.direction == Direction::Out))
        })?;
        let author = if is_own { wa_id.to_owned() } else { self.digits_of(&number)? };
        self.write_one(&number, wa_id, Content::text(text.to_owned()).answering(Some(wamid), &author))
    }

    /// A customer sends a sample of this kind to the first business number. Returns its id. Needs a running `tokio`
    /// runtime.
    pub fn send_kind(&self, wa_id: &str, kind: Kind) -> Result<String, PhoneError> {
        self.send_kind_to(self.config().default_number(), wa_id, kind, None)
    }

    /// As [`Simulator::send_kind`], to the business number with this id. Photos, videos and documents may have a
    /// caption.
    pub fn send_kind_to(
        &self,
        number: &str,
        wa_id: &str,
        kind: Kind,
        caption: Option<String>,
    ) -> Result<String, PhoneError> {
        let business = self.digits_of(number)?;
        let french = wa_id.starts_with("33");
        if let Some(file) = kind.file(french, caption) {
            return self.send_file_to(number, wa_id, file);
        }
        let content = self.read(|world| {
            known(&world.phone, wa_id)?;
            let last = world.phone.last_received(wa_id, number);
            let wamid = last.map(|message| &*message.wamid);
            // A location is an answer only if the business asked for one.
            let asked = last.and_then(|message| message.content.as_ref()?.get("type")?.as_str());
            match kind {
                Kind::Reaction if wamid.is_none() => Err(PhoneError::NothingToReactTo),
                Kind::Button => Ok(kind.content(french, wamid).answering(wamid, &business)),
                Kind::Location if asked == Some("location_request_message") => {
                    Ok(kind.content(french, wamid).answering(wamid, &business))
                }
                _ => Ok(kind.content(french, wamid)),
            }
        })?;
        self.write_one(number, wa_id, content)
    }

    pub(super) fn digits_of(&self, number: &str) -> Result<String, PhoneError> {
        let digits = self.config().digits_of(number);
        digits.ok_or_else(|| PhoneError::UnknownNumber(number.to_owned()))
    }

    /// Writes one message and returns its id.
    pub(super) fn write_one(
        &self,
        number: &str,
        wa_id: &str,
        content: Content,
    ) -> Result<String, PhoneError> {
        let mut ids = self.write(number, wa_id, vec![content])?;
        ids.pop().ok_or(PhoneError::BurstLength)
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
                let written = PhoneMessage {
                    number: number.into(),
                    wa_id: wa_id.into(),
                    wamid: Arc::clone(&announced),
                    direction: Direction::Out,
                    kind: content.kind.to_owned(),
                    text: content.text.clone(),
                    content: content.part(),
                    reply_to: content.answered().map(Into::into),
                    at: now,
                    delivered: false,
                    edited: false,
                    deleted: false,
                };
                let is_call = content.kind == "call";
                let message = payload::Inbound {
                    number,
                    customer: &customer,
                    wamid: &wamid,
                    at: now,
                    kind: content.kind,
                    members: Value::Object(content.members),
                };
                if is_call {
                    let [begins, ends] = payload::missed_call(self.config(), &message);
                    webhooks.extend([Webhook::new(begins), Webhook::announcing(ends, announced)]);
                } else {
                    let body = payload::inbound(self.config(), message);
                    webhooks.push(Webhook::announcing(body, announced));
                }
                world.phone.wrote(written);
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

fn checked_texts(texts: &[impl AsRef<str>]) -> Result<(), PhoneError> {
    let is_wrong = |text: &str| text.trim().is_empty() || utf16_len(text) > TEXT_BODY;
    if texts.iter().any(|text| is_wrong(text.as_ref())) { Err(PhoneError::TextLength) } else { Ok(()) }
}

pub(super) fn known<'a>(phone: &'a Phone, wa_id: &str) -> Result<&'a super::Customer, PhoneError> {
    let record = phone.customer(wa_id);
    record.map(|record| &record.customer).ok_or_else(|| PhoneError::UnknownCustomer(wa_id.to_owned()))
}
