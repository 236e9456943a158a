//! Nobody waits in silence: takeovers, opt-outs, what cannot be read, and what is told once.

use relais_whatsapp::ids::WaId;

use super::*;
use crate::contact::Alias;
use crate::settings::Settings;

const TOKEN: &str = "worker-1";
const QUARTER: i64 = 15 * 60;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn somebody() -> Conversation {
    let alias = Alias::wa_id(&WaId::from("33639980001"));
    Conversation::new(ContactId::first_seen_as(&"1".into(), &alias), at(0))
}

fn key(conversation: &Conversation, seconds: i64) -> MessageKey {
    MessageKey::new(&conversation.contact, at(seconds), &format!("wamid.{seconds}"))
}

/// A message written at `written` is received at `now`. Returns its key, and whether it waits for an answer.
fn receive(
    conversation: &mut Conversation,
    (written, now): (i64, i64),
    text: &str,
    relevance: Relevance,
) -> (MessageKey, bool) {
    let key = key(conversation, written);
    let identity = Identity { wa_id: Some(WaId::from("33639980001")), ..Identity::default() };
    let message = Message::new(key.clone(), Direction::Inbound, text, at(now));
    let waits = conversation.receive(&message, &identity, relevance, at(now));
    (key, waits)
}

fn text(conversation: &mut Conversation, seconds: i64, text: &str) -> MessageKey {
    receive(conversation, (seconds, seconds), text, Relevance::DeservesAnswer).0
}

fn unreadable(conversation: &mut Conversation, seconds: i64) -> (MessageKey, bool) {
    receive(conversation, (seconds, seconds), "", Relevance::Unreadable)
}

fn step(conversation: &Conversation, key: &MessageKey, seconds: i64) -> NextStep {
    conversation.next_step(key.sort_key(), &Settings::default(), at(seconds))
}

fn reason(conversation: &Conversation, seconds: i64) -> Option<Reason> {
    conversation.waits_for_person(at(seconds)).map(|waits| waits.reason)
}

/// Sends an answer to this message: the model's, or a fixed text.
fn say(conversation: &mut Conversation, read: &MessageKey, says: Option<Notice>, seconds: i64) -> Intent {
    conversation.take_lease(TOKEN, at(seconds));
    let read = std::slice::from_ref(read);
    let answered = Answered {
        read,
        senders: &[],
        token: TOKEN,
        composed: Composed { says, ..Composed::text("Bonjour !") },
    };
    let intent = conversation.begin_sending(&answered, at(seconds));
    conversation.outgoing_is_recorded();
    intent
}

fn agent_writes(conversation: &mut Conversation, seconds: i64) {
    let key = key(conversation, seconds);
    let settings = Settings::default();
    conversation.person_wrote(&key, "Oui", "text", SentBy::Agent, &settings, at(seconds));
}

fn app_writes(conversation: &mut Conversation, seconds: i64) {
    let key = key(conversation, seconds);
    let settings = Settings::default();
    conversation.person_wrote(&key, "Oui", "text", SentBy::App, &settings, at(seconds));
}

#[test]
fn what_a_person_leaves_unanswered_is_marked_and_answered_when_the_takeover_ends() {
    let mut conversation = somebody();
    agent_writes(&mut conversation, 0);
    let question = text(&mut conversation, 60, "Et demain ?");
    assert_eq!(step(&conversation, &question, 62), NextStep::Later(at(60 + QUARTER)));
    assert_eq!(reason(&conversation, 60 + QUARTER), None);
    assert_eq!(step(&conversation, &question, 60 + QUARTER), NextStep::NobodyAnswered);
    conversation.nobody_answered(at(60 + QUARTER));
    assert_eq!(reason(&conversation, 60 + QUARTER), Some(Reason::NobodyAnswered));
    assert_eq!(conversation.needs_person.unwrap().since, at(60), "since the customer wrote");
    let end = 12 * 3600;
    assert_eq!(step(&conversation, &question, 61 + QUARTER), NextStep::Later(at(end)));
    assert_eq!(step(&conversation, &question, end), NextStep::Ask);
    assert_eq!(say(&mut conversation, &question, None, end), Intent::Send);
    assert_eq!(reason(&conversation, end + 1), None, "the customer is answered");
}

