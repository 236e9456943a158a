//! `GET /api/changes`: what changed since a cursor, cheap enough to be called every two seconds.
//!
//! A cursor is a time five seconds before the present, so responses overlap by five seconds. A change by a writer whose
//! clock is slightly behind, or one that the index shows late, is therefore still found. A change may be returned
//! twice, and none is left out.
//!
//! The call examines the conversations with activity since the cursor, those with activity in the last ten minutes
//! (whose messages may still get statuses), those whose snooze ended, and the open one. It reads the newest page of each thread.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use jiff::{SignedDuration, Timestamp};
use relais_aws::{Store, StoreError};
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::message::Message;
use relais_core::queue::Enqueue;
use relais_whatsapp::Language;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::Api;
use crate::conversations::{ConversationView, conversation_view};
use crate::language::Speaks;
use crate::messages::{MessageView, Place, add_pending, message_view};
use crate::problem::{Problem, texts};

mod cursor;

/// How far a cursor is behind the present.
const OVERLAP: SignedDuration = SignedDuration::from_secs(5);

/// How long after its last activity a conversation is still examined for new statuses.
const RECENT: SignedDuration = SignedDuration::from_mins(10);

/// The most conversations that are examined only for new statuses; also the size of an index page.
const MOST_RECENT: usize = 50;

/// The most conversations examined in one call. Beyond it, loading the list again is cheaper.
const MOST_CHANGED: usize = 200;

/// Messages read in each conversation.
const THREAD_PAGE: usize = 50;

/// Entries of what waits for a person that are read at once.
const WOKEN_PAGE: usize = 10;

/// Threads read at the same time.
const AT_ONCE: usize = 10;

#[derive(Deserialize)]
pub(crate) struct ChangesQuery {
    since: Option<String>,
    conversation: Option<String>,
}

/// What changed, and the cursor for the next call.
#[derive(Serialize)]
pub(crate) struct Changes {
    conversations: Vec<ConversationView>,
    messages: Vec<MessageView>,
    cursor: String,
    /// The server's time, which the simulation can change.
    now: Timestamp,
}

/// What changed since the cursor; without one, only the present cursor.
pub(crate) async fn changes<Q: Enqueue>(
    State(api): State<Arc<Api<Q>>>,
    Query(query): Query<ChangesQuery>,
    Speaks(language): Speaks,
) -> Result<Json<Changes>, Problem> {
    let now = api.clock.now();
    let cursor = cursor::write(now - OVERLAP);
    let mut changes = Changes { conversations: Vec::new(), messages: Vec::new(), cursor, now };
    let Some(since) = query.since else { return Ok(Json(changes)) };
    let since = cursor::read(&since, now).ok_or_else(|| Problem::of(&texts::STALE_CURSOR))?;
    let mut candidates = candidates(&api.store, since, now).await?;
    if let Some(open) = query.conversation.as_deref().and_then(ContactId::parse)
        && !candidates.iter().any(|candidate| candidate.contact == open)
    {
        candidates.extend(api.store.kept_conversation(&open).await?);
    }
    let known: Vec<_> = candidates.iter().map(|candidate| candidate.contact.clone()).collect();
    candidates.extend(woken(&api.store, &known, minute(since), minute(now)).await?);
    let period = Period { since, now };
    for changed in look_at(&api, candidates, period, language).await? {
        changes.conversations.extend(changed.conversation);
        changes.messages.extend(changed.messages);
    }
    Ok(Json(changes))
}

/// From the cursor to the present.
#[derive(Clone, Copy, Debug)]
struct Period {
    since: Timestamp,
    now: Timestamp,
}

/// What changed in one conversation.
struct Changed {
    conversation: Option<ConversationView>,
    messages: Vec<MessageView>,
}

/// The conversations that may have changed, newest activity first.
async fn candidates(store: &Store, since: Timestamp, now: Timestamp) -> Result<Vec<Conversation>, Problem> {
    let mut candidates: Vec<Conversation> = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.conversations(cursor.as_deref(), MOST_RECENT).await?;
        let reached_the_cursor = page.conversations.iter().any(|each| each.last_activity < since);
        let first_page = cursor.is_none();
        candidates.extend(page.conversations.into_iter().filter(|each| {
            each.last_activity >= since || (first_page && each.last_activity >= now - RECENT)
        }));
        if candidates.len() > MOST_CHANGED {
            return Err(Problem::of(&texts::STALE_CURSOR));
        }
        cursor = page.next;
        if reached_the_cursor || cursor.is_none() {
            return Ok(candidates);
        }
    }
}

