//! What changed in the candidates.

use std::sync::Arc;

use relais_aws::StoreError;
use relais_core::conversation::Conversation;
use relais_core::message::{Direction, Message};
use relais_core::queue::Enqueue;
use relais_whatsapp::Language;
use tokio::task::JoinSet;

use super::Period;
use super::candidates::{Because, Candidates, ToRead};
use super::woken::minute;
use crate::Api;
use crate::conversations::{ConversationView, conversation_view, conversation_views};
use crate::messages::{MessageView, Place, add_pending, message_view};
use crate::problem::Problem;

/// Messages that are read first of a thread, and of the open one, whose statuses are all shown.
const FIRST: usize = 10;
const FIRST_OF_OPEN: usize = 50;

/// Messages on each further page, and the most of these pages. They are read while all of the page before has changed.
const FURTHER: usize = 50;
const MOST_FURTHER: usize = 10;

/// Threads read at the same time.
const AT_ONCE: usize = 10;

/// What changed in one conversation.
pub(super) struct Changed {
    pub(super) conversation: Option<ConversationView>,
    pub(super) messages: Vec<MessageView>,
}

/// Examines all candidates.
pub(super) async fn at_all<Q: Enqueue>(
    api: &Arc<Api<Q>>,
    candidates: Candidates,
    period: Period,
    language: Language,
) -> Result<Vec<Changed>, Problem> {
    let Candidates { mut to_read, recent, .. } = candidates;
    let mut unchanged = Vec::with_capacity(recent.len());
    for conversation in recent {
        if conversation.changed_at >= period.since {
            to_read.push(ToRead { conversation, because: Because::Active });
        } else {
            unchanged.push(conversation);
        }
    }
    let mut all = at_threads(api, to_read, period, language).await?;
    all.extend(at_last_messages(api, unchanged, period, language).await?);
    Ok(all)
}

/// Reads threads, at most [`AT_ONCE`] at a time. Returns their changes in the same order.
async fn at_threads<Q: Enqueue>(
    api: &Arc<Api<Q>>,
    to_read: Vec<ToRead>,
    period: Period,
    language: Language,
) -> Result<Vec<Changed>, Problem> {
    let mut all = Vec::with_capacity(to_read.len());
    let mut waiting = to_read.into_iter().enumerate();
    let mut looking = JoinSet::new();
    loop {
        while looking.len() < AT_ONCE
            && let Some((position, read)) = waiting.next()
        {
            let api = api.clone();
            looking.spawn(async move { (position, at_thread(&api, read, period, language).await) });
        }
        let Some(looked) = looking.join_next().await else { break };
        let (position, changed) = looked.map_err(Problem::internal)?;
        all.push((position, changed?));
    }
    all.sort_unstable_by_key(|(position, _)| *position);
    Ok(all.into_iter().map(|(_, changed)| changed).collect())
}

async fn at_thread<Q: Enqueue>(
    api: &Api<Q>,
    ToRead { conversation, because }: ToRead,
    period: Period,
    language: Language,
) -> Result<Changed, StoreError> {
    let nothing = Changed { conversation: None, messages: Vec::new() };
    let Some(conversation) = api.lookup().shown(Some(conversation)).await? else { return Ok(nothing) };
    if because == Because::OpenOnly && !has_changed(&conversation, None, period) {
        return Ok(nothing);
    }
    let first = if because == Because::Open { FIRST_OF_OPEN } else { FIRST };
    let messages = newest_messages(api, &conversation, first, period).await?;
    let shown = conversation.preview.as_ref();
    let last =
        messages.iter().find(|message| shown.is_some_and(|shown| message.key.is_reference(&shown.sort_key)));
    let is_changed = because == Because::Named || has_changed(&conversation, last, period);
    let view = match (is_changed, last) {
        (false, _) => None,
        (true, Some(_)) => {
            Some(conversation_view(api.lookup(), &conversation, last, language, period.now).await?)
        }
        // Its last message is not among the newest, by Meta's clock.
        (true, None) => {
            let one = std::slice::from_ref(&conversation);
            conversation_views(api.lookup(), one, language, period.now).await?.pop()
        }
    };
    let place = Place::of(api.lookup(), &conversation);
    let changed = messages.iter().filter(|message| message.changed_at >= period.since);
    let messages = changed.map(|message| message_view(message, &place, language)).collect();
    Ok(Changed { conversation: view, messages })
}

/// The newest messages: at least `first`, and more while all of the page before has changed.
async fn newest_messages<Q: Enqueue>(
    api: &Api<Q>,
    conversation: &Conversation,
    first: usize,
    period: Period,
) -> Result<Vec<Message>, StoreError> {
    let mut page = api.store.thread_of(conversation, None, first).await?;
    add_pending(&api.store, &mut page, conversation).await?;
    let (mut messages, mut next) = (page.messages, page.next);
    let mut oldest_changed = messages.first().is_some_and(|oldest| oldest.changed_at >= period.since);
    for _ in 0..MOST_FURTHER {
        let Some(before) = next.filter(|_| oldest_changed) else { break };
        let older = api.store.thread_of(conversation, Some(&before), FURTHER).await?;
        oldest_changed = older.messages.first().is_some_and(|oldest| oldest.changed_at >= period.since);
        next = older.next;
        messages.splice(0..0, older.messages);
    }
    Ok(messages)
}

/// Looks whether the last messages of conversations have new statuses, in one call.
async fn at_last_messages<Q: Enqueue>(
    api: &Api<Q>,
    conversations: Vec<Conversation>,
    period: Period,
    language: Language,
) -> Result<Vec<Changed>, StoreError> {
    let mut shown = Vec::with_capacity(conversations.len());
    for conversation in conversations {
        shown.extend(api.lookup().shown(Some(conversation)).await?);
    }
    let keys: Vec<_> = shown
        .iter()
        .filter_map(|conversation| {
            let preview = conversation.preview.as_ref()?;
            let may_change = preview.direction == Direction::Outbound;
            conversation.key_of(&preview.sort_key).filter(|_| may_change)
        })
        .collect();
    let messages = if keys.is_empty() { Vec::new() } else { api.store.messages(&keys).await? };
    let mut all = Vec::new();
    for conversation in shown {
        let last = messages.iter().find(|message| conversation.shows(message.key.contact()));
        if has_changed(&conversation, last, period) {
            let view = conversation_view(api.lookup(), &conversation, last, language, period.now).await?;
            let place = Place::of(api.lookup(), &conversation);
            let last = last.filter(|last| last.changed_at >= period.since);
            let messages = last.map(|last| message_view(last, &place, language)).into_iter().collect();
            all.push(Changed { conversation: Some(view), messages });
        }
    }
    Ok(all)
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
        || woke.is_some_and(|end| (minute(period.since)..=period.now).contains(&end))
        || last.is_some_and(|message| message.changed_at >= period.since)
        || ends.into_iter().flatten().any(|end| (period.since..=period.now).contains(&end))
}
