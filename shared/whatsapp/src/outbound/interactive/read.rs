//! Parses Meta's `interactive` object.

use serde_json::Value;

use super::{Action, Button, Header, Interactive, Row, Section};
use crate::outbound::field::{Fault, FieldError, Object};
use crate::outbound::media::{MediaKind, MediaMessage};
use crate::{limits, visible};

const KINDS: &[&str] = &["button", "list", "cta_url", "location_request_message"];

impl Interactive {
    /// Parses Meta's object and checks it against Meta's limits. A header's file has our own id in `id`, or a public
    /// address in `link`.
    pub fn parse(value: &Value) -> Result<Self, FieldError> {
        let object = Object::of(value, "interactive")?;
        let kind = object.one_of("type", KINDS)?;
        object.only(match kind {
            "location_request_message" => &["type", "body", "action"],
            _ => &["type", "header", "body", "footer", "action"],
        })?;
        let body = if kind == "list" { limits::LIST_BODY } else { limits::INTERACTIVE_BODY };
        let header = object.maybe_object("header")?.map(|it| header(&it, kind == "list"));
        let footer = match object.maybe_object("footer")? {
            Some(footer) => only_text(&footer, limits::FOOTER)?,
            None => None,
        };
        Ok(Self {
            header: header.transpose()?,
            body: only_text(&object.object("body")?, body)?
                .ok_or_else(|| object.error("body.text", Fault::Missing))?,
            footer,
            action: action(&object.object("action")?, kind)?,
        })
    }
}

fn only_text(part: &Object<'_>, most: usize) -> Result<Option<String>, FieldError> {
    part.only(&["text"])?;
    part.maybe_text("text", most)
}

fn header(header: &Object<'_>, is_list: bool) -> Result<Header, FieldError> {
    // Above a list, Graph takes a text only.
    let kinds: &'static [&'static str] =
        if is_list { &["text"] } else { &["text", "image", "video", "document"] };
    let name = header.one_of("type", kinds)?;
    if let Some(kind) = MediaKind::parse(name) {
        return file(header, name, kind);
    }
    header.only(&["type", "text"])?;
    Ok(Header::Text(header.text("text", limits::HEADER)?))
}

fn file(header: &Object<'_>, name: &'static str, kind: MediaKind) -> Result<Header, FieldError> {
    header.only(match kind {
        MediaKind::Image => &["type", "image"],
        MediaKind::Video => &["type", "video"],
        _ => &["type", "document"],
    })?;
    let part = header.object(name)?;
    part.only(match kind {
        MediaKind::Document => &["id", "link", "filename"],
        _ => &["id", "link"],
    })?;
    match (part.get("id"), part.get("link")) {
        (None, Some(_)) => Ok(Header::Link { kind, link: part.address("link")? }),
        (_, None) => Ok(Header::File(MediaMessage {
            filename: part
                .maybe_text("filename", limits::FILE_NAME)?
                .and_then(|name| visible::file_name(&name)),
            ..MediaMessage::new(kind, part.text("id", limits::LINE)?)
        })),
        (Some(_), Some(_)) => Err(part.error("link", Fault::OnlyWith("no `id`"))),
    }
}

fn action(action: &Object<'_>, kind: &str) -> Result<Action, FieldError> {
    match kind {
        "button" => buttons(action),
        "list" => list(action),
        "cta_url" => {
            action.only(&["name", "parameters"])?;
            action.one_of("name", &["cta_url"])?;
            let parameters = action.object("parameters")?;
            parameters.only(&["display_text", "url"])?;
            let label = parameters.text("display_text", limits::BUTTON_TITLE)?;
            Ok(Action::Link { label, url: parameters.address("url")? })
        }
        _ => {
            action.only(&["name"])?;
            action.one_of("name", &["send_location"])?;
            Ok(Action::AskLocation)
        }
    }
}

fn buttons(action: &Object<'_>) -> Result<Action, FieldError> {
    action.only(&["buttons"])?;
    let mut buttons: Vec<Button> = Vec::new();
    for button in action.some_objects("buttons", limits::BUTTONS)? {
        button.only(&["type", "reply"])?;
        button.one_of("type", &["reply"])?;
        let reply = button.object("reply")?;
        reply.only(&["id", "title"])?;
        let read = Button {
            id: reply.text("id", limits::BUTTON_ID)?,
            title: reply.text("title", limits::BUTTON_TITLE)?,
        };
        if buttons.iter().any(|earlier| earlier.id == read.id) {
            return Err(reply.error("id", Fault::Repeated));
        }
        if buttons.iter().any(|earlier| earlier.title.trim() == read.title.trim()) {
            return Err(reply.error("title", Fault::Repeated));
        }
        buttons.push(read);
    }
    Ok(Action::Buttons(buttons))
}

fn list(action: &Object<'_>) -> Result<Action, FieldError> {
    action.only(&["button", "sections"])?;
    let button = action.text("button", limits::BUTTON_TITLE)?;
    let objects = action.some_objects("sections", limits::LIST_ROWS)?;
    let needs_title = objects.len() > 1;
    let (mut sections, mut ids): (Vec<Section>, Vec<String>) = (Vec::new(), Vec::new());
    for object in objects {
        object.only(&["title", "rows"])?;
        let title = object.maybe_text("title", limits::ROW_TITLE)?;
        if needs_title && title.is_none() {
            return Err(object.error("title", Fault::Missing));
        }
        let mut rows = Vec::new();
        for object in object.some_objects("rows", limits::LIST_ROWS)? {
            let row = row(&object)?;
            if ids.contains(&row.id) {
                return Err(object.error("id", Fault::Repeated));
            }
            ids.push(row.id.clone());
            rows.push(row);
        }
        sections.push(Section { title, rows });
    }
    if ids.len() > limits::LIST_ROWS {
        // Graph counts the rows of all sections together.
        return Err(action.error("sections[].rows", Fault::TooMany(limits::LIST_ROWS)));
    }
    Ok(Action::List { button, sections })
}

fn row(object: &Object<'_>) -> Result<Row, FieldError> {
    object.only(&["id", "title", "description"])?;
    Ok(Row {
        id: object.text("id", limits::ROW_ID)?,
        title: object.text("title", limits::ROW_TITLE)?,
        description: object.maybe_text("description", limits::ROW_DESCRIPTION)?,
    })
}