#[test]
fn the_answer_to_what_waited_leaves_what_only_a_person_can_answer() {
    let mut conversation = somebody();
    agent_writes(&mut conversation, 0);
    let question = text(&mut conversation, 60, "Et demain ?");
    conversation.nobody_answered(at(60 + QUARTER));
    conversation.called(at(70 + QUARTER), true, at(70 + QUARTER));
    assert_eq!(reason(&conversation, 70 + QUARTER), Some(Reason::MissedCall));
    assert_eq!(conversation.needs_person.unwrap().since, at(60), "it waits since the first of both");
    conversation.hand_back(at(80 + QUARTER));
    assert_eq!(say(&mut conversation, &question, None, 80 + QUARTER), Intent::Send);
    assert_eq!(reason(&conversation, 80 + QUARTER), Some(Reason::MissedCall));
}

#[test]
fn a_person_who_writes_answers_what_came_before() {
    let mut conversation = somebody();
    agent_writes(&mut conversation, 0);
    let before = text(&mut conversation, 60, "Et demain ?");
    conversation.nobody_answered(at(60 + QUARTER));
    agent_writes(&mut conversation, 70 + QUARTER);
    assert_eq!(step(&conversation, &before, 71 + QUARTER), NextStep::End);
    assert_eq!(reason(&conversation, 71 + QUARTER), None);
    // What the person wrote earlier, on the phone, does not answer what came later.
    let after = text(&mut conversation, 80 + QUARTER, "Et dimanche ?");
    app_writes(&mut conversation, 75 + QUARTER);
    assert!(conversation.awaits(&after));
}

#[test]
fn what_a_person_wrote_on_the_phone_does_not_answer_what_came_later() {
    let mut conversation = somebody();
    receive(&mut conversation, (100, 101), "", Relevance::SentForPerson);
    app_writes(&mut conversation, 90);
    assert_eq!(reason(&conversation, 102), Some(Reason::Unreadable));
    app_writes(&mut conversation, 130);
    assert_eq!(reason(&conversation, 131), None);
}

#[test]
fn a_takeover_without_a_word_hides_the_mark_for_a_while_only() {
    let mut conversation = somebody();
    conversation.mark_for_person(Reason::WindowClosed, at(0));
    conversation.take_over(None, &Settings::default(), at(10));
    assert_eq!(reason(&conversation, 11), None, "somebody looks after it");
    assert_eq!(reason(&conversation, 10 + QUARTER), Some(Reason::WindowClosed));
    conversation.hand_back(at(20));
    assert_eq!(reason(&conversation, 21), Some(Reason::WindowClosed), "nobody wrote");
    conversation.take_over(None, &Settings::default(), at(30));
    agent_writes(&mut conversation, 40);
    conversation.hand_back(at(50));
    assert_eq!(reason(&conversation, 51), None);
}

#[test]
fn a_closed_window_is_a_mark_when_the_takeover_ends() {
    let mut conversation = somebody();
    let settings = Settings { takeover: SignedDuration::from_hours(48), ..Settings::default() };
    conversation.take_over(None, &settings, at(0));
    let question = text(&mut conversation, 60, "Et demain ?");
    conversation.hand_back(at(30 * 3600));
    assert_eq!(step(&conversation, &question, 30 * 3600), NextStep::Refuse(Reason::WindowClosed));
}

#[test]
fn a_person_who_closes_a_taken_over_conversation_is_done_with_it() {
    let mut conversation = somebody();
    agent_writes(&mut conversation, 0);
    let unseen = text(&mut conversation, 50, "merci");
    conversation.close(at(51));
    assert!(conversation.awaits(&unseen), "nobody has seen it");
    agent_writes(&mut conversation, 55);
    let thanks = text(&mut conversation, 60, "merci");
    conversation.read(at(65));
    conversation.close(at(70));
    assert!(!conversation.awaits(&thanks));
    let question = text(&mut conversation, 100, "Bonjour");
    conversation.close(at(101));
    assert!(conversation.awaits(&question), "it may have come at the same moment");
}

#[test]
fn a_message_in_the_phone_app_reads_the_thread() {
    let mut conversation = somebody();
    text(&mut conversation, 60, "Et demain ?");
    app_writes(&mut conversation, 30);
    assert_eq!(conversation.unread, 1, "it was written before");
    app_writes(&mut conversation, 90);
    assert_eq!(conversation.unread, 0);
}

