//! Assignment, labels, snoozing and pausing.

use relais_whatsapp::ids::WaId;

use super::*;
use crate::contact::Alias;
use crate::timing::PERSON_PATIENCE;

const HOUR: i64 = 3600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn somebody() -> Conversation {
    let alias = Alias::wa_id(&WaId::from("33639980001"));
    Conversation::new(ContactId::first_seen_as(&"1".into(), &alias), at(0))
}

fn writes(conversation: &mut Conversation, seconds: i64) -> MessageKey {
    let key = MessageKey::new(&conversation.contact, at(seconds), &format!("wamid.{seconds}"));
    let message = Message::new(key.clone(), Direction::Inbound, "Bonjour", at(seconds));
    conversation.receive(&message, &Identity::default(), Relevance::DeservesAnswer, at(seconds));
    key
}

fn agent_writes(conversation: &mut Conversation, seconds: i64) {
    let key = MessageKey::new(&conversation.contact, at(seconds), &format!("out.{seconds}"));
    conversation.person_wrote(&key, "Oui", "text", SentBy::Agent, &Settings::default(), at(seconds));
}

fn reason(conversation: &Conversation, seconds: i64) -> Option<Reason> {
    conversation.waits_for_person(at(seconds)).map(|needs| needs.reason)
}

fn wish(to: Option<&str>, by: Option<&str>, seen: Option<&str>) -> Assignment {
    let owned = |name: Option<&str>| name.map(str::to_owned);
    Assignment { to: owned(to), by: owned(by), seen: owned(seen), anyway: false }
}

