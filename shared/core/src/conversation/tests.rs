//! Tests of the transitions of a conversation.

use jiff::Timestamp;
use proptest::prelude::*;
use relais_whatsapp::ids::{Recipient, WaId};

use super::*;
use crate::contact::Alias;

const TOKEN: &str = "worker-1";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn somebody() -> (Conversation, Identity) {
    let wa_id = WaId::from("33639980001");
    let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&wa_id));
    let identity = Identity { wa_id: Some(wa_id), ..Identity::default() };
    (Conversation::new(contact, at(0)), identity)
}

fn key(conversation: &Conversation, seconds: i64) -> MessageKey {
    MessageKey::new(&conversation.contact, at(seconds), &format!("wamid.{seconds}"))
}

/// Receives a text that deserves an answer. Returns its key.
fn receive_text(conversation: &mut Conversation, seconds: i64, text: &str) -> MessageKey {
    let (_, identity) = somebody();
    let key = key(conversation, seconds);
    let message = Message::new(key.clone(), Direction::Inbound, text, at(seconds));
    conversation.receive(&message, &identity, Relevance::DeservesAnswer, at(seconds));
    key
}

/// The model has read this message: begins to send its answer.
fn answer_one(conversation: &mut Conversation, read: &MessageKey, seconds: i64) -> Intent {
    answer_all(conversation, std::slice::from_ref(read), seconds)
}

fn answer_all(conversation: &mut Conversation, read: &[MessageKey], seconds: i64) -> Intent {
    let answered = Answered { read, senders: &[], token: TOKEN, composed: Composed::text("Bonjour !") };
    conversation.begin_sending(&answered, at(seconds))
}

#[test]
fn a_message_that_is_announced_again_is_counted_once() {
    let (mut conversation, _) = somebody();
    receive_text(&mut conversation, 1, "Bonjour");
    receive_text(&mut conversation, 1, "Bonjour");
    assert_eq!(conversation.unread, 1);
    receive_text(&mut conversation, 2, "vous êtes là ?");
    assert_eq!(conversation.unread, 2);
}

#[test]
fn a_message_is_answered_once() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = receive_text(&mut conversation, 1, "Bonjour");
    assert_eq!(conversation.unread, 1);
    let step = conversation.next_step(question.sort_key(), &settings, at(3));
    assert_eq!(step, NextStep::Ask);
    conversation.take_lease(TOKEN, at(3));
    assert_eq!(answer_one(&mut conversation, &question, 4), Intent::Send);
    let outgoing = conversation.outgoing.clone().unwrap();
    assert_eq!(outgoing.answers, question.sort_key());
    assert!(outgoing.sort_key.as_str() > question.sort_key(), "the answer sorts after the question");
    assert_eq!(conversation.next_step(question.sort_key(), &settings, at(5)), NextStep::End);
}

#[test]
fn a_burst_is_answered_by_its_last_message() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = receive_text(&mut conversation, 1, "Bonjour");
    let last = receive_text(&mut conversation, 2, "vous êtes ouverts ?");
    let later = conversation.next_step(first.sort_key(), &settings, at(3));
    assert_eq!(
        later,
        NextStep::Later(at(21)),
        "if the job of the last message does not run, this one answers"
    );
    assert_eq!(conversation.next_step(last.sort_key(), &settings, at(4)), NextStep::Ask);
    conversation.take_lease(TOKEN, at(4));
    assert_eq!(answer_all(&mut conversation, &[first.clone(), last], 5), Intent::Send);
    assert_eq!(conversation.next_step(first.sort_key(), &settings, at(21)), NextStep::End);
}

#[test]
fn an_announced_message_that_was_not_read_waits_for_its_own_answer() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let slow = receive_text(&mut conversation, 1, "Bonjour");
    let last = receive_text(&mut conversation, 2, "vous êtes ouverts ?");
    conversation.take_lease(TOKEN, at(4));
    assert_eq!(answer_one(&mut conversation, &last, 5), Intent::Send);
    assert_eq!(conversation.next_step(last.sort_key(), &settings, at(6)), NextStep::End);
    conversation.outgoing_is_recorded();
    assert_eq!(conversation.next_step(slow.sort_key(), &settings, at(60)), NextStep::Ask);
    conversation.take_lease(TOKEN, at(60));
    assert_eq!(answer_all(&mut conversation, &[slow, last], 61), Intent::Send);
    assert_eq!(conversation.awaiting, None);
}

