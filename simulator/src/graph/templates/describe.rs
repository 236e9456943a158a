//! A template as Graph lists it.

use serde_json::{Value, json};

use super::{Button, Header, Template};

impl Template {
    pub(super) fn to_json(&self) -> Value {
        let mut components = Vec::new();
        components.extend(self.header.map(Header::to_json));
        components.push(self.body_json());
        components.extend(self.footer.map(|text| json!({"type": "FOOTER", "text": text})));
        if !self.buttons.is_empty() {
            let buttons: Vec<_> = self.buttons.iter().copied().map(Button::to_json).collect();
            components.push(json!({"type": "BUTTONS", "buttons": buttons}));
        }
        json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "category": self.category,
            "status": self.status,
            "quality_score": {"score": self.quality},
            "rejected_reason": self.rejected_reason,
            "parameter_format": if self.is_named() { "NAMED" } else { "POSITIONAL" },
            "components": components,
        })
    }

    /// Whether its parameters have names.
    pub(super) fn is_named(&self) -> bool {
        self.examples.iter().any(|(name, _)| !name.is_empty())
    }

    fn body_json(&self) -> Value {
        if self.examples.is_empty() {
            return json!({"type": "BODY", "text": self.body});
        }
        let examples = if self.is_named() {
            let named = self.examples.iter().map(|(name, text)| json!({"param_name": name, "example": text}));
            json!({"body_text_named_params": named.collect::<Vec<_>>()})
        } else {
            let texts: Vec<_> = self.examples.iter().map(|(_, text)| text).collect();
            json!({"body_text": [texts]})
        };
        json!({"type": "BODY", "text": self.body, "example": examples})
    }
}

impl Header {
    fn to_json(self) -> Value {
        match self {
            Self::Text(text, example) => {
                json!({"type": "HEADER", "format": "TEXT", "text": text, "example": {"header_text": [example]}})
            }
            _ => json!({"type": "HEADER", "format": self.format()}),
        }
    }

    /// Graph's name of its format.
    pub(super) fn format(self) -> &'static str {
        match self {
            Self::Text(..) => "TEXT",
            Self::Image => "IMAGE",
            Self::Video => "VIDEO",
            Self::Document => "DOCUMENT",
            Self::Location => "LOCATION",
        }
    }
}

impl Button {
    fn to_json(self) -> Value {
        match self {
            Self::QuickReply(text) => json!({"type": "QUICK_REPLY", "text": text}),
            Self::Url(text, url, None) => json!({"type": "URL", "text": text, "url": url}),
            Self::Url(text, url, Some(ending)) => {
                let example = url.replace("{{1}}", ending);
                json!({"type": "URL", "text": text, "url": url, "example": [example]})
            }
            Self::Phone(text, number) => {
                json!({"type": "PHONE_NUMBER", "text": text, "phone_number": number})
            }
            Self::CopyCode(example) => {
                json!({"type": "COPY_CODE", "text": "Copier le code", "example": example})
            }
            Self::Flow(text) => json!({"type": "FLOW", "text": text, "flow_id": "900100200300500"}),
            Self::Products(text) => json!({"type": "MPM", "text": text}),
            Self::OneTimeCode => json!({"type": "OTP", "otp_type": "COPY_CODE", "text": "Copier le code"}),
        }
    }
}
