use super::*;

fn message(wa_id: &str, number: usize) -> PhoneMessage {
    PhoneMessage {
        number: "1".into(),
        wa_id: wa_id.into(),
        wamid: format!("wamid.{number}").into(),
        direction: Direction::Out,
        kind: "text".to_owned(),
        content: None,
        reply_to: None,
        text: String::new(),
        at: Timestamp::UNIX_EPOCH,
        delivered: false,
        edited: false,
        deleted: false,
    }
}

#[test]
fn messages_and_customers_are_bounded() {
    let mut phone = Phone::new();
    let (first, _) = FIRST_CUSTOMERS[0];
    for number in 0..MESSAGES_KEPT + 10 {
        phone.wrote(message(first, number));
    }
    let kept = &phone.customer(first).unwrap().messages;
    assert_eq!(kept.len(), MESSAGES_KEPT);
    assert_eq!(kept.front(), Some(&10));
    assert_eq!(phone.by_wamid.len(), MESSAGES_KEPT);
    for number in 0..CUSTOMERS_KEPT {
        phone.add(format!("Customer {number}"));
    }
    assert_eq!(phone.customers().count(), CUSTOMERS_KEPT);
    assert!(phone.customer(first).is_none());
    assert_eq!(phone.by_user_id.len(), CUSTOMERS_KEPT);
    phone.wrote(message(first, 99)); // of a dropped customer: kept in the log, but not shown
}

#[test]
fn the_window_stays_open_24_hours_after_the_last_message() {
    let mut phone = Phone::new();
    let customer = phone.add("Alex".to_owned());
    let open = |phone: &Phone, after: i64| {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(after);
        phone.customer(&customer.wa_id).unwrap().window_is_open("1", at)
    };
    assert!(!open(&phone, 0));
    phone.wrote(message(&customer.wa_id, 1));
    assert!(open(&phone, 24 * 3600 - 1));
    assert!(!open(&phone, 24 * 3600));
    let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
    phone.restore(&customer.wa_id, String::new(), "1", Some(later));
    assert!(open(&phone, 24 * 3600));
    let record = phone.customer(&customer.wa_id).unwrap();
    assert!(!record.window_is_open("2", later), "each business number has a window of its own");
}

#[test]
fn typing_ends_after_25_seconds() {
    let mut phone = Phone::new();
    let start = Timestamp::UNIX_EPOCH;
    phone.typing(FIRST_CUSTOMERS[0].0.into(), start);
    let seq = phone.seq;
    phone.end_typing(start + SignedDuration::from_secs(24));
    assert!(phone.is_typing(FIRST_CUSTOMERS[0].0));
    assert_eq!(phone.seq, seq);
    phone.end_typing(start + SignedDuration::from_secs(25));
    assert!(!phone.is_typing(FIRST_CUSTOMERS[0].0));
    assert!(phone.seq > seq);
}
