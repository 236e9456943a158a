//! The files of a message that goes out: which of our own it names, and their ids at Graph.
//!
//! A message names its files by our own ids, and is stored so. Right before a send the files are uploaded to Graph, and a
//! copy of the message with Graph's ids is sent. Graph's ids end after 30 days, so they are never stored with a message.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::field::{FieldError, Object};
use super::media::{MediaKind, MediaMessage};
use super::{OutboundBody, TemplateMessage};
use crate::ids::MediaId;
use crate::{limits, visible};

/// The types of a template's parameters that hold a file.
const KINDS: [MediaKind; 3] = [MediaKind::Image, MediaKind::Video, MediaKind::Document];

/// What says where the file of a parameter is: our own id, Graph's id, or a public address.
const SOURCES: &[&str] = &["file", "id", "link"];

impl OutboundBody {
    /// Our own ids of the files that must be at Graph before this is sent, each once.
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = match self {
            Self::Template(template) => template.named().map(|(_, _, id)| id).collect(),
            _ => self.file().map(|file| file.file.as_str()).into_iter().collect(),
        };
        files.sort_unstable();
        files.dedup();
        files
    }

    /// This with Graph's ids in the place of ours. `graph_ids` has Graph's id for each of [`Self::files`]; a file without
    /// one stays, and Graph refuses it.
    #[must_use]
    pub fn with_graph_ids(&self, graph_ids: &HashMap<String, MediaId>) -> Self {
        let mut body = self.clone();
        if let Self::Template(template) = &mut body {
            for file in parts_mut(&mut template.components) {
                let graph_id = file.get("file").and_then(Value::as_str).and_then(|id| graph_ids.get(id));
                if let Some(graph_id) = graph_id {
                    let graph_id = Value::from(graph_id.as_str());
                    file.remove("file");
                    file.insert("id".to_owned(), graph_id);
                }
            }
        }
        if let Some(file) = body.file_mut() {
            file.graph_id = graph_ids.get(&file.file).cloned().or(file.graph_id.take());
        }
        body
    }
}

impl OutboundBody {
    /// Whether Graph has all of its files.
    pub fn is_uploaded(&self) -> bool {
        match self {
            Self::Template(template) => template.named().next().is_none(),
            _ => self.file().is_none_or(|file| file.graph_id.is_some()),
        }
    }
}

impl TemplateMessage {
    /// The files of the media store that it names, each with its path. Only their kind and id are known.
    pub fn files(&self) -> Vec<(String, MediaMessage)> {
        self.named().map(|(path, kind, id)| (path, MediaMessage::new(kind, id))).collect()
    }

    /// The same with file names as they can be shown.
    #[must_use]
    pub fn with_clean_names(mut self) -> Self {
        for part in parts_mut(&mut self.components) {
            let Some(name) = part.get("filename").and_then(Value::as_str) else { continue };
            match visible::file_name(name) {
                Some(clean) => part.insert("filename".to_owned(), clean.into()),
                None => part.remove("filename"),
            };
        }
        self
    }

    fn named(&self) -> impl Iterator<Item = (String, MediaKind, &str)> {
        let parts = parts(&self.components, "template").into_iter();
        parts.filter_map(|(path, kind, part)| Some((path, kind, part.get("file")?.as_str()?)))
    }

    /// Each file has exactly one source, and a link is one that Meta can fetch.
    pub(super) fn check_files(&self) -> Result<(), FieldError> {
        parts(&self.components, "template").into_iter().try_for_each(|(path, kind, part)| {
            let part = Object::of(part, path)?;
            part.only(match kind {
                MediaKind::Document => &["file", "id", "link", "filename"],
                _ => SOURCES,
            })?;
            part.maybe_text("filename", limits::FILE_NAME)?;
            match part.exactly_one(SOURCES)? {
                "link" => part.address("link").map(drop),
                source => part.text(source, limits::LINE).map(drop),
            }
        })
    }
}