#[test]
fn a_message_that_is_never_stored_does_not_keep_the_others_waiting() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = receive_text(&mut conversation, 1, "Bonjour");
    let lost = receive_text(&mut conversation, 2, "lost");
    assert_eq!(conversation.next_step(first.sort_key(), &settings, at(21)), NextStep::Ask);
    conversation.take_lease(TOKEN, at(21));
    assert_eq!(answer_one(&mut conversation, &first, 22), Intent::Send);
    conversation.outgoing_is_recorded();
    // It does not split a burst that comes much later either.
    let next = receive_text(&mut conversation, 3600, "Et demain ?");
    let last = receive_text(&mut conversation, 3601, "et dimanche ?");
    assert_eq!(conversation.next_step(next.sort_key(), &settings, at(3602)), NextStep::Later(at(3620)));
    assert_eq!(conversation.next_step(last.sort_key(), &settings, at(3603)), NextStep::Ask);
    assert!(conversation.awaits(&lost));
}

#[test]
fn of_a_very_long_burst_the_first_messages_are_forgotten() {
    let (mut conversation, _) = somebody();
    let keys: Vec<_> = (1..=15).map(|second| receive_text(&mut conversation, second, "x")).collect();
    let waiting: Vec<_> = keys.iter().map(|key| conversation.awaits(key)).collect();
    assert_eq!(waiting, [[false; 5].as_slice(), [true; Awaiting::MOST].as_slice()].concat());
}

#[test]
fn a_burst_that_never_pauses_is_answered_after_20_seconds() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = receive_text(&mut conversation, 0, "a");
    for second in 1..=21 {
        receive_text(&mut conversation, second, "b");
    }
    let step = conversation.next_step(first.sort_key(), &settings, at(21));
    assert_eq!(step, NextStep::End, "the first message is forgotten: too many came after it");
    let late = key(&conversation, 12);
    assert_eq!(conversation.next_step(late.sort_key(), &settings, at(19)), NextStep::Later(at(20)));
    assert_eq!(conversation.next_step(late.sort_key(), &settings, at(21)), NextStep::Ask);
}

#[test]
fn a_newer_message_supersedes_a_text_being_written() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let first = receive_text(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, at(3));
    let second = receive_text(&mut conversation, 4, "encore une chose");
    assert_eq!(answer_one(&mut conversation, &first, 5), Intent::Superseded(at(21)));
    assert_eq!(conversation.outgoing, None);
    assert_eq!(conversation.next_step(second.sort_key(), &settings, at(6)), NextStep::Ask);
}

#[test]
fn a_takeover_stops_a_text_being_written() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = receive_text(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, at(3));
    conversation.take_over(Some("Awa".into()), &settings, at(4));
    assert_eq!(answer_one(&mut conversation, &question, 5), Intent::TakenOver);
    assert_eq!(conversation.outgoing, None);
    let next = receive_text(&mut conversation, 6, "Allô ?");
    let check = NextStep::Later(at(4 + 15 * 60));
    assert_eq!(conversation.next_step(next.sort_key(), &settings, at(7)), check, "a person answers");
    conversation.hand_back(at(8));
    assert_eq!(conversation.next_step(next.sort_key(), &settings, at(10)), NextStep::Ask);
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
    let question = receive_text(&mut conversation, 1, "Bonjour");
    conversation.take_lease("worker-2", at(3));
    assert_eq!(conversation.next_step(question.sort_key(), &settings, at(4)), NextStep::Later(at(7)));
    assert_eq!(answer_one(&mut conversation, &question, 5), Intent::LostLease);
    assert_eq!(conversation.next_step(question.sort_key(), &settings, at(48)), NextStep::Ask);
}

#[test]
fn a_worker_that_slept_past_its_lease_sends_nothing() {
    let (mut conversation, _) = somebody();
    let question = receive_text(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, at(3));
    assert_eq!(answer_one(&mut conversation, &question, 49), Intent::LostLease);
}