fn owned(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

#[test]
fn a_record_without_the_fields_reads_as_before_and_is_written_without_them() {
    let before = somebody();
    let stored = serde_json::to_value(&before).unwrap();
    assert!(stored.get("team").is_none());
    assert_eq!(serde_json::from_value::<Conversation>(stored).unwrap(), before);
    let mut after = somebody();
    after.assign(&wish(Some("Anna"), None, None), at(1)).unwrap();
    after.label(&owned(&["Devis"]), &[], at(2)).unwrap();
    after.snooze(at(HOUR), at(3));
    after.noted(&["anna"], at(4));
    after.pause(Some("Ben".to_owned()), at(HOUR), at(5));
    let stored = serde_json::to_value(&after).unwrap();
    assert_eq!(serde_json::from_value::<Conversation>(stored).unwrap(), after);
    assert!(!after.blank().team.labels.iter().any(|_| true) && after.blank().team.is_empty());
}

#[test]
fn nobody_takes_a_conversation_from_a_colleague_unseen() {
    for (to, by, seen, taken) in [
        (Some("Ben"), Some("Ben"), None, false),
        (Some("Ben"), None, None, false),
        (None, Some("Ben"), None, false),
        (Some("Ben"), Some("Ben"), Some("Zoe"), false),
        (Some("Ben"), Some("Ben"), Some("Anna"), true),
        (Some("Ben"), Some("ANNA"), None, true),
        (None, Some("Anna"), None, true),
        (None, None, Some("anna"), true),
    ] {
        let mut conversation = somebody();
        conversation.assign(&wish(Some("Anna"), Some("Zoe"), None), at(1)).unwrap();
        let wish = wish(to, by, seen);
        let assigned = conversation.assign(&wish, at(2));
        assert_eq!(assigned.is_ok(), taken, "{wish:?}");
        let held = conversation.team.assigned.clone();
        if taken {
            assert_eq!(held.map(|held| held.to), to.map(str::to_owned), "{wish:?}");
        } else {
            assert_eq!(assigned.unwrap_err(), held.unwrap(), "says who has it");
            conversation.assign(&Assignment { anyway: true, ..wish }, at(3)).unwrap();
            assert_eq!(conversation.team.assigned.map(|held| held.to), to.map(str::to_owned));
        }
    }
}

#[test]
fn to_assign_it_twice_to_the_same_changes_nothing() {
    let mut conversation = somebody();
    conversation.assign(&wish(Some("Anna"), Some("Zoe"), None), at(1)).unwrap();
    let once = conversation.clone();
    conversation.assign(&wish(Some("anna"), Some("Ben"), None), at(2)).unwrap();
    assert_eq!(conversation, once);
}

#[test]
fn labels_of_two_agents_at_once_are_all_there_and_each_once() {
    let mut conversation = somebody();
    conversation.label(&owned(&["Devis"]), &[], at(1)).unwrap();
    conversation.label(&owned(&["Été", "devis"]), &[], at(2)).unwrap();
    assert_eq!(conversation.team.labels, ["Devis", "Été"]);
    let same = conversation.clone();
    conversation.label(&owned(&["ete"]), &owned(&["absent"]), at(3)).unwrap();
    assert_eq!(conversation, same, "nothing to save anew");
    conversation.label(&owned(&["VIP"]), &owned(&["DEVIS"]), at(4)).unwrap();
    assert_eq!(conversation.team.labels, ["Été", "VIP"]);
}

#[test]
fn a_conversation_has_at_most_twenty_labels() {
    let mut conversation = somebody();
    let twenty: Vec<String> = (0..20).map(|number| format!("label {number}")).collect();
    conversation.label(&twenty, &[], at(1)).unwrap();
    assert_eq!(conversation.label(&owned(&["more"]), &[], at(2)), Err(TooManyLabels));
    assert_eq!(conversation.team.labels, twenty);
    conversation.label(&owned(&["more"]), &owned(&["label 3"]), at(3)).unwrap();
    assert_eq!(conversation.team.labels.len(), 20);
    // Two joined conversations may have more. Then labels can only be removed.
    let mut other = somebody();
    other.label(&owned(&["theirs"]), &[], at(1)).unwrap();
    conversation.join_teams(&other);
    assert_eq!(conversation.team.labels.len(), 21);
    assert_eq!(conversation.label(&owned(&["again"]), &[], at(5)), Err(TooManyLabels));
    conversation.label(&[], &owned(&["theirs"]), at(5)).unwrap();
    assert_eq!(conversation.team.labels.len(), 20);
}

#[test]
fn a_label_is_one_short_line_that_can_be_seen() {
    for (written, stored) in [
        (" Devis  urgent ", Some("Devis urgent")),
        ("👩‍🍳 Cuisine", Some("👩‍🍳 Cuisine")),
        ("عميل", Some("عميل")),
        ("", None),
        ("\u{200b}", None),
        ("a\nb", None),
        ("abc\u{202e}fdp", None),
        ("\u{2066}abc", None),
        ("a\0", None),
    ] {
        assert_eq!(label(written).as_deref(), stored, "{written:?}");
    }
    assert_eq!(label(&"é".repeat(40)).unwrap().chars().count(), 40);
    assert_eq!(label(&"é".repeat(41)), None);
    assert_eq!(label(&"👍".repeat(512)), None);
    assert_eq!(name(&"a".repeat(60_000)), None);
    assert_eq!(name("anna@example.com").as_deref(), Some("anna@example.com"));
}

#[test]
fn what_is_put_aside_waits_for_a_person_when_its_time_comes() {
    let mut conversation = somebody();
    conversation.snooze(at(HOUR), at(0));
    assert_eq!((reason(&conversation, 1), reason(&conversation, HOUR - 1)), (None, None));
    assert_eq!(reason(&conversation, HOUR), Some(Reason::SnoozeEnded));
    assert_eq!(conversation.waits_for_person(at(HOUR)).unwrap().since, at(HOUR));
    assert_eq!(conversation.needs_person.unwrap().since, at(HOUR), "its entry becomes due by its own time");
    agent_writes(&mut conversation, HOUR + 1);
    assert_eq!(
        (reason(&conversation, 2 * HOUR), conversation.team.snoozed),
        (None, None),
        "a person is done"
    );
}

#[test]
fn a_snooze_hides_a_mark_and_never_loses_it() {
    let mut conversation = somebody();
    conversation.mark_for_person(Reason::HandedOver, at(0));
    conversation.snooze(at(HOUR), at(1));
    assert_eq!(reason(&conversation, 2), None);
    let hidden = conversation.clone();
    assert_eq!(reason(&conversation, HOUR), Some(Reason::HandedOver), "the first reason says more");
    conversation.wake(at(3));
    assert_eq!(reason(&conversation, 3), Some(Reason::HandedOver));
    let mut writes_again = hidden;
    writes(&mut writes_again, 5);
    assert_eq!(reason(&writes_again, 6), Some(Reason::HandedOver));
}

#[test]
fn the_customer_ends_a_snooze_and_a_later_mark_is_listed_at_its_own_time() {
    let mut conversation = somebody();
    conversation.snooze(at(HOUR), at(0));
    conversation.listed = Some(at(HOUR));
    writes(&mut conversation, 60);
    assert_eq!((conversation.team.snoozed, conversation.needs_person), (None, None));
    assert_eq!(reason(&conversation, HOUR), None, "nothing is left to come");

    for before in [0, 60] {
        let mut failed = somebody();
        failed.snooze(at(HOUR), at(before));
        failed.listed = Some(at(HOUR));
        failed.mark_for_person(Reason::SendFailed, at(before + 1));
        assert_eq!(reason(&failed, before + 1), Some(Reason::SendFailed), "it is shown at once");
        assert_eq!((failed.listed, failed.needs_person.unwrap().since), (None, at(before + 1)));
    }
}

#[test]
fn a_snooze_that_is_moved_is_listed_anew_and_one_that_is_taken_back_leaves_nothing() {
    let mut conversation = somebody();
    conversation.snooze(at(HOUR), at(0));
    conversation.listed = Some(at(HOUR));
    conversation.snooze(at(2 * HOUR), at(1));
    assert_eq!((conversation.listed, conversation.needs_person.unwrap().since), (None, at(2 * HOUR)));
    conversation.listed = Some(at(2 * HOUR));
    conversation.wake(at(2));
    assert_eq!(
        (conversation.needs_person, conversation.listed),
        (None, Some(at(2 * HOUR))),
        "the entry goes"
    );
    conversation.snooze(at(HOUR), at(3));
    conversation.close(at(4));
    assert_eq!((conversation.needs_person, conversation.team.snoozed), (None, None));
}

#[test]
fn a_person_may_write_before_and_is_still_reminded() {
    let mut conversation = somebody();
    conversation.snooze(at(HOUR), at(0));
    agent_writes(&mut conversation, 60);
    assert_eq!(reason(&conversation, HOUR - 1), None);
    assert_eq!(reason(&conversation, HOUR), Some(Reason::SnoozeEnded));
    // Nobody is reminded twice of what they put aside knowingly.
    let key = writes(&mut conversation, 120);
    assert_eq!(conversation.team.snoozed, None);
    let due = 120 + PERSON_PATIENCE.as_secs();
    let step = conversation.next_step(key.sort_key(), &Settings::default(), at(due));
    assert_eq!(step, NextStep::NobodyAnswered);
}

#[test]
fn joined_conversations_are_put_aside_only_together() {
    let mut kept = somebody();
    let other_contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&WaId::from("33639980002")));
    let mut other = Conversation::new(other_contact, at(0));
    kept.snooze(at(HOUR), at(0));
    other.snooze(at(HOUR), at(0));
    assert!(kept.shown_with(&[other.clone()]).is_snoozed(at(1)));
    writes(&mut other, 60);
    let shown = kept.shown_with(&[other.clone()]);
    assert_eq!((shown.is_snoozed(at(61)), shown.needs_person), (false, None));
    other.assign(&wish(Some("Anna"), None, None), at(70)).unwrap();
    other.label(&owned(&["VIP"]), &[], at(70)).unwrap();
    kept.take_in(&other, at(80));
    assert_eq!(kept.team.assigned.as_ref().map(|held| held.to.as_str()), Some("Anna"));
    assert_eq!((kept.team.labels.as_slice(), kept.team.snoozed), (&owned(&["VIP"])[..], None));
}

