//! `POST /api/send_message`: a person writes to a customer.
//!
//! The order of writes is the guarantee. First the idempotency key is claimed for the message's own key, then a job is
//! queued that will look after the send, then the message is stored with the intent to send it, and only then is Graph
//! called. Whoever stores the message makes the call; a repeat finds it stored and makes none. A crash after the
//! message was stored leaves it to the job, a crash before leaves nothing but a job with nothing to do. One between
//! Graph's refusal and its answer here leaves it to the job to tell people. That the job comes after the message is
//! stored is a matter of time: who slept in between queues another.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use relais_aws::store::{Inserted, Once};
use relais_core::conversation::queue_delay;
use relais_core::job::{self, ReplyJob};
use relais_core::message::{Message, MessageKey, SentBy};
use relais_core::queue::{NewMessage, Queue};
use relais_core::timing::LATEST_CALL;
use relais_sending::{Admission, Attempt};
use relais_whatsapp::OutboundMessage;

mod addressee;
mod draft;
mod outcome;
mod request;

use addressee::Addressee;
use draft::Draft;
use outcome::{Sent, Wait};
use request::Request;

use crate::Api;
use crate::auth::Caller;
use crate::language::Speaks;
use crate::problem::{Problem, texts};
use crate::response::random_id;
use crate::transition::{Missing, change};

/// Sends a text or a template once per `Idempotency-Key`.
pub(crate) async fn send<Q: Queue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let request = Request::read(&headers, body).await?;
    // A task of its own: a browser that goes away does not stop a send half-way.
    let sent = tokio::spawn(deliver(api, caller, request)).await.map_err(Problem::internal)??;
    sent.response(language)
}

async fn deliver<Q: Queue>(api: Arc<Api<Q>>, caller: Caller, request: Request) -> Result<Sent, Problem> {
    let to = Addressee::find(&api, &request).await?;
    let key = claim(&api, &request, &to).await?;
    if request.idempotency_key.is_some()
        && let Some(message) = api.store.message(&key).await?
    {
        return Ok(Sent::known(message));
    }
    let draft = Draft::check(&api, &request, &to, key).await?;
    let queued = api.clock.now();
    settle_later(&api, &draft.key, None, api.settings.settle).await?;
    to.begin(&api).await?;
    let begun = api.clock.now();
    let mut message = draft.message(begun);
    if api.store.insert_message(&message).await? == Inserted::Known {
        // The same call, made twice at once: the other one sends.
        return Ok(Sent::known(api.store.message(&message.key).await?.unwrap_or(message)));
    }
    if api.clock.now().duration_since(queued) > LATEST_CALL {
        settle_later(&api, &draft.key, None, api.settings.settle).await?;
    }
    // From here on the message is looked after, whatever fails.
    take_over(&api, &message, caller).await;
    let wait = attempt(&api, &mut message, &draft.outbound(), begun).await;
    if wait == Wait::Statuses
        && let Ok(Some(stored)) = api.store.message(&message.key).await
    {
        // Statuses may have come while the call waited: then the outcome is known after all.
        message = stored;
    }
    Ok(Sent { message, wait })
}

/// The key under which the message is, or will be, stored.
async fn claim<Q: Queue>(api: &Api<Q>, request: &Request, to: &Addressee) -> Result<MessageKey, Problem> {
    let now = api.clock.now();
    let place = to.conversation.place_of_next(now);
    let new = MessageKey::new(to.contact(), place, &format!("a{}", random_id().map_err(Problem::internal)?));
    let Some(idempotency_key) = &request.idempotency_key else { return Ok(new) };
    let name = format!("send/{idempotency_key}");
    match api.store.claim_once(&name, &request.fingerprint, &new, now).await? {
        Once::First => Ok(new),
        // An earlier call may have been made before it was settled whose number it is. It sent nothing then.
        Once::Again(key) => Ok(MessageKey::from_sort_key(to.contact(), key.sort_key()).unwrap_or(key)),
        Once::Other => Err(Problem::of(&texts::IDEMPOTENCY_CONFLICT)),
    }
}

/// Queues the job that looks after the send; `repeats` as in [`ReplyJob::Settle`].
async fn settle_later<Q: Queue>(
    api: &Api<Q>,
    key: &MessageKey,
    repeats: Option<Timestamp>,
    wait: SignedDuration,
) -> Result<(), Problem> {
    let job =
        ReplyJob::Settle { contact: key.contact().clone(), sort_key: key.sort_key().to_owned(), repeats };
    let now = api.clock.now();
    let delay = queue_delay(now + wait, now).unsigned_abs();
    Ok(api.replies.send(vec![NewMessage { body: job::encode(&job)?, delay }]).await?)
}

/// The assistant pauses, because a person writes. When that cannot be stored the message is sent all the same: it is
/// what the person asked for.
async fn take_over<Q: Queue>(api: &Api<Q>, message: &Message, caller: Caller) {
    let taken = change(api, message.key.contact(), Missing::Unknown, |conversation, now| {
        let (text, kind) = (&message.text, &message.kind);
        conversation.person_wrote(&message.key, text, kind, SentBy::Agent, &api.settings, now);
        if caller.name.is_some() {
            conversation.take_over(caller.name.clone(), &api.settings, now);
        }
    });
    if let Err(problem) = taken.await {
        tracing::warn!(message = %message.key, cause = problem.cause(), "a person wrote, but the takeover is not stored");
    }
}

/// Makes the call, if the circuit breaker permits it. Says what the message waits for when its outcome is not known after it.
async fn attempt<Q: Queue>(
    api: &Api<Q>,
    message: &mut Message,
    outbound: &OutboundMessage,
    begun: Timestamp,
) -> Wait {
    let attempt = match api.sender.admit().await {
        Ok(Admission::Granted(permit)) => api.sender.attempt(message, outbound, begun, 1, permit).await,
        Ok(Admission::Wait(pause)) => Ok(Attempt::NotMade(pause)),
        Err(error) => Err(error),
    };
    match attempt {
        Ok(Attempt::Accepted) => Wait::Nothing,
        Ok(Attempt::Refused(..)) => {
            // The answer tells the person who wrote. Should this not be stored, the job tells whoever looks.
            if let Err(error) = api.sender.record(message).await {
                tracing::warn!(message = %message.key, %error, "a refused send is marked for a person as well");
            }
            Wait::Nothing
        }
        Ok(Attempt::Unclear) => Wait::Statuses,
        Ok(Attempt::Later(pause) | Attempt::Stopped(pause) | Attempt::NotMade(pause)) => {
            // Nothing was sent, so there is nothing to settle: another attempt may come as soon as Graph takes it. Should
            // this job not be stored, the first one makes it.
            if let Err(problem) = settle_later(api, &message.key, Some(begun), pause).await {
                tracing::warn!(message = %message.key, cause = problem.cause(), "sent again later than it could be");
            }
            let breaker = api.store.circuit_breaker(&api.sender.business).await;
            breaker.ok().and_then(|breaker| breaker.stopped_by).map_or(Wait::AnotherAttempt, Wait::Mending)
        }
        Err(error) => {
            tracing::error!(message = %message.key, %error, "the outcome of a send is not stored; it will be settled");
            Wait::Statuses
        }
    }
}
