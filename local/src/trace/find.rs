//! Finds a message and what is stored around it. It only reads.

use std::sync::Arc;

use jiff::SignedDuration;
use relais_api::Api;
use relais_aws::Store;
use relais_aws::store::{CircuitBreaker, Line, Shown, Traced};
use relais_core::Clock;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::mentions::Mentions;
use relais_core::message::MessageKey;
use relais_core::queue::Enqueue;
use relais_core::status::StatusMap;
use relais_embedded::LocalQueues;
use relais_whatsapp::ids::{PhoneNumberId, Wamid};

use super::asked::{Asked, number_in};
use super::story::{Stored, Story, Unrecorded, fingerprint_in, of_stored, of_unrecorded};
use crate::dead_letters::Queues;

/// The conversations that are looked through, newest activity first, where the number in a wamid leads nowhere: people
/// without a number, groups, and other layouts of wamids. Each costs a query, of 128 read units at most.
const LOOKED_THROUGH: usize = 500;

/// How long before a message the messages around it begin: a burst may be stored in another order.
const BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// The messages after it among which its answer is looked for.
const AROUND: usize = 200;

/// The records and the queues.
pub(crate) struct Tracer {
    pub(crate) store: Store,
    pub(crate) numbers: Vec<PhoneNumberId>,
    pub(crate) queues: Queues,
    pub(crate) clock: Clock,
}

/// Where a message was found.
struct Found {
    key: MessageKey,
    record: Option<Traced>,
}

impl Tracer {
    /// That of the running process.
    pub(crate) fn of<Q: Enqueue>(api: &Api<Q>, queues: LocalQueues) -> Self {
        let (store, numbers, clock) = (api.store.clone(), api.sender.numbers.clone(), api.clock.clone());
        Self { store, numbers, queues: Queues::File(queues), clock }
    }

    /// The story of the message with this id.
    pub(crate) async fn trace(&self, asked: &Asked) -> anyhow::Result<Story> {
        let mut looked_through = None;
        let found = match asked {
            Asked::Ours(key) => self.at(key).await?,
            Asked::Wamid(wamid) => match self.by_number(wamid).await? {
                Some(found) => Some(found),
                None => self.among_newest(wamid, looked_through.insert(0)).await?,
            },
        };
        match found {
            Some(found) => self.stored(found).await,
            None => self.unrecorded(asked, looked_through).await,
        }
    }

    /// The message with this key, if anything knows it.
    async fn at(&self, key: &MessageKey) -> anyhow::Result<Option<Found>> {
        let message = self.store.message(key).await?;
        let statuses = self.store.statuses(key).await?;
        if message.is_some() || !statuses.is_empty() {
            let record = Some(Traced { key: key.clone(), message, statuses });
            return Ok(Some(Found { key: key.clone(), record }));
        }
        let conversation = self.store.kept_conversation(key.contact()).await?;
        let is_known = conversation.is_some_and(|conversation| {
            let outgoing = conversation.outgoing.as_ref();
            conversation.awaits(key) || outgoing.is_some_and(|outgoing| key.is_reference(&outgoing.sort_key))
        });
        Ok(is_known.then(|| Found { key: key.clone(), record: None }))
    }

