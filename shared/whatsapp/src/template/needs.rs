//! What a send must fill in, read from the components of a template.

use serde::Serialize;
use serde_json::Value;

use super::{Template, placeholders, text};
use crate::limits::{self, utf16_len};

/// Something that a send fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Where it belongs.
    pub part: Part,
    /// What it is.
    pub kind: NeedKind,
    /// For a text: its placeholder, `1` by position or `first_name` by name.
    pub name: Option<String>,
    /// For a button: its place among the buttons, from 0.
    pub index: Option<usize>,
    /// For a button: the words on it.
    pub label: Option<String>,
    /// For the ending of a link: the address up to it.
    pub before: Option<String>,
    /// The example that Meta's reviewers saw.
    pub example: Option<String>,
    /// Most characters, where Meta sets a limit.
    pub most: Option<usize>,
    /// Whether Graph refuses a send without it.
    pub required: bool,
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The line or picture above the text.
    Header,
    /// The text.
    Body,
    /// A button.
    Button,
    /// A component of its own, such as a carousel.
    Other,
}

/// What a send fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// A text for a placeholder.
    Text,
    /// A picture, as a file or a link.
    Image,
    /// A video, as a file or a link.
    Video,
    /// A document, as a file or a link.
    Document,
    /// A place on the map.
    Location,
    /// The ending of a button's link.
    UrlEnding,
    /// What comes back when a quick-reply button is pressed.
    Payload,
    /// The code that a button copies.
    Code,
    /// The opening of a form. Its parameter can be empty of meaning.
    Flow,
    /// The code of an authentication: only the application that checks it can know it.
    OneTimeCode,
    /// When a limited offer ends.
    Expiration,
    /// A product of a catalogue.
    Product,
    /// Products of a catalogue, in sections.
    Products,
    /// The catalogue.
    Catalog,
    /// Cards that are swiped through, each with its own parts.
    Carousel,
    /// A part of a type that is not known here.
    Unknown,
}

/// Most characters of a copied code. Source: Meta, "Coupon code templates" (15); its API description allows 20.
const LONGEST_CODE: usize = 20;

/// Most characters of the ending of a link: Meta's limit of the whole address.
const LONGEST_URL: usize = 2000;

/// Most characters of a quick-reply payload.
const LONGEST_PAYLOAD: usize = 256;

impl NeedKind {
    /// Whether a person can fill it in by a form.
    pub fn is_for_people(self) -> bool {
        match self {
            Self::Text
            | Self::Image
            | Self::Video
            | Self::Document
            | Self::Location
            | Self::UrlEnding
            | Self::Payload
            | Self::Code
            | Self::Flow => true,
            Self::OneTimeCode
            | Self::Expiration
            | Self::Product
            | Self::Products
            | Self::Catalog
            | Self::Carousel
            | Self::Unknown => false,
        }
    }

    /// Graph's `sub_type` of the component that fills in such a button, where it is certain.
    pub(super) fn sub_type(self) -> Option<&'static str> {
        match self {
            Self::UrlEnding => Some("url"),
            Self::Payload => Some("quick_reply"),
            Self::Code => Some("copy_code"),
            Self::Flow => Some("flow"),
            Self::Catalog => Some("catalog"),
            _ => None,
        }
    }

    /// Whether it stands in a line of the template.
    pub(super) fn is_one_line(self) -> bool {
        matches!(self, Self::Text | Self::UrlEnding | Self::OneTimeCode)
    }

    /// Graph's `type` of the parameter that gives a header's file.
    pub fn file_type(self) -> Option<&'static str> {
        match self {
            Self::Image => Some("image"),
            Self::Video => Some("video"),
            Self::Document => Some("document"),
            _ => None,
        }
    }
}

impl Template {
    /// What a send fills in, in the order of the message.
    pub fn needs(&self) -> Vec<Need> {
        let most = self.longest_body().saturating_sub(self.body_length(|_| 0));
        let mut needs: Vec<Need> = self.components.iter().flat_map(|it| of_component(it, most)).collect();
        let codes = self.category.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("AUTHENTICATION"));
        needs.extend(self.buttons().enumerate().filter_map(|(index, button)| of_button(index, button)));
        if codes {
            for need in &mut needs {
                if matches!(need.kind, NeedKind::Text | NeedKind::UrlEnding) {
                    need.kind = NeedKind::OneTimeCode;
                }
            }
        }
        needs
    }

    /// The parts that no form can ask for. Such a template cannot be sent from the inbox. A catalogue is one, because it
    /// is not known whether the account has one.
    pub fn obstacles(&self) -> Vec<NeedKind> {
        let needs = self.needs();
        let is_one =
            |need: &&Need| !need.kind.is_for_people() && (need.required || need.kind == NeedKind::Catalog);
        needs.iter().filter(is_one).map(|need| need.kind).collect()
    }
}

fn need(part: Part, kind: NeedKind) -> Need {
    Need {
        part,
        kind,
        name: None,
        index: None,
        label: None,
        before: None,
        example: None,
        most: None,
        required: true,
    }
}

