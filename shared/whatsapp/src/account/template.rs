//! Events about templates.

use super::{AccountEvent, Matter, Topic, short, word};
use crate::lenient::Fields;

/// `message_template_status_update`
pub(super) fn status(fields: Fields<'_>) -> Option<AccountEvent> {
    let begins = |matter| {
        let reason = fields.text("reason").filter(|reason| reason != "NONE");
        let said = fields.object("rejection_info").text("reason");
        let other = fields.object("other_info").text("description");
        let detail = said.or(other).or(reason);
        Some(AccountEvent::begins(Topic::TemplateStatus, subject(fields), matter, detail))
    };
    match word(fields, "event").as_str() {
        "REJECTED" => begins(Matter::TemplateRejected),
        "PAUSED" => begins(Matter::TemplatePaused),
        "DISABLED" => begins(Matter::TemplateDisabled),
        "FLAGGED" => begins(Matter::TemplateFlagged),
        "LIMIT_EXCEEDED" => begins(Matter::TemplateLimit),
        // It can be sent again, it is reviewed anew, or somebody deleted it.
        "APPROVED" | "REINSTATED" | "UNPAUSED" | "PENDING" | "IN_APPEAL" | "DELETED" | "PENDING_DELETION"
        | "ARCHIVED" => Some(AccountEvent::ends(Topic::TemplateStatus, subject(fields))),
        _ => None,
    }
}

/// `message_template_quality_update`. Some come in the field of the status.
pub(super) fn quality(fields: Fields<'_>) -> Option<AccountEvent> {
    let begins = |matter| Some(AccountEvent::begins(Topic::TemplateQuality, subject(fields), matter, None));
    match word(fields, "new_quality_score").as_str() {
        "RED" => begins(Matter::TemplateQualityRed),
        "YELLOW" => begins(Matter::TemplateQualityYellow),
        "GREEN" | "UNKNOWN" => Some(AccountEvent::ends(Topic::TemplateQuality, subject(fields))),
        _ => None,
    }
}

/// `template_category_update`: the category decides the price. With `correct_category` the change is announced.
pub(super) fn category(fields: Fields<'_>) -> Option<AccountEvent> {
    let new = fields.text("correct_category").or_else(|| fields.text("new_category"))?;
    let is_announced = fields.get("correct_category").is_some();
    let matter =
        if is_announced { Matter::TemplateCategoryWillChange } else { Matter::TemplateCategoryChanged };
    Some(AccountEvent::begins(Topic::TemplateCategory, subject(fields), matter, Some(new)))
}

/// `promo (fr)`
fn subject(fields: Fields<'_>) -> String {
    let name = fields.text("message_template_name").or_else(|| fields.text("message_template_id"));
    let name = short(name.unwrap_or_default());
    match fields.text("message_template_language") {
        Some(language) => format!("{name} ({})", short(language)),
        None => name,
    }
}
