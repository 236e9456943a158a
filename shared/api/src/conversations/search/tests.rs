//! What a search finds.

use relais_core::contact::{Alias, ContactId};
use relais_core::settings::Settings;
use relais_whatsapp::ids::WaId;

use super::*;

fn zoe() -> Conversation {
    let number = WaId::from("33639980001");
    let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&number));
    let mut conversation = Conversation::new(contact, Timestamp::UNIX_EPOCH);
    conversation.identity.wa_id = Some(number);
    conversation.identity.name = Some("Zoé Martin".to_owned());
    conversation.identity.username = Some("zoe_m".to_owned());
    conversation
}

fn wants(q: &str, filter: Filter, conversation: &Conversation) -> bool {
    Wanted::new(q, None, filter, None, Timestamp::UNIX_EPOCH).matches(conversation)
}

#[test]
fn names_usernames_and_numbers_are_searched() {
    for q in [
        "",
        "  ",
        "zoé",
        "ZOÉ",
        "martin",
        "mart zo",
        "zoe_",
        "zoe_m",
        "@zoe_m",
        "+33 6 39-98",
        "33639980001",
        "06 39 98",
        "0033 6 39",
        "639980",
        "+33 (0)6 39 98",
        "33 (0)6 39",
        "+33 06 39",
        "0033 06 39",
        "06.39.98",
        "6\u{2011}39\u{202f}98",
        "\u{202a}+33 6 39",
        "＋３３６３９",
        "٠٦٣٩٩٨",
        "tel:+33639",
        "zoé 33",
    ] {
        assert!(wants(q, Filter::All, &zoe()), "{q:?}");
    }
    for q in [
        "paul", "44", "oé", "9980", "zoé 44", "+", "()", "@martin", "+34 639", "06 40", "+33 (0)7", "½", "🙏",
    ] {
        assert!(!wants(q, Filter::All, &zoe()), "{q:?}");
    }
    let mut roman = zoe();
    roman.identity.wa_id = Some(WaId::from("390669812345"));
    for q in ["+39 06 698", "+39 (0)6 698", "06 698", "0039 06 69"] {
        assert!(wants(q, Filter::All, &roman), "{q:?}");
    }
}

#[test]
fn closed_conversations_are_found_by_search_and_filter() {
    let mut closed = zoe();
    closed.close(Timestamp::UNIX_EPOCH);
    assert!(!wants("", Filter::All, &closed));
    assert!(wants("zoé", Filter::All, &closed));
    assert!(wants("", Filter::On(List::Closed), &closed));
    assert!(!wants("", Filter::On(List::Closed), &zoe()));
}

#[test]
fn the_takeover_filter_leaves_out_a_takeover_that_has_ended() {
    let mut taken_over = zoe();
    taken_over.take_over(None, &Settings::default(), Timestamp::UNIX_EPOCH);
    assert!(wants("", Filter::On(List::TakenOver), &taken_over));
    let later = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(13);
    assert!(!Wanted::new("", None, Filter::On(List::TakenOver), None, later).matches(&taken_over));
    assert!(!wants("", Filter::On(List::Unread), &taken_over));
    assert!(!wants("", Filter::On(List::Waiting), &taken_over));
}