#[test]
fn a_greeting_is_within_seconds_of_the_message_with_which_the_customer_began() {
    let settings = Settings::default();
    let mut conversation = somebody();
    text(&mut conversation, 100, "Bonjour");
    text(&mut conversation, 200, "Et demain ?");
    for (seconds, greets) in [(99, false), (100, true), (110, true), (111, false), (201, false)] {
        assert_eq!(conversation.is_greeting(at(seconds), &settings), greets, "{seconds}");
    }
    let off = Settings { greeting: SignedDuration::ZERO, ..Settings::default() };
    assert!(!conversation.is_greeting(at(100), &off));
    let next_day = 200 + 24 * 3600;
    text(&mut conversation, next_day, "Bonjour");
    assert!(conversation.is_greeting(at(next_day + 3), &settings), "the window was closed");
}

#[test]
fn a_greeting_whose_webhook_comes_first_takes_nothing_over() {
    let settings = Settings::default();
    for (echo, stays) in [(100, true), (103, false), (130, true)] {
        let mut conversation = somebody();
        app_writes(&mut conversation, echo);
        receive(&mut conversation, (100, echo + 1), "Bonjour", Relevance::DeservesAnswer);
        conversation.end_greeting(&settings);
        assert_eq!(conversation.is_taken_over(at(echo + 2)), stays);
    }
}

#[test]
fn stop_is_confirmed_once_and_start_undoes_it() {
    let mut conversation = somebody();
    let before = text(&mut conversation, 1, "Une question");
    let stop = text(&mut conversation, 2, "Stop");
    assert!(conversation.opted_out);
    assert_eq!(step(&conversation, &before, 4), NextStep::End, "refused by the opt-out");
    assert_eq!(step(&conversation, &stop, 4), NextStep::Say(Notice::OptOut));
    assert_eq!(say(&mut conversation, &stop, Some(Notice::OptOut), 4), Intent::Send);
    let (_, waits) = receive(&mut conversation, (5, 5), "STOP", Relevance::DeservesAnswer);
    assert!(!waits, "it is not confirmed twice");
    assert_eq!(reason(&conversation, 6), None, "a STOP is no question");
    let (_, waits) = receive(&mut conversation, (7, 7), "Où est mon colis ?", Relevance::DeservesAnswer);
    assert!(!waits);
    assert_eq!(reason(&conversation, 8), Some(Reason::OptedOut));
    let start = text(&mut conversation, 9, "START");
    assert!(!conversation.opted_out);
    assert_eq!(step(&conversation, &start, 11), NextStep::Ask);
}

/// All of it can be read, so nobody must look at it.
#[test]
fn start_right_after_stop_marks_nothing() {
    let mut conversation = somebody();
    text(&mut conversation, 1, "STOP");
    text(&mut conversation, 2, "START");
    assert!(!conversation.opted_out);
    assert_eq!(reason(&conversation, 3), None);
}

#[test]
fn stop_within_a_burst_ends_it() {
    let mut conversation = somebody();
    let first = text(&mut conversation, 1, "Bonjour");
    conversation.take_lease(TOKEN, at(3));
    let stop = text(&mut conversation, 4, "stop");
    let after = text(&mut conversation, 5, "où est mon colis ?");
    let read = [first];
    let answered = Answered { read: &read, senders: &[], token: TOKEN, composed: Composed::text("…") };
    assert_eq!(conversation.begin_sending(&answered, at(6)), Intent::Dropped);
    assert_eq!(step(&conversation, &stop, 7), NextStep::Say(Notice::OptOut));
    assert_eq!(step(&conversation, &after, 7), NextStep::End);
    assert_eq!(reason(&conversation, 7), Some(Reason::OptedOut));
}

#[test]
fn a_wish_that_comes_late_changes_nothing() {
    let mut conversation = somebody();
    text(&mut conversation, 10, "Stop");
    text(&mut conversation, 20, "Start");
    let (_, waits) = receive(&mut conversation, (15, 30), "Stop", Relevance::DeservesAnswer);
    assert!(!waits && !conversation.opted_out);
}

#[test]
fn a_confirmation_is_sent_during_a_takeover_and_dropped_when_the_window_has_closed() {
    let mut conversation = somebody();
    agent_writes(&mut conversation, 0);
    let stop = text(&mut conversation, 10, "Stop");
    assert_eq!(step(&conversation, &stop, 12), NextStep::Say(Notice::OptOut));
    assert_eq!(step(&conversation, &stop, 25 * 3600), NextStep::Drop);
    assert_eq!(say(&mut conversation, &stop, Some(Notice::OptOut), 12), Intent::Send);
}

