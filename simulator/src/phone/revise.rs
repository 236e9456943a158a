//! A message on the phone is corrected or deleted for everyone: changes it and sends the webhook.
//!
//! A customer changes their own messages, and the webhook comes in field `messages`. A message of the business is
//! changed in the business's phone app, and the webhook is an echo.

use relais_whatsapp::limits::{TEXT_BODY, utf16_len};
use serde_json::{Value, json};

use super::memory::{Direction, PhoneMessage};
use super::write::{PhoneError, known};
use crate::Simulator;
use crate::ids::Author;
use crate::webhook::{Webhook, payload};

impl Simulator {
    /// Corrects a text of this customer's conversation. Meta's limit of 15 minutes is not checked. Needs a running
    /// `tokio` runtime.
    pub fn edit_message(&self, wa_id: &str, wamid: &str, text: &str) -> Result<(), PhoneError> {
        if text.trim().is_empty() || utf16_len(text) > TEXT_BODY {
            return Err(PhoneError::TextLength);
        }
        let edited = json!({"type": "text", "text": {"body": text}});
        let members = json!({"edit": {"original_message_id": wamid, "message": edited}});
        self.revise(wa_id, wamid, "edit", members, |message| {
            if message.kind != "text" {
                return Err(PhoneError::NotText);
            }
            text.clone_into(&mut message.text);
            message.edited = true;
            Ok(())
        })
    }

    /// Deletes a message of this customer's conversation for everyone. Meta's limit of two days is not checked. Needs a
    /// running `tokio` runtime.
    pub fn delete_message(&self, wa_id: &str, wamid: &str) -> Result<(), PhoneError> {
        let members = json!({"revoke": {"original_message_id": wamid}});
        self.revise(wa_id, wamid, "revoke", members, |message| {
            message.text.clear();
            message.content = None;
            message.deleted = true;
            Ok(())
        })
    }

    fn revise(
        &self,
        wa_id: &str,
        wamid: &str,
        kind: &'static str,
        members: Value,
        change: impl FnOnce(&mut PhoneMessage) -> Result<(), PhoneError>,
    ) -> Result<(), PhoneError> {
        let at = self.config().clock.now();
        let body = self.with(|world| {
            let customer = known(&world.phone, wa_id)?.clone();
            let message = world.phone.message_mut(wa_id, wamid).filter(|message| !message.deleted);
            let message = message.ok_or_else(|| PhoneError::UnknownMessage(wamid.to_owned()))?;
            change(message)?;
            let (number, direction) = (message.number.clone(), message.direction);
            let author = match direction {
                Direction::Out => Author::Customer,
                Direction::In => Author::Business,
            };
            let wamid = world.ids.wamid(wa_id, author);
            let inbound =
                payload::Inbound { number: &number, customer: &customer, wamid: &wamid, at, kind, members };
            world.undelivered += 1;
            Ok(match direction {
                Direction::Out => payload::inbound(self.config(), inbound),
                Direction::In => payload::echo(self.config(), inbound),
            })
        })?;
        let simulator = self.clone();
        tokio::spawn(async move { simulator.deliver(Webhook::new(body)).await });
        Ok(())
    }
}