/// The parts that hold a file, such as `{"file": "upload-…"}` in `{"type": "image", "image": …}`, those of a carousel's
/// cards too. Each has its path.
fn parts<'a>(components: &'a [Value], path: &str) -> Vec<(String, MediaKind, &'a Value)> {
    let mut found = Vec::new();
    for (at, component) in components.iter().enumerate() {
        let path = format!("{path}.components[{at}]");
        for (at, parameter) in list(component, "parameters").iter().enumerate() {
            for kind in KINDS {
                let name = kind.as_str();
                let part = parameter.get(name);
                found.extend(part.map(|part| (format!("{path}.parameters[{at}].{name}"), kind, part)));
            }
        }
        for (at, card) in list(component, "cards").iter().enumerate() {
            found.extend(parts(list(card, "components"), &format!("{path}.cards[{at}]")));
        }
    }
    found
}

/// The same, to change them.
fn parts_mut(components: &mut [Value]) -> Vec<&mut Map<String, Value>> {
    let mut found = Vec::new();
    for component in components.iter_mut().filter_map(Value::as_object_mut) {
        for (name, list) in
            component.iter_mut().filter_map(|(name, value)| Some((name, value.as_array_mut()?)))
        {
            let members = list.iter_mut().filter_map(Value::as_object_mut).flatten();
            match name.as_str() {
                "parameters" => found.extend(members.filter_map(|(name, part)| {
                    KINDS.iter().any(|kind| kind.as_str() == name).then(|| part.as_object_mut())?
                })),
                "cards" => {
                    let inner = members.filter(|(name, _)| *name == "components");
                    found.extend(
                        inner.filter_map(|(_, inner)| inner.as_array_mut()).flat_map(|it| parts_mut(it)),
                    );
                }
                _ => {}
            }
        }
    }
    found
}