/// `most`: the characters of a text for a placeholder in the body, beside its fixed words.
fn of_component(component: &Value, most: usize) -> Vec<Need> {
    let kind = text(component, "type").unwrap_or_default().to_ascii_uppercase();
    match kind.as_str() {
        "HEADER" => header(component),
        "BODY" => texts(Part::Body, component, "body_text", most),
        // Buttons have places of their own. The others are fixed when the template is made.
        "BUTTONS" | "FOOTER" | "CALL_PERMISSION_REQUEST" => Vec::new(),
        "CAROUSEL" => vec![need(Part::Other, NeedKind::Carousel)],
        "LIMITED_TIME_OFFER" => {
            let expires = component.pointer("/limited_time_offer/has_expiration");
            let required = expires.and_then(Value::as_bool).unwrap_or(true);
            vec![Need { required, ..need(Part::Other, NeedKind::Expiration) }]
        }
        _ => vec![Need { required: false, ..need(Part::Other, NeedKind::Unknown) }],
    }
}

fn header(component: &Value) -> Vec<Need> {
    let format = text(component, "format").unwrap_or("TEXT").to_ascii_uppercase();
    let kind = match format.as_str() {
        "TEXT" => {
            // A header has one placeholder at most, and its limit is that of the whole line.
            let (before, after) =
                text(component, "text").and_then(|text| text.split_once("{{")).unwrap_or_default();
            let after = after.split_once("}}").map_or(after, |(_, after)| after);
            let most = limits::HEADER.saturating_sub(utf16_len(before) + utf16_len(after));
            return texts(Part::Header, component, "header_text", most);
        }
        "IMAGE" => NeedKind::Image,
        "VIDEO" => NeedKind::Video,
        "DOCUMENT" => NeedKind::Document,
        "LOCATION" => NeedKind::Location,
        "PRODUCT" => NeedKind::Product,
        _ => NeedKind::Unknown,
    };
    vec![need(Part::Header, kind)]
}

/// The placeholders of a component's text. `examples` is Meta's name of the list of its examples.
fn texts(part: Part, component: &Value, examples: &str, most: usize) -> Vec<Need> {
    let names = placeholders(text(component, "text").unwrap_or_default());
    let example = |at: usize, name: &str| {
        by_position(component, examples, at).or_else(|| by_name(component, examples, name))
    };
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| Need {
            example: example(at, &name),
            name: Some(name),
            most: Some(most),
            ..need(part, NeedKind::Text)
        })
        .collect()
}

/// `{"example": {"body_text": [["Zoé", "12"]]}}`; a header has one list less.
fn by_position(component: &Value, examples: &str, at: usize) -> Option<String> {
    let list = component.get("example")?.get(examples)?.as_array()?;
    let list = list.first().and_then(Value::as_array).unwrap_or(list);
    list.get(at)?.as_str().map(str::to_owned)
}

/// `{"example": {"body_text_named_params": [{"param_name": "first_name", "example": "Zoé"}]}}`
fn by_name(component: &Value, examples: &str, name: &str) -> Option<String> {
    let list = component.get("example")?.get(format!("{examples}_named_params"))?.as_array()?;
    let found = list.iter().find(|example| text(example, "param_name") == Some(name))?;
    text(found, "example").map(str::to_owned)
}

fn of_button(index: usize, button: &Value) -> Option<Need> {
    let kind = text(button, "type").unwrap_or_default().to_ascii_uppercase();
    let at = |kind| Need {
        index: Some(index),
        label: text(button, "text").map(str::to_owned),
        ..need(Part::Button, kind)
    };
    let needed = match kind.as_str() {
        "URL" => {
            let (before, _) = text(button, "url")?.split_once("{{")?;
            Need {
                before: Some(before.to_owned()),
                example: first_example(button)
                    .map(|example| example.strip_prefix(before).unwrap_or(example).to_owned()),
                most: Some(LONGEST_URL),
                ..at(NeedKind::UrlEnding)
            }
        }
        "QUICK_REPLY" => Need { required: false, most: Some(LONGEST_PAYLOAD), ..at(NeedKind::Payload) },
        "COPY_CODE" => Need {
            example: first_example(button).map(str::to_owned),
            most: Some(LONGEST_CODE),
            ..at(NeedKind::Code)
        },
        // Graph opens the form that the template names, and its catalogue's first product.
        "FLOW" => Need { required: false, ..at(NeedKind::Flow) },
        "OTP" => at(NeedKind::OneTimeCode),
        "CATALOG" => Need { required: false, ..at(NeedKind::Catalog) },
        "MPM" => at(NeedKind::Products),
        "SPM" => at(NeedKind::Product),
        "PHONE_NUMBER" | "VOICE_CALL" | "REQUEST_CONTACT_INFO" => return None,
        _ => Need { required: false, ..at(NeedKind::Unknown) },
    };
    Some(needed)
}

