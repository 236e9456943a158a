//! `POST /api/send_message`: a person writes to a customer.
//!
//! The order of writes is the guarantee:
//!
//! 1. The idempotency key is claimed for the message's key.
//! 2. The job that settles the send later is queued.
//! 3. The message is stored with the intent to send it.
//! 4. Graph is called.
//!
//! Only the call that stores the message sends it: a repeat finds it stored and sends nothing. After a crash that
//! follows step 3 the job settles the send; after an earlier crash the job finds no message and ends. If the process
//! dies between Graph's refusal and the response, the job marks the conversation for a person. The job is delayed, so
//! it normally runs after the message is stored. If this process stalled longer than [`LATEST_CALL`] in between, it
//! queues a second one.
//!
//! A file is given to the contact before step 3, and still expires within a day. The worker keeps it once it finds the
//! message stored.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use relais_aws::StoreError;
use relais_aws::store::{Changed, Inserted, Missing, Once};
use relais_core::circuit_breaker::Line;
use relais_core::conversation::Reason;
use relais_core::error_chain;
use relais_core::job::ReplyJob;
use relais_core::message::{Message, MessageKey, SentBy, fingerprint};
use relais_core::queue::Enqueue;
use relais_core::timing::LATEST_CALL;
use relais_sending::{Admission, Attempt, FollowUp};
use relais_whatsapp::OutboundMessage;

mod addressee;
mod again;
pub(crate) mod cancel;
mod content;
mod draft;
mod field;
mod file;
mod outcome;
mod request;

use addressee::Addressee;
use draft::Draft;
use outcome::{Sent, Wait};
use request::Request;
pub(crate) use request::idempotency_key;

use crate::Api;
use crate::auth::Caller;
use crate::language::Speaks;
use crate::messages::Place;
use crate::problem::{Problem, texts};
use crate::response::random_id;

/// Sends a message of any type once per `Idempotency-Key`.
pub(crate) async fn send<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Extension(caller): Extension<Caller>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let request = Request::read(&headers, body, api.settings.default_country).await?;
    // A separate task: if the browser closes the connection, the send still runs to its end.
    let sent = tokio::spawn(deliver(api, caller, request)).await.map_err(Problem::internal)??;
    sent.response(language)
}

async fn deliver<Q: Enqueue>(api: Arc<Api<Q>>, caller: Caller, request: Request) -> Result<Sent, Problem> {
    let to = Box::pin(Addressee::find(&api, &request)).await?;
    let place = Place::of(api.lookup(), &api.store.kept_for(to.conversation().clone()).await?);
    let (key, once) = claim(&api, &request, &to).await?;
    if request.idempotency_key.is_some()
        && let Some(message) = api.store.message(&key).await?
    {
        return Ok(Sent::known(message, place));
    }
    let draft = Draft::check(&api, &request, &to, key).await?;
    let queued = api.clock.now();
    settle_at(&api, &draft.key, None, queued + api.settings.settle).await?;
    to.begin(&api).await?;
    draft.give_files(&api).await?;
    let begun = api.clock.now();
    let mut message = Message { once, ..draft.message(begun) };
    if api.store.insert_message(&message).await? == Inserted::Known {
        // The same call runs at the same time and has stored the message: that one sends it.
        return Ok(Sent::known(api.store.message(&message.key).await?.unwrap_or(message), place));
    }
    if api.clock.now().duration_since(queued) > LATEST_CALL {
        settle_at(&api, &draft.key, None, api.clock.now() + api.settings.settle).await?;
    }
    // From here on the job settles the send, whatever fails.
    if take_over(&api, &message, &caller).await == Some(Changed::Missing) {
        // The person was erased since the conversation was read.
        api.store.bury_with_files::<Problem>(&message, &*api.files, api.clock.now()).await?;
        return Err(Problem::of(&texts::UNKNOWN_CONVERSATION));
    }
    if draft.waits_for_upload() {
        hand_over(&api, &message, begun).await;
        return Ok(Sent { message, place, wait: Wait::Upload });
    }
    let wait = attempt(&api, &mut message, &draft.outbound(), begun).await;
    if wait == Wait::Statuses
        && let Ok(Some(stored)) = api.store.message(&message.key).await
    {
        // Statuses may have been stored during the call: then the outcome is known.
        message = stored;
    }
    Ok(Sent { message, place, wait })
}

/// The key under which the message is or will be stored, and the fingerprint of the idempotency key.
async fn claim<Q: Enqueue>(
    api: &Api<Q>,
    request: &Request,
    to: &Addressee,
) -> Result<(MessageKey, Option<String>), Problem> {
    let now = api.clock.now();
    let place = to.place_of_next();
    let new = MessageKey::new(to.contact(), place, &format!("a{}", random_id().map_err(Problem::internal)?));
    let Some(idempotency_key) = &request.idempotency_key else { return Ok((new, None)) };
    let name = format!("send/{idempotency_key}");
    let key = match api.store.claim_once(&name, &request.fingerprint, &new, now).await? {
        Once::First => new,
        Once::Again(key) if api.store.message(&key).await?.is_some() => key,
        // The earlier call ended before it stored the message. Its key may be one of another contact, from before the
        // number was linked to this one.
        Once::Again(key) => MessageKey::from_sort_key(to.contact(), key.sort_key()).unwrap_or(key),
        Once::Other => return Err(Problem::of(&texts::IDEMPOTENCY_CONFLICT)),
    };
    Ok((key, Some(fingerprint(&name))))
}

/// Queues the job that settles the send, due at `at`. `repeats` is as in [`ReplyJob::Settle`].
async fn settle_at<Q: Enqueue>(
    api: &Api<Q>,
    key: &MessageKey,
    repeats: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), Problem> {
    let job = ReplyJob::settle(key, repeats).due_at(at, api.clock.now())?;
    Ok(api.replies.send(vec![job]).await?)
}

