//! Writes an answer: asks the model, and uses the fallback text if the model cannot answer.

use std::pin::pin;
use std::time::Duration;

use relais_core::contact::ContactId;
use relais_core::conversation::{Composed, Conversation};
use relais_core::message::{Direction, Message, MessageKey};
use relais_core::queue::Enqueue;
use relais_core::texts::Notice;
use relais_whatsapp::ids::{PhoneNumberId, Recipient, Wamid};
use tokio::time::timeout;

use super::compose::{Answer, Asked};
use super::ended::Turn;
use super::tools::Effects;
use super::{Answerer, Job};
use crate::WorkError;
use crate::business::Business;

/// How long a finished answer waits for the call that shows the typing indicator.
const TYPING_TIMEOUT: Duration = Duration::from_secs(1);

/// A written answer: the model's, or a fixed text.
pub(super) struct Written {
    pub(super) composed: Composed,
    /// Keys of the messages that this answers: those that were read, without those that were too much for the model.
    /// Messages that have nothing to tell are among them, and the job's own, which may be too old to be read.
    pub(super) read: Vec<MessageKey>,
    /// The ids that the messages which wait for an answer came from.
    pub(super) senders: Vec<(MessageKey, Recipient)>,
    /// The messages that were deleted and still wait for an answer: the worker that records the deletion has died, or
    /// is about to change the conversation.
    pub(super) withdrawn: Vec<Message>,
    /// Whether the messages that wait have only what the model could not hear, see or read.
    pub(super) is_lost: bool,
    /// Whether the worker may not go on: while a tool was to be called, it had lost the lease, or a person took over.
    pub(super) may_not_go_on: bool,
    /// What its line in the log says.
    pub(super) turn: Turn,
}

impl<Q: Enqueue> Answerer<Q> {
    /// Asks the model, or takes the fixed text of this notice, while the customer sees that the business number is
    /// typing.
    pub(super) async fn write(
        &self,
        job: &Job<'_>,
        conversation: &Conversation,
        business: &Business,
        notice: Option<Notice>,
    ) -> Result<Written, WorkError> {
        let contact = job.contact;
        let from = &self.sender.number_of(conversation);
        let thread = self.thread(conversation).await?;
        let senders = self.senders(conversation, &thread.messages).await?;
        let waiting = thread.messages.iter().filter(|message| conversation.awaits(&message.key));
        let mut turn = Turn::of(waiting.max_by_key(|message| message.came_at));
        let withdrawn: Vec<_> = thread
            .messages
            .iter()
            .filter(|message| message.is_deleted() && conversation.awaits(&message.key))
            .cloned()
            .collect();
        if !withdrawn.is_empty() {
            let (composed, read) = (Composed::default(), Vec::new());
            return Ok(Written {
                composed,
                read,
                senders,
                withdrawn,
                is_lost: false,
                may_not_go_on: false,
                turn,
            });
        }
        let last = thread.messages.iter().rev().find(|message| message.direction == Direction::Inbound);
        let wamid = last.and_then(|message| message.wamid.clone());
        let effects = Effects::Real { store: &self.store, contact, token: job.token, clock: &self.clock };
        let asked = Asked { thread: &thread, conversation, business, notice, effects, for_person: false };

        let mut typing = pin!(self.show_typing(contact, from, wamid.as_ref()));
        turn.asked = Some(self.clock.now());
        let mut composing = pin!(async {
            let answer = self.compose(&asked).await;
            (answer, self.clock.now())
        });
        let (answer, composed_at) = tokio::select! {
            biased;
            () = &mut typing => composing.await,
            answer = &mut composing => {
                let _ = timeout(TYPING_TIMEOUT, typing).await;
                answer
            }
        };
        let Answer { composed, is_lost, may_not_go_on, unread, tokens, .. } = answer;
        (turn.composed, turn.tokens) = (Some(composed_at), tokens);
        let mut read: Vec<_> = thread.messages.iter().map(|message| message.key.clone()).collect();
        read.extend(MessageKey::from_reference(contact, job.sort_key));
        // They still wait, and the next answer reads them.
        read.retain(|key| !unread.contains(key));
        Ok(Written { composed, read, senders, withdrawn, is_lost, may_not_go_on, turn })
    }

    /// The ids that the waiting messages came from. A number that another contact holds by now is left out: its next
    /// owner must not get the answer.
    async fn senders(
        &self,
        conversation: &Conversation,
        thread: &[Message],
    ) -> Result<Vec<(MessageKey, Recipient)>, WorkError> {
        let mut senders = Vec::new();
        for message in thread.iter().filter(|message| conversation.awaits(&message.key)) {
            let Some(sender) = message.from.as_deref().map(Recipient::of) else { continue };
            let is_theirs = match &sender {
                Recipient::Phone(number) if conversation.identity.wa_id.as_ref() != Some(number) => {
                    self.store.holds(&self.sender.number_of(conversation), number, conversation).await?
                }
                Recipient::Phone(_) | Recipient::User(_) => true,
            };
            if is_theirs {
                senders.push((message.key.clone(), sender));
            }
        }
        Ok(senders)
    }

    /// Marks the customer's last message as read and shows the typing indicator. A failure is only logged.
    async fn show_typing(&self, contact: &ContactId, from: &PhoneNumberId, wamid: Option<&Wamid>) {
        if let Some(wamid) = wamid
            && self.sender.serves(from)
            && let Err(error) = self.sender.graph().await.mark_read(from, wamid, true).await
        {
            tracing::warn!(%contact, code = error.code(), %error, "typing indicator could not be shown");
        }
    }
}