#[test]
fn an_answer_of_unknown_outcome_waits_for_a_status_then_is_repeated() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = receive_text(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, at(3));
    answer_one(&mut conversation, &question, 4);
    assert_eq!(conversation.settle(true, &settings, at(5)), Settled::Done);
    assert_eq!(conversation.settle(false, &settings, at(5)), Settled::Wait(at(124)));
    assert_eq!(conversation.settle(false, &settings, at(124)), Settled::SendNow);
    conversation.send_again(at(124));
    let outgoing = conversation.outgoing.as_ref().unwrap();
    assert_eq!((outgoing.attempt, outgoing.unclear_calls()), (1, 2), "calls of unknown outcome count apart");
    assert_eq!(conversation.settle(false, &settings, at(130)), Settled::Wait(at(244)));
    conversation.hold(at(140), at(135));
    assert_eq!(conversation.outgoing.as_ref().unwrap().unclear_calls(), 1, "Graph refused the second one");
    conversation.send_again(at(140));
    let outgoing = conversation.outgoing.as_ref().unwrap();
    assert_eq!((outgoing.attempt, outgoing.unclear_calls()), (2, 2));
}

#[test]
fn refusals_mark_the_conversation_for_a_person() {
    let settings = Settings { max_replies_per_hour: 1, ..Settings::default() };
    let (mut conversation, _) = somebody();
    let question = receive_text(&mut conversation, 1, "Bonjour");
    let step = conversation.next_step(question.sort_key(), &settings, at(25 * 3600));
    assert_eq!(step, NextStep::Refuse(Reason::WindowClosed));
    conversation.take_lease(TOKEN, at(3));
    answer_one(&mut conversation, &question, 4);
    let again = receive_text(&mut conversation, 10, "Encore");
    assert_eq!(
        conversation.next_step(again.sort_key(), &settings, at(12)),
        NextStep::Refuse(Reason::RateCap)
    );
    assert_eq!(conversation.next_step(again.sort_key(), &settings, at(3604)), NextStep::Ask);
    conversation.refuse(Reason::RateCap, at(12));
    assert_eq!(conversation.awaiting, None);
    assert_eq!(conversation.needs_person.unwrap().reason, Reason::RateCap);
}

#[test]
fn only_what_the_customer_sends_privately_opens_the_window() {
    for (relevance, unread, opens) in [
        (Relevance::Notice, 0, false),
        (Relevance::Seen, 1, false),
        (Relevance::ForPerson, 1, false),
        (Relevance::SentForPerson, 1, true),
        (Relevance::Unreadable, 1, true),
        (Relevance::DeservesAnswer, 1, true),
    ] {
        let (mut conversation, identity) = somebody();
        let message = Message::new(key(&conversation, 5), Direction::Inbound, "Bonjour", at(5));
        conversation.receive(&message, &identity, relevance, at(5));
        assert_eq!(
            (conversation.unread, conversation.window_is_open(at(6))),
            (unread, opens),
            "{relevance:?}"
        );
        assert_eq!(conversation.preview.unwrap().text, "Bonjour");
    }
    let (mut conversation, _) = somebody();
    conversation.called(at(5), false, at(6));
    assert!(conversation.window_is_open(at(6)), "a call opens it too");
}

fn known_as(number: Option<&str>, user: Option<&str>, name: Option<&str>) -> Identity {
    Identity {
        wa_id: number.map(Into::into),
        user_id: user.map(Into::into),
        name: name.map(str::to_owned),
        ..Identity::default()
    }
}

#[test]
fn what_is_learned_is_as_new_as_what_is_known() {
    let (mut conversation, _) = somebody();
    conversation.learn(&known_as(Some("33639980002"), Some("FR.2"), Some("Awa")), at(20));
    conversation.learn(&known_as(Some("33639980001"), Some("FR.1"), Some("A.")), at(10));
    assert_eq!(conversation.identity, known_as(Some("33639980002"), Some("FR.2"), Some("Awa")));
    conversation.learn(&known_as(None, None, Some("Awa D.")), at(30));
    conversation.learn(&known_as(Some("33639980003"), None, None), at(25));
    assert_eq!(conversation.identity, known_as(Some("33639980003"), Some("FR.2"), Some("Awa D.")));
    assert_eq!(conversation.learned.number_since, Some(at(25)));
}

