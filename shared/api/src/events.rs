//! `/api/events`: events for the business's own systems that could not be sent, and the announcing of new ones.

use std::pin::Pin;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use relais_aws::Store;
use relais_aws::store::{EventProblem, FailedEvent};
use relais_core::config::default_number;
use relais_core::events::{Announce, Event, EventType};
use relais_core::job::ReplyJob;
use relais_core::queue::{Enqueue, QueueError};
use relais_whatsapp::Language;
use relais_whatsapp::ids::PhoneNumberId;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::language::Speaks;
use crate::problem::{Problem, texts};

/// Ids of events are shorter. DynamoDB refuses keys above 1,024 bytes.
const LONGEST_ID: usize = 500;

/// How long an event's job waits: by then the record is nearly always written.
const FIRST: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

#[derive(Deserialize)]
pub(crate) struct Of {
    phone_id: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Failures {
    failures: Vec<FailureView>,
}

/// An event that was given up.
#[derive(Serialize)]
struct FailureView {
    id: String,
    #[serde(rename = "type")]
    kind: EventType,
    at: Timestamp,
    tries: u32,
    last_status: Option<u16>,
    problem: &'static str,
}

/// The events that were given up, the latest first.
pub(crate) async fn failures<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(of): Query<Of>,
    Speaks(language): Speaks,
) -> Result<Json<Failures>, Problem> {
    let failed = api.store.failed_events(&api.number_of_events(of)?).await?;
    let failures = failed.iter().map(|failed| FailureView::of(failed, language)).collect();
    Ok(Json(Failures { failures }))
}

/// Sends an event again that was given up.
pub(crate) async fn retry<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<StatusCode, Problem> {
    let number = api.number_of_events(of)?;
    if id.len() > LONGEST_ID {
        return Err(Problem::of(&texts::UNKNOWN_EVENT));
    }
    let failed = api.store.failed_event(&number, &id).await?;
    let Some(FailedEvent { event, .. }) = failed else { return Err(Problem::of(&texts::UNKNOWN_EVENT)) };
    let event = Event { tries: 0, looks: 0, due: None, ..event };
    api.replies.send(vec![ReplyJob::Event(event).after(jiff::SignedDuration::ZERO)?]).await?;
    api.store.remove_failed_event(&number, &id).await?;
    Ok(StatusCode::ACCEPTED)
}

impl<Q: Enqueue> Api<Q> {
    fn number_of_events(&self, of: Of) -> Result<PhoneNumberId, Problem> {
        Ok(self.listed(of.phone_id)?.unwrap_or_else(|| default_number(&self.sender.numbers)))
    }
}

impl FailureView {
    fn of(failed: &FailedEvent, language: Language) -> Self {
        Self {
            id: failed.event.id(),
            kind: failed.event.kind,
            at: failed.given_up,
            tries: failed.event.tries,
            last_status: failed.status,
            problem: in_words(failed.problem, language),
        }
    }
}

fn in_words(problem: EventProblem, language: Language) -> &'static str {
    let (en, fr) = match problem {
        EventProblem::Status => (
            "The receiver did not take it: it must answer with a status of 2xx. Look into its log.",
            "Le destinataire ne l'a pas accepté : il doit répondre par un statut 2xx. Regardez son journal.",
        ),
        EventProblem::Gone => (
            "The receiver answered that it is gone (410). Write its new address into the settings.",
            "Le destinataire a répondu qu'il n'existe plus (410). Mettez sa nouvelle adresse dans les réglages.",
        ),
        EventProblem::Unreachable => (
            "The receiver was not reached. Check the address in the settings, and that it is running.",
            "Le destinataire n'a pas été joint. Vérifiez l'adresse dans les réglages, et qu'il fonctionne.",
        ),
        EventProblem::NoAnswer => (
            "The receiver did not answer within ten seconds. It should answer first, and work afterwards.",
            "Le destinataire n'a pas répondu en dix secondes. Il devrait répondre d'abord, puis travailler.",
        ),
        EventProblem::Refused => (
            "The address leads to an inner network, and is refused. Whoever runs Relais can allow it with RELAIS_ALLOWED_NETWORKS.",
            "L'adresse mène à un réseau interne, et elle est refusée. Qui gère Relais peut l'autoriser par RELAIS_ALLOWED_NETWORKS.",
        ),
        EventProblem::Unusable => (
            "The address or the secret in the settings cannot be used. Write them anew.",
            "L'adresse ou le secret des réglages est inutilisable. Ressaisissez-les.",
        ),
    };
    language.of(en, fr)
}

/// Queues events for the numbers whose settings ask for them. It reads the settings each time: the API rarely writes what
/// is an event.
pub(crate) struct Announcer<Q> {
    pub(crate) store: Store,
    pub(crate) numbers: Vec<PhoneNumberId>,
    pub(crate) replies: Q,
}

impl<Q: Enqueue> Announcer<Q> {
    async fn is_wanted(&self, number: Option<&PhoneNumberId>, kind: EventType) -> Result<bool, QueueError> {
        let one = number.map(std::slice::from_ref);
        for number in one.unwrap_or(&self.numbers) {
            let set = self.store.present_settings(number).await;
            let set = set.map_err(|error| QueueError::new("queue an event", error))?;
            let events = set.and_then(|set| set.settings.events);
            if events.is_some_and(|events| events.types.contains(&kind)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<Q> std::fmt::Debug for Announcer<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Announcer")
    }
}

impl<Q: Enqueue> Announce for Announcer<Q> {
    fn wants<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        kind: EventType,
    ) -> Pin<Box<dyn Future<Output = Result<bool, QueueError>> + Send + 'a>> {
        Box::pin(self.is_wanted(number, kind))
    }

    fn announce<'a>(
        &'a self,
        number: Option<&'a PhoneNumberId>,
        event: Event,
    ) -> Pin<Box<dyn Future<Output = Result<(), QueueError>> + Send + 'a>> {
        Box::pin(async move {
            if !self.is_wanted(number, event.kind).await? {
                return Ok(());
            }
            let job = ReplyJob::Event(event).after(FIRST);
            let job = job.map_err(|error| QueueError::new("queue an event", error))?;
            self.replies.send(vec![job]).await
        })
    }
}
