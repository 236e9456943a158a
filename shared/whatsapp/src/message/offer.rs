//! Interactive messages of the business: what the customer was offered to choose from.

use std::fmt;

use serde_json::{Map, Value};

use crate::lenient::Fields;

/// An interactive message of the business: buttons, a list, a link button, or a request for the location.
#[derive(Clone, PartialEq)]
pub struct Offer {
    /// `button`, `list`, `cta_url` or `location_request_message`.
    pub kind: String,
    /// What stands above the text: `text`, `image`, `video` or `document`.
    pub header: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// The titles of the buttons or rows, in their order.
    pub choices: Vec<String>,
    /// The whole `interactive` object.
    pub object: Map<String, Value>,
}

impl Offer {
    /// `None`: it is none of the kinds that a business sends.
    pub(super) fn read(kind: &str, interactive: Fields<'_>) -> Option<Self> {
        let action = interactive.object("action");
        let choices: Vec<_> = match kind {
            "button" => {
                let buttons = action.objects("buttons");
                buttons.filter_map(|button| button.object("reply").text("title")).collect()
            }
            "list" => {
                let rows = action.objects("sections").flat_map(|section| section.objects("rows"));
                rows.filter_map(|row| row.text("title")).collect()
            }
            "cta_url" => action.object("parameters").text("display_text").into_iter().collect(),
            "location_request_message" => Vec::new(),
            _ => return None,
        };
        Some(Self {
            kind: kind.to_owned(),
            header: interactive.object("header").text("type"),
            body: interactive.object("body").text("text"),
            choices,
            object: interactive.members(),
        })
    }

    /// Whether it asks for the customer's location.
    pub fn asks_location(&self) -> bool {
        self.kind == "location_request_message"
    }

    /// The text, and each choice on a line of its own, as the model reads it.
    pub fn in_words(&self) -> String {
        let choices = self.choices.iter().map(|choice| format!("• {choice}"));
        self.body.iter().cloned().chain(choices).collect::<Vec<_>>().join("\n")
    }
}

/// Shows no words.
impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offer({}, {} choices)", self.kind, self.choices.len())
    }
}
