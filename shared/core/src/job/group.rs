//! Whose job a queue message is, so that one customer's flood does not delay the others.
//!
//! SQS calls it the message group of a standard queue: when one group takes more than its share of the workers, messages of
//! the others are received first. It neither orders nor limits anything. The group is computed from the job itself, so a
//! redriven job has the same one.

use relais_whatsapp::ids::{UserId, WaId};
use relais_whatsapp::message::InboundMessage;
use relais_whatsapp::webhook::{Item, ItemContent, Origin};

use super::{EventJob, ReplyJob, decode};
use crate::message::fingerprint;

/// The events for businesses' own systems, which may be slow.
const EVENTS: &str = "events";

/// The messages to browsers' push services, which may be slow too.
const PUSHES: &str = "pushes";

/// The group of the job in a message of either queue: letters and digits, and nothing by which a person is known outside.
/// `None`: the job delays nobody, and nobody's flood may delay it.
pub fn group(body: &str) -> Option<String> {
    if let Ok(job) = decode::<ReplyJob>(body) {
        return match job {
            ReplyJob::Reply { contact, .. }
            | ReplyJob::Settle { contact, .. }
            | ReplyJob::Revise { contact, .. }
            | ReplyJob::Media { contact, .. } => Some(contact.as_str().to_owned()),
            // A person waits for it.
            ReplyJob::Draft { .. } => None,
            ReplyJob::Event(_) => Some(EVENTS.to_owned()),
            ReplyJob::Push(_) => Some(PUSHES.to_owned()),
        };
    }
    match decode::<EventJob>(body).ok()? {
        EventJob::Item { item, .. } => of_item(&item),
        EventJob::StoredItem(_) => None,
    }
}

fn of_item(item: &Item) -> Option<String> {
    // A status is not delayed: one that is late may have a message sent twice. There are three for each of our messages.
    let ItemContent::Message { message, .. } = &item.content else { return None };
    let whose = match item.origin() {
        Origin::Messages | Origin::Standby => {
            let message = InboundMessage::parse(message);
            let number = message.from.as_ref().map(WaId::as_str);
            number.or_else(|| message.from_user_id.as_ref().map(UserId::as_str))?.to_owned()
        }
        // Six months of all customers at once, or what the phone app sends: they are the business number's.
        Origin::Echo | Origin::History | Origin::Other => item.field.clone(),
    };
    let business = item.phone_number_id.as_ref().map_or("", |number| number.as_str());
    Some(fingerprint(&format!("{business}/{whose}")))
}

#[cfg(test)]
mod tests {
    use relais_whatsapp::webhook::split;

    use super::*;
    use crate::contact::{Alias, ContactId};
    use crate::events::{Event, EventType};
    use crate::job::encode;
    use crate::message::MessageKey;

    fn items(field: &str, business: &str, content: &str) -> Vec<String> {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"{field}","value":{{"metadata":{{"phone_number_id":"{business}"}},{content}}}}}]}}]}}"#
        );
        let jobs =
            split(body.as_bytes()).unwrap().into_iter().map(|item| EventJob::Item { item, came_at: 0 });
        jobs.map(|job| encode(&job).unwrap()).collect()
    }

    fn group_of(field: &str, business: &str, content: &str) -> Option<String> {
        let [body] = items(field, business, content).try_into().unwrap();
        group(&body)
    }

    fn message(from: &str, id: &str) -> String {
        format!(
            r#""messages":[{{"from":"{from}","id":"{id}","timestamp":"1800000000","type":"text","text":{{"body":"hi"}}}}]"#
        )
    }

    #[test]
    fn one_customer_at_one_number_is_a_group() {
        let of = |business, from, id| group_of("messages", business, &message(from, id)).unwrap();
        let first = of("2", "33639980001", "wamid.1");
        assert_eq!(first, of("2", "33639980001", "wamid.2"));
        assert_ne!(first, of("2", "33639980002", "wamid.1"));
        assert_ne!(first, of("3", "33639980001", "wamid.1"));
    }

    #[test]
    fn what_the_phone_app_sent_is_the_numbers() {
        let echo = |business, to| {
            let echoes = format!(
                r#""message_echoes":[{{"from":"1","to":"{to}","id":"w.{to}","timestamp":"1","type":"text"}}]"#
            );
            group_of("smb_message_echoes", business, &echoes).unwrap()
        };
        assert_eq!(echo("2", "33639980001"), echo("2", "33639980002"));
        assert_ne!(echo("2", "33639980001"), echo("3", "33639980001"));
    }

    #[test]
    fn statuses_and_what_is_nobodys_have_none() {
        let status =
            r#""statuses":[{"id":"wamid.1","status":"sent","timestamp":"1","recipient_id":"33639980001"}]"#;
        assert_eq!(group_of("messages", "2", status), None);
        assert_eq!(group_of("account_update", "2", r#""event":"X""#), None);
        for body in [
            "",
            "no job",
            r#"{"v":1,"job":{"stored_item":"events/1"}}"#,
            r#"{"v":1,"job":{"draft":{"id":"d"}}}"#,
        ] {
            assert_eq!(group(body), None, "{body}");
        }
    }

    #[test]
    fn a_reply_is_the_conversations_and_an_event_is_among_the_events() {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        let key = MessageKey::new(&contact, jiff::Timestamp::UNIX_EPOCH, "wamid.1");
        for job in
            [ReplyJob::reply(&contact, &key), ReplyJob::settle(&key, None), ReplyJob::media(&key, None)]
        {
            assert_eq!(group(&encode(&job).unwrap()).as_deref(), Some(contact.as_str()));
        }
        let event = Event::of_message(EventType::MessageSent, &key, jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(group(&encode(&ReplyJob::Event(event)).unwrap()).as_deref(), Some(EVENTS));
    }

    #[test]
    fn no_group_holds_a_number_and_sqs_takes_each() {
        for body in items("messages", "2", &message("33639980001", "wamid.1")) {
            let group = group(&body).unwrap();
            assert!(!group.contains("33639980001"));
            assert!(group.len() <= 128 && group.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{group}");
        }
    }
}
