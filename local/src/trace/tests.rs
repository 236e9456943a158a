//! Stories from records.

mod records;

use relais_core::circuit_breaker::CircuitBreaker;
use relais_core::conversation::{Conversation, HandedOver, Lease, Outgoing, OutgoingState, Reason, Takeover};
use relais_core::dead_letter::Depth;
use relais_core::message::{
    Direction, Message, MessageKey, RestsOn, SendFailure, Sending, SentBy, ToolOutcome, ToolUse, fingerprint,
};
use relais_core::settings::Settings;
use relais_core::spans::Trace;
use relais_core::status::StatusMap;
use relais_whatsapp::ids::Recipient;
use relais_whatsapp::outbound::OutboundBody;

use super::print::print;
use super::story::{Stored, Story, Unrecorded, of_stored, of_unrecorded};
use records::{
    NAME, NUMBER, SENT_WAMID, TEXT, WAMID, answer_to, at, contact, done, last_of, letter, question, sent,
    statuses, waiting, waiting_with,
};

fn printed(story: &Story) -> String {
    let mut out = Vec::new();
    print(story, None, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What is printed. It must hold nothing private.
fn told(story: &Story) -> String {
    let printed = printed(story);
    let whole = format!("{printed}{}", serde_json::to_string(story).unwrap());
    for private in [NUMBER, NAME, TEXT, WAMID, SENT_WAMID, "wamid."] {
        assert!(!whole.contains(private), "{private} is in:\n{whole}");
    }
    printed
}

#[test]
fn an_answered_message_has_every_step_with_its_time() {
    let question = question();
    let rests_on = RestsOn {
        parts: vec![TEXT.to_owned()],
        tools: vec![ToolUse { name: "stock".to_owned(), outcome: ToolOutcome::Done }],
        settings_version: 3,
    };
    let answer = Message {
        statuses: statuses(&[("read", 9000), ("sent", 5000), ("delivered", 5000)]),
        rests_on: Some(Box::new(rests_on)),
        changed_at: at(9600),
        ..answer_to(&question)
    };
    let said = told(&of_stored(&done(vec![answer.clone()])));
    let expected = format!(
        "message            {question}
what               inbound, type text
trace              {trace}
conversation       {contact}
WHATSAPP_PHONE_ID  1

time (UTC)                   since  clock   what
2026-11-29 01:00:00.000             Meta    the customer wrote it
2026-11-29 01:00:00.400    +400 ms  Relais  the webhook came, and its job was put into the events queue
2026-11-29 01:00:00.450     +50 ms  Relais  recorded by a worker
2026-11-29 01:00:04.000     +3.5 s  Relais  answer {answer}: its text and the intent were stored, and Graph was called \
         (settings version 3, parts of the facts: 1, tool stock done)
                                            Graph accepted it and gave it a wamid
2026-11-29 01:00:05.000     +1.0 s  Meta    status `sent`
2026-11-29 01:00:05.000      +0 ms  Meta    status `delivered`
2026-11-29 01:00:09.000     +4.0 s  Meta    status `read`
2026-11-29 01:00:09.600    +600 ms  Relais  the last of these was recorded

The assistant answered it with {answer}. It arrived and was read.
",
        question = question.key,
        trace = Trace::of_sent(&answer.key).id(),
        answer = answer.key,
        contact = contact(),
    );
    assert!(said.starts_with(&expected), "{said}\n---\n{expected}");
    assert!(said.contains(&format!("grep -E '{}|{}'", contact(), fingerprint(WAMID))), "{said}");
}

#[test]
fn a_message_that_waits_says_for_what() {
    let takeover = |chosen| Takeover {
        until: at(3_600_000),
        by: Some(NAME.to_owned()),
        since: Some(at(500)),
        chosen,
        echo_at: None,
    };
    let stopped =
        CircuitBreaker { stopped_by: Some(190), since: Some(at(-9000)), ..CircuitBreaker::default() };
    let lease = Lease { token: "t".to_owned(), until: at(45_000) };
    let check = |stored: Stored, says: &str| {
        let said = told(&of_stored(&stored));
        assert!(said.contains("Recorded, not answered yet: ") && said.contains(says), "{says}\n{said}");
        assert!(
            said.contains("Free text may be sent to the customer until 2026-11-30 01:00:00.000."),
            "{said}"
        );
    };
    check(waiting(1000), "one answer serves them all");
    check(waiting(120_000), "it is due, and has waited for 1 min");
    check(
        waiting_with(1000, |c| c.takeover = Some(takeover(false))),
        "a person has taken over until 2026-11-29 02:00:00.000",
    );
    check(
        waiting_with(1000, |c| c.takeover = Some(takeover(true))),
        "the assistant is paused in this conversation until 2026-11-29 02:00:00.000",
    );
    check(waiting_with(30_000, |c| c.lease = Some(lease)), "its lease ends at 2026-11-29 01:00:45.000");
    check(
        Stored { breaker: stopped, ..waiting(30_000) },
        "Sending is stopped for this business number since 2026-11-29 00:59:51.000, by code 190.",
    );
}

#[test]
fn a_message_that_is_not_answered_says_why() {
    let with = |change: fn(&mut Conversation)| {
        let mut stored = done(Vec::new());
        change(stored.conversation.as_mut().unwrap());
        stored
    };
    let deleted = |mut stored: Stored| {
        stored.message.as_mut().unwrap().revisions.deleted_at = Some(at(500));
        stored
    };
    let check = |stored: Stored, says: &str| {
        let said = told(&of_stored(&stored));
        assert!(said.contains(says), "{says}\n{said}");
    };
    check(done(Vec::new()), "it waits for no answer");
    check(with(|c| c.opted_out = true), "opted out of automatic answers");
    check(with(|c| c.closed = true), "a person closed the conversation");
    check(
        with(|c| c.mark_for_person(Reason::RateCap, at(700))),
        "not answered: the hourly cap of answers was reached.",
    );
    check(deleted(waiting(1000)), "The customer deleted it");
    check(Stored { conversation: None, ..done(Vec::new()) }, "the person was erased");
    let handed = with(|conversation| {
        conversation.handed_over = Some(Box::new(HandedOver::new([TEXT, TEXT, TEXT], at(800))));
        conversation.mark_for_person(Reason::HandedOver, at(900));
    });
    let said = told(&of_stored(&handed));
    assert!(said.contains("the assistant handed over") && said.contains("marked for a person:"), "{said}");
}

#[test]
fn an_answer_of_a_marked_conversation_says_what_a_person_does() {
    let mut stored = done(vec![answer_to(&question())]);
    stored.conversation.as_mut().unwrap().mark_for_person(Reason::ModelFailed, at(4000));
    let said = told(&of_stored(&stored));
    assert!(said.contains("marked for a person: the model did not answer, and the customer got"), "{said}");
}

#[test]
fn the_answer_of_a_burst_and_of_people_is_found() {
    let first = question();
    let last_key = MessageKey::new(&contact(), at(2000), "wamid.2");
    let last = last_of(&last_key);
    let answer = answer_to(&last);
    let said = told(&of_stored(&done(vec![last, answer.clone()])));
    assert!(said.contains(&format!("it was answered together with {last_key}")), "{said}");
    assert!(said.contains(&format!("The assistant answered it with {}", answer.key)), "{said}");

    let much_later = Message { came_at: at(50_000).as_microsecond(), ..last_of(&last_key) };
    let said = told(&of_stored(&done(vec![much_later, answer])));
    assert!(said.contains(&format!("the next answer is to {last_key}")), "{said}");
    assert!(said.contains("It waits no more, and the assistant answered a later message"), "{said}");

    let earlier = Message { timestamp: at(-5000), ..answer_to(&Message { key: last_key, ..first.clone() }) };
    let said = told(&of_stored(&done(vec![earlier])));
    assert!(said.contains("it waits for no answer"), "an answer before it is another message's: {said}");

    let key = MessageKey::new(&contact(), at(9000), "person");
    let by_person = Message { sent_by: Some(SentBy::Agent), timestamp: at(9001), key, ..answer_to(&first) };
    let said = told(&of_stored(&done(vec![by_person.clone()])));
    assert!(said.contains("A person, or a system by the API, wrote after it"), "{said}");
    let app = Message { sent_by: Some(SentBy::App), ..by_person };
    assert!(told(&of_stored(&done(vec![app]))).contains("wrote after it in the phone app"));
}

#[test]
fn a_failed_answer_has_its_code_and_the_advice_and_what_was_sent_again() {
    let question = question();
    let error = SendFailure {
        code: 131_026,
        title: Some(TEXT.to_owned()),
        detail: Some(NUMBER.to_owned()),
        cancelled: false,
    };
    let failed =
        Message { statuses: statuses(&[("failed", 6000)]), error: Some(error), ..answer_to(&question) };
    let said = told(&of_stored(&done(vec![failed.clone()])));
    assert!(said.contains("status `failed`, code 131026: undeliverable"), "{said}");
    let advice = relais_whatsapp::errors::advice_once_failed(131_026, relais_whatsapp::Language::En);
    assert!(said.contains(&format!("It did not arrive. {advice}")), "{said}");

    let again = Message {
        sent_by: Some(SentBy::Agent),
        resend_of: Some(failed.key.to_string()),
        override_reason: Some(TEXT.to_owned()),
        statuses: statuses(&[("delivered", 90_000)]),
        ..Message::new(
            MessageKey::new(&contact(), at(80_000), "again"),
            Direction::Outbound,
            TEXT,
            at(91_000),
        )
    };
    let said = told(&of_stored(&done(vec![failed, again.clone()])));
    assert!(
        said.contains(&format!("wrote after it with {}. It is on the customer's phone", again.key)),
        "{said}"
    );
}

#[test]
fn a_sent_message_says_what_became_of_it() {
    let answer = answer_to(&question());
    let unsent = Message { wamid: None, ..answer.clone() };
    let refused = |code, cancelled| {
        let error = SendFailure { code, cancelled, ..SendFailure::default() };
        Message { error: Some(error), ..unsent.clone() }
    };
    let body = OutboundBody::Text { body: TEXT.to_owned(), preview_url: true };
    let sending = Message {
        sending: Some(Sending::first(body, at(4000))),
        sent_by: Some(SentBy::Agent),
        ..unsent.clone()
    };
    for (message, says) in [
        (answer.clone(), "Graph accepted it, and no status has come yet."),
        (Message { statuses: statuses(&[("sent", 5000)]), ..answer.clone() }, "not on the phone yet"),
        (Message { statuses: statuses(&[("delivered", 5000)]), ..answer }, "It is on the customer's phone"),
        (refused(131_047, false), "not sent for good, code 131047"),
        (refused(0, false), "without a code of Graph"),
        (refused(0, true), "a person cancelled it"),
        (sending, "It is settled by itself"),
        (
            Message { unknown_since: Some(at(900_000)), ..unsent.clone() },
            "It is not known whether it arrived",
        ),
        (unsent, "look for its lines in the log"),
    ] {
        let said = told(&of_stored(&sent(message)));
        assert!(said.contains(says), "{says}\n{said}");
        assert!(said.contains("outbound, type text"), "{said}");
    }
    let late = Stored { now: at(900_000), ..sent(answer_to(&question())) };
    assert!(told(&of_stored(&late)).contains("That takes too long"));
    assert!(told(&of_stored(&late)).contains(&format!("it answers {}", question().key)));
}

#[test]
fn an_answer_that_is_held_is_part_of_both_stories() {
    let key = question().key.of_answer();
    let outgoing = Outgoing {
        sort_key: key.sort_key().to_owned(),
        answers: question().key.sort_key().to_owned(),
        text: TEXT.to_owned(),
        interactive: None,
        rests_on: None,
        to: Recipient::Phone(NUMBER.into()),
        attempt: 1,
        unclear: 0,
        state: OutgoingState::Held(at(64_000)),
        says: None,
    };
    let mut stored = done(Vec::new());
    let conversation = stored.conversation.as_mut().unwrap();
    conversation.outgoing = Some(outgoing.clone());
    conversation.changed_at = at(4100);
    let begun = outgoing.to_message(&contact(), at(4100));
    let said = told(&of_stored(&stored));
    assert!(said.contains("The next attempt is made at 2026-11-29 01:01:04.000"), "{said}");
    let said = told(&of_stored(&Stored { key, message: begun, ..stored }));
    assert!(said.contains("the next attempt may begin: attempt 1 sent nothing"), "{said}");
}

#[test]
fn delays_are_named() {
    let mut stored = waiting(600_000);
    let message = stored.message.as_mut().unwrap();
    message.came_at = at(180_000).as_microsecond();
    message.changed_at = at(300_000);
    let said = told(&of_stored(&stored));
    assert!(said.contains("It came 3 min after it was written"), "{said}");
    assert!(said.contains("It was recorded 2 min after it came"), "{said}");
    let said = told(&of_stored(&waiting(1000)));
    assert!(!said.contains("It came ") && !said.contains("It was recorded "), "{said}");
}

#[test]
fn dead_letters_about_it_are_named_and_others_are_not() {
    let answer = answer_to(&question());
    let other = MessageKey::new(&contact(), at(1), "other");
    let says = "A job about it is a dead letter: reply, queue replies, received 10 times, id 7: the database was away.";
    for (about, expected) in [
        (question().key.to_string(), true),
        (fingerprint(WAMID), true),
        (answer.key.to_string(), true),
        (other.to_string(), false),
    ] {
        let stored = Stored { letters: Some(vec![letter(about.clone())]), ..done(vec![answer.clone()]) };
        assert_eq!(told(&of_stored(&stored)).contains(says), expected, "{about}");
    }
    let stored = Stored { letters: None, ..done(Vec::new()) };
    assert!(told(&of_stored(&stored)).contains("The dead letters could not be read"));
}

#[test]
fn an_announced_message_and_early_statuses_say_so() {
    let announced = Stored { message: None, around: Vec::new(), ..waiting(1000) };
    assert!(told(&of_stored(&announced)).contains("announced in its conversation and not stored"));
    let early =
        Stored { message: None, statuses: statuses(&[("sent", 0)]), around: Vec::new(), ..done(Vec::new()) };
    assert!(told(&of_stored(&early)).contains("Statuses came before the message was stored"));
}

#[test]
fn a_message_without_a_record_says_what_that_can_mean() {
    let depth = Depth { visible: 3, dead: 1, ..Depth::default() };
    let nothing = || Unrecorded {
        id: fingerprint(WAMID),
        erased: false,
        looked_through: Some(12),
        kept: Vec::new(),
        statuses: StatusMap::default(),
        letters: Some(Vec::new()),
        depths: Some(vec![depth, Depth::default()]),
    };
    let story = of_unrecorded(&nothing());
    let said = told(&story);
    assert!(!story.known && said.contains("Nobody here knows this message"), "{said}");
    assert!(
        said.contains("12 that were active last") && said.contains("Queue events: 3 jobs wait"),
        "{said}"
    );

    let kept = vec![("messages".to_owned(), at(0))];
    for (unrecorded, says) in [
        (Unrecorded { kept, ..nothing() }, "WHATSAPP_PHONE_ID does not list"),
        (Unrecorded { statuses: statuses(&[("sent", 0)]), ..nothing() }, "sent it from this number"),
        (
            Unrecorded { letters: Some(vec![letter(fingerprint(WAMID))]), ..nothing() },
            "A job about it is a dead letter",
        ),
    ] {
        let story = of_unrecorded(&unrecorded);
        assert!(story.known && told(&story).contains(says), "{says}");
    }
    let ours = of_unrecorded(&Unrecorded { looked_through: None, ..nothing() });
    assert!(told(&ours).contains("nothing is stored under this id") && !ours.known);
    let erased = of_unrecorded(&Unrecorded { erased: true, depths: None, ..nothing() });
    assert!(told(&erased).contains("Its person was erased") && told(&erased).contains("could not be read"));
}

#[test]
fn words_of_others_are_not_shown_as_types() {
    let question = Message { kind: TEXT.to_owned(), ..question() };
    let answer = Message { statuses: statuses(&[(TEXT, 5000)]), ..answer_to(&question) };
    let stored = Stored { message: Some(question), ..done(vec![answer]) };
    assert!(told(&of_stored(&stored)).contains("type unknown"));
}

#[test]
fn every_reason_has_its_words() {
    // `done` is marked for each of them in turn: none may say nothing.
    for reason in [Reason::NobodyAnswered, Reason::ToolInDoubt, Reason::WindowClosed] {
        let mut stored = done(Vec::new());
        let conversation = stored.conversation.as_mut().unwrap();
        conversation.take_over(None, &Settings::default(), at(500));
        conversation.mark_for_person(reason, at(600));
        let said = told(&of_stored(&stored));
        assert!(said.contains(super::reasons::why(reason)) && said.contains(super::reasons::next(reason)));
        assert!(said.contains("a person took over, until"), "{said}");
    }
}
