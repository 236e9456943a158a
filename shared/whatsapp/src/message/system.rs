//! Notices of WhatsApp about a customer.

use crate::{
    ids::{UserId, WaId},
    lenient::Fields,
};

/// A change of a customer's number, user id or identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct System {
    /// `user_changed_number`, `user_changed_user_id` or `customer_identity_changed`.
    pub kind: Option<String>,
    /// The change as a text, with both ids.
    pub body: Option<String>,
    /// The new number.
    pub wa_id: Option<WaId>,
    /// The new user id.
    pub user_id: Option<UserId>,
    /// The former user id.
    pub previous_user_id: Option<UserId>,
    /// The former user id across linked businesses.
    pub previous_parent_user_id: Option<UserId>,
    /// The new user id across linked businesses.
    pub parent_user_id: Option<UserId>,
    /// The hash of the new identity.
    pub identity_hash: Option<String>,
}

impl System {
    pub(super) fn read(part: Fields<'_>, identity: Fields<'_>) -> Self {
        let (wa_id, user_id) = part.person("wa_id", "user_id");
        Self {
            kind: part.text("type"),
            body: part.text("body"),
            wa_id: wa_id.or_else(|| part.person_id("new_wa_id")),
            user_id,
            previous_user_id: part.person_id("previous_user_id"),
            previous_parent_user_id: part.person_id("previous_parent_user_id"),
            parent_user_id: part.person_id("parent_user_id"),
            identity_hash: identity.text("hash").or_else(|| part.text("identity")),
        }
    }
}
