//! A message template, what a send of it must fill in, and whether a send does.
//!
//! Source: Meta, "Template components" and "Send message templates" (2026),
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components>. Graph refuses a send
//! that leaves a part out with 131008, 132000 or 132012, and names the part in English only. So it is checked here first.

mod check;
mod length;
mod needs;
mod parts;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use check::{Misfit, Wrong};
pub use needs::{Need, NeedKind, Part};
pub use parts::{ShownButton, ShownHeader, ShownParts};

/// A template in one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
    /// How customers react to it: `GREEN`, `YELLOW`, `RED`, or `UNKNOWN` while little was sent.
    pub quality: Option<String>,
    /// Why it was rejected, such as `INVALID_FORMAT`. `None` also where Meta says `NONE`.
    pub rejected_reason: Option<String>,
    /// Header, body, footer and buttons in Meta's format.
    pub components: Vec<Value>,
}

impl Template {
    /// Whether Graph sends it. Meta allows approved ones only.
    pub fn is_approved(&self) -> bool {
        self.status.as_deref().is_some_and(|status| status.eq_ignore_ascii_case("APPROVED"))
    }

    /// The text of the body, with its placeholders.
    pub fn body(&self) -> Option<&str> {
        text(self.component("BODY")?, "text")
    }

    /// The line above the body, with its placeholder. `None`: there is none, or a file or a place stands there.
    pub fn header(&self) -> Option<&str> {
        text(self.component("HEADER")?, "text")
    }

    /// The line under the body.
    pub fn footer(&self) -> Option<&str> {
        text(self.component("FOOTER")?, "text")
    }

    /// The words on the buttons, in their order.
    pub fn button_labels(&self) -> impl Iterator<Item = &str> {
        self.buttons().filter_map(|button| text(button, "text"))
    }

    /// The component of a type.
    fn component(&self, kind: &str) -> Option<&Value> {
        self.components.iter().find(|component| is(component, "type", kind))
    }

    /// The buttons, in their order: a button's place is the `index` of its parameters.
    fn buttons(&self) -> impl Iterator<Item = &Value> {
        let lists = self.components.iter().filter(|component| is(component, "type", "BUTTONS"));
        lists.filter_map(|buttons| buttons.get("buttons")?.as_array()).flatten()
    }
}

/// Whether a member is this word, in any case.
fn is(value: &Value, name: &str, word: &str) -> bool {
    text(value, name).is_some_and(|text| text.eq_ignore_ascii_case(word))
}

/// A member that is a text.
fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// The names of the placeholders of a text, each once. Numbers are in their order (`{{2}} {{1}}`: 1, 2), names in the
/// order of the text.
pub fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        let name = name.trim();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if is_name && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    if names.iter().all(|name| position(name).is_some()) {
        names.sort_by_key(|name| position(name));
    }
    names
}

/// The position that a placeholder means; `None` for one with a name.
fn position(name: &str) -> Option<u32> {
    name.parse().ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    /// A template with these components.
    pub(crate) fn template(components: Value) -> Template {
        let Value::Array(components) = components else { panic!("components are a list") };
        Template { name: "t".to_owned(), language: "fr".to_owned(), components, ..Template::default() }
    }

    #[test]
    fn placeholders_are_found_once_each() {
        let cases = [
            ("{{2}} pour {{1}}, {{ 2 }} et {{10}}", vec!["1", "2", "10"]),
            ("{{prenom}} le {{jour}}, {{prenom}}", vec!["prenom", "jour"]),
            ("rien {{ }} {{a b}} {{", vec![]),
            ("https://shop.example/{{1}}", vec!["1"]),
        ];
        for (text, expected) in cases {
            assert_eq!(placeholders(text), expected, "{text}");
        }
    }

    #[test]
    fn only_approved_ones_can_be_sent() {
        for (status, can) in
            [(Some("APPROVED"), true), (Some("approved"), true), (Some("PAUSED"), false), (None, false)]
        {
            let one = Template { status: status.map(str::to_owned), ..template(json!([])) };
            assert_eq!(one.is_approved(), can, "{status:?}");
        }
    }
}
