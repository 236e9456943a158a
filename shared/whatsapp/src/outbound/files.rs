//! The files of a message that goes out: which of our own it names, and their ids at Graph.
//!
//! A message names its files by our own ids, and is stored so. Right before a send the files are uploaded to Graph, and a
//! copy of the message with Graph's ids is sent. Graph's ids end after 30 days, so they are never stored with a message.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{OutboundBody, TemplateMessage};
use crate::ids::MediaId;

/// The types of a template's parameters that hold a file.
const FILE_TYPES: [&str; 3] = ["image", "video", "document"];

impl OutboundBody {
    /// Our own ids of the files that must be at Graph before this is sent, each once.
    pub fn files(&self) -> Vec<&str> {
        let mut files = match self {
            Self::Media(media) => vec![media.file.as_str()],
            Self::Template(template) => template.files(),
            Self::Interactive(interactive) => {
                interactive.file().map(|file| file.file.as_str()).into_iter().collect()
            }
            _ => Vec::new(),
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
            for file in template.components.iter_mut().flat_map(files_in_mut) {
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
            Self::Template(template) => template.files().is_empty(),
            _ => self.file().is_none_or(|file| file.graph_id.is_some()),
        }
    }
}

impl TemplateMessage {
    fn files(&self) -> Vec<&str> {
        let parameters =
            self.components.iter().filter_map(|component| component.get("parameters")?.as_array());
        parameters.flatten().filter_map(file_of).collect()
    }
}

/// Our own id in a parameter such as `{"type": "image", "image": {"file": "upload-…"}}`.
fn file_of(parameter: &Value) -> Option<&str> {
    FILE_TYPES.into_iter().find_map(|kind| parameter.get(kind)?.get("file")?.as_str())
}

fn files_in_mut(component: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let parameters = component.get_mut("parameters").and_then(Value::as_array_mut);
    parameters.into_iter().flatten().filter_map(|parameter| {
        let kind = FILE_TYPES.into_iter().find(|kind| parameter.get(kind).is_some())?;
        parameter.get_mut(kind)?.as_object_mut()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbound::{Interactive, MediaKind, MediaMessage};

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
    fn a_file_is_sent_under_graphs_id() {
        let media = MediaMessage {
            kind: MediaKind::Image,
            file: "upload-1".to_owned(),
            mime_type: "image/png".to_owned(),
            size: 9,
            filename: None,
            caption: None,
            voice: false,
            graph_id: None,
        };
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
    fn a_text_has_no_files() {
        let text = OutboundBody::Text { body: "upload-1".to_owned(), preview_url: true };
        assert_eq!((text.files().len(), text.with_graph_ids(&HashMap::new())), (0, text));
    }
}
