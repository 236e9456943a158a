//! Which conversations may have changed.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use relais_aws::store::Active;
use relais_aws::{Store, StoreError};
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;

use super::cursor::Cursor;
use super::woken::woken;
use super::{Asked, Period};

/// How long after its last activity a conversation is still examined for new statuses.
const RECENT: SignedDuration = SignedDuration::from_mins(10);

/// The most conversations with activity on a page, and the most that are examined only for new statuses.
const MOST: usize = 50;

/// What is examined.
pub(super) struct Candidates {
    /// These have changed, or are open.
    pub(super) to_read: Vec<ToRead>,
    /// The last messages of these may have new statuses.
    pub(super) recent: Vec<Conversation>,
    /// Those that were named, or are open, and have no conversation: their persons were erased.
    pub(super) gone: Vec<ContactId>,
    /// The place in the index that was reached, if there is more.
    pub(super) reached: Option<String>,
}

/// A conversation whose messages are read.
pub(super) struct ToRead {
    pub(super) conversation: Conversation,
    pub(super) because: Because,
}

/// Why messages are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// It was active since the cursor.
    Active,
    /// The caller says that it has changed.
    Named,
    /// The caller has it open.
    Open,
    /// The caller has it open, and would name it if a message of it had changed.
    OpenOnly,
}

impl Candidates {
    pub(super) async fn find(
        store: &Store,
        cursor: &Cursor,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let (active, reached) = active(store, cursor, asked, now).await?;
        let (changed, recent): (Vec<_>, Vec<_>) =
            active.into_iter().partition(|each| cursor.rest.is_some() || each.at() >= cursor.since);
        let mut reads: Vec<ToRead> = Vec::new();
        let mut known = BTreeSet::new();
        let mut gone = BTreeSet::new();
        // These are read again and consistently: a copy of the database may not show yet what the caller was told.
        let is_first = cursor.rest.is_none();
        let open = asked.open.as_ref().filter(|_| is_first);
        let named = asked.named.iter().flatten().map(|contact| (contact, Because::Named));
        let how = if asked.named.is_some() { Because::OpenOnly } else { Because::Open };
        for (contact, because) in named.chain(open.map(|contact| (contact, how))) {
            let Some(conversation) = store.kept_conversation(contact).await? else {
                gone.insert(contact.clone());
                continue;
            };
            let contact = conversation.contact.clone();
            let is_open = asked.open.as_ref().is_some_and(|open| conversation.shows(open));
            let because = if is_open && because == Because::Named { Because::Open } else { because };
            if known.insert(contact) {
                reads.push(ToRead { conversation, because });
            }
        }
        // The open one is known by what it was told, and may have changed by its activity too.
        let ids = |active: &[Active]| -> Vec<ContactId> {
            active
                .iter()
                .map(|each| each.contact.clone())
                .filter(|contact| !known.contains(contact))
                .collect()
        };
        for read in &mut reads {
            let is_active = changed.iter().any(|each| each.contact == read.conversation.contact);
            if is_active && read.because == Because::OpenOnly {
                read.because = Because::Open;
            }
        }
        let (changed, recent) = (ids(&changed), ids(&recent));
        let mut loaded = store.conversations_of(&[changed.clone(), recent].concat()).await?;
        let recent = loaded.split_off(
            loaded.iter().position(|each| !changed.contains(&each.contact)).unwrap_or(loaded.len()),
        );
        if is_first {
            let known: Vec<_> =
                reads.iter().map(|read| &read.conversation).chain(&loaded).chain(&recent).collect();
            let known: Vec<_> = known.into_iter().map(|each| each.contact.clone()).collect();
            loaded.extend(woken(store, &known, Period { since: cursor.since, now }).await?);
        }
        let because = Because::Active;
        reads.extend(loaded.into_iter().map(|conversation| ToRead { conversation, because }));
        Ok(Self { to_read: reads, recent, gone: gone.into_iter().collect(), reached })
    }
}

/// The conversations with activity since the cursor, and the recent ones if the caller was told nothing; and the place that
/// was reached if there is more.
async fn active(
    store: &Store,
    cursor: &Cursor,
    asked: &Asked,
    now: Timestamp,
) -> Result<(Vec<Active>, Option<String>), StoreError> {
    if cursor.rest.is_none() && asked.named.is_none() {
        let mut newest = store.latest_active(None, MOST + 1).await?;
        if newest.len() <= MOST || newest.iter().any(|each| each.at() < cursor.since) {
            newest.retain(|each| each.at() >= cursor.since.min(now - RECENT));
            newest.truncate(MOST);
            return Ok((newest, None));
        }
    }
    let mut page = store.active_after(&cursor.place(), MOST + 1).await?;
    let more = page.len() > MOST;
    page.truncate(MOST);
    let reached = page.last().filter(|_| more).map(|last| last.place.clone());
    Ok((page, reached))
}