/// The conversations whose snooze ended in this period of whole minutes, apart from those that are `known`. Their entries in
/// the list of what waits for a person have the time of its end. Costs half a read unit a minute.
async fn woken(
    store: &Store,
    known: &[ContactId],
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Conversation>, Problem> {
    if since == now {
        return Ok(Vec::new());
    }
    let place = |at: Timestamp| format!("{:013}.", at.as_millisecond().max(0));
    let (mut after, end) = (place(since), place(now + SignedDuration::from_millis(1)));
    let mut woken: Vec<ContactId> = Vec::new();
    loop {
        let page = store.waiting(Some(&after), WOKEN_PAGE).await?;
        let due = page.contacts.iter().filter(|(_, place)| *place < end);
        woken.extend(due.map(|(contact, _)| contact.clone()).filter(|contact| !known.contains(contact)));
        match page.next.filter(|next| *next < end) {
            Some(next) if woken.len() <= MOST_CHANGED => after = next,
            _ => break,
        }
    }
    Ok(if woken.is_empty() { Vec::new() } else { store.conversations_of(&woken).await? })
}

/// The minute that has begun. A snooze that ended is looked for once a minute, so polls stay cheap.
fn minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}

/// Examines conversations, at most [`AT_ONCE`] at a time. Returns their changes in the same order.
async fn look_at<Q: Enqueue>(
    api: &Arc<Api<Q>>,
    candidates: Vec<Conversation>,
    period: Period,
    language: Language,
) -> Result<Vec<Changed>, Problem> {
    let mut all = Vec::with_capacity(candidates.len());
    let mut waiting = candidates.into_iter().enumerate();
    let mut looking = JoinSet::new();
    loop {
        while looking.len() < AT_ONCE
            && let Some((position, conversation)) = waiting.next()
        {
            let api = api.clone();
            looking.spawn(async move { (position, look(&api, conversation, period, language).await) });
        }
        let Some(looked) = looking.join_next().await else { break };
        let (position, changed) = looked.map_err(Problem::internal)?;
        all.push((position, changed?));
    }
    all.sort_unstable_by_key(|(position, _)| *position);
    Ok(all.into_iter().map(|(_, changed)| changed).collect())
}

async fn look<Q: Enqueue>(
    api: &Api<Q>,
    conversation: Conversation,
    period: Period,
    language: Language,
) -> Result<Changed, StoreError> {
    let Some(conversation) = api.lookup().shown(Some(conversation)).await? else {
        return Ok(Changed { conversation: None, messages: Vec::new() });
    };
    let mut page = api.store.thread_of(&conversation, None, THREAD_PAGE).await?;
    add_pending(&api.store, &mut page, &conversation).await?;
    let messages = page.messages;
    let shown = conversation.preview.as_ref();
    let last =
        messages.iter().find(|message| shown.is_some_and(|shown| message.key.is_reference(&shown.sort_key)));
    let conversation_changed = if has_changed(&conversation, last, period) {
        Some(conversation_view(api.lookup(), &conversation, last, language, period.now).await?)
    } else {
        None
    };
    let place = Place::of(api.lookup(), &conversation);
    Ok(Changed {
        conversation: conversation_changed,
        messages: messages
            .iter()
            .filter(|message| message.changed_at >= period.since)
            .map(|message| message_view(message, &place, language))
            .collect(),
    })
}

/// Whether a conversation's view changed: it was saved, its last message changed, or a lease, a takeover, a snooze or
/// the window ended.
fn has_changed(conversation: &Conversation, last: Option<&Message>, period: Period) -> bool {
    let ends = [
        conversation.lease.as_ref().map(|lease| lease.until),
        conversation.takeover.as_ref().map(|takeover| takeover.until),
        conversation.window_closes_at(),
    ];
    let woke = conversation.team.snoozed;
    conversation.changed_at >= period.since
        || last.is_some_and(|message| message.changed_at >= period.since)
        || woke.is_some_and(|end| (minute(period.since)..=period.now).contains(&end))
        || ends.into_iter().flatten().any(|end| (period.since..=period.now).contains(&end))
}
