//! Records of one conversation.

use jiff::{SignedDuration, Timestamp};
use relais_core::circuit_breaker::CircuitBreaker;
use relais_core::contact::{Alias, ContactId, Identity};
use relais_core::conversation::Conversation;
use relais_core::dead_letter::Summary;
use relais_core::message::{Direction, Message, MessageKey, SentBy};
use relais_core::relevance::Relevance;
use relais_core::status::StatusMap;

use super::Stored;

pub(super) const NUMBER: &str = "33639980001";
pub(super) const NAME: &str = "Zoé Quenouille";
pub(super) const TEXT: &str = "private words";
pub(super) const WAMID: &str = "wamid.HBgLMzM2Mzk5ODAwMDEVAgASGBQzQUY3MDVCQzFBODE5ODU4MUZEOQA=";
pub(super) const SENT_WAMID: &str = "wamid.HBgLMzM2Mzk5ODAwMDEVAgARGBI1QjJGRjI1RDY0RkE4Nzg4QzcA";

/// Milliseconds after the customer wrote.
pub(super) fn at(ms: i64) -> Timestamp {
    "2026-11-29T01:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_millis(ms)
}

pub(super) fn identity() -> Identity {
    Identity { wa_id: Some(NUMBER.into()), name: Some(NAME.to_owned()), ..Identity::default() }
}

pub(super) fn contact() -> ContactId {
    ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&NUMBER.into()))
}

/// A text that came after 400 ms and was recorded after 450.
pub(super) fn question() -> Message {
    Message {
        wamid: Some(WAMID.into()),
        came_at: at(400).as_microsecond(),
        from: Some(NUMBER.to_owned()),
        from_name: Some(NAME.to_owned()),
        raw: Some(TEXT.to_owned()),
        ..Message::new(MessageKey::new(&contact(), at(0), WAMID), Direction::Inbound, TEXT, at(450))
    }
}

pub(super) fn answer_to(question: &Message) -> Message {
    Message {
        wamid: Some(SENT_WAMID.into()),
        timestamp: at(4000),
        came_at: at(4000).as_microsecond(),
        to: Some(NUMBER.to_owned()),
        sent_by: Some(SentBy::Assistant),
        ..Message::new(question.key.of_answer(), Direction::Outbound, TEXT, at(4300))
    }
}

pub(super) fn statuses(all: &[(&str, i64)]) -> StatusMap {
    all.iter().map(|(name, ms)| ((*name).to_owned(), at(*ms))).collect()
}

pub(super) fn letter(about: String) -> Summary {
    Summary {
        id: "7".to_owned(),
        queue: "replies".to_owned(),
        job: "reply".to_owned(),
        about: Some(about),
        reason: Some("the database was away".to_owned()),
        receive_count: 10,
        sent_at: at(0),
        died_at: None,
    }
}

/// The message waits for an answer, `now` milliseconds after it was written.
pub(super) fn waiting(now: i64) -> Stored {
    let question = question();
    let mut conversation = Conversation::new(contact(), at(400));
    conversation.phone_id = Some("1".into());
    conversation.receive(&question, &identity(), Relevance::DeservesAnswer, at(420));
    Stored {
        now: at(now),
        key: question.key.clone(),
        message: Some(question.clone()),
        statuses: StatusMap::default(),
        conversation: Some(conversation),
        around: vec![question],
        breaker: CircuitBreaker::default(),
        letters: Some(Vec::new()),
    }
}

/// The same, with the conversation changed.
pub(super) fn waiting_with(now: i64, change: impl FnOnce(&mut Conversation)) -> Stored {
    let mut stored = waiting(now);
    change(stored.conversation.as_mut().unwrap());
    stored
}

/// It waits no more, and these messages are stored after it.
pub(super) fn done(after: Vec<Message>) -> Stored {
    let mut stored = waiting_with(60_000, |conversation| conversation.awaiting = None);
    stored.around.extend(after);
    stored
}

/// The story of a message that we sent.
pub(super) fn sent(message: Message) -> Stored {
    let question = question();
    Stored {
        key: message.key.clone(),
        message: Some(message.clone()),
        around: vec![question, message],
        ..done(Vec::new())
    }
}

pub(super) fn last_of(key: &MessageKey) -> Message {
    let came_at = at(2400).as_microsecond();
    Message { came_at, ..Message::new(key.clone(), Direction::Inbound, TEXT, at(2450)) }
}
