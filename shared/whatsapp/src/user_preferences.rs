//! What people set about a business's messages in WhatsApp, from the webhook field `user_preferences`.
//!
//! Source: Meta, "`user_preferences` webhook reference" (2026). Meta sends it when somebody stops or resumes marketing
//! messages, and when somebody signs up for them by a link.

use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::{
    ids::{UserId, WaId},
    lenient::{self, Fields},
};

/// A person no longer wants the business's marketing messages, or wants them again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketingPreference {
    /// The person's number.
    pub wa_id: Option<WaId>,
    /// The person's user id.
    pub user_id: Option<UserId>,
    /// Whether the person stopped them.
    pub stopped: bool,
    /// When, by Meta's clock.
    pub timestamp: Option<Timestamp>,
}

impl MarketingPreference {
    /// The preferences about marketing messages in the value of an item of field `user_preferences`. Others, and values
    /// that are not known, are left out.
    pub fn list(value: &RawValue) -> Vec<Self> {
        let value = lenient::value(value);
        let fields = Fields::of(&value);
        let mut contacts = fields.objects("contacts");
        // The preference itself may lack the user id. It stands beside it, if the item is about one person.
        let alone = contacts.next().filter(|_| contacts.next().is_none());
        let is_one = fields.objects("user_preferences").count() == 1;
        fields
            .objects("user_preferences")
            .filter_map(|preference| Self::read(preference, alone.filter(|_| is_one)))
            .collect()
    }

    fn read(preference: Fields<'_>, contact: Option<Fields<'_>>) -> Option<Self> {
        if preference.text("category").as_deref() != Some("marketing_messages") {
            return None;
        }
        let stopped = match preference.text("value")?.as_str() {
            "stop" => true,
            "resume" | "signup" => false,
            _ => return None,
        };
        let (mut wa_id, mut user_id) = preference.person("wa_id", "user_id");
        if let Some(contact) = contact {
            let (number, user) = contact.person("wa_id", "user_id");
            wa_id = wa_id.or(number);
            user_id = user_id.or(user);
        }
        Some(Self { wa_id, user_id, stopped, timestamp: preference.timestamp("timestamp") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(json: &str) -> Vec<MarketingPreference> {
        MarketingPreference::list(&RawValue::from_string(json.to_owned()).unwrap())
    }

    #[test]
    fn a_preference_names_the_person_the_wish_and_the_time() {
        for (value, stopped) in [("stop", true), ("resume", false), ("signup", false)] {
            let json = format!(
                r#"{{"contacts":[{{"profile":{{"name":"N"}},"wa_id":"33639980001","user_id":"FR.1"}}],
                "user_preferences":[{{"wa_id":"33639980001","detail":"d","category":"marketing_messages",
                "value":"{value}","timestamp":1800000000}}]}}"#
            );
            let [preference] = list(&json).try_into().unwrap();
            assert_eq!(preference.wa_id, Some("33639980001".into()));
            assert_eq!(preference.user_id, Some("FR.1".into()));
            assert_eq!(preference.stopped, stopped, "{value}");
            assert_eq!(preference.timestamp.unwrap().as_second(), 1_800_000_000);
        }
    }

    #[test]
    fn each_of_several_people_has_their_own_ids_only() {
        let json = r#"{"contacts":[{"wa_id":"1","user_id":"FR.1"}],"user_preferences":[
            {"wa_id":"33639980001","category":"marketing_messages","value":"stop"},
            {"user_id":"FR.2","category":"marketing_messages","value":"resume"}]}"#;
        let [one, other] = list(json).try_into().unwrap();
        assert_eq!((one.wa_id, one.user_id), (Some("33639980001".into()), None));
        assert_eq!((other.wa_id, other.user_id), (None, Some("FR.2".into())));
    }

    #[test]
    fn what_is_not_about_marketing_or_not_known_is_left_out() {
        for json in [
            "null",
            "[]",
            "{}",
            r#"{"user_preferences":null}"#,
            r#"{"user_preferences":[null,1,{}]}"#,
            r#"{"user_preferences":[{"wa_id":"1","category":"other","value":"stop"}]}"#,
            r#"{"user_preferences":[{"wa_id":"1","category":"marketing_messages","value":"pause"}]}"#,
            r#"{"user_preferences":[{"wa_id":"1","category":"marketing_messages"}]}"#,
        ] {
            assert_eq!(list(json), [], "{json}");
        }
    }
}
