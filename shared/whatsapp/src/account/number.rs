//! Events about the business numbers.

use super::{AccountEvent, Matter, Topic, short, word};
use crate::lenient::Fields;

/// `phone_number_quality_update`
pub(super) fn quality(fields: Fields<'_>) -> Option<AccountEvent> {
    let limit = fields.text("current_limit").or_else(|| fields.text("max_daily_conversations_per_business"));
    match word(fields, "event").as_str() {
        "FLAGGED" => {
            Some(AccountEvent::begins(Topic::NumberQuality, subject(fields), Matter::NumberFlagged, limit))
        }
        "UNFLAGGED" => Some(AccountEvent::ends(Topic::NumberQuality, subject(fields))),
        "DOWNGRADE" => {
            Some(AccountEvent::begins(Topic::NumberLimit, subject(fields), Matter::NumberDowngraded, limit))
        }
        "UPGRADE" => Some(AccountEvent::ends(Topic::NumberLimit, subject(fields))),
        _ => None,
    }
}

/// `phone_number_name_update`
pub(super) fn name(fields: Fields<'_>) -> Option<AccountEvent> {
    let reason = fields.text("rejection_reason").filter(|reason| reason != "NONE");
    match word(fields, "decision").as_str() {
        "REJECTED" | "DECLINED" => {
            Some(AccountEvent::begins(Topic::NumberName, subject(fields), Matter::NameRejected, reason))
        }
        "APPROVED" => Some(AccountEvent::ends(Topic::NumberName, subject(fields))),
        _ => None,
    }
}

/// `business_username_update` and its other names.
pub(super) fn username(fields: Fields<'_>) -> Option<AccountEvent> {
    let name = fields.text("username").or_else(|| fields.text("requested_username"));
    match word(fields, "status").as_str() {
        "DELETED" | "REJECTED" | "DECLINED" => {
            Some(AccountEvent::begins(Topic::Username, subject(fields), Matter::UsernameLost, name))
        }
        "APPROVED" => Some(AccountEvent::ends(Topic::Username, subject(fields))),
        _ => None,
    }
}

/// `security`: the PIN of two-step verification. Who asks for it can take the number away.
pub(super) fn pin(fields: Fields<'_>) -> Option<AccountEvent> {
    let matter = match word(fields, "event").as_str() {
        "PIN_CHANGED" | "PIN_RESET_SUCCESS" => Matter::PinChanged,
        "PIN_RESET_REQUEST" => Matter::PinResetRequested,
        _ => return None,
    };
    Some(AccountEvent::begins(Topic::Pin, subject(fields), matter, None))
}

/// The number as people write it.
fn subject(fields: Fields<'_>) -> String {
    let number = fields.text("display_phone_number").or_else(|| fields.text("phone_number"));
    let number = short(number.unwrap_or_default());
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("+{number}")
    } else {
        number
    }
}
