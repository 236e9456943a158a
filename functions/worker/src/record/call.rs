//! Records the calls of customers. A call opens the window. One that nobody answered is a line of the thread, and waits
//! for a person.

use jiff::Timestamp;
use relais_aws::store::{Backoff, Saved, Shown};
use relais_core::blob::Blobs;
use relais_core::contact::{ContactId, Identity};
use relais_core::message::{Direction, Message, MessageKey, fingerprint};
use relais_core::queue::Enqueue;
use relais_whatsapp::call::Call;
use relais_whatsapp::ids::PhoneNumberId;

use super::Recorder;
use crate::WorkError;

impl<Q: Enqueue, B: Blobs> Recorder<Q, B> {
    pub(super) async fn record_call(
        &self,
        call: &Call,
        business: &PhoneNumberId,
        came_at: i64,
    ) -> Result<(), WorkError> {
        let now = self.clock.now();
        let identity = Identity {
            wa_id: call.from.clone(),
            user_id: call.from_user_id.clone(),
            parent_user_id: call.from_parent_user_id.clone(),
            name: call.name.clone(),
            ..Identity::default()
        };
        let at = call.timestamp.min(now);
        let shown = Shown::at(business, &self.businesses, &identity, at);
        let came = Timestamp::from_microsecond(came_at).unwrap_or(now);
        let mut backoff = Backoff::default();
        loop {
            let Some(mut whose) = self.store.whose(&shown, now).await? else { return Ok(()) };
            if whose.conversation.has_erased(came) {
                return Ok(());
            }
            let message = call.missed.then(|| message(call, &whose.conversation.contact, came_at, now));
            if let Some(message) = &message
                && self.store.message(&message.key).await?.is_some()
            {
                return Ok(());
            }
            whose.conversation.learn(&identity, at);
            whose.conversation.called(at, call.missed, now);
            if let Some(message) = &message {
                whose.conversation.show_missed_call(message);
            }
            if self.store.save_conversation(&mut whose.conversation).await? == Saved::Yes {
                self.store.link(&whose, &shown, &self.clock).await?;
                if let Some(message) = &message {
                    self.insert(message, now).await?;
                    tracing::info!(message_key = %message.key, "missed call recorded");
                }
                return Ok(());
            }
            backoff.again().await?;
        }
    }
}

/// The line of the thread. Its id is of the call, and no message's: nothing can quote it.
fn message(call: &Call, contact: &ContactId, came_at: i64, now: Timestamp) -> Message {
    let raw = call.to_message();
    let id = call.id.clone().unwrap_or_else(|| fingerprint(&raw));
    let key = MessageKey::new(contact, call.timestamp, &id);
    let from = call.from.as_ref().map(|number| number.as_str().to_owned());
    let user = || call.from_user_id.as_ref().map(|user| user.as_str().to_owned());
    Message {
        from: from.or_else(user),
        kind: "call".to_owned(),
        raw: Some(raw),
        came_at,
        ..Message::new(key, Direction::Inbound, "", now)
    }
}
