//! What must be true of the records after a history.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_aws::Store;
use relais_core::contact::{ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_dynamo::AttributeValue;

use super::history::{BUSINESSES, Epoch, Event, History, NoticeKind};
use crate::database;
use crate::test_app::shown;

/// The conversation of each stored message, by wamid.
type Threads = BTreeMap<String, ContactId>;

pub(super) async fn check(engine: &database::Engine, store: &Store, history: &History) -> Result<(), String> {
    let (threads, conversations) = stored(engine, store).await?;
    each_message_once(&threads, history)?;
    threads_are_persons(&threads, history)?;
    for (business, id) in BUSINESSES.iter().enumerate() {
        numbers_lead_to_the_newest(store, &threads, history, business, id).await?;
        one_conversation_for_a_number(&conversations, id)?;
    }
    Ok(())
}

/// All messages by the conversation that is kept for them, and all kept conversations.
async fn stored(engine: &database::Engine, store: &Store) -> Result<(Threads, Vec<Conversation>), String> {
    let text = |value: Option<&AttributeValue>| value.map(|value| value.as_s().unwrap().clone());
    let mut threads = Threads::new();
    let mut conversations = Vec::new();
    for item in database::all(engine).await {
        let (pk, sk) = (text(item.get("pk")).unwrap(), text(item.get("sk")).unwrap());
        let Some(contact) = ContactId::parse(&pk) else { continue };
        if sk.starts_with("m.") {
            let kept = store.kept_conversation(&contact).await.unwrap();
            let kept = kept.ok_or_else(|| format!("a message of {contact} has no conversation"))?;
            if !kept.shows(&contact) {
                return Err(format!("{contact} is not shown by its kept conversation"));
            }
            let wamid = text(item.get("wamid")).unwrap();
            if threads.insert(wamid.clone(), kept.contact).is_some() {
                return Err(format!("{wamid} is stored twice"));
            }
        } else if sk == "conversation" && text(item.get("contact")).as_ref() == Some(&pk) {
            let conversation = store.conversation(&contact).await.unwrap().unwrap();
            conversations.extend(Some(conversation).filter(|each| each.joined_to.is_none()));
        }
    }
    Ok((threads, conversations))
}

fn each_message_once(threads: &Threads, history: &History) -> Result<(), String> {
    for event in &history.events {
        if matches!(event, Event::Message { .. }) && !threads.contains_key(&event.wamid()) {
            return Err(format!("{event:?} is not stored"));
        }
    }
    Ok(())
}

/// No thread has messages of two persons, and persons whose epochs are connected have one thread.
fn threads_are_persons(threads: &Threads, history: &History) -> Result<(), String> {
    let components = components(history);
    let mut owners: BTreeMap<&ContactId, (usize, usize)> = BTreeMap::new();
    let mut homes: BTreeMap<(usize, Epoch), &ContactId> = BTreeMap::new();
    for event in &history.events {
        let Event::Message { business, epoch, .. } = event else { continue };
        let thread = &threads[&event.wamid()];
        let owner = *owners.entry(thread).or_insert((*business, epoch.person));
        if owner != (*business, epoch.person) {
            return Err(format!("{thread} shows {event:?} to {owner:?}"));
        }
        let component = (*business, components[epoch]);
        let home = *homes.entry(component).or_insert(thread);
        if home != thread {
            return Err(format!("{event:?} is in {thread}, others of the same person in {home}"));
        }
    }
    Ok(())
}

/// Each epoch's first epoch that notices connect it with.
fn components(history: &History) -> BTreeMap<Epoch, Epoch> {
    let mut first: BTreeMap<Epoch, Epoch> = BTreeMap::new();
    for event in &history.events {
        if let Event::Message { epoch, .. } = event {
            first.insert(*epoch, *epoch);
        }
    }
    for (from, to) in &history.connected {
        let root = *first.entry(*from).or_insert(*from);
        first.insert(*to, root);
    }
    first
}

async fn numbers_lead_to_the_newest(
    store: &Store,
    threads: &Threads,
    history: &History,
    business: usize,
    id: &str,
) -> Result<(), String> {
    let id = id.into();
    let mut newest: BTreeMap<String, (i64, Epoch, Option<&ContactId>)> = BTreeMap::new();
    let mut left: Vec<Epoch> = Vec::new();
    for event in &history.events {
        let (number, showing) = match event {
            Event::Message { at, business: b, epoch, shows_number: true, .. } if *b == business => {
                (epoch.number(), (*at, *epoch, threads.get(&event.wamid())))
            }
            Event::Notice { at, business: b, from, to, kind, .. } if *b == business => {
                left.push(*from);
                if *kind == NoticeKind::UserId {
                    continue;
                }
                (to.number(), (*at, *to, None))
            }
            _ => continue,
        };
        let known = newest.entry(number).or_insert(showing);
        if showing.0 >= known.0 {
            *known = showing;
        }
    }
    for (number, (_, epoch, thread)) in newest {
        let identity = Identity { wa_id: Some(number.as_str().into()), ..Identity::default() };
        let found = store.find_conversation(&shown(&id, &identity, Timestamp::MAX)).await.unwrap();
        let found = match found {
            Some(conversation) => Some(store.kept_for(conversation).await.unwrap().contact),
            None => None,
        };
        let has_moved = left.contains(&epoch) || has_moved_on(history, epoch);
        let is_right = match (&found, thread) {
            (Some(found), Some(thread)) => found == thread,
            (Some(found), None) => {
                owner_of(threads, history, found).is_none_or(|owner| owner == epoch.person)
            }
            (None, _) => has_moved || thread.is_none(),
        };
        if !is_right {
            return Err(format!("{number} leads to {found:?}, but {epoch:?} showed it last, in {thread:?}"));
        }
    }
    Ok(())
}

/// Whether a person has shown other ids after these.
fn has_moved_on(history: &History, epoch: Epoch) -> bool {
    history.events.iter().any(|event| {
        matches!(event, Event::Message { epoch: later, .. }
            if later.person == epoch.person && later.count > epoch.count)
    })
}

fn owner_of(threads: &Threads, history: &History, contact: &ContactId) -> Option<usize> {
    history.events.iter().find_map(|event| match event {
        Event::Message { epoch, .. } if threads.get(&event.wamid()) == Some(contact) => Some(epoch.person),
        _ => None,
    })
}

fn one_conversation_for_a_number(conversations: &[Conversation], business: &str) -> Result<(), String> {
    let mut seen = BTreeMap::new();
    for conversation in conversations {
        let is_here = conversation.phone_id.as_ref().is_some_and(|id| id.as_str() == business);
        let Some(number) = conversation.identity.wa_id.as_ref().filter(|_| is_here) else { continue };
        if let Some(other) = seen.insert(number.clone(), &conversation.contact) {
            return Err(format!("{number} is the number of {other} and of {}", conversation.contact));
        }
    }
    Ok(())
}
