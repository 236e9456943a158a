//! Runs a row through the whole worker, from the customer's webhook to the text that Graph accepts.

use relais_core::Settings;
use relais_core::config::{Model, Vars};
use relais_core::conversation::Reason;
use relais_simulator::AcceptedSend;
use relais_worker::assistant;

use super::condition::always;
use super::raw_server::{Asked, RawServer};
use super::reply::Sent;
use super::row::{Expected, Row, Shape};
use crate::test_app::{TEXT_OF_THE_MODEL, TestApp, is_fallback};

/// The longest text of a WhatsApp message, in UTF-16 units.
pub(crate) const LONGEST: usize = 4096;

/// Marks of models' templates, and Markdown that WhatsApp shows as it is. No customer may read any.
pub(crate) const NEVER_READ: [&str; 8] =
    ["<|", "<think", "</think", "[THINK]", "**", "```json", "![", TEXT_OF_THE_MODEL];

/// What was wrong with this row. It is empty if the customer read what the row expects.
pub(crate) async fn run(row: &Row, manner: Sent, http: &reqwest::Client) -> Vec<String> {
    let first = RawServer::start(&row.server, manner).await;
    let second = match &row.fallback {
        Some(server) => Some(RawServer::start(server, Sent::Whole).await),
        None => None,
    };
    let model = model(row, &first, second.as_ref());
    let app = TestApp::over(http.clone(), Settings::default())
        .await
        .with_worker(|worker| worker.answerer.assistant = Some(assistant(http.clone(), model)));

    let (last, earlier) = row.questions.split_last().unwrap();
    for (number, question) in earlier.iter().enumerate() {
        write(&app, question).await;
        // The conversation is then a person's, and nothing further is answered.
        if app.conversation().await.needs_person.is_some() {
            return vec![format!("question {} of {} got the fallback", number + 1, row.questions.len())];
        }
    }
    let (asked_before, accepted_before) = (first.asked().len(), app.accepted().len());
    let written_at = app.clock.now();
    write(&app, last).await;

    let asked = first.asked().split_off(asked_before);
    let accepted = app.accepted().split_off(accepted_before);
    let asked_second = second.map(|server| server.asked()).unwrap_or_default();
    let needs_person = app.conversation().await.needs_person.map(|needs| needs.reason);
    let [answer] = accepted.as_slice() else {
        return vec![format!("Graph accepted {} messages instead of one", accepted.len())];
    };
    let mut wrong = text_problems(&row.expected, answer, needs_person);
    wrong.extend(request_problems(&row.expected, &asked, &asked_second, manner));
    let waited = answer.at.duration_since(written_at).as_secs();
    if waited < row.expected.waits_s {
        wrong.push(format!(
            "the customer waited {waited} s, but the server asked for {}",
            row.expected.waits_s
        ));
    }
    wrong
}

async fn write(app: &TestApp, burst: &[String]) {
    app.customer_writes(&burst.iter().map(String::as_str).collect::<Vec<_>>()).await;
    app.run_jobs().await;
}

/// The model's configuration, read from variables as the functions read it.
fn model(row: &Row, first: &RawServer, second: Option<&RawServer>) -> Model {
    let lookup = |name: &str| {
        let usual = match name {
            "OPENAI_API_KEY" => Some("key-of-the-model".to_owned()),
            "OPENAI_BASE_URL" => Some(first.url(&row.base)),
            "OPENAI_MODEL" => Some("shop-model".to_owned()),
            "OPENAI_FALLBACK_MODEL" => second.map(|_| "second-model".to_owned()),
            "OPENAI_FALLBACK_BASE_URL" => second.map(|server| server.url("/v1")),
            "OPENAI_FALLBACK_API_KEY" => second.map(|_| "key-of-the-model-2".to_owned()),
            _ => None,
        };
        row.variables.get(name).cloned().or(usual)
    };
    Model::read(&mut Vars::new(&lookup)).unwrap()
}

fn text_problems(expected: &Expected, answer: &AcceptedSend, needs_person: Option<Reason>) -> Vec<String> {
    let text = answer.text.as_str();
    let mut wrong = Vec::new();
    if !expected.is_an_answer() {
        if !is_fallback(text) {
            wrong.push(format!("the customer read {text:?} instead of the fallback"));
        }
        if needs_person != Some(Reason::ModelFailed) {
            wrong.push(format!("it is marked for a person by {needs_person:?} instead of ModelFailed"));
        }
        return wrong;
    }
    if is_fallback(text) {
        return vec!["the customer read the fallback instead of an answer".to_owned()];
    }
    if let Some(expected) = expected.text.as_deref().filter(|expected| *expected != text) {
        wrong.push(format!("the customer read {text:?} instead of {expected:?}"));
    }
    wrong.extend(expected.shape.iter().flat_map(|shape| shape_problems(shape, text)));
    for never in NEVER_READ.into_iter().filter(|never| text.contains(never)) {
        wrong.push(format!("the customer read {never:?} in {text:?}"));
    }
    if text.encode_utf16().count() > LONGEST {
        wrong.push(format!("the text has {} characters", text.encode_utf16().count()));
    }
    if needs_person.is_some() {
        wrong.push(format!("it is marked for a person by {needs_person:?}"));
    }
    wrong
}

fn shape_problems(shape: &Shape, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut rest = text;
    for part in &shape.contains {
        match rest.split_once(part.as_str()) {
            Some((_, after)) => rest = after,
            None => wrong.push(format!("{part:?} is not in its place in {text:?}")),
        }
    }
    for part in shape.lacks.iter().filter(|part| text.contains(part.as_str())) {
        wrong.push(format!("{part:?} is in {text:?}"));
    }
    if !text.ends_with(&shape.ends) {
        let end: String = text.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        wrong.push(format!("it ends with {end:?} instead of {:?}", shape.ends));
    }
    let units = text.encode_utf16().count();
    if units < shape.at_least {
        wrong.push(format!("it has {units} characters instead of {} or more", shape.at_least));
    }
    wrong
}

fn request_problems(expected: &Expected, asked: &[Asked], second: &[Asked], manner: Sent) -> Vec<String> {
    // A connection that closed in the middle costs one request more.
    let more = usize::from(manner == Sent::CutOff);
    let mut wrong = Vec::new();
    let (least, most) = expected.requests;
    if !(least + more..=most + more).contains(&asked.len()) {
        wrong.push(format!("the model got {} requests instead of {least} to {most}", asked.len()));
    }
    let (least, most) = expected.fallback_requests;
    if !(least..=most).contains(&second.len()) {
        wrong.push(format!("the fallback model got {} requests instead of {least} to {most}", second.len()));
    }
    for (number, asked) in asked.iter().chain(second).enumerate() {
        wrong.extend(always(asked).into_iter().map(|problem| format!("request {}: {problem}", number + 1)));
    }
    let (Some(first), Some(last)) = (asked.first(), asked.last()) else { return wrong };
    for condition in expected.last_request.iter().filter(|condition| !condition.holds(last, first)) {
        wrong.push(format!("the last request is not as it should be: {condition:?}"));
    }
    wrong
}
