//! The templates of the simulated business account.

mod shown;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Params;
use super::error::GraphError;
use crate::Simulator;
pub(super) use shown::shown;

mod describe;
mod fill;
mod samples;

use samples::TEMPLATES;

/// Default number of templates on a page.
const PAGE: usize = 25;

/// A template as it was submitted to Meta.
#[derive(Debug)]
pub(super) struct Template {
    id: &'static str,
    name: &'static str,
    language: &'static str,
    category: &'static str,
    status: &'static str,
    quality: &'static str,
    rejected_reason: &'static str,
    header: Option<Header>,
    body: &'static str,
    /// An example of each parameter, which Meta's reviewers require. With its name, if the parameter has one.
    examples: &'static [(&'static str, &'static str)],
    footer: Option<&'static str>,
    buttons: &'static [Button],
}

/// What stands above the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    /// A line, and the example of its placeholder.
    Text(&'static str, &'static str),
    Image,
    Video,
    Document,
    Location,
}

/// A button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    QuickReply(&'static str),
    /// Its words, its address, and the example of the ending if that is variable.
    Url(&'static str, &'static str, Option<&'static str>),
    Phone(&'static str, &'static str),
    /// An example of the code.
    CopyCode(&'static str),
    Flow(&'static str),
    /// Products of a catalogue.
    Products(&'static str),
    /// The code of an authentication.
    OneTimeCode,
}

impl Template {
    /// The template of this name and language, if Meta sends it.
    pub(super) fn approved(name: &str, language: &str) -> Result<&'static Self, GraphError> {
        let found = TEMPLATES.iter().find(|template| template.name == name && template.language == language);
        match found.map(|template| (template, template.status)) {
            Some((template, "APPROVED")) => Ok(template),
            Some((_, "PAUSED")) => Err(GraphError::of(132_015)),
            Some((_, "DISABLED")) => Err(GraphError::of(132_016)),
            _ => {
                let details = format!("template name ({name}) does not exist in {language}");
                Err(GraphError::because(132_001, details))
            }
        }
    }

    /// The category as `pricing` spells it.
    pub(super) fn pricing_category(&self) -> String {
        self.category.to_lowercase()
    }
}

/// `GET /{version}/{waba_id}/message_templates`
pub(super) async fn list(
    State(simulator): State<Simulator>,
    Path((version, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let admitted = simulator.admit(&version, &headers, &params);
    let outcome = admitted.and_then(|()| {
        if id == simulator.config().waba_id {
            Ok(Json(page(&params)))
        } else {
            Err(GraphError::unknown_object("get", &id))
        }
    });
    simulator.answer(outcome).await
}

fn page(params: &Params) -> Value {
    let wanted = |filter: &Option<String>, value: &str| {
        filter.as_deref().is_none_or(|filter| filter.eq_ignore_ascii_case(value))
    };
    let start: usize = params.after.as_deref().and_then(place).unwrap_or(0);
    let limit = params.limit.unwrap_or(PAGE).max(1);
    let mut matching = TEMPLATES
        .iter()
        .filter(|template| wanted(&params.name, template.name))
        .filter(|template| wanted(&params.status, template.status))
        .filter(|template| wanted(&params.language, template.language))
        .skip(start);
    let data: Vec<Value> = matching.by_ref().take(limit).map(Template::to_json).collect();
    let mut paging = json!({
        "cursors": {"before": format!("MA{start}"), "after": format!("MA{}", start + data.len())},
    });
    if let (Some(_), Some(paging)) = (matching.next(), paging.as_object_mut()) {
        let next = format!("https://graph.facebook.com/?after=MA{}", start + data.len());
        paging.insert("next".to_owned(), Value::String(next));
    }
    json!({"data": data, "paging": paging})
}

fn place(cursor: &str) -> Option<usize> {
    cursor.strip_prefix("MA")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let mut names = Vec::new();
        let mut params = Params { limit: Some(4), ..Params::default() };
        loop {
            let page = page(&params);
            names.extend(page["data"].as_array().unwrap().iter().map(|one| one["id"].clone()));
            if page["paging"]["next"].is_null() {
                break;
            }
            params.after = page["paging"]["cursors"]["after"].as_str().map(str::to_owned);
        }
        assert_eq!(names.len(), TEMPLATES.len());
    }
}
