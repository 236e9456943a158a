//! Which message or conversation a job is about, so that a log line and a dead letter can be found from a message.

use relais_whatsapp::message::InboundMessage;
use relais_whatsapp::status::StatusUpdate;
use relais_whatsapp::webhook::ItemContent;

use super::{EventJob, ReplyJob, decode};
use crate::message::{MessageKey, fingerprint};

/// The key of the message that the job in a message of either queue is about; the contact, if it is about no single
/// message; or the fingerprint of the wamid, which is the last part of the message's key, if the message may not be
/// recorded yet. Nothing in it tells who the person is, so it is logged. `None`: it is about no message, or it is
/// unreadable or stored elsewhere.
pub fn about(body: &str) -> Option<String> {
    if let Ok(job) = decode::<ReplyJob>(body) {
        return match job {
            ReplyJob::Reply { contact, sort_key, .. }
            | ReplyJob::Settle { contact, sort_key, .. }
            | ReplyJob::Media { contact, sort_key, .. } => {
                MessageKey::from_reference(&contact, &sort_key).map(|key| key.to_string())
            }
            ReplyJob::Revise { contact, .. } => Some(contact.to_string()),
            ReplyJob::Draft { .. } | ReplyJob::Event(_) | ReplyJob::Push(_) => None,
        };
    }
    let EventJob::Item { item, .. } = decode::<EventJob>(body).ok()? else { return None };
    let wamid = match &item.content {
        ItemContent::Message { message, .. } => InboundMessage::parse(message).id,
        ItemContent::Status { status, .. } => {
            let status = StatusUpdate::parse(status);
            let ours = status.biz_opaque_callback_data.as_deref().and_then(MessageKey::from_callback_data);
            if let Some(key) = ours {
                return Some(key.to_string());
            }
            status.id
        }
        ItemContent::Other { .. } => None,
    };
    wamid.map(|wamid| fingerprint(wamid.as_str()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use relais_whatsapp::webhook::split;

    use super::*;
    use crate::contact::{Alias, ContactId};
    use crate::job::encode;

    fn key() -> MessageKey {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&"33639980001".into()));
        MessageKey::new(&contact, Timestamp::UNIX_EPOCH, "wamid.1")
    }

    fn about_item(content: &str) -> Option<String> {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"2"}},{content}}}}}]}}]}}"#
        );
        let [item] = split(body.as_bytes()).unwrap().try_into().unwrap();
        about(&encode(&EventJob::Item { item, came_at: 0 }).unwrap())
    }

    #[test]
    fn a_reply_job_is_about_its_message() {
        let key = key();
        let jobs =
            [ReplyJob::reply(key.contact(), &key), ReplyJob::settle(&key, None), ReplyJob::media(&key, None)];
        for job in jobs {
            assert_eq!(about(&encode(&job).unwrap()), Some(key.to_string()));
        }
    }

    #[test]
    fn an_item_is_about_its_message_without_the_number() {
        let message = r#""messages":[{"from":"33639980001","id":"wamid.1","timestamp":"0","type":"text","text":{"body":"hi"}}]"#;
        let fingerprint = about_item(message).unwrap();
        assert_eq!(key().to_string().rsplit('.').next(), Some(fingerprint.as_str()));
        let foreign = r#""statuses":[{"id":"wamid.1","status":"sent","timestamp":"1"}]"#;
        assert_eq!(about_item(foreign), Some(fingerprint));
        let ours = format!(
            r#""statuses":[{{"id":"wamid.2","status":"sent","timestamp":"1","biz_opaque_callback_data":"{}"}}]"#,
            key().to_callback_data()
        );
        assert_eq!(about_item(&ours), Some(key().to_string()));
    }

    #[test]
    fn what_is_about_no_message_says_so() {
        assert_eq!(about_item(r#""event":"X""#), None);
        for body in ["", "private words", r#"{"v":1,"job":{"stored_item":"events/1"}}"#] {
            assert_eq!(about(body), None, "{body}");
        }
    }
}
