//! The account's message templates.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::response::Response;
use crate::lenient::Fields;

/// One page of templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplatePage {
    /// The templates.
    pub templates: Vec<Template>,
    /// The cursor of the next page; `None` on the last.
    pub after: Option<String>,
}

/// A template in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Meta's id of the template.
    pub id: Option<String>,
    /// Its name, the same in every language.
    pub name: String,
    /// Its language, such as `fr` or `en_US`.
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, …; only approved ones can be sent.
    pub status: Option<String>,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`: decides the price.
    pub category: Option<String>,
    /// Header, body, footer and buttons in Meta's format.
    pub components: Vec<Value>,
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
            templates: fields.objects("data").filter_map(Template::read).collect(),
            after: paging.object("cursors").text("after").filter(|_| more),
        })
    }
}

impl Template {
    fn read(fields: Fields<'_>) -> Option<Self> {
        let components = fields.get("components").and_then(Value::as_array);
        Some(Self {
            id: fields.text("id"),
            name: fields.text("name")?,
            language: fields.text("language")?,
            status: fields.text("status"),
            category: fields.text("category"),
            components: components.cloned().unwrap_or_default(),
        })
    }
}