/// Version 0.1 stored no times: what it knew counts as shown with the customer's last message.
#[test]
fn what_version_0_1_knew_is_not_replaced_by_what_is_older() {
    let (mut conversation, _) = somebody();
    conversation.identity = known_as(Some("33639980002"), None, Some("Awa"));
    conversation.last_inbound_at = Some(at(20));
    conversation.learn(&known_as(Some("33639980001"), Some("FR.1"), Some("A.")), at(10));
    assert_eq!(conversation.identity, known_as(Some("33639980002"), Some("FR.1"), Some("Awa")));
}

#[test]
fn whoever_loses_the_number_is_reached_by_the_user_id() {
    let (mut conversation, _) = somebody();
    conversation.learn(&known_as(Some("33639980001"), Some("FR.1"), None), at(1));
    conversation.lose_number(&WaId::from("33639980001"), at(2));
    assert_eq!(conversation.identity.recipient(), Some("FR.1").map(|id| Recipient::User(id.into())));
    conversation.learn(&known_as(Some("33639980001"), Some("FR.1"), None), at(0));
    assert_eq!(conversation.identity.wa_id, None, "a late message does not give it back");
}

#[test]
fn a_notice_ends_the_ids_that_it_leaves_out() {
    let (mut conversation, _) = somebody();
    conversation.learn(&known_as(Some("33639980001"), Some("FR.1"), None), at(1));
    conversation.change_ids(&known_as(Some("33639980002"), None, None), at(5), at(5));
    assert_eq!(conversation.identity, known_as(Some("33639980002"), None, None), "a new user id follows");
    conversation.learn(&known_as(Some("33639980002"), Some("FR.2"), None), at(6));
    conversation.change_ids(&known_as(None, Some("FR.3"), None), at(8), at(8));
    assert_eq!(conversation.identity, known_as(None, Some("FR.3"), None), "the number is not known");
    conversation.change_ids(&known_as(Some("33639980001"), None, None), at(3), at(9));
    assert_eq!(conversation.identity, known_as(None, Some("FR.3"), None), "an older notice comes late");
}

#[test]
fn an_answer_goes_to_the_id_that_the_answered_message_came_from() {
    let settings = Settings::default();
    let (mut conversation, _) = somebody();
    let question = receive_text(&mut conversation, 1, "Bonjour");
    conversation.learn(&known_as(Some("33639980009"), None, None), at(2));
    assert_eq!(conversation.next_step(question.sort_key(), &settings, at(3)), NextStep::Ask);
    conversation.take_lease(TOKEN, at(3));
    let sender = Recipient::of("33639980001");
    let senders = [(question.clone(), sender.clone())];
    let answered = Answered {
        read: &[question],
        senders: &senders,

        token: TOKEN,
        composed: Composed::text("Bonjour !"),
    };
    assert_eq!(conversation.begin_sending(&answered, at(4)), Intent::Send);
    assert_eq!(conversation.outgoing.unwrap().to, sender);
}

