use relais_whatsapp::ids::WaId;
use serde_json::json;

use super::*;
use crate::contact::{Alias, ContactId};

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}

fn asked() -> MessageKey {
    let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&WaId::from("33639980001")));
    MessageKey::new(&contact, at(1_800_000_000_000), "wamid.1")
}

#[test]
fn a_message_its_answer_and_the_statuses_are_one_trace() {
    let asked = asked();
    let trace = Trace::of(&asked, Direction::Inbound);
    assert_eq!(trace, Trace::of(&asked.of_answer(), Direction::Outbound));
    assert_eq!(trace, Trace::of_sent(&asked.of_answer()));
    assert_ne!(trace, Trace::of_sent(&asked), "a message of a person with this key");
    assert!(trace.id().len() == 32 && trace.id().bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn steps_hang_below_the_first_one_whoever_took_it() {
    let trace = Trace::of(&asked(), Direction::Inbound);
    let first = Span::first(trace.clone(), "receive message", at(1), at(2));
    let turn = Span::after_first(trace.clone(), "turn", at(2), at(9));
    let [chat, send] = [turn.part("chat", at(3), at(5)), turn.part("send", at(5), at(9))];
    assert_eq!((first.parent.as_deref(), turn.parent.as_ref()), (None, Some(&first.id)));
    assert_eq!([&chat.parent, &send.parent], [&Some(turn.id.clone()); 2]);
    let ids = [&first, &turn, &chat, &send].map(|span| span.id.as_str());
    assert!(ids.iter().all(|id| id.len() == 16 && ids.iter().filter(|other| *other == id).count() == 1));
    let again = Span::after_first(trace, "turn", at(10), at(12));
    assert_ne!(again.id, turn.id, "a second turn of the same message");
}

#[test]
fn the_request_is_otlp_in_json() {
    let trace = Trace::of_sent(&asked().of_answer());
    let call = Span::after_first(trace.clone(), "send message", at(1_800_000_000_500), at(1_800_000_000_750))
        .of_kind(Kind::Client)
        .with("messaging.system", Some("whatsapp"))
        .with("absent", None::<u32>)
        .with("relais.attempt", Some(2_u32))
        .failed(Some("131056".to_owned()));
    let request = request("relais", std::slice::from_ref(&call));
    let sent = &request["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
    let expected = json!({
        "traceId": trace.id(),
        "spanId": call.id,
        "parentSpanId": &trace.id()[..16],
        "name": "send message",
        "kind": 3,
        "startTimeUnixNano": "1800000000500000000",
        "endTimeUnixNano": "1800000000750000000",
        "attributes": [
            {"key": "messaging.system", "value": {"stringValue": "whatsapp"}},
            {"key": "relais.attempt", "value": {"intValue": "2"}},
            {"key": "error.type", "value": {"stringValue": "131056"}},
        ],
        "status": {"code": 2},
    });
    assert_eq!(sent, &expected);
    let service = &request["resourceSpans"][0]["resource"]["attributes"][0];
    assert_eq!(service, &json!({"key": "service.name", "value": {"stringValue": "relais"}}));
}

#[test]
fn a_step_that_another_clock_began_later_lasts_no_time() {
    let span = Span::first(Trace::of_sent(&asked()), "status", at(12), at(10));
    assert_eq!((span.began, span.ended), (at(10), at(10)));
}

/// One test, because what is collected belongs to the process.
#[test]
fn nothing_is_collected_before_it_is_asked_for_and_no_more_than_fits() {
    let span = || [Span::first(Trace::of_sent(&asked()), "status", at(1), at(2))];
    add(|| -> [Span; 1] { unreachable!("nobody collects") });
    collect();
    (0..MOST + 3).for_each(|_| add(span));
    let collected = take();
    assert_eq!((collected.spans.len(), collected.dropped), (MOST, 3));
    assert_eq!(take().spans, []);
}
