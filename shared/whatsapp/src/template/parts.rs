//! A template as the customer sees it, before its placeholders are filled.

use serde::Serialize;
use serde_json::Value;

use super::{Template, text};

/// The parts that the customer sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownParts {
    /// Above the text.
    pub header: Option<ShownHeader>,
    /// The text.
    pub body: Option<String>,
    /// The small line under the text.
    pub footer: Option<String>,
    /// Below the bubble.
    pub buttons: Vec<ShownButton>,
}

/// What stands above the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownHeader {
    /// `text`, `image`, `video`, `document`, `location`, or another format of Meta's in lower case.
    pub format: String,
    /// The line, for a text.
    pub text: Option<String>,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownButton {
    /// Meta's type in lower case, such as `url` or `quick_reply`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words on it.
    pub text: Option<String>,
    /// The link that it opens, with its placeholder.
    pub url: Option<String>,
    /// The number that it calls.
    pub phone_number: Option<String>,
}

impl Template {
    /// The template as the customer sees it.
    pub fn shown_parts(&self) -> ShownParts {
        let words = |value: &Value, name: &str| text(value, name).map(str::to_owned);
        let lower = |value: &Value, name: &str| text(value, name).unwrap_or_default().to_ascii_lowercase();
        let header = self.component("HEADER").map(|header| {
            let format = lower(header, "format");
            let format = if format.is_empty() { "text".to_owned() } else { format };
            ShownHeader { format, text: words(header, "text") }
        });
        let buttons = self.buttons().map(|button| ShownButton {
            kind: lower(button, "type"),
            text: words(button, "text"),
            url: words(button, "url"),
            phone_number: words(button, "phone_number"),
        });
        ShownParts {
            header,
            body: self.body().map(str::to_owned),
            footer: self.component("FOOTER").and_then(|footer| words(footer, "text")),
            buttons: buttons.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::template;

    #[test]
    fn all_parts_are_shown() {
        let one = template(json!([
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://shop.example/a.png"]}},
            {"type": "BODY", "text": "Bonjour {{1}}"},
            {"type": "FOOTER", "text": "Chez nous"},
            {"type": "BUTTONS", "buttons": [{"type": "PHONE_NUMBER", "text": "Appeler", "phone_number": "+33199000001"}]},
        ]));
        assert_eq!(
            serde_json::to_value(one.shown_parts()).unwrap(),
            json!({
                "header": {"format": "image", "text": null},
                "body": "Bonjour {{1}}",
                "footer": "Chez nous",
                "buttons": [{"type": "phone_number", "text": "Appeler", "url": null, "phone_number": "+33199000001"}],
            })
        );
    }

    #[test]
    fn components_of_any_shape_do_no_harm() {
        let one = template(
            json!([7, null, {"type": 5}, {"type": "BUTTONS", "buttons": {"a": 1}}, {"type": "BODY", "text": 3}]),
        );
        assert_eq!(one.shown_parts().body, None);
        assert_eq!(one.needs().len(), 3, "three parts of unknown types");
        assert_eq!(one.obstacles(), []);
    }
}