    /// The message in the conversations with the number that its wamid contains.
    async fn by_number(&self, wamid: &Wamid) -> anyhow::Result<Option<Found>> {
        let Some(number) = number_in(wamid) else { return Ok(None) };
        let identity = Identity { wa_id: Some(number), ..Identity::default() };
        for business in &self.numbers {
            let now = self.clock.now();
            let shown = Shown::at(business, &self.numbers, &identity, now);
            let Some(conversation) = self.store.find_conversation(&shown).await? else { continue };
            let conversation = self.store.kept_for(conversation).await?;
            for contact in conversation.parts() {
                if let Some(found) = self.of_contact(contact, wamid, usize::MAX, &conversation).await? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    /// The message among the newest ones of the conversations that were active last.
    async fn among_newest(&self, wamid: &Wamid, looked_through: &mut usize) -> anyhow::Result<Option<Found>> {
        let mut cursor = None;
        while *looked_through < LOOKED_THROUGH {
            let page = self.store.conversations(cursor.as_deref(), 100).await?;
            for conversation in &page.conversations {
                *looked_through += 1;
                for contact in conversation.parts() {
                    if let Some(found) = self.of_contact(contact, wamid, 1, conversation).await? {
                        return Ok(Some(found));
                    }
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(None)
    }

    async fn of_contact(
        &self,
        contact: &ContactId,
        wamid: &Wamid,
        pages: usize,
        conversation: &Conversation,
    ) -> anyhow::Result<Option<Found>> {
        if let Some(record) = self.store.traced(contact, wamid, pages).await? {
            return Ok(Some(Found { key: record.key.clone(), record: Some(record) }));
        }
        let id = Asked::Wamid(wamid.clone()).logged();
        let awaiting = conversation.awaiting.as_ref();
        let mut announced = awaiting.into_iter().flat_map(|awaiting| awaiting.keys(&conversation.contact));
        let key = announced.find(|key| fingerprint_in(key).as_deref() == Some(id.as_str()));
        Ok(key.map(|key| Found { key, record: None }))
    }

    async fn stored(&self, Found { key, record }: Found) -> anyhow::Result<Story> {
        let conversation = self.store.kept_conversation(key.contact()).await?;
        let Traced { message, statuses, .. } = record.unwrap_or_else(|| Traced {
            key: key.clone(),
            message: None,
            statuses: StatusMap::default(),
        });
        let outgoing = || {
            let conversation = conversation.as_ref()?;
            let outgoing =
                conversation.outgoing.as_ref().filter(|outgoing| key.is_reference(&outgoing.sort_key))?;
            outgoing.to_message(&conversation.contact, conversation.changed_at)
        };
        let message = message.or_else(outgoing);
        let since = key.at().saturating_sub(BEFORE).unwrap_or(key.at());
        let around = self.store.messages_since(key.contact(), since, AROUND).await?;
        let number = conversation.as_ref().and_then(|conversation| conversation.phone_id.as_ref());
        let line = message.as_ref().map_or(Line::Service, |message| Line::of_kind(&message.kind));
        let breaker = match number.or(self.numbers.first()) {
            Some(number) => self.store.circuit_breaker(number, line).await?,
            None => CircuitBreaker::default(),
        };
        let (now, letters) = (self.clock.now(), self.queues.dead_letters(usize::MAX).await.ok());
        Ok(of_stored(&Stored { now, key, message, statuses, conversation, around, breaker, letters }))
    }

    async fn unrecorded(&self, asked: &Asked, looked_through: Option<usize>) -> anyhow::Result<Story> {
        let mut mentions = Mentions::default();
        mentions.add(&asked.given());
        let kept = self.store.kept_items(&Arc::new(mentions), self.clock.now()).await?;
        let statuses = match asked {
            Asked::Wamid(wamid) => self.store.foreign_statuses(wamid).await?,
            Asked::Ours(_) => StatusMap::default(),
        };
        let erased = match asked {
            Asked::Ours(key) => self.store.was_erased(key.contact(), key.at()).await?,
            Asked::Wamid(_) => false,
        };
        Ok(of_unrecorded(&Unrecorded {
            id: asked.logged(),
            erased,
            looked_through,
            kept: kept.into_iter().map(|item| (item.field, item.at)).collect(),
            statuses,
            letters: self.queues.dead_letters(usize::MAX).await.ok(),
            depths: self.queues.depths().await.ok(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use relais_core::contact::Alias;
    use relais_core::message::{Direction, Message};
    use relais_core::relevance::Relevance;
    use relais_dynamo::Client;
    use relais_embedded::EmbeddedDynamo;

    use super::*;

    /// A wamid without a number, as of a group.
    const WAMID: &str = "wamid.ABGGFlA5FpafAgo6tHcNmNjXmuSf";

    /// A message of a group. `stored`: not only announced.
    async fn tracer(stored: bool) -> (Tracer, MessageKey) {
        let clock = Clock::system();
        let store = Store::new(Client::new(EmbeddedDynamo::memory().unwrap()), "relais");
        store.ensure_table().await.unwrap();
        let now = clock.now();
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::group("g"));
        let key = MessageKey::new(&contact, now, WAMID);
        let message = Message {
            wamid: Some(WAMID.into()),
            ..Message::new(key.clone(), Direction::Inbound, "private words", now)
        };
        let mut conversation = Conversation::new(contact, now);
        conversation.receive(&message, &Identity::default(), Relevance::DeservesAnswer, now);
        store.save_conversation(&mut conversation).await.unwrap();
        if stored {
            store.insert_message(&message).await.unwrap();
        }
        let queues = Queues::File(LocalQueues::memory(clock.clone()).unwrap());
        (Tracer { store, numbers: vec!["1".into()], queues, clock }, key)
    }

    #[tokio::test]
    async fn a_message_is_found_without_a_number_and_before_it_is_stored() {
        for stored in [true, false] {
            let (tracer, key) = tracer(stored).await;
            for id in [WAMID.to_owned(), key.to_string()] {
                let story = tracer.trace(&Asked::parse(&id).unwrap()).await.unwrap();
                assert!(story.known, "{id}");
                assert_eq!(story.subject[0].1, key.to_string());
                assert_eq!(story.meaning[0].contains("announced"), !stored, "{:?}", story.meaning);
            }
        }
    }

    #[tokio::test]
    async fn what_is_kept_without_a_conversation_is_found() {
        let (tracer, _) = tracer(true).await;
        let asked = Asked::parse("wamid.other").unwrap();
        let story = tracer.trace(&asked).await.unwrap();
        assert!(!story.known && story.meaning[0].contains("and the 1 that were active last"));
        let raw = r#"{"message":{"id":"wamid.other","text":{"body":"private words"}}}"#;
        tracer.store.store_other_item("messages", raw, tracer.clock.now()).await.unwrap();
        let story = tracer.trace(&asked).await.unwrap();
        assert!(story.known && !format!("{story:?}").contains("private"), "{story:?}");
    }

    #[tokio::test]
    async fn an_erased_message_of_ours_is_unknown() {
        let (tracer, _) = tracer(true).await;
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::group("erased"));
        let key = MessageKey::new(&contact, Timestamp::UNIX_EPOCH, "1");
        let story = tracer.trace(&Asked::Ours(key)).await.unwrap();
        assert!(!story.known && story.meaning[0].contains("erased"), "{:?}", story.meaning);
    }
}
