//! The content of a send: exactly one of the members below, in Meta's format where there is one.

use relais_core::media::MediaId;
use relais_whatsapp::limits;
use relais_whatsapp::outbound::{
    Cards, Fault, FieldError, Interactive, MediaKind, MediaMessage, OutboundBody, Place, TemplateMessage,
};
use relais_whatsapp::visible::is_blank;
use serde_json::Value;

use super::field;
use crate::body::{Fields, invalid, only, present, text};
use crate::problem::{Problem, texts};

/// The members that are a content.
pub(super) const CONTENTS: [&str; 7] =
    ["message", "template", "media", "interactive", "location", "contacts", "reaction"];

/// The deepest nesting of a template's component; Meta's components have five levels.
const MOST_LEVELS: u8 = 16;

/// A well-formed content.
#[derive(PartialEq)]
pub(super) enum Content {
    /// It needs nothing more, except the file above its buttons if there is one.
    Ready(OutboundBody),
    /// A file that was uploaded.
    File(FileRequest),
    /// A reaction to a message.
    Reaction {
        /// A wamid or a message key.
        message_id: String,
        /// Empty: the reaction is taken back.
        emoji: String,
    },
    /// What the message said that is sent again.
    Again,
}

/// A file to send.
#[derive(PartialEq)]
pub(super) struct FileRequest {
    /// The id of the upload.
    pub(super) id: String,
    pub(super) caption: Option<String>,
    /// A sound is sent as a voice message.
    pub(super) voice: bool,
    /// What it is sent as. `None`: as what its type is usually sent.
    pub(super) kind: Option<MediaKind>,
}

/// A text as a person means it: what is pasted from a terminal or a word processor may have control characters in it.
fn typed(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

/// Parses the content. `resends`: a message is sent again, and that says what to send.
pub(super) fn content(fields: &Fields, resends: bool) -> Result<Content, Problem> {
    let mut given = CONTENTS.into_iter().filter_map(|name| Some((name, present(fields, name)?)));
    let content = match (given.next(), given.next()) {
        (Some(content), None) => content,
        (None, None) if resends => return Ok(Content::Again),
        _ => return Err(Problem::of(&texts::MESSAGE_OR_TEMPLATE)),
    };
    let preview_url = flag(fields, "preview_url")?;
    if preview_url.is_some() && content.0 != "message" {
        return Err(only_with("preview_url", "`message`"));
    }
    let parsed = match content {
        ("message", _) => text(fields, "message")?
            .map(|body| OutboundBody::Text { body: typed(&body), preview_url: preview_url.unwrap_or(true) })
            .ok_or_else(|| invalid("`message`")),
        ("template", value) => template(value).map(OutboundBody::Template),
        ("media", value) => return file(value).map(Content::File),
        ("interactive", value) => {
            Interactive::parse(value).map(OutboundBody::Interactive).map_err(|error| field::invalid(&error))
        }
        ("location", value) => {
            Place::parse(value).map(OutboundBody::Location).map_err(|error| field::invalid(&error))
        }
        ("contacts", value) => {
            Cards::parse(value).map(OutboundBody::Contacts).map_err(|error| field::invalid(&error))
        }
        (_, value) => return reaction(value),
    }?;
    // The files of others are looked up first.
    if parsed.files().is_empty() {
        parsed.check().map_err(field::unsendable)?;
    }
    Ok(Content::Ready(parsed))
}

/// The problem of a member that does not go with the rest.
pub(super) fn only_with(name: &str, what: &'static str) -> Problem {
    field::invalid(&FieldError { field: name.to_owned(), fault: Fault::OnlyWith(what) })
}

fn flag(fields: &Fields, name: &str) -> Result<Option<bool>, Problem> {
    match present(fields, name) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(invalid(&format!("`{name}`"))),
    }
}

fn file(value: &Value) -> Result<FileRequest, Problem> {
    let Value::Object(fields) = value else { return Err(invalid("`media`")) };
    only(fields, &["id", "caption", "voice", "as"])?;
    let unknown = || FieldError { field: "media.as".to_owned(), fault: Fault::NotOneOf(MediaKind::NAMES) };
    let kind = text(fields, "as")?
        .map(|name| MediaKind::parse(&name).ok_or_else(|| field::invalid(&unknown())))
        .transpose()?;
    Ok(FileRequest {
        id: text(fields, "id")?.ok_or_else(|| invalid("`media.id`"))?,
        caption: text(fields, "caption")?.filter(|caption| !is_blank(caption)),
        voice: flag(fields, "voice")?.unwrap_or(false),
        kind,
    })
}

impl FileRequest {
    /// The id of the upload. `None`: no upload has such an id.
    pub(super) fn upload_id(id: &str) -> Option<MediaId> {
        MediaId::parse(id).filter(|id| id.message().is_none())
    }
}

fn reaction(value: &Value) -> Result<Content, Problem> {
    let Value::Object(fields) = value else { return Err(invalid("`reaction`")) };
    only(fields, &["message_id", "emoji"])?;
    let message_id = text(fields, "message_id")?.filter(|id| (1..=limits::LINE).contains(&id.len()));
    Ok(Content::Reaction {
        message_id: message_id.ok_or_else(|| invalid("`reaction.message_id`"))?,
        emoji: text(fields, "emoji")?.ok_or_else(|| invalid("`reaction.emoji`"))?,
    })
}

fn template(value: &Value) -> Result<TemplateMessage, Problem> {
    let Value::Object(fields) = value else { return Err(invalid("`template`")) };
    only(fields, &["name", "language", "components"])?;
    let required = |name: &'static str, shown: &'static str| {
        text(fields, name)?.filter(|value| !value.is_empty()).ok_or_else(|| invalid(shown))
    };
    let components = match present(fields, "components") {
        None => Vec::new(),
        Some(Value::Array(components)) if components.iter().all(is_component) => components.clone(),
        Some(_) => return Err(invalid("`template.components`")),
    };
    let message = TemplateMessage {
        name: required("name", "`template.name`")?,
        language: required("language", "`template.language`")?,
        components,
    };
    message.check().map_err(|error| field::invalid(&error))?;
    let no_upload = |(path, file): (String, MediaMessage)| {
        let wrong = FieldError { field: format!("{path}.file"), fault: Fault::WrongType };
        FileRequest::upload_id(&file.file).is_none().then(|| field::invalid(&wrong))
    };
    let wrong = message.files().into_iter().find_map(no_upload);
    wrong.map_or_else(|| Ok(message.with_clean_names()), Err)
}

fn is_component(value: &Value) -> bool {
    value.is_object() && is_storable(value, MOST_LEVELS)
}

/// Whether DynamoDB can store a value. Its limits: no empty attribute names, 32 levels of nesting including the
/// record's own, and numbers from 1e-130 to 1e126.
fn is_storable(value: &Value, levels: u8) -> bool {
    let within = |value: &Value| levels.checked_sub(1).is_some_and(|levels| is_storable(value, levels));
    match value {
        Value::Array(elements) => elements.iter().all(within),
        Value::Object(members) => members.iter().all(|(name, value)| !name.is_empty() && within(value)),
        Value::Number(number) => {
            number.as_f64().is_some_and(|number| number == 0.0 || (1e-100..1e100).contains(&number.abs()))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}
