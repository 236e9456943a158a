//! An outgoing message, as it is stored before it is sent.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ids::{PhoneNumberId, Recipient, UserId, WaId, Wamid},
    limits::{self, utf16_len},
};

/// A message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundMessage {
    /// The business number that sends it.
    pub from: PhoneNumberId,
    /// The recipient's id, as it was received.
    pub to: Recipient,
    /// The content.
    pub body: OutboundBody,
    /// The message that this one quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Wamid>,
    /// Our own key of the message, which every status returns. At most [`limits::CALLBACK_DATA`] characters.
    pub callback_data: String,
}

/// A message's content.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboundBody {
    /// Text, allowed within 24 hours of the customer's last message.
    Text {
        /// 1 to [`limits::TEXT_BODY`] characters.
        body: String,
        /// Whether the first link is shown with a preview.
        preview_url: bool,
    },
    /// An approved template, allowed at any time.
    Template(TemplateMessage),
}

/// A template and its parameters.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateMessage {
    /// Its name.
    pub name: String,
    /// Its language, such as `fr` or `en_US`.
    pub language: String,
    /// The parameters, in Meta's format.
    #[serde(default)]
    pub components: Vec<Value>,
}

/// Why Graph would refuse a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// A text without a visible character.
    #[error("the text is empty")]
    EmptyText,
    /// The text is longer than [`limits::TEXT_BODY`].
    #[error("the text has more than {} characters", limits::TEXT_BODY)]
    LongText,
    /// The callback data is longer than [`limits::CALLBACK_DATA`].
    #[error("the callback data has more than {} characters", limits::CALLBACK_DATA)]
    LongCallbackData,
}

impl OutboundBody {
    /// Finds what Graph would refuse.
    pub fn check(&self) -> Result<(), Unsendable> {
        match self {
            Self::Text { body, .. } if body.trim().is_empty() => Err(Unsendable::EmptyText),
            Self::Text { body, .. } if utf16_len(body) > limits::TEXT_BODY => Err(Unsendable::LongText),
            Self::Text { .. } | Self::Template(_) => Ok(()),
        }
    }
}

impl OutboundMessage {
    /// Finds what Graph would refuse, before anything is sent.
    pub fn check(&self) -> Result<(), Unsendable> {
        if utf16_len(&self.callback_data) > limits::CALLBACK_DATA {
            return Err(Unsendable::LongCallbackData);
        }
        self.body.check()
    }

    /// The body of `POST /{version}/{phone-number-id}/messages`.
    pub fn to_request(&self) -> impl Serialize {
        let (to, recipient) = match &self.to {
            Recipient::Phone(wa_id) => (Some(wa_id), None),
            Recipient::User(user_id) => (None, Some(user_id)),
        };
        let (kind, text, template) = match &self.body {
            OutboundBody::Text { body, preview_url } => {
                let preview_url = *preview_url;
                ("text", Some(TextRequest { body, preview_url }), None)
            }
            OutboundBody::Template(template) => ("template", None, Some(template.to_request())),
        };
        Request {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            to,
            recipient,
            kind,
            text,
            template,
            context: self.reply_to.as_ref().map(|message_id| ContextRequest { message_id }),
            biz_opaque_callback_data: Some(self.callback_data.as_str()).filter(|data| !data.is_empty()),
        }
    }
}

impl TemplateMessage {
    fn to_request(&self) -> TemplateRequest<'_> {
        TemplateRequest {
            name: &self.name,
            language: LanguageRequest { policy: "deterministic", code: &self.language },
            components: &self.components,
        }
    }
}

/// The request in Meta's format. A number goes into `to` and a user id into `recipient`, never both.
#[derive(Serialize)]
struct Request<'a> {
    messaging_product: &'static str,
    recipient_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a WaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a UserId>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<TextRequest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateRequest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<ContextRequest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
}

#[derive(Serialize)]
struct TextRequest<'a> {
    body: &'a str,
    preview_url: bool,
}

#[derive(Serialize)]
struct TemplateRequest<'a> {
    name: &'a str,
    language: LanguageRequest<'a>,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    components: &'a [Value],
}

#[derive(Serialize)]
struct LanguageRequest<'a> {
    /// The only policy: this language, or error 132001. Meta's description requires it.
    policy: &'static str,
    code: &'a str,
}

#[derive(Serialize)]
struct ContextRequest<'a> {
    message_id: &'a Wamid,
}

/// Shows no text and no parameters, because they are private.
impl fmt::Debug for OutboundBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { body, .. } => write!(f, "Text({} characters)", utf16_len(body)),
            Self::Template(template) => template.fmt(f),
        }
    }
}

impl fmt::Debug for TemplateMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({}, {})", self.name, self.language)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(body: &str) -> OutboundMessage {
        OutboundMessage {
            from: "1001".into(),
            to: Recipient::Phone("33612345678".into()),
            body: OutboundBody::Text { body: body.to_owned(), preview_url: false },
            reply_to: None,
            callback_data: "reply-1".to_owned(),
        }
    }

    #[test]
    fn a_number_goes_into_to_and_a_user_id_into_recipient() {
        let mut message = text("Bonjour");
        message.reply_to = Some("wamid.A".into());
        assert_eq!(
            serde_json::to_value(message.to_request()).unwrap(),
            json!({
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": "33612345678",
                "type": "text",
                "text": {"body": "Bonjour", "preview_url": false},
                "context": {"message_id": "wamid.A"},
                "biz_opaque_callback_data": "reply-1",
            })
        );
        message.to = Recipient::User("FR.123".into());
        let request = serde_json::to_value(message.to_request()).unwrap();
        assert_eq!(request["recipient"], "FR.123");
        assert_eq!(request.get("to"), None);
    }

    #[test]
    fn templates_carry_their_parameters() {
        let mut message = text("");
        let components = vec![json!({"type": "body", "parameters": [{"type": "text", "text": "Zoé"}]})];
        message.body = OutboundBody::Template(TemplateMessage {
            name: "rappel".to_owned(),
            language: "fr".to_owned(),
            components: components.clone(),
        });
        let request = serde_json::to_value(message.to_request()).unwrap();
        assert_eq!(request["type"], "template");
        assert_eq!(
            request["template"],
            json!({
                "name": "rappel",
                "language": {"policy": "deterministic", "code": "fr"},
                "components": components,
            })
        );
        let stored = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<OutboundMessage>(&stored).unwrap(), message);
    }

    #[test]
    fn what_graph_would_refuse_is_refused_here() {
        let table = [
            (text("x"), Ok(())),
            (text(&"x".repeat(4096)), Ok(())),
            (text(&"👍".repeat(2048)), Ok(())),
            (text(&"👍".repeat(2049)), Err(Unsendable::LongText)),
            (text(&"x".repeat(4097)), Err(Unsendable::LongText)),
            (text(" \n"), Err(Unsendable::EmptyText)),
        ];
        for (message, outcome) in table {
            assert_eq!(message.check(), outcome, "{message:?}");
        }
        let mut message = text("x");
        message.callback_data = "x".repeat(513);
        assert_eq!(message.check(), Err(Unsendable::LongCallbackData));
    }

    #[test]
    fn debug_shows_no_words() {
        assert!(!format!("{:?}", text("a secret")).contains("secret"));
    }
}
