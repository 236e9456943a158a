//! A template as the API shows it: `TemplateList` in `openapi.json`.

use relais_whatsapp::Language;
use relais_whatsapp::template::{Need, ShownParts, Template};
use serde::Serialize;
use serde_json::Value;

use super::reasons;

#[derive(Serialize)]
pub(super) struct TemplateView {
    name: String,
    language: String,
    category: Option<String>,
    status: String,
    quality: Option<String>,
    rejected_reason: Option<String>,
    /// The text with its placeholders.
    body: Option<String>,
    components: Vec<Value>,
    /// As the customer sees it, before its placeholders are filled.
    parts: ShownParts,
    /// What a send fills in, in the order of the message.
    needs: Vec<Need>,
    /// Whether Meta sends it and a form can ask for all that it needs.
    sendable: bool,
    /// Why it cannot be sent from here.
    why_not: Option<String>,
}

impl TemplateView {
    pub(super) fn of(template: &Template, language: Language) -> Self {
        let why_not = reasons::why_not(template, language);
        Self {
            name: template.name.clone(),
            language: template.language.clone(),
            category: template.category.clone(),
            status: template.status.clone().unwrap_or_else(|| "UNKNOWN".to_owned()),
            quality: template.quality.clone(),
            rejected_reason: template.rejected_reason.clone(),
            body: template.body().map(str::to_owned),
            components: template.components.clone(),
            parts: template.shown_parts(),
            needs: template.needs(),
            sendable: why_not.is_none(),
            why_not,
        }
    }
}