/// What people decided of one holds for both while they are joined, and after that what they decided meanwhile.
#[test]
fn what_a_join_brought_goes_when_it_is_undone() {
    let mut kept = somebody();
    let other_contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&WaId::from("33639980002")));
    let mut other = Conversation::new(other_contact, at(0));
    kept.label(&owned(&["VIP"]), &[], at(0)).unwrap();
    kept.snooze(at(HOUR), at(0));
    other.label(&owned(&["vip", "angry"]), &[], at(1)).unwrap();
    other.assign(&wish(Some("Bob"), None, None), at(1)).unwrap();
    other.noted(&["Zoe"], at(1));
    other.take_over(Some("Bob".to_owned()), &Settings::default(), at(1));
    let (own, theirs) = (kept.clone(), other.clone());
    kept.take_in(&other, at(10));
    other.join_to(&own, at(10));
    let joined = kept.clone();
    assert!(kept.is_taken_over(at(11)) && kept.mentions("Zoe") && !kept.is_snoozed(at(11)));

    kept.label(&owned(&["new"]), &owned(&["angry"]), at(20)).unwrap();
    kept.separate(&theirs.contact, at(30));
    other.separate(&own.contact, at(30));
    assert_eq!(kept.team.labels, owned(&["VIP", "new"]));
    assert_eq!((&kept.team.assigned, &kept.takeover, kept.mentions("Zoe")), (&None, &None, false));
    assert_eq!((kept.team.noted, kept.team.snoozed), (None, own.team.snoozed));
    assert_eq!(kept.needs_person, own.needs_person, "the mark for the end of the snooze");
    assert_eq!((&other.team, &other.takeover), (&theirs.team, &theirs.takeover));

    let mut changed = joined;
    changed.assign(&Assignment { anyway: true, ..wish(Some("Anna"), None, None) }, at(20)).unwrap();
    changed.take_over(Some("Anna".to_owned()), &Settings::default(), at(20));
    changed.separate(&theirs.contact, at(30));
    assert_eq!(changed.team.assigned.as_ref().map(|held| held.to.as_str()), Some("Anna"));
    assert_eq!(changed.takeover.and_then(|takeover| takeover.by).as_deref(), Some("Anna"));
}

