//! `GET /api/templates`: the account's message templates, cached for a minute.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use relais_core::queue::Enqueue;
use relais_whatsapp::Template;
use relais_whatsapp::client::{GraphClient, SendError};
use relais_whatsapp::errors::Action;
use relais_whatsapp::outbound::TemplateMessage;
use serde::Serialize;
use tokio::sync::Mutex;

use crate::Api;
use crate::language::Speaks;
use crate::messages::advice_for;
use crate::problem::{Problem, texts};

mod fit;
mod reasons;
mod view;
mod words;

use view::TemplateView;

/// How long the list is cached.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(60);

/// Pages read of the account's templates, 100 each. Meta allows an account 250 templates, or 6,000 when verified.
const MOST_PAGES: usize = 60;

/// How long a send waits for the list, which it needs to show the message in words, and for its category.
const PATIENCE: Duration = Duration::from_secs(2);

/// The cached list.
#[derive(Debug, Default)]
pub(crate) struct Templates {
    read: Mutex<Option<(Timestamp, Arc<[Template]>)>>,
}

#[derive(Serialize)]
pub(crate) struct TemplateList {
    templates: Vec<TemplateView>,
}

/// All templates, whatever their status, each with what it needs and why it cannot be sent.
pub(crate) async fn list<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Speaks(language): Speaks,
) -> Result<Json<TemplateList>, Problem> {
    let list = api.templates.list(&api.sender.graph().await, api.clock.now()).await;
    let templates = list.map_err(|error| {
        tracing::warn!(code = error.code(), %error, "the message templates could not be listed");
        problem(&error).with("advice", error.entry().map(|entry| entry.advice(language)))
    })?;
    Ok(Json(TemplateList {
        templates: templates.iter().map(|each| TemplateView::of(each, language)).collect(),
    }))
}

impl Templates {
    /// The list, read again when it is older than a minute. Concurrent calls wait for the same read.
    async fn list(&self, graph: &GraphClient, now: Timestamp) -> Result<Arc<[Template]>, SendError> {
        let mut read = self.read.lock().await;
        if let Some((at, templates)) = read.as_ref()
            && now.duration_since(*at) < GOOD_FOR
        {
            return Ok(Arc::clone(templates));
        }
        let templates: Arc<[Template]> = read_all(graph).await?.into();
        *read = Some((now, Arc::clone(&templates)));
        Ok(templates)
    }

    /// The template of a message, which fits the message. `None`: there is none, or the list is not known in time; then
    /// Graph decides.
    pub(crate) async fn checked(
        &self,
        graph: &GraphClient,
        message: &TemplateMessage,
        now: Timestamp,
    ) -> Result<Option<Template>, Problem> {
        let found = self.find(graph, message, now).await;
        if let Some(template) = &found {
            fit::check(template, message)?;
        }
        Ok(found)
    }

    /// The template of a message. `None`: there is none, or the list is not known in time.
    async fn find(&self, graph: &GraphClient, message: &TemplateMessage, now: Timestamp) -> Option<Template> {
        let list = tokio::time::timeout(PATIENCE, self.list(graph, now)).await;
        let templates = list.ok().and_then(Result::ok).unwrap_or_default();
        let is_it =
            |template: &&Template| template.name == message.name && template.language == message.language;
        templates.iter().find(is_it).cloned()
    }
}

async fn read_all(graph: &GraphClient) -> Result<Vec<Template>, SendError> {
    let mut templates = Vec::new();
    let mut after = None;
    for _ in 0..MOST_PAGES {
        let page = graph.templates(after.as_deref()).await?;
        templates.extend(page.templates);
        after = page.after;
        if after.is_none() {
            break;
        }
    }
    Ok(templates)
}

/// A template message as the customer reads it. If the template is not known, its name and parameters.
pub(crate) fn in_words(template: Option<&Template>, message: &TemplateMessage) -> String {
    let known = template.and_then(|template| words::of(template, &message.components));
    known.unwrap_or_else(|| words::bare(message))
}

/// Whether a template is for marketing. One whose category is not known counts as such.
pub(crate) fn is_marketing(template: Option<&Template>) -> bool {
    let category = template.and_then(|template| template.category.as_deref());
    !category.is_some_and(|category| {
        ["UTILITY", "AUTHENTICATION"].iter().any(|other| category.eq_ignore_ascii_case(other))
    })
}

fn problem(error: &SendError) -> Problem {
    // Graph was not called: the only setting that may be missing is the account's id.
    if error.action() == Action::FixRequest && error.http_status().is_none() {
        return Problem::of(&texts::NOT_CONFIGURED);
    }
    let problem = Problem::of(&texts::GRAPH_ERROR).with("graph_code", error.code());
    match error.code().map(advice_for) {
        Some(entry) => problem.saying(entry.advice_en, entry.advice_fr),
        None => problem,
    }
}
