//! The templates of the simulated business account.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Params;
use super::error::GraphError;
use crate::Simulator;

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
    body: &'static str,
    /// An example of each parameter, which Meta's reviewers require.
    examples: &'static [&'static str],
}

#[rustfmt::skip] // one template, two lines
static TEMPLATES: [Template; 9] = [
    Template { id: "900100200300401", name: "hello_world", language: "en_US", category: "UTILITY", status: "APPROVED", examples: &[],
        body: "Welcome! This message shows that the business can write first." },
    Template { id: "900100200300402", name: "conversation_follow_up", language: "fr", category: "UTILITY", status: "APPROVED", examples: &["Camille"],
        body: "Bonjour {{1}}, vous nous avez écrit et nous avons une réponse pour vous. Répondez à ce message pour reprendre la conversation." },
    Template { id: "900100200300403", name: "conversation_follow_up", language: "en", category: "UTILITY", status: "APPROVED", examples: &["Jordan"],
        body: "Hello {{1}}, you wrote to us and we have an answer for you. Reply to this message to go on with the conversation." },
    Template { id: "900100200300404", name: "order_update", language: "fr", category: "UTILITY", status: "APPROVED", examples: &["Camille", "A-1042"],
        body: "Bonjour {{1}}, votre commande {{2}} est prête." },
    Template { id: "900100200300405", name: "order_update", language: "en", category: "UTILITY", status: "APPROVED", examples: &["Jordan", "A-1042"],
        body: "Hello {{1}}, your order {{2}} is ready." },
    Template { id: "900100200300406", name: "appointment_reminder", language: "fr", category: "UTILITY", status: "APPROVED", examples: &["mardi", "14 h 30"],
        body: "Petit rappel : nous vous attendons {{1}} à {{2}}." },
    Template { id: "900100200300407", name: "appointment_reminder", language: "en", category: "UTILITY", status: "APPROVED", examples: &["Tuesday", "2:30 pm"],
        body: "A reminder: we expect you on {{1}} at {{2}}." },
    Template { id: "900100200300408", name: "spring_offer", language: "fr", category: "MARKETING", status: "PENDING", examples: &["20 %"],
        body: "Le printemps est là : {{1}} de remise cette semaine." },
    Template { id: "900100200300409", name: "free_gift", language: "en", category: "MARKETING", status: "REJECTED", examples: &[],
        body: "You have won! Reply with your card number." },
];

impl Template {
    /// The approved template of this name and language.
    pub(super) fn approved(name: &str, language: &str) -> Result<&'static Self, GraphError> {
        TEMPLATES
            .iter()
            .find(|template| template.name == name && template.language == language)
            .filter(|template| template.status == "APPROVED")
            .ok_or_else(|| {
                let details = format!("template name ({name}) does not exist in {language}");
                GraphError::because(132_001, details)
            })
    }

    /// The text that the customer reads.
    pub(super) fn filled(&self, parameters: &[&str]) -> Result<String, GraphError> {
        if parameters.len() != self.examples.len() {
            let details = format!(
                "body: number of localizable_params ({}) does not match the expected number of params ({})",
                parameters.len(),
                self.examples.len()
            );
            return Err(GraphError::because(132_000, details));
        }
        let places = parameters.iter().enumerate();
        Ok(places.fold(self.body.to_owned(), |text, (place, parameter)| {
            text.replace(&format!("{{{{{}}}}}", place + 1), parameter)
        }))
    }

    /// The category as `pricing` spells it.
    pub(super) fn pricing_category(&self) -> String {
        self.category.to_lowercase()
    }

    fn to_json(&self) -> Value {
        let mut body = json!({"type": "BODY", "text": self.body});
        if let (false, Some(body)) = (self.examples.is_empty(), body.as_object_mut()) {
            body.insert("example".to_owned(), json!({"body_text": [self.examples]}));
        }
        json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "category": self.category,
            "status": self.status,
            "parameter_format": "POSITIONAL",
            "components": [body],
        })
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
    fn every_template_has_as_many_examples_as_places() {
        for template in &TEMPLATES {
            let filled = template.filled(template.examples).unwrap();
            assert!(!filled.contains("{{"), "{filled}");
            assert!(template.examples.iter().all(|example| filled.contains(example)));
        }
    }

    #[test]
    fn unknown_unapproved_and_ill_filled_templates_are_refused() {
        let code = |name, language| Template::approved(name, language).unwrap_err().code;
        assert_eq!(code("no_such", "fr"), 132_001);
        assert_eq!(code("order_update", "de"), 132_001);
        assert_eq!(code("spring_offer", "fr"), 132_001);
        let template = Template::approved("order_update", "fr").unwrap();
        assert_eq!(template.filled(&["Camille"]).unwrap_err().code, 132_000);
    }

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
