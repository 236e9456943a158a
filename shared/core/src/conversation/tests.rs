//! The life of a conversation, step by step.

use jiff::Timestamp;
use proptest::prelude::*;
use relais_whatsapp::ids::WaId;

use super::*;
use crate::contact::Alias;

const TOKEN: &str = "worker-1";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn somebody() -> (Conversation, Identity) {
    let wa_id = WaId::from("33639980001");
    let contact = ContactId::first_seen_as(&Alias::wa_id(&wa_id));
    let identity = Identity { wa_id: Some(wa_id), ..Identity::default() };
    (Conversation::new(contact, at(0)), identity)
}

fn key(conversation: &Conversation, seconds: i64) -> MessageKey {
    MessageKey::new(&conversation.contact, at(seconds), &format!("wamid.{seconds}"))
}

/// A text arrives; returns its key.
fn hears(conversation: &mut Conversation, seconds: i64, text: &str) -> MessageKey {
    let (_, identity) = somebody();
    let key = key(conversation, seconds);
    let arrival = Arrival {
        key: &key,
        identity: &identity,
        timestamp: at(seconds),
        text,
        kind: "text",
        to_us: true,
        deserves_answer: true,
    };
    conversation.receive(&arrival, at(seconds));
    key
}

fn says(conversation: &mut Conversation, answers: &MessageKey, seconds: i64) -> Intent {
    let answered = Answered { answers, text: "Bonjour !", token: TOKEN };
    conversation.begin_sending(&answered, at(seconds))
}

#[test]
fn a_message_that_is_announced_again_is_counted_once() {
    let (mut conversation, _) = somebody();
    hears(&mut conversation, 1, "Bonjour");
    hears(&mut conversation, 1, "Bonjour");
    assert_eq!(conversation.unread, 1);
    hears(&mut conversation, 2, "vous êtes là ?");
    assert_eq!(conversation.unread, 2);
}

#[test]
fn a_message_is_answered_once() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = hears(&mut conversation, 1, "Bonjour");
    assert_eq!(conversation.unread, 1);
    let step = conversation.next_step(question.sort(), &settings, at(3));
    assert_eq!(step, NextStep::Ask(question.clone()));
    conversation.take_lease(TOKEN, &settings, at(3));
    assert_eq!(says(&mut conversation, &question, 4), Intent::Send);
    let outgoing = conversation.outgoing.clone().unwrap();
    assert_eq!(outgoing.answers, question.sort());
    assert!(outgoing.sort.as_str() > question.sort(), "the answer sorts after the question");
    assert_eq!(conversation.next_step(question.sort(), &settings, at(5)), NextStep::End);
}

#[test]
fn a_burst_is_answered_by_its_last_message() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = hears(&mut conversation, 1, "Bonjour");
    let last = hears(&mut conversation, 2, "vous êtes ouverts ?");
    assert_eq!(conversation.next_step(first.sort(), &settings, at(3)), NextStep::End);
    assert_eq!(conversation.next_step(last.sort(), &settings, at(4)), NextStep::Ask(last));
}

#[test]
fn a_burst_that_never_pauses_is_answered_after_20_seconds() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = hears(&mut conversation, 0, "a");
    for second in 1..=21 {
        hears(&mut conversation, second, "b");
    }
    let step = conversation.next_step(first.sort(), &settings, at(21));
    assert_eq!(step, NextStep::Ask(key(&conversation, 21)));
}

#[test]
fn a_newer_message_supersedes_a_text_being_written() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = hears(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, &settings, at(3));
    let second = hears(&mut conversation, 4, "encore une chose");
    assert_eq!(says(&mut conversation, &first, 5), Intent::Superseded);
    assert_eq!(conversation.outgoing, None);
    assert_eq!(conversation.next_step(second.sort(), &settings, at(6)), NextStep::Ask(second));
}

#[test]
fn a_takeover_stops_a_text_being_written() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = hears(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, &settings, at(3));
    conversation.take_over(Some("Awa".into()), &settings, at(4));
    assert_eq!(says(&mut conversation, &question, 5), Intent::Dropped);
    assert_eq!(conversation.outgoing, None);
    hears(&mut conversation, 6, "Allô ?");
    assert_eq!(conversation.awaiting, None, "a person answers now");
    conversation.hand_back(at(7));
    let next = hears(&mut conversation, 8, "Et demain ?");
    assert_eq!(conversation.next_step(next.sort(), &settings, at(10)), NextStep::Ask(next));
}

#[test]
fn a_takeover_ends_by_itself() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    conversation.take_over(None, &settings, at(0));
    assert!(conversation.is_taken_over(at(12 * 3600 - 1)));
    assert!(!conversation.is_taken_over(at(12 * 3600)));
}

#[test]
fn a_lease_keeps_others_out_until_it_ends() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = hears(&mut conversation, 1, "Bonjour");
    conversation.take_lease("worker-2", &settings, at(3));
    assert_eq!(conversation.next_step(question.sort(), &settings, at(4)), NextStep::Later(at(7)));
    assert_eq!(says(&mut conversation, &question, 5), Intent::LostLease(LostLease));
    assert_eq!(conversation.next_step(question.sort(), &settings, at(43)), NextStep::Ask(question));
}

