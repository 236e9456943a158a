//! Changed user ids, from the webhook field `user_id_update`.

use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::{
    ids::{UserId, WaId},
    lenient::{self, Fields},
};

/// A person has another user id from this time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserIdUpdate {
    /// The person's number, which may be the new one.
    pub wa_id: Option<WaId>,
    /// The former user id.
    pub previous: Option<UserId>,
    /// The new user id.
    pub current: Option<UserId>,
    /// The former user id across linked businesses.
    pub previous_parent: Option<UserId>,
    /// The new user id across linked businesses.
    pub current_parent: Option<UserId>,
    /// When it changed, by Meta's clock.
    pub timestamp: Option<Timestamp>,
}

impl UserIdUpdate {
    /// The changes in the value of an item of field `user_id_update`.
    pub fn list(value: &RawValue) -> Vec<Self> {
        let value = lenient::value(value);
        Fields::of(&value).objects("user_id_update").map(Self::read).collect()
    }

    fn read(update: Fields<'_>) -> Self {
        let [user, parent] = ["user_id", "parent_user_id"].map(|key| update.object(key));
        Self {
            wa_id: update.person("wa_id", "").0,
            previous: user.person_id("previous"),
            current: user.person_id("current"),
            previous_parent: parent.person_id("previous"),
            current_parent: parent.person_id("current"),
            timestamp: update.timestamp("timestamp"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_names_both_ids() {
        let json = r#"{"user_id_update":[{"wa_id":"33639980001","user_id":{"previous":"FR.1","current":"FR.2"},
            "parent_user_id":{"previous":"FR.ENT.1","current":"FR.ENT.2"},"timestamp":"1800000000"}]}"#;
        let [update] = UserIdUpdate::list(&RawValue::from_string(json.into()).unwrap()).try_into().unwrap();
        assert_eq!((update.previous, update.current), (Some("FR.1".into()), Some("FR.2".into())));
        assert_eq!(update.previous_parent, Some("FR.ENT.1".into()));
        assert_eq!(update.wa_id, Some("33639980001".into()));
        assert!(update.timestamp.is_some());
    }
}
