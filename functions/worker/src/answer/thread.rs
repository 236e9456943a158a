//! Reads the messages that a prompt is made of.

use relais_core::conversation::Conversation;
use relais_core::message::Message;
use relais_core::queue::Enqueue;

use super::Answerer;
use super::history::{self, Thread};
use crate::WorkError;

impl<Q: Enqueue> Answerer<Q> {
    /// The part of the thread that the model reads: its recent messages, oldest first, and then the messages that wait for
    /// an answer, in the order in which they came. One that came late is asked about all the same, not hidden in the past.
    pub(crate) async fn thread(&self, conversation: &Conversation) -> Result<Thread, WorkError> {
        let oldest = self.clock.now() - self.settings.history;
        let kept = self.store.kept_for(conversation.clone()).await?;
        let page = self.store.thread_of(&kept, None, history::MESSAGES).await?;
        let mut messages = page.messages;
        let waiting = conversation.awaiting.iter().flat_map(|awaiting| awaiting.keys(&conversation.contact));
        let missing: Vec<_> =
            waiting.filter(|key| !messages.iter().any(|message| message.key == *key)).collect();
        if !missing.is_empty() {
            messages.extend(self.store.messages(&missing).await?);
        }
        messages.retain(|message| message.key.at() >= oldest);
        let waits = |message: &Message| conversation.awaits(&message.key);
        let messages = history::waiting_last(messages, waits);
        let quoted = match page.next {
            // Nothing is older than what was read.
            None => Vec::new(),
            Some(_) => self.quoted(&messages, waits).await?,
        };
        Ok(Thread { messages, quoted, is_cut: page.next.is_some() })
    }

    /// Older messages that are quoted by those that wait: one read, and none where nothing is quoted, or only what was
    /// read already. They are of the same contact: a customer quotes what stands in their own chat.
    async fn quoted(
        &self,
        messages: &[Message],
        waits: impl Fn(&Message) -> bool,
    ) -> Result<Vec<Message>, WorkError> {
        let missing = history::missing(messages, waits);
        let Some((first, _)) = missing.first() else { return Ok(Vec::new()) };
        let contact = first.key.contact();
        let theirs = missing.iter().filter(|(message, _)| message.key.contact() == contact);
        let wamids: Vec<_> = theirs.map(|(_, wamid)| wamid.clone()).collect();
        let since = self.clock.now() - self.settings.history;
        Ok(self.store.quoted(contact, &wamids, since).await?)
    }
}