/// A member that is a list.
fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbound::{Fault, Interactive};

    fn template(file: &Value) -> OutboundBody {
        OutboundBody::Template(TemplateMessage {
            name: "promo".to_owned(),
            language: "fr".to_owned(),
            components: vec![
                json!({"type": "header", "parameters": [{"type": "image", "image": file}]}),
                json!({"type": "body", "parameters": [{"type": "text", "text": "upload-1"}]}),
            ],
        })
    }

    #[test]
    fn a_templates_header_names_its_file_until_graph_has_it() {
        let body = template(&json!({"file": "upload-1"}));
        assert_eq!(body.files(), ["upload-1"]);
        let ids = HashMap::from([("upload-1".to_owned(), MediaId::from("987"))]);
        assert_eq!(body.with_graph_ids(&ids), template(&json!({"id": "987"})));
        assert!(!body.is_uploaded() && body.with_graph_ids(&ids).is_uploaded());
        assert_eq!(body.with_graph_ids(&HashMap::new()), body);
        let linked = template(&json!({"link": "https://shop.example/a.png"}));
        assert_eq!((linked.files().len(), linked.with_graph_ids(&ids)), (0, linked));
    }

    #[test]
    fn the_cards_of_a_carousel_have_files_too() {
        let card = |file: Value| {
            let header = json!({"type": "header", "parameters": [{"type": "video", "video": file}]});
            json!({"card_index": 0, "components": [header]})
        };
        let cards = |file: Value| {
            OutboundBody::Template(TemplateMessage {
                name: "promo".to_owned(),
                language: "fr".to_owned(),
                components: vec![
                    json!({"type": "carousel", "cards": [card(json!({"id": "1"})), card(file)]}),
                ],
            })
        };
        let body = cards(json!({"file": "upload-1"}));
        assert_eq!(body.files(), ["upload-1"]);
        let OutboundBody::Template(message) = &body else { panic!("a template") };
        let (path, file) = message.files().pop().unwrap();
        assert_eq!(path, "template.components[0].cards[1].components[0].parameters[0].video");
        assert_eq!(file.kind, MediaKind::Video);
        let ids = HashMap::from([("upload-1".to_owned(), MediaId::from("987"))]);
        assert_eq!(body.with_graph_ids(&ids), cards(json!({"id": "987"})));
    }

    #[test]
    fn a_templates_file_has_exactly_one_source() {
        let file = ".components[0].parameters[0].image";
        let cases = [
            (json!({"file": "upload-1"}), None),
            (json!({"id": "1"}), None),
            (json!({"link": "https://shop.example/a.png"}), None),
            (json!({}), Some((file.to_owned(), Fault::ExactlyOne(SOURCES)))),
            (json!("upload-1"), Some((file.to_owned(), Fault::WrongType))),
            (json!({"file": " "}), Some((format!("{file}.file"), Fault::Missing))),
            (json!({"id": 1}), Some((format!("{file}.id"), Fault::WrongType))),
            (
                json!({"file": "upload-1", "link": "https://shop.example/a.png"}),
                Some((file.to_owned(), Fault::ExactlyOne(SOURCES))),
            ),
            (json!({"link": "javascript:1"}), Some((format!("{file}.link"), Fault::NoAddress))),
            (json!({"id": "1", "caption": "x"}), Some((file.to_owned(), Fault::Unknown(SOURCES)))),
        ];
        for (file, expected) in cases {
            let OutboundBody::Template(message) = template(&file) else { panic!("a template") };
            let expected =
                expected.map(|(path, fault)| FieldError { field: format!("template{path}"), fault });
            assert_eq!(message.check_files().err(), expected, "{file}");
        }
    }

    #[test]
    fn a_file_is_sent_under_graphs_id() {
        let media = MediaMessage::new(MediaKind::Image, "upload-1");
        let body = OutboundBody::Media(media.clone());
        assert_eq!(body.files(), ["upload-1"]);
        let ids = HashMap::from([("upload-1".to_owned(), MediaId::from("987"))]);
        let expected = OutboundBody::Media(MediaMessage { graph_id: Some("987".into()), ..media });
        assert_eq!(body.with_graph_ids(&ids), expected);
    }

    #[test]
    fn a_file_above_buttons_is_sent_under_graphs_id() {
        let header = |id: &str| json!({"type": "image", "image": {"id": id}});
        let buttons = json!({
            "type": "button", "header": header("upload-1"), "body": {"text": "?"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Oui"}}]},
        });
        let body = OutboundBody::Interactive(Interactive::parse(&buttons).unwrap());
        assert_eq!(body.files(), ["upload-1"]);
        assert!(!body.is_uploaded());
        let ids = HashMap::from([("upload-1".to_owned(), MediaId::from("987"))]);
        let sent = body.with_graph_ids(&ids);
        assert!(sent.is_uploaded());
        assert_eq!(sent.content()["header"], header("987"));
        assert_eq!(sent.as_echo(), body.as_echo(), "the thread needs no id of Graph");
    }

    #[test]
    fn the_customer_sees_a_clean_file_name() {
        let named = |name: &str| {
            let document = json!({"link": "https://shop.example/a.pdf", "filename": name});
            let components =
                vec![json!({"type": "header", "parameters": [{"type": "document", "document": document}]})];
            TemplateMessage { name: "facture".to_owned(), language: "fr".to_owned(), components }
        };
        assert_eq!(named("../x\u{202e}y.pdf").with_clean_names(), named("xy.pdf"));
        let nameless = named("..").with_clean_names();
        assert_eq!(nameless.components[0]["parameters"][0]["document"].get("filename"), None);
        let header = json!({
            "type": "button", "body": {"text": "?"},
            "header": {"type": "document", "document": {"id": "upload-1", "filename": "../x\u{202e}y.pdf"}},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Oui"}}]},
        });
        let interactive = Interactive::parse(&header).unwrap();
        assert_eq!(interactive.file().unwrap().filename.as_deref(), Some("xy.pdf"));
    }

    #[test]
    fn a_text_has_no_files() {
        let text = OutboundBody::Text { body: "upload-1".to_owned(), preview_url: true };
        assert_eq!((text.files().len(), text.with_graph_ids(&HashMap::new())), (0, text));
    }
}