#[test]
fn what_cannot_be_read_is_told_once_a_day_and_then_marked() {
    let mut conversation = somebody();
    let (poll, _) = unreadable(&mut conversation, 1);
    let (last, _) = unreadable(&mut conversation, 2);
    assert_eq!(step(&conversation, &last, 4), NextStep::Say(Notice::Unreadable));
    conversation.take_lease(TOKEN, at(4));
    let read = [poll, last];
    let says = Some(Notice::Unreadable);
    let answered = Answered {
        read: &read,
        senders: &[],
        token: TOKEN,
        composed: Composed { says, ..Composed::text("…") },
    };
    assert_eq!(conversation.begin_sending(&answered, at(4)), Intent::Send);
    let (_, waits) = unreadable(&mut conversation, 100);
    assert!(!waits, "it was told");
    assert_eq!(reason(&conversation, 101), Some(Reason::Unreadable));
    let (_, waits) = unreadable(&mut conversation, 4 + 24 * 3600);
    assert!(waits, "a day later it is told again");
}

#[test]
fn what_cannot_be_read_beside_a_text_is_answered_with_it_and_for_a_person() {
    for unreadable_first in [true, false] {
        let mut conversation = somebody();
        if unreadable_first {
            unreadable(&mut conversation, 1);
        }
        let question = text(&mut conversation, 2, "Vous avez vu ?");
        if !unreadable_first {
            unreadable(&mut conversation, 3);
        }
        assert_eq!(step(&conversation, &question, 24), NextStep::Ask);
        assert_eq!(reason(&conversation, 24), Some(Reason::Unreadable));
    }
}

#[test]
fn what_only_a_person_can_read_is_marked() {
    for relevance in [Relevance::ForPerson, Relevance::SentForPerson] {
        let mut conversation = somebody();
        let (_, waits) = receive(&mut conversation, (1, 1), "", relevance);
        assert!(!waits);
        assert_eq!(reason(&conversation, 2), Some(Reason::Unreadable), "{relevance:?}");
    }
    let mut conversation = somebody();
    conversation.called(at(1), true, at(1));
    assert_eq!(reason(&conversation, 2), Some(Reason::MissedCall));
}

#[test]
fn the_fallback_is_remembered_until_the_model_answers_or_a_person_takes_over() {
    let mut conversation = somebody();
    let first = text(&mut conversation, 1, "Bonjour");
    say(&mut conversation, &first, Some(Notice::Fallback), 3);
    assert!(conversation.told.fallback.is_some());
    let second = text(&mut conversation, 10, "Allô ?");
    conversation.take_lease(TOKEN, at(12));
    conversation.refuse_read(std::slice::from_ref(&second), &[], Reason::ModelFailed, "another", at(12));
    assert!(conversation.awaits(&second), "another worker has the lease");
    conversation.refuse_read(std::slice::from_ref(&second), &[], Reason::ModelFailed, TOKEN, at(12));
    assert!(!conversation.awaits(&second));
    assert_eq!(reason(&conversation, 13), Some(Reason::ModelFailed));
    let third = text(&mut conversation, 20, "Bonjour ?");
    say(&mut conversation, &third, None, 22);
    assert!(conversation.told.fallback.is_none(), "the model works again");
    say(&mut conversation, &third, Some(Notice::Fallback), 22);
    conversation.take_over(None, &Settings::default(), at(30));
    assert!(conversation.told.fallback.is_none());
}

#[test]
fn a_day_has_its_cap_too() {
    let settings = Settings { max_replies_per_day: 2, ..Settings::default() };
    let mut conversation = somebody();
    for hour in 0..2 {
        let question = text(&mut conversation, hour * 7200, "Encore");
        say(&mut conversation, &question, None, hour * 7200 + 2);
    }
    assert!(conversation.nears_cap(&settings));
    let third = text(&mut conversation, 4 * 3600, "Encore");
    let refused = NextStep::Refuse(Reason::DayCap);
    assert_eq!(conversation.next_step(third.sort_key(), &settings, at(4 * 3600 + 2)), refused);
    assert_eq!(conversation.next_step(third.sort_key(), &settings, at(24 * 3600 + 2)), NextStep::Ask);
}