/// Whether a message of this type answers what the customer wrote. A template does not: scripts send reminders with it. A
/// reaction or a sticker does not either, as in the phone app: a thumb under "thank you" must not silence the assistant
/// for hours, and a question that got one still waits for its answer.
fn answers(kind: &str) -> bool {
    !matches!(kind, "template" | "reaction" | "sticker")
}

/// Queues the job that uploads the file and sends the message, due now: the message is stored. If that fails, the job that
/// was queued first does the same, later.
async fn hand_over<Q: Enqueue>(api: &Api<Q>, message: &Message, begun: Timestamp) {
    let job = ReplyJob::settle(&message.key, Some(begun)).after(SignedDuration::ZERO);
    let queued = async { Ok::<_, Problem>(api.replies.send(vec![job?]).await?) };
    if let Err(problem) = queued.await {
        tracing::warn!(message_key = %message.key, cause = problem.cause(), "a file is late: its job is not queued");
    }
}

/// Pauses the assistant, because a person answers. After a message that answers nothing, the customer is answered as
/// before. If this cannot be stored, it is logged and the message is still sent.
async fn take_over<Q: Enqueue>(api: &Api<Q>, message: &Message, caller: &Caller) -> Option<Changed> {
    let takes_over = answers(&message.kind);
    let taken = api.store.change_conversation(
        message.key.contact(),
        &api.clock,
        Missing::Skip,
        |conversation, now| {
            let (key, text, kind) = (&message.key, &message.text, &message.kind);
            if !takes_over {
                conversation.wrote(key, text, kind, SentBy::Agent, now);
                return;
            }
            conversation.person_wrote(key, text, kind, SentBy::Agent, &api.settings, now);
            if caller.name.is_some() {
                conversation.take_over(caller.name.clone(), &api.settings, now);
            }
        },
    );
    match taken.await {
        Ok(changed) => {
            if takes_over {
                take_over_others(api, message, caller.name.as_deref()).await;
            }
            Some(changed)
        }
        Err(error) => {
            let error = error_chain(&error);
            tracing::warn!(message_key = %message.key, error, "the takeover by a person's message is not stored");
            None
        }
    }
}

/// Pauses the assistant in the conversations that are shown as one with this one.
async fn take_over_others<Q: Enqueue>(api: &Api<Q>, message: &Message, by: Option<&str>) {
    let taken = async {
        match api.store.conversation(message.key.contact()).await? {
            Some(written) => {
                let until = (message.key.at(), api.clock.now());
                api.store.take_over_others(&written, by, until, &api.settings, &api.clock).await
            }
            None => Ok(()),
        }
    };
    if let Err(error) = taken.await {
        tracing::warn!(message_key = %message.key, %error, "the takeover of a joined conversation is not stored");
    }
}

/// Ends the intent of a refused message. If it was to answer what the customer wrote, it has ended their wait: so a person
/// must look again.
async fn record_refusal<Q: Enqueue>(
    api: &Api<Q>,
    message: &mut Message,
    reason: Reason,
) -> Result<(), StoreError> {
    if answers(&message.kind) {
        api.store.mark_for_person(message.key.contact(), reason, &api.clock).await?;
    }
    api.sender.record(message).await
}

/// Makes the call, if the circuit breaker permits it. Returns what the message then waits for.
async fn attempt<Q: Enqueue>(
    api: &Api<Q>,
    message: &mut Message,
    outbound: &OutboundMessage,
    begun: Timestamp,
) -> Wait {
    let line = Line::of(&outbound.body);
    let attempt = match api.sender.admit(&outbound.from, line).await {
        Ok(Admission::Granted(permit)) => api.sender.attempt(message, outbound, begun, 1, permit).await,
        Ok(Admission::Wait(pause)) => Ok(Attempt::NotMade(pause)),
        Err(error) => Err(error),
    };
    let attempt = match attempt {
        Ok(attempt) => attempt,
        Err(error) => {
            tracing::error!(
                message_key = %message.key, %error,
                "a send failed at the database; the queued job settles it"
            );
            return Wait::Statuses;
        }
    };
    if let Attempt::Refused(failure, _) = &attempt {
        let reason = Reason::of_refusal(failure.code);
        if let Err(error) = record_refusal(api, message, reason).await {
            // The response reports the refusal to the person who wrote.
            tracing::warn!(
                message_key = %message.key, %error,
                "a refusal is not stored; a job will mark the conversation"
            );
        }
    }
    match attempt.follow_up(begun, api.clock.now(), &api.settings) {
        FollowUp::Done => Wait::Nothing,
        // The job that was queued before the message was stored settles it.
        FollowUp::Settle(_) => Wait::Statuses,
        FollowUp::Repeat(at) => {
            if let Err(error) = api.store.nothing_was_sent(message, api.clock.now()).await {
                tracing::warn!(
                    message_key = %message.key, %error,
                    "it is not stored that nothing was sent: the message is settled as if it may have been"
                );
            }
            if let Err(problem) = settle_at(api, &message.key, Some(begun), at).await {
                // The job that was queued first makes the next attempt, later.
                tracing::warn!(
                    message_key = %message.key, cause = problem.cause(),
                    "a retry is late: its job is not queued"
                );
            }
            let breaker = api.store.circuit_breaker(&outbound.from, line).await;
            let stopped_by = breaker.ok().and_then(|breaker| breaker.stopped_by);
            stopped_by.map_or(Wait::AnotherAttempt, Wait::CircuitBreaker)
        }
    }
}
