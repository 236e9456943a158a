//! What each event begins and ends.

use super::*;
use crate::Language;

/// The topic, the subject, and the matter's code or `ends`.
fn read(field: &str, json: &str) -> Option<(&'static str, String, &'static str)> {
    let event = AccountEvent::read(field, &RawValue::from_string(json.to_owned()).unwrap())?;
    let change = match event.change {
        Change::Begins { matter, .. } => matter.code(),
        Change::Ends => "ends",
    };
    Some((event.topic.as_str(), event.subject, change))
}

fn detail(field: &str, json: &str) -> Option<String> {
    match AccountEvent::read(field, &RawValue::from_string(json.to_owned()).unwrap())?.change {
        Change::Begins { detail, .. } => detail,
        Change::Ends => None,
    }
}

#[test]
fn every_documented_event_of_a_template() {
    let event = |event: &str| {
        let json = format!(
            r#"{{"event":"{event}","message_template_name":"promo","message_template_language":"fr","reason":"NONE"}}"#
        );
        read("message_template_status_update", &json)
    };
    for (name, change) in [
        ("REJECTED", "template_rejected"),
        ("PAUSED", "template_paused"),
        ("DISABLED", "template_disabled"),
        ("FLAGGED", "template_flagged"),
        ("LIMIT_EXCEEDED", "template_limit"),
        ("APPROVED", "ends"),
        ("REINSTATED", "ends"),
        ("PENDING", "ends"),
        ("DELETED", "ends"),
        ("PENDING_DELETION", "ends"),
        ("ARCHIVED", "ends"),
    ] {
        assert_eq!(event(name), Some(("template_status", "promo (fr)".to_owned(), change)), "{name}");
    }
    assert_eq!((event("LOCKED"), event("NEVER_HEARD_OF")), (None, None));
}

