//! Events about the account itself.

use jiff::Timestamp;

use super::{AccountEvent, Change, Matter, Topic, word};
use crate::lenient::Fields;

/// The limit that a new account begins with: so many people may be written to first in 24 hours.
const LOWEST_LIMIT: i64 = 250;

/// `account_update`. Its events are an open set.
pub(super) fn read(fields: Fields<'_>) -> Option<AccountEvent> {
    match word(fields, "event").as_str() {
        "DISABLED_UPDATE" | "ACCOUNT_DISABLED" | "VERIFIED_ACCOUNT" => ban(fields),
        "ACCOUNT_RESTRICTION" => Some(restriction(fields)),
        "ACCOUNT_VIOLATION" => {
            let violation = fields.object("violation_info").text("violation_type");
            Some(AccountEvent::begins(Topic::Violation, "", Matter::AccountViolation, violation))
        }
        "ACCOUNT_DELETED" => Some(AccountEvent::begins(Topic::Connection, "", Matter::AccountDeleted, None)),
        "ACCOUNT_OFFBOARDED" | "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" => {
            Some(AccountEvent::begins(Topic::Connection, "", Matter::AccountDisconnected, None))
        }
        "ACCOUNT_RECONNECTED" | "PARTNER_ADDED" | "PARTNER_APP_INSTALLED" => {
            Some(AccountEvent::ends(Topic::Connection, ""))
        }
        _ => None,
    }
}

fn ban(fields: Fields<'_>) -> Option<AccountEvent> {
    let ban = fields.object("ban_info");
    let state = match ban.get("waba_ban_state").and_then(|states| states.as_array()?.last()?.as_str()) {
        Some(last) => last.to_ascii_uppercase(),
        None => word(ban, "waba_ban_state"),
    };
    let date = ban.text("waba_ban_date");
    match state.as_str() {
        "DISABLE" => Some(AccountEvent::begins(Topic::Ban, "", Matter::AccountDisabled, date)),
        "SCHEDULE_FOR_DISABLE" => {
            Some(AccountEvent::begins(Topic::Ban, "", Matter::AccountWillBeDisabled, date))
        }
        "REINSTATE" => Some(AccountEvent::ends(Topic::Ban, "")),
        _ => None,
    }
}

/// It ends at its latest expiration. Without one, it lasts until Meta lifts it.
fn restriction(fields: Fields<'_>) -> AccountEvent {
    let kinds: Vec<_> =
        fields.objects("restriction_info").filter_map(|each| each.text("restriction_type")).collect();
    let expires = |each: Fields<'_>| each.timestamp("expiration");
    let all: Vec<Option<Timestamp>> = fields.objects("restriction_info").map(expires).collect();
    if kinds.is_empty() {
        return AccountEvent::ends(Topic::Restriction, "");
    }
    let detail = Some(kinds.join(", "));
    let mut event = AccountEvent::begins(Topic::Restriction, "", Matter::AccountRestricted, detail);
    if let Change::Begins { until, .. } = &mut event.change
        && all.iter().all(Option::is_some)
    {
        *until = all.into_iter().flatten().max();
    }
    event
}

/// `account_review_update`
pub(super) fn review(fields: Fields<'_>) -> Option<AccountEvent> {
    match word(fields, "decision").as_str() {
        "REJECTED" => Some(AccountEvent::begins(Topic::Review, "", Matter::ReviewRejected, None)),
        "APPROVED" => Some(AccountEvent::ends(Topic::Review, "")),
        _ => None,
    }
}

/// `account_alerts`. What Meta only informs of is no matter. Older payloads have the alert's members at the top.
pub(super) fn alert(fields: Fields<'_>) -> Option<AccountEvent> {
    let info = fields.object("alert_info");
    let info = if info.exists() { info } else { fields };
    let kind = info.text("alert_type")?.chars().take(80).collect::<String>();
    let is_serious = matches!(word(info, "alert_severity").as_str(), "WARNING" | "CRITICAL");
    match word(info, "alert_status").as_str() {
        "RESOLVED" | "INACTIVE" | "CLOSED" => Some(AccountEvent::ends(Topic::Alert, kind)),
        _ if is_serious => {
            Some(AccountEvent::begins(Topic::Alert, kind, Matter::Alert, info.text("alert_description")))
        }
        _ => None,
    }
}

/// `business_capability_update`: how many people may be written to first in 24 hours. -1 means without a limit.
pub(super) fn capability(fields: Fields<'_>) -> Option<AccountEvent> {
    let limit = fields
        .integer("max_daily_conversations_per_business")
        .or_else(|| fields.integer("max_daily_conversation_per_phone"))
        .or_else(|| tier(&fields.text("max_daily_conversations_per_business")?))?;
    let is_low = (0..=LOWEST_LIMIT).contains(&limit);
    Some(if is_low {
        AccountEvent::begins(Topic::Limit, "", Matter::LowLimit, Some(limit.to_string()))
    } else {
        AccountEvent::ends(Topic::Limit, "")
    })
}

/// `TIER_250`, `TIER_2K`, `TIER_UNLIMITED`
fn tier(text: &str) -> Option<i64> {
    let tier = text.strip_prefix("TIER_")?;
    match (tier, tier.strip_suffix('K')) {
        ("UNLIMITED", _) => Some(-1),
        (_, Some(thousands)) => thousands.parse::<i64>().ok()?.checked_mul(1000),
        (plain, None) => plain.parse().ok(),
    }
}