/// A button's example is a text, or a list of one.
fn first_example(button: &Value) -> Option<&str> {
    let example = button.get("example")?;
    example.as_str().or_else(|| example.as_array()?.first()?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::template;
    use super::*;

    /// Part, kind, name or place, and example of each need.
    fn listed(components: Value) -> Vec<String> {
        let needs = template(components).needs();
        let shown = |need: &Need| {
            let place = need.name.clone().or(need.index.map(|index| index.to_string())).unwrap_or_default();
            let example = need.example.as_deref().unwrap_or("-");
            let optional = if need.required { "" } else { "?" };
            format!("{:?} {:?}{optional} {place} {example}", need.part, need.kind)
        };
        needs.iter().map(shown).collect()
    }

    #[test]
    fn texts_by_position_and_by_name_have_their_examples() {
        let by_position = json!([
            {"type": "HEADER", "format": "TEXT", "text": "Commande {{1}}", "example": {"header_text": ["A-12"]}},
            {"type": "BODY", "text": "{{2}}, {{1}}", "example": {"body_text": [["Zoé", "mardi"]]}},
            {"type": "FOOTER", "text": "À bientôt"},
        ]);
        assert_eq!(listed(by_position), ["Header Text 1 A-12", "Body Text 1 Zoé", "Body Text 2 mardi"]);
        let by_name = json!([{"type": "body", "text": "{{prenom}}", "example": {
            "body_text_named_params": [{"param_name": "prenom", "example": "Zoé"}]}}]);
        assert_eq!(listed(by_name), ["Body Text prenom Zoé"]);
    }

    #[test]
    fn headers_need_what_their_format_says() {
        for (format, kind) in [
            ("IMAGE", "Image"),
            ("VIDEO", "Video"),
            ("DOCUMENT", "Document"),
            ("LOCATION", "Location"),
            ("PRODUCT", "Product"),
            ("GIF", "Unknown"),
        ] {
            assert_eq!(listed(json!([{"type": "HEADER", "format": format}])), [format!("Header {kind}  -")]);
        }
        assert_eq!(listed(json!([{"type": "HEADER", "format": "TEXT", "text": "Bonjour"}])), [""; 0]);
    }

    #[test]
    fn every_kind_of_button_says_what_it_needs() {
        let cases = [
            (
                json!({"type": "URL", "text": "Voir", "url": "https://shop.example/{{1}}", "example": ["https://shop.example/42"]}),
                "Button UrlEnding 0 42",
            ),
            (json!({"type": "QUICK_REPLY", "text": "Oui"}), "Button Payload? 0 -"),
            (json!({"type": "COPY_CODE", "example": "PRINTEMPS"}), "Button Code 0 PRINTEMPS"),
            (json!({"type": "FLOW", "text": "Réserver"}), "Button Flow? 0 -"),
            (json!({"type": "OTP", "otp_type": "COPY_CODE"}), "Button OneTimeCode 0 -"),
            (json!({"type": "CATALOG", "text": "Catalogue"}), "Button Catalog? 0 -"),
            (json!({"type": "MPM", "text": "Articles"}), "Button Products 0 -"),
            (json!({"type": "SPM", "text": "Article"}), "Button Product 0 -"),
            (json!({"type": "NEVER_HEARD_OF"}), "Button Unknown? 0 -"),
        ];
        for (button, expected) in cases {
            assert_eq!(listed(json!([{"type": "BUTTONS", "buttons": [button]}])), [expected]);
        }
        let fixed = json!([{"type": "BUTTONS", "buttons": [
            {"type": "PHONE_NUMBER", "phone_number": "+33199000001"},
            {"type": "URL", "url": "https://shop.example"},
            {"type": "VOICE_CALL"},
        ]}]);
        assert_eq!(listed(fixed), [""; 0]);
    }

    #[test]
    fn what_no_form_can_ask_for_is_an_obstacle() {
        let kinds = |components| template(components).obstacles();
        assert_eq!(kinds(json!([{"type": "CAROUSEL", "cards": []}])), [NeedKind::Carousel]);
        assert_eq!(kinds(json!([{"type": "BUTTONS", "buttons": [{"type": "MPM"}]}])), [NeedKind::Products]);
        assert_eq!(
            kinds(json!([{"type": "BUTTONS", "buttons": [{"type": "CATALOG"}]}])),
            [NeedKind::Catalog]
        );
        assert_eq!(kinds(json!([{"type": "BUTTONS", "buttons": [{"type": "FLOW"}]}])), []);
        assert_eq!(
            kinds(json!([{"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"has_expiration": true}}])),
            [NeedKind::Expiration]
        );
        assert_eq!(
            kinds(json!([{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "{{1}}"}])),
            []
        );
        let mut code = template(json!([{"type": "BODY", "text": "{{1}} is your code."}]));
        code.category = Some("AUTHENTICATION".to_owned());
        assert_eq!(code.obstacles(), [NeedKind::OneTimeCode]);
    }
}