/// Each keeps its own state, so that undoing a join gives both back as they would be without it.
#[test]
fn a_join_shows_two_conversations_as_one_and_can_be_undone() {
    let settings = Settings::default();
    let (mut kept, _) = somebody();
    let mut other =
        Conversation::new(ContactId::first_seen_as(&"1".into(), &Alias::user_id(&"FR.2".into())), at(0));
    receive_text(&mut kept, 1, "Bonjour");
    kept.learn(&known_as(None, Some("FR.1"), Some("Awa")), at(1));
    let question = receive_text(&mut other, 9, "vous êtes là ?");
    other.learn(&known_as(None, Some("FR.2"), Some("Awa D.")), at(9));
    other.take_lease(TOKEN, at(9));
    other.take_over(None, &settings, at(9));
    let (own, theirs) = (kept.clone(), other.clone());

    other.join_to(&kept, at(10));
    kept.take_in(&other, at(10));
    let once = kept.clone();
    kept.take_in(&other, at(10));
    assert_eq!(kept, once, "a second time changes nothing");
    assert_eq!(answer_one(&mut other, &question, 10), Intent::LostLease, "it has not read the other thread");
    assert!(kept.shows(&other.contact) && kept.is_taken_over(at(11)), "a takeover holds for both");
    let shown = kept.shown_with(std::slice::from_ref(&other));
    assert_eq!((shown.unread, shown.identity.name.as_deref()), (2, Some("Awa D.")));
    assert_eq!(shown.preview.unwrap().text, "vous êtes là ?");
    assert_eq!((kept.identity.clone(), kept.awaiting.clone()), (own.identity.clone(), own.awaiting.clone()));

    kept.separate(&other.contact, at(20));
    other.separate(&kept.contact, at(20));
    assert!(!kept.shows(&other.contact) && other.joined_to.is_none());
    for (after, before) in [(&kept, &own), (&other, &theirs)] {
        assert_eq!((&after.identity, after.learned), (&before.identity, before.learned));
        assert_eq!((after.last_inbound_at, after.unread), (before.last_inbound_at, before.unread));
        assert_eq!(after.preview, before.preview);
        assert_eq!((&after.takeover, &after.team), (&before.takeover, &before.team));
        assert!(after.brought.is_empty());
    }
    assert_eq!(kept.apart, [other.contact.clone()], "no notice joins them again");
}

#[test]
fn two_people_are_told_apart_and_a_hint_about_a_third_stays() {
    let (mut conversation, _) = somebody();
    let [second, third] =
        ["FR.2", "FR.3"].map(|user| ContactId::first_seen_as(&"1".into(), &Alias::user_id(&user.into())));
    conversation.perhaps = Some(third.clone());
    conversation.is_distinct_from(&second, at(1));
    conversation.is_distinct_from(&second, at(2));
    assert_eq!((conversation.perhaps.as_ref(), &conversation.apart[..]), (Some(&third), &[second][..]));
    conversation.is_distinct_from(&third, at(3));
    assert_eq!(conversation.perhaps, None);
}

#[test]
fn a_conversation_is_stored_as_json_without_empty_fields() {
    let (conversation, _) = somebody();
    let json = serde_json::to_string(&conversation).unwrap();
    assert!(!json.contains("null"), "{json}");
    assert_eq!(serde_json::from_str::<Conversation>(&json).unwrap(), conversation);
}

proptest! {
    /// In every order of announcements, storing, leases and answers: a message that was read is not answered again, and
    /// an announced message is answered or waits.
    #[test]
    fn no_message_is_answered_twice_or_forgotten(steps in proptest::collection::vec((0_u8..5, 0_usize..3), 1..60)) {
        let settings = Settings { max_replies_per_hour: u32::MAX, ..Settings::default() };
        let (mut conversation, _) = somebody();
        let (mut announced, mut stored, mut answered) = (Vec::new(), Vec::new(), Vec::new());
        let mut read: Option<Vec<MessageKey>> = None;
        for (second, (step, which)) in (1_i64..).zip(steps) {
            match step {
                0 if announced.len() < Awaiting::MOST => announced.push(receive_text(&mut conversation, second, "x")),
                1 => {
                    let unstored = announced.iter().filter(|key| !stored.contains(*key));
                    stored.extend(unstored.clone().nth(which).cloned());
                }
                2 => {
                    let job: Option<&MessageKey> = stored.iter().rev().nth(which);
                    if let Some(job) = job && conversation.next_step(job.sort_key(), &settings, at(second)) == NextStep::Ask {
                        prop_assert!(!answered.contains(job), "answered twice");
                        conversation.take_lease(TOKEN, at(second));
                        read = Some(stored.clone());
                    }
                }
                _ => {
                    if let Some(read) = read.take() {
                        match answer_all(&mut conversation, &read, second) {
                            Intent::Send => {
                                prop_assert!(read.iter().any(|key| !answered.contains(key)), "answers nothing new");
                                answered.extend(read);
                                conversation.outgoing_is_recorded();
                            }
                            Intent::Superseded(_) => prop_assert!(conversation.awaiting.is_some()),
                            Intent::TakenOver | Intent::Dropped | Intent::LostLease => {}
                        }
                    }
                }
            }
        }
        for key in &announced {
            prop_assert!(answered.contains(key) != conversation.awaits(key));
        }
    }
}