#[test]
fn a_quality_comes_in_either_field() {
    for field in ["message_template_quality_update", "message_template_status_update"] {
        let quality = |score: &str| {
            read(field, &format!(r#"{{"new_quality_score":"{score}","message_template_name":"promo"}}"#))
        };
        let expected = |change| Some(("template_quality", "promo".to_owned(), change));
        assert_eq!(quality("RED"), expected("template_quality_low"));
        assert_eq!(quality("YELLOW"), expected("template_quality_medium"));
        assert_eq!(quality("GREEN"), expected("ends"));
    }
}

#[test]
fn a_category_is_announced_or_changed() {
    let field = "template_category_update";
    let code = |json| read(field, json).map(|(_, _, code)| code);
    assert_eq!(
        code(r#"{"new_category":"MARKETING","previous_category":"UTILITY"}"#),
        Some("template_category_changed")
    );
    let announced = r#"{"new_category":"UTILITY","correct_category":"MARKETING"}"#;
    assert_eq!(code(announced), Some("template_category_will_change"));
    assert_eq!(detail(field, announced).as_deref(), Some("MARKETING"));
}

#[test]
fn every_event_of_a_number() {
    let number = "+33199000001";
    let cases = [
        (
            "phone_number_quality_update",
            r#""event":"FLAGGED","current_limit":"TIER_1K""#,
            "number_quality",
            "number_quality_low",
        ),
        ("phone_number_quality_update", r#""event":"UNFLAGGED""#, "number_quality", "ends"),
        ("phone_number_quality_update", r#""event":"DOWNGRADE""#, "number_limit", "number_limit_lowered"),
        ("phone_number_quality_update", r#""event":"UPGRADE""#, "number_limit", "ends"),
        ("phone_number_name_update", r#""decision":"REJECTED""#, "number_name", "name_rejected"),
        (
            "phone_number_name_update",
            r#""decision":"APPROVED","rejection_reason":null"#,
            "number_name",
            "ends",
        ),
        ("business_username_update", r#""status":"deleted","username":"shop""#, "username", "username_lost"),
        ("business_username_updates", r#""status":"approved""#, "username", "ends"),
        ("phone_number_username_update", r#""status":"approved""#, "username", "ends"),
        ("security", r#""event":"PIN_CHANGED""#, "pin", "pin_changed"),
        ("security", r#""event":"PIN_RESET_REQUEST","requester":"1""#, "pin", "pin_reset_requested"),
    ];
    for (field, rest, topic, change) in cases {
        let json = format!(r#"{{"display_phone_number":"33199000001",{rest}}}"#);
        assert_eq!(read(field, &json), Some((topic, number.to_owned(), change)), "{field} {rest}");
    }
    assert_eq!(read("phone_number_quality_update", r#"{"event":"THROUGHPUT_UPGRADE"}"#), None);
    assert_eq!(read("business_username_update", r#"{"status":"reserved"}"#), None);
}

#[test]
fn every_event_of_the_account() {
    let cases = [
        (
            "account_update",
            r#"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}"#,
            "ban",
            "account_disabled",
        ),
        (
            "account_update",
            r#"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":["SCHEDULE_FOR_DISABLE"]}}"#,
            "ban",
            "account_will_be_disabled",
        ),
        (
            "account_update",
            r#"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}"#,
            "ban",
            "ends",
        ),
        ("account_update", r#"{"event":"ACCOUNT_RESTRICTION","restriction_info":[]}"#, "restriction", "ends"),
        (
            "account_update",
            r#"{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"SCAM"}}"#,
            "violation",
            "account_violation",
        ),
        ("account_update", r#"{"event":"ACCOUNT_DELETED"}"#, "connection", "account_deleted"),
        ("account_update", r#"{"event":"ACCOUNT_OFFBOARDED"}"#, "connection", "account_disconnected"),
        ("account_update", r#"{"event":"PARTNER_APP_UNINSTALLED"}"#, "connection", "account_disconnected"),
        ("account_update", r#"{"event":"ACCOUNT_RECONNECTED"}"#, "connection", "ends"),
        ("account_review_update", r#"{"decision":"REJECTED"}"#, "review", "account_review_rejected"),
        ("account_review_update", r#"{"decision":"APPROVED"}"#, "review", "ends"),
        ("business_capability_update", r#"{"max_daily_conversation_per_phone":250}"#, "limit", "low_limit"),
        ("business_capability_update", r#"{"max_daily_conversations_per_business":2000}"#, "limit", "ends"),
        (
            "business_capability_update",
            r#"{"max_daily_conversations_per_business":"TIER_2K"}"#,
            "limit",
            "ends",
        ),
        ("business_capability_update", r#"{"max_daily_conversation_per_phone":-1}"#, "limit", "ends"),
    ];
    for (field, json, topic, change) in cases {
        assert_eq!(read(field, json), Some((topic, String::new(), change)), "{json}");
    }
    for json in [r#"{"event":"MM_LITE_TERMS_SIGNED"}"#, r#"{"event":7}"#, "7", "[]", "{}"] {
        assert_eq!(read("account_update", json), None, "{json}");
    }
}

#[test]
fn a_restriction_ends_when_the_last_of_its_parts_does() {
    let json = r#"{"event":"ACCOUNT_RESTRICTION","restriction_info":[
        {"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":1800000000},
        {"restriction_type":"RESTRICTED_ADD_PHONE_NUMBER_ACTION","expiration":"1800009000"}]}"#;
    let event =
        AccountEvent::read("account_update", &RawValue::from_string(json.to_owned()).unwrap()).unwrap();
    let Change::Begins { matter, detail, until } = event.change else { panic!("it begins") };
    assert_eq!((matter, until.unwrap().as_second()), (Matter::AccountRestricted, 1_800_009_000));
    assert!(detail.unwrap().contains("RESTRICTED_ADD_PHONE_NUMBER_ACTION"));
}

#[test]
fn alerts_come_flat_and_nested() {
    let flat = r#"{"alert_severity":"CRITICAL","alert_status":"ACTIVE","alert_type":"LIMIT","alert_description":"Why"}"#;
    let nested = format!(r#"{{"entity_type":"WABA","alert_info":{flat}}}"#);
    for json in [flat, &nested] {
        assert_eq!(read("account_alerts", json), Some(("alert", "LIMIT".to_owned(), "account_alert")));
        assert_eq!(detail("account_alerts", json).as_deref(), Some("Why"));
    }
    let informs = r#"{"alert_severity":"INFORMATIONAL","alert_status":"NONE","alert_type":"OBA_APPROVED"}"#;
    assert_eq!(read("account_alerts", informs), None);
    let over = r#"{"alert_severity":"CRITICAL","alert_status":"RESOLVED","alert_type":"LIMIT"}"#;
    assert_eq!(read("account_alerts", over), Some(("alert", "LIMIT".to_owned(), "ends")));
}

#[test]
fn long_words_of_metas_are_cut() {
    let json = format!(
        r#"{{"event":"REJECTED","message_template_name":"{}","reason":"{}"}}"#,
        "n".repeat(600),
        "r".repeat(900)
    );
    let (_, subject, _) = read("message_template_status_update", &json).unwrap();
    assert_eq!(subject.chars().count(), 121);
    assert_eq!(detail("message_template_status_update", &json).unwrap().len(), LONGEST_DETAIL);
}

#[test]
fn every_matter_has_its_own_code_and_both_languages() {
    let codes: std::collections::BTreeSet<_> = Matter::ALL.iter().map(|matter| matter.code()).collect();
    assert_eq!(codes.len(), Matter::ALL.len());
    for matter in Matter::ALL {
        assert_eq!(Matter::of_code(matter.code()), Some(*matter));
        let (en, fr) = (matter.text("X", Language::En), matter.text("X", Language::Fr));
        assert_ne!(en, fr);
        assert_ne!(matter.advice(Language::En), matter.advice(Language::Fr));
        for text in [en.as_str(), &fr, matter.advice(Language::En), matter.advice(Language::Fr)] {
            assert!(text.ends_with('.') && !text.contains("{}"), "{text}");
        }
        assert!((7..=90).contains(&(matter.lasts().as_hours() / 24)));
    }
}