/// The mark for the end of a snooze is not shown before that.
#[test]
fn who_is_joined_to_somebody_awake_is_awake_and_put_aside_again_after_it() {
    let kept = somebody();
    let other_contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&WaId::from("33639980002")));
    let mut other = Conversation::new(other_contact, at(0));
    other.snooze(at(HOUR), at(0));
    let theirs = other.clone();
    other.join_to(&kept, at(10));
    assert_eq!(kept.shown_with(&[other.clone()]).needs_person, None);
    other.separate(&kept.contact, at(20));
    assert_eq!((other.team, other.needs_person), (theirs.team, theirs.needs_person));
}

#[test]
fn a_pause_ends_by_itself_and_the_assistant_answers_what_waits() {
    let mut conversation = somebody();
    conversation.pause(Some("Anna".to_owned()), at(HOUR), at(0));
    let key = writes(&mut conversation, HOUR - 60);
    let step = |conversation: &Conversation, seconds: i64| {
        conversation.next_step(key.sort_key(), &Settings::default(), at(seconds))
    };
    assert_eq!(step(&conversation, HOUR - 59), NextStep::Later(at(HOUR)));
    assert_eq!(step(&conversation, HOUR), NextStep::Ask);
    conversation.hand_back(at(HOUR - 30));
    assert_eq!(step(&conversation, HOUR - 30), NextStep::Ask, "handing back ends it sooner");
}

#[test]
fn to_write_during_a_pause_keeps_its_end_but_leaves_time_to_answer() {
    let until = |conversation: &Conversation| conversation.takeover.as_ref().unwrap().until;
    let mut conversation = somebody();
    conversation.pause(Some("Anna".to_owned()), at(HOUR), at(0));
    agent_writes(&mut conversation, 60);
    assert_eq!(until(&conversation), at(HOUR));
    agent_writes(&mut conversation, HOUR - 60);
    assert_eq!(until(&conversation), at(HOUR - 60) + PERSON_PATIENCE);
    assert_eq!(conversation.takeover.as_ref().unwrap().by.as_deref(), Some("Anna"));
    conversation.take_over(None, &Settings::default(), at(HOUR));
    assert_eq!(until(&conversation), at(HOUR) + Settings::default().takeover, "a takeover without an end");
    agent_writes(&mut conversation, HOUR + 60);
    assert_eq!(until(&conversation), at(HOUR + 60) + Settings::default().takeover);
}

#[test]
fn who_is_mentioned_is_noted_until_they_open_the_conversation() {
    let mut conversation = somebody();
    conversation.noted(&["Anna", "ben", "anna"], at(1));
    conversation.noted(&["ben"], at(2));
    assert_eq!(conversation.team.mentioned, ["Anna", "ben"]);
    assert!(conversation.mentions("anna@example.com") && !conversation.mentions("annabel"));
    conversation.opened_by("zoe", at(3));
    assert_eq!(conversation.changed_at, at(2), "nothing to save");
    conversation.opened_by("ANNA@example.com", at(3));
    assert_eq!(
        (conversation.team.mentioned.as_slice(), conversation.last_activity),
        (&owned(&["ben"])[..], at(2))
    );
    let crowd: Vec<_> = (0..50).map(|number| format!("n{number}")).collect();
    conversation.noted(&crowd.iter().map(String::as_str).collect::<Vec<_>>(), at(4));
    conversation.noted(&["x".repeat(4000).as_str()], at(5));
    assert_eq!(conversation.team.mentioned.len(), 20);
    assert!(
        conversation.mentions("n49") && !conversation.mentions("n29"),
        "the newest stay, if they are names"
    );
}
