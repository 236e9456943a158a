//! Old messages of one thread, from the webhook field `history`. Meta shares them once, when a business connects the
//! number of its phone app.
//!
//! Source: Meta, "Onboarding WhatsApp Business app users" (2026).

use serde_json::value::RawValue;

use crate::ids::{UserId, WaId};
use crate::lenient::{self, Fields, Object, elements};
use crate::status::StatusName;

/// The messages of one thread.
#[derive(Debug)]
pub struct Thread {
    /// The customer's number.
    pub wa_id: Option<WaId>,
    /// The customer's user id.
    pub user_id: Option<UserId>,
    /// The messages, as Meta sent them.
    pub messages: Vec<OldMessage>,
}

/// A message of a thread.
pub struct OldMessage {
    /// For [`InboundMessage::parse`](crate::InboundMessage::parse).
    pub raw: Box<RawValue>,
    /// How far it came, if it is one of the business.
    pub status: Option<StatusName>,
}

impl Thread {
    /// Reads the value of an item of field `history`. `None`: it is no thread, or one of a group.
    pub fn read(value: &RawValue) -> Option<Self> {
        let thread = Object::parse(value.get())?.get("thread")?;
        let thread = Object::parse(thread.get())?;
        let context = thread.get("context").map(lenient::value).unwrap_or_default();
        let (wa_id, user_id) = Fields::of(&context).person("wa_id", "user_id");
        let id = thread.get("id").and_then(lenient::text);
        let is_number = |id: &String| id.len() <= 15 && id.bytes().all(|byte| byte.is_ascii_digit());
        let by_id = id.clone().filter(is_number).map(WaId::from);
        let by_user_id = id.filter(|id| UserId::is_well_formed(id)).map(UserId::from);
        let (wa_id, user_id) = (wa_id.or(by_id), user_id.or(by_user_id));
        if wa_id.is_none() && user_id.is_none() {
            return None;
        }
        let messages = thread.all("messages").flat_map(elements).filter(|raw| raw.get().starts_with('{'));
        Some(Self { wa_id, user_id, messages: messages.map(OldMessage::read).collect() })
    }
}

impl OldMessage {
    fn read(raw: &RawValue) -> Self {
        let value = lenient::value(raw);
        let status = Fields::of(&value).object("history_context").text("status");
        let status = status.and_then(|status| match status.to_ascii_uppercase().as_str() {
            "SENT" | "PENDING" => Some(StatusName::Sent),
            "DELIVERED" => Some(StatusName::Delivered),
            "READ" => Some(StatusName::Read),
            "PLAYED" => Some(StatusName::Played),
            "ERROR" | "FAILED" => Some(StatusName::Failed),
            _ => None,
        });
        Self { raw: raw.to_owned(), status }
    }
}

/// Shows the size only, because the JSON contains what people wrote.
impl std::fmt::Debug for OldMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OldMessage({} bytes)", self.raw.get().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Thread> {
        Thread::read(&RawValue::from_string(json.to_owned()).unwrap())
    }

    #[test]
    fn a_thread_names_its_customer_and_how_far_each_message_came() {
        let thread = read(
            r#"{"metadata":{"phase":0},"thread":{"id":"33639980001","messages":[
                {"from":"33199000001","id":"wamid.1","history_context":{"status":"READ"}},
                {"from":"33639980001","id":"wamid.2","history_context":{"status":"NEW"}}, 7]}}"#,
        )
        .unwrap();
        assert_eq!((thread.wa_id, thread.user_id), (Some("33639980001".into()), None));
        let statuses: Vec<_> = thread.messages.into_iter().map(|message| message.status).collect();
        assert_eq!(statuses, [Some(StatusName::Read), None]);
        let context = r#"{"thread":{"id":"x","context":{"user_id":"FR.1"},"messages":[]}}"#;
        assert_eq!(read(context).unwrap().user_id, Some("FR.1".into()));
    }

    #[test]
    fn what_is_no_thread_of_a_person_is_none() {
        for json in ["7", "{}", r#"{"thread":7}"#, r#"{"thread":{"id":"120363-group@g.us","messages":[]}}"#] {
            assert!(read(json).is_none(), "{json}");
        }
    }
}
