//! What people note of a conversation for each other: who does it, its labels, until when it is put aside.
//!
//! Each call says what changes, never how all should be. So of two agents at once, neither undoes what the other did.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Backoff, Saved};
use relais_core::business::tomorrow;
use relais_core::contact::ContactId;
use relais_core::conversation::{self, Assigned, Assignment, Conversation, LONGEST_SNOOZE, MOST_LABELS};
use relais_core::queue::Enqueue;
use serde_json::Value;

use crate::Api;
use crate::auth::Caller;
use crate::body::{self, Fields};
use crate::conversations::{AtNumber, act_on};
use crate::problem::{Problem, texts};

/// The longest time for which the assistant pauses in one conversation.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Assigns a conversation, or takes it from whoever has it.
pub(crate) async fn assign<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let fields = body::read(body).await?;
    body::only(&fields, &["to", "from", "override"])?;
    if !fields.contains_key("to") {
        return Err(body::invalid("`to`"));
    }
    let anyway = body::flag(&fields, "override")?;
    let (to, seen) = (name(&fields, "to")?, name(&fields, "from")?);
    let wish = Assignment { to, by: caller.name, seen, anyway };
    let shown = api.at(&id, at).await?;
    change(&api, &shown.contact, |conversation, now| {
        conversation.assign(&wish, now).map_err(|held| assigned_meanwhile(&held))
    })
    .await?;
    tracing::info!(contact = %shown.contact, action = "assign", "a person changed a conversation");
    Ok(StatusCode::NO_CONTENT)
}

/// Adds labels, and removes others.
pub(crate) async fn label<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let fields = body::read(body).await?;
    body::only(&fields, &["add", "remove"])?;
    let (add, remove) = (labels(&fields, "add")?, labels(&fields, "remove")?);
    let shown = api.at(&id, at).await?;
    change(&api, &shown.contact, |conversation, now| {
        let labelled = conversation.label(&add, &remove, now);
        labelled.map_err(|_| Problem::of(&texts::TOO_MANY_LABELS))
    })
    .await?;
    tracing::info!(contact = %shown.contact, action = "label", "a person changed a conversation");
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a conversation aside until a time, or ends that.
pub(crate) async fn snooze<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let fields = body::read(body).await?;
    body::only(&fields, &["until"])?;
    if !fields.contains_key("until") {
        return Err(body::invalid("`until`"));
    }
    let until = match body::text(&fields, "until")? {
        Some(until) => Some(time(&until, LONGEST_SNOOZE, api.clock.now())?),
        None => None,
    };
    let shown = api.at(&id, at).await?;
    act_on(&api, &shown, "snooze", |conversation, now| match until {
        Some(until) => conversation.snooze(until, now),
        None => conversation.wake(now),
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A person takes over: the assistant pauses, until a time if the caller names one.
pub(crate) async fn take_over<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(at): Query<AtNumber>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let fields = body::read_optional(body).await?;
    body::only(&fields, &["until"])?;
    let shown = api.at(&id, at).await?;
    let now = api.clock.now();
    let until = match body::text(&fields, "until")?.as_deref() {
        None => None,
        Some("tomorrow") => Some(tomorrow_of(&api, &shown, now).await?),
        Some(until) => Some(time(until, LONGEST_PAUSE, now)?),
    };
    act_on(&api, &shown, "takeover", |conversation, now| match until {
        Some(until) => conversation.pause(caller.name.clone(), until, now),
        None => conversation.take_over(caller.name.clone(), &api.settings, now),
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When the business of this conversation opens tomorrow.
async fn tomorrow_of<Q: Enqueue>(
    api: &Api<Q>,
    shown: &Conversation,
    now: Timestamp,
) -> Result<Timestamp, Problem> {
    let number = api.sender.number_of(shown);
    let set = api.store.present_settings(&number).await?.map(|stored| stored.settings).unwrap_or_default();
    let zone = set.over(&api.settings).time_zone;
    Ok(tomorrow(set.hours.as_ref(), now, &zone))
}

/// Changes a conversation by a transition that may refuse, until no other worker has saved it in between.
async fn change<Q: Enqueue>(
    api: &Api<Q>,
    contact: &ContactId,
    transition: impl Fn(&mut Conversation, Timestamp) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut backoff = Backoff::default();
    loop {
        let found = api.store.conversation(contact).await?;
        let mut conversation = found.ok_or_else(|| Problem::of(&texts::UNKNOWN_CONVERSATION))?;
        let before = conversation.clone();
        transition(&mut conversation, api.clock.now())?;
        if conversation == before || api.store.save_conversation(&mut conversation).await? == Saved::Yes {
            return Ok(());
        }
        backoff.again().await?;
    }
}

/// A time to come, no further away than `most`.
fn time(text: &str, most: SignedDuration, now: Timestamp) -> Result<Timestamp, Problem> {
    let time: Timestamp = text.parse().map_err(|_| body::invalid("`until`"))?;
    let ahead = time.duration_since(now);
    if ahead.is_positive() && ahead <= most {
        return Ok(time);
    }
    let days = most.as_hours() / 24;
    Err(Problem::of(&texts::BAD_UNTIL)
        .saying(
            format!("`until` must lie ahead, within {days} days. By the server's clock it is {now}."),
            format!("`until` doit être à venir, dans les {days} jours. À l'horloge du serveur il est {now}."),
        )
        .with("now", now.to_string()))
}

/// A colleague's name, if it is present and not null.
pub(crate) fn name(fields: &Fields, field: &str) -> Result<Option<String>, Problem> {
    let Some(text) = body::text(fields, field)? else { return Ok(None) };
    let most = conversation::LONGEST_NAME;
    conversation::name(&text).map(Some).ok_or_else(|| line_refused(field, most))
}

fn labels(fields: &Fields, field: &str) -> Result<Vec<String>, Problem> {
    let Some(labels) = body::present(fields, field) else { return Ok(Vec::new()) };
    let labels = labels.as_array().ok_or_else(|| body::invalid(&format!("`{field}`")))?;
    if labels.len() > MOST_LABELS {
        return Err(Problem::of(&texts::TOO_MANY_LABELS));
    }
    let one = |label: &Value| {
        let text = label.as_str().ok_or_else(|| body::invalid(&format!("`{field}`")))?;
        conversation::label(text).ok_or_else(|| line_refused(field, conversation::LONGEST_LABEL))
    };
    labels.iter().map(one).collect()
}

fn line_refused(field: &str, most: usize) -> Problem {
    Problem::of(&texts::INVALID_FIELD).saying(
        format!(
            "`{field}` takes one line of 1 to {most} characters that are seen, without marks of direction."
        ),
        format!("`{field}` prend une ligne de 1 à {most} caractères visibles, sans marques de direction."),
    )
}

fn assigned_meanwhile(held: &Assigned) -> Problem {
    Problem::of(&texts::ASSIGNED_MEANWHILE)
        .saying(
            format!(
                "{} has it since {}. Repeat it with `override` to take it all the same.",
                held.to, held.at
            ),
            format!(
                "{} l'a depuis {}. Répétez avec `override` pour la prendre quand même.",
                held.to, held.at
            ),
        )
        .with("assigned_to", held.to.clone())
        .with("assigned_by", held.by.clone())
        .with("assigned_at", held.at.to_string())
}
