//! Calls, from the webhook field `calls`.

use jiff::Timestamp;
use serde_json::{json, value::RawValue};

use crate::{
    ids::{UserId, WaId},
    lenient::{self, Fields},
};

/// A call that a customer made to the business number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Meta's id of the call.
    pub id: Option<String>,
    /// The customer's profile name, if the event is about one person.
    pub name: Option<String>,
    /// The customer's number.
    pub from: Option<WaId>,
    /// The customer's user id.
    pub from_user_id: Option<UserId>,
    /// The customer's user id across linked businesses.
    pub from_parent_user_id: Option<UserId>,
    /// When it was made, by Meta's clock. At the end of a call that nobody answered: when it ended.
    pub timestamp: Timestamp,
    /// It has ended, and nobody had answered it.
    pub missed: bool,
}

impl Call {
    /// The calls in the value of an item of field `calls` that customers made. Calls by the business, events at the end
    /// of an answered call and calls without a time are left out.
    ///
    /// Nothing in a call's beginning says whether somebody will answer. The event at its end (`terminate`) has a
    /// `duration` in seconds if somebody did (Meta, "Calling API webhooks").
    pub fn list(value: &RawValue) -> Vec<Self> {
        let value = lenient::value(value);
        let fields = Fields::of(&value);
        let mut contacts = fields.objects("contacts");
        let alone = contacts.next().filter(|_| contacts.next().is_none());
        let name = alone.and_then(|contact| contact.object("profile").text("name"));
        fields.objects("calls").filter_map(|call| Self::read(call, name.clone())).collect()
    }

    /// The call as a message of a thread, in the form of a webhook's message.
    pub fn to_message(&self) -> String {
        let status = if self.missed { "missed" } else { "answered" };
        json!({
            "type": "call",
            "timestamp": self.timestamp.as_second().to_string(),
            "call": {"id": self.id, "direction": "USER_INITIATED", "status": status},
        })
        .to_string()
    }

    fn read(call: Fields<'_>, name: Option<String>) -> Option<Self> {
        let by_customer = call.text("direction").as_deref() == Some("USER_INITIATED");
        let ended = call.text("event").as_deref() == Some("terminate");
        let lasted = call.text("duration").and_then(|seconds| seconds.parse::<f64>().ok());
        let missed = ended && lasted.is_none_or(|seconds| seconds <= 0.0);
        let (from, from_user_id) = call.person("from", "from_user_id");
        (by_customer && (missed || !ended)).then_some(())?;
        Some(Self {
            id: call.id("id"),
            name,
            from,
            from_user_id,
            from_parent_user_id: call.person_id("from_parent_user_id"),
            timestamp: call.timestamp("timestamp")?,
            missed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_that_a_customer_begins_or_that_nobody_answered_count() {
        let call = |direction: &str, event: &str| {
            let json = format!(
                r#"{{"calls":[{{"from":"33639980001","to":"33199000001","event":"{event}","direction":"{direction}","timestamp":"1800000000"}}]}}"#
            );
            Call::list(&RawValue::from_string(json).unwrap()).len()
        };
        assert_eq!(call("USER_INITIATED", "connect"), 1);
        assert_eq!(call("USER_INITIATED", "call_created"), 1);
        assert_eq!(call("BUSINESS_INITIATED", "connect"), 0);
        let ended = |duration: &str| {
            let json = format!(
                r#"{{"calls":[{{"from":"33639980001","event":"terminate","direction":"USER_INITIATED","timestamp":"1800000000"{duration}}}]}}"#
            );
            Call::list(&RawValue::from_string(json).unwrap())
                .iter()
                .map(|call| call.missed)
                .collect::<Vec<_>>()
        };
        assert_eq!(ended(""), [true]);
        assert_eq!(ended(r#","duration":0"#), [true]);
        assert_eq!(ended(r#","duration":"42""#), [false; 0], "somebody answered it");
        assert_eq!(ended(r#","duration":42"#), [false; 0], "somebody answered it");
        assert!(Call::list(&RawValue::from_string(r#"{"calls":7}"#.into()).unwrap()).is_empty());
    }
}
