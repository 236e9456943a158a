//! The account's message templates.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::response::Response;
use crate::lenient::Fields;
use crate::template::Template;

/// One page of templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplatePage {
    /// The templates.
    pub templates: Vec<Template>,
    /// The cursor of the next page; `None` on the last.
    pub after: Option<String>,
}

impl TemplatePage {
    /// `None` when the response is not a page. A template without name or language is left out, because it cannot be
    /// sent.
    pub(super) fn read(response: &Response) -> Option<Self> {
        let fields = response.fields()?;
        fields.get("data")?.as_array()?;
        let paging = fields.object("paging");
        let more = paging.get("next").is_some();
        Some(Self {
            templates: fields.objects("data").filter_map(read).collect(),
            after: paging.object("cursors").text("after").filter(|_| more),
        })
    }
}

fn read(fields: Fields<'_>) -> Option<Template> {
    let components = fields.get("components").and_then(Value::as_array);
    let quality = fields.object("quality_score").text("score").or_else(|| fields.text("quality_score"));
    Some(Template {
        id: fields.text("id"),
        name: fields.text("name")?,
        language: fields.text("language")?,
        status: fields.text("status"),
        category: fields.text("category"),
        quality,
        rejected_reason: fields.text("rejected_reason").filter(|reason| reason != "NONE"),
        components: components.cloned().unwrap_or_default(),
    })
}
