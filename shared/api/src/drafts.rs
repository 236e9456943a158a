//! `/api/drafts`: what the assistant would answer, in a rehearsed conversation or to a customer. A worker writes it, with the
//! code that answers customers. Nothing is sent.

mod problems;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use jiff::SignedDuration;
use relais_aws::store::{AskedDraft, DraftAsked};
use relais_core::business::{BusinessSettings, Price};
use relais_core::contact::ContactId;
use relais_core::draft::{
    DraftAnswer, DraftOutcome, DraftTokens, MOST_MESSAGES, MOST_TEXT, Rehearsal, Rehearsed, Side,
};
use relais_core::job::ReplyJob;
use relais_core::queue::Enqueue;
use relais_whatsapp::Language;
use relais_whatsapp::visible::is_blank;
use serde::Serialize;
use serde_json::Value;

use crate::Api;
use crate::auth::Caller;
use crate::body::{invalid, only, present, text};
use crate::language::Speaks;
use crate::problem::{Problem, texts};
use crate::response::random_id;
use crate::role::Role;
use crate::settings::{self, Of};

/// The fields of a call: a rehearsal, or a suggestion for a conversation.
const FIELDS: [&str; 4] = ["conversation", "phone_id", "settings", "messages"];

#[derive(Serialize)]
pub(crate) struct Accepted {
    id: String,
}

/// What was written, as far as it is.
#[derive(Serialize)]
pub(crate) struct DraftView {
    state: Progress,
    answer: Option<AnswerView>,
    problem: Option<ProblemView>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Progress {
    Waiting,
    Done,
    Failed,
}

#[derive(Serialize)]
struct AnswerView {
    #[serde(flatten)]
    answer: DraftAnswer,
    tokens: DraftTokens,
    took_ms: u64,
    cost: Option<f64>,
    currency: Option<String>,
}

#[derive(Serialize)]
struct ProblemView {
    code: String,
    detail: &'static str,
}

/// Asks for a draft.
pub(crate) async fn ask<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Speaks(language): Speaks,
    body: Body,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let Value::Object(fields) = settings::read(body).await? else {
        return Err(invalid("the object around the fields"));
    };
    only(&fields, &FIELDS)?;
    let asked = if let Some(id) = text(&fields, "conversation")? {
        if fields.len() > 1 {
            return Err(Problem::of(&texts::INVALID_FIELD).saying(
                "A suggestion takes `conversation` alone. Leave the other fields out, or ask with `messages`.",
                "Une suggestion prend `conversation` seul. Enlevez les autres champs, ou demandez avec `messages`.",
            ));
        }
        let contact = ContactId::parse(&id).ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))?;
        let found = api.store.conversation(&contact).await?;
        found.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))?;
        DraftAsked::Suggestion(contact)
    } else {
        let number = api.number(Of { phone_id: text(&fields, "phone_id")? })?;
        let settings = match present(&fields, "settings").cloned() {
            // They may name any model, any instructions and any tool's address.
            Some(settings) => {
                caller.role.at_least(Role::Owner)?;
                Some(api.settings(settings, &number, language).await?)
            }
            None => None,
        };
        let messages = present(&fields, "messages").cloned().unwrap_or_default();
        let messages: Vec<Rehearsed> = serde_json::from_value(messages).map_err(|_| invalid("`messages`"))?;
        check(&messages)?;
        DraftAsked::Rehearsal(Box::new(Rehearsal { phone_id: Some(number), settings, messages }))
    };
    let id = random_id().map_err(Problem::internal)?;
    let id = api.store.ask_draft(&id, &asked, api.clock.now()).await?;
    let job = ReplyJob::Draft { id: id.clone() }.after(SignedDuration::ZERO).map_err(Problem::internal)?;
    api.replies.send(vec![job]).await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted { id })))
}

fn check(messages: &[Rehearsed]) -> Result<(), Problem> {
    let is_customers = messages.last().is_some_and(|last| last.from == Side::Customer);
    let bytes: usize = messages.iter().map(|message| message.text.len()).sum();
    let is_empty = messages.iter().any(|message| is_blank(&message.text));
    if !is_customers || messages.len() > MOST_MESSAGES || bytes > MOST_TEXT || is_empty {
        let kib = MOST_TEXT / 1024;
        return Err(Problem::of(&texts::INVALID_FIELD).saying(
            format!("`messages` has 1 to {MOST_MESSAGES} messages with text, {kib} KiB in all, the last the customer's."),
            format!("`messages` a de 1 à {MOST_MESSAGES} messages avec texte, {kib} Kio en tout, le dernier du client."),
        ));
    }
    Ok(())
}

/// What became of it.
pub(crate) async fn one<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Speaks(language): Speaks,
) -> Result<Json<DraftView>, Problem> {
    let found = api.store.draft(&id).await?.ok_or_else(|| Problem::of(&texts::UNKNOWN_DRAFT))?;
    let price = api.price_of(&found).await?;
    Ok(Json(view(found, price.as_ref(), language)))
}

impl<Q: Enqueue> Api<Q> {
    /// The price of tokens in the settings by which it was written.
    async fn price_of(&self, found: &AskedDraft) -> Result<Option<Price>, Problem> {
        let price = |settings: &BusinessSettings| settings.price.clone();
        let number = match &found.asked {
            DraftAsked::Rehearsal(rehearsal) => match (&rehearsal.settings, &rehearsal.phone_id) {
                (Some(settings), _) => return Ok(price(settings)),
                (None, number) => number.clone(),
            },
            DraftAsked::Suggestion(contact) => {
                let conversation = self.store.conversation(contact).await?;
                conversation.map(|conversation| self.sender.number_of(&conversation))
            }
        };
        let Some(number) = number else { return Ok(None) };
        Ok(self.store.present_settings(&number).await?.and_then(|saved| price(&saved.settings)))
    }
}

/// To millionths, as prices are.
fn rounded(cost: f64) -> f64 {
    (cost * 1e6).round() / 1e6
}

fn view(found: AskedDraft, price: Option<&Price>, language: Language) -> DraftView {
    let Some(draft) = found.draft else {
        return DraftView { state: Progress::Waiting, answer: None, problem: None };
    };
    let tokens = draft.tokens;
    match draft.outcome {
        DraftOutcome::Answer(answer) => {
            let answer = AnswerView {
                answer: *answer,
                tokens,
                took_ms: draft.took_ms,
                cost: price.map(|price| rounded(price.of(tokens.prompt, tokens.cached, tokens.answer))),
                currency: price.map(|price| price.currency.clone()),
            };
            DraftView { state: Progress::Done, answer: Some(answer), problem: None }
        }
        DraftOutcome::Problem(code) => {
            let detail = problems::detail(&code, language);
            DraftView { state: Progress::Failed, answer: None, problem: Some(ProblemView { code, detail }) }
        }
    }
}