#[test]
fn a_worker_that_slept_past_its_lease_sends_nothing() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = hears(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, &settings, at(3));
    assert_eq!(says(&mut conversation, &question, 44), Intent::LostLease(LostLease));
}

#[test]
fn an_answer_of_unknown_outcome_waits_for_a_status_then_is_repeated() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = hears(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, &settings, at(3));
    says(&mut conversation, &question, 4);
    assert_eq!(conversation.settle(true, &settings, at(5)), Settled::Done);
    assert_eq!(conversation.settle(false, &settings, at(5)), Settled::Wait(at(124)));
    assert_eq!(conversation.settle(false, &settings, at(124)), Settled::SendNow);
    conversation.send_again(at(124));
    assert_eq!(conversation.outgoing.as_ref().unwrap().attempt, 2);
    assert_eq!(conversation.settle(false, &settings, at(130)), Settled::Wait(at(244)));
}

#[test]
fn refusals_mark_the_conversation_for_a_person() {
    let settings = Settings { max_replies_per_hour: 1, ..Settings::default() };
    let (mut conversation, _) = somebody();
    let question = hears(&mut conversation, 1, "Bonjour");
    let step = conversation.next_step(question.sort(), &settings, at(25 * 3600));
    assert_eq!(step, NextStep::Refuse(Reason::WindowClosed));
    conversation.take_lease(TOKEN, &settings, at(3));
    says(&mut conversation, &question, 4);
    let again = hears(&mut conversation, 10, "Encore");
    assert_eq!(conversation.next_step(again.sort(), &settings, at(12)), NextStep::Refuse(Reason::RateCap));
    assert_eq!(conversation.next_step(again.sort(), &settings, at(3604)), NextStep::Ask(again));
    conversation.refuse(Reason::RateCap, at(12));
    assert_eq!(conversation.awaiting, None);
    assert_eq!(conversation.needs_person.unwrap().reason, Reason::RateCap);
}

#[test]
fn stop_opts_out_and_start_opts_in() {
    let (mut conversation, _) = somebody();
    hears(&mut conversation, 1, "Stop");
    assert!(conversation.opted_out);
    hears(&mut conversation, 2, "Bonjour");
    assert_eq!(conversation.awaiting, None);
    hears(&mut conversation, 3, "START");
    assert!(!conversation.opted_out);
    assert!(conversation.awaiting.is_some());
}

#[test]
fn a_message_to_another_number_is_shown_and_changes_nothing_else() {
    let (mut conversation, identity) = somebody();
    let key = key(&conversation, 5);
    let arrival = Arrival {
        key: &key,
        identity: &identity,
        timestamp: at(5),
        text: "Bonjour",
        kind: "text",
        to_us: false,
        deserves_answer: true,
    };
    assert!(!conversation.receive(&arrival, at(5)));
    assert_eq!((conversation.unread, conversation.last_inbound_at), (0, None));
    assert_eq!(conversation.preview.unwrap().text, "Bonjour");
}

#[test]
fn it_is_stored_as_json_without_empty_fields() {
    let (conversation, _) = somebody();
    let json = serde_json::to_string(&conversation).unwrap();
    assert!(!json.contains("null"), "{json}");
    assert_eq!(serde_json::from_str::<Conversation>(&json).unwrap(), conversation);
}

proptest! {
    /// However messages, leases and answers interleave: what was answered is not answered again, and a message that
    /// waits is never forgotten without an answer begun.
    #[test]
    fn no_message_is_answered_twice_or_forgotten(steps in proptest::collection::vec(0_u8..4, 1..60)) {
        let settings = Settings { max_replies_per_hour: u32::MAX, ..Settings::default() };
        let (mut conversation, _) = somebody();
        let mut answered = std::collections::BTreeSet::new();
        let mut asked: Option<MessageKey> = None;
        let mut newest: Option<MessageKey> = None;
        for (second, step) in (1_i64..).zip(steps) {
            match step {
                0 => newest = Some(hears(&mut conversation, second, "x")),
                1 => {
                    if let Some(newest) = &newest
                        && let NextStep::Ask(key) = conversation.next_step(newest.sort(), &settings, at(second))
                    {
                        conversation.take_lease(TOKEN, &settings, at(second));
                        asked = Some(key);
                    }
                }
                _ => {
                    if let Some(key) = asked.take() {
                        match says(&mut conversation, &key, second) {
                            Intent::Send => {
                                prop_assert!(answered.insert(key), "answered twice");
                                conversation.outgoing_is_recorded();
                            }
                            Intent::Superseded => prop_assert!(conversation.awaiting.is_some()),
                            Intent::Dropped | Intent::LostLease(_) => {}
                        }
                    }
                }
            }
        }
        let last_is_answered = newest.as_ref().is_none_or(|key| answered.contains(key));
        prop_assert!(last_is_answered || conversation.awaiting.is_some());
    }
}
