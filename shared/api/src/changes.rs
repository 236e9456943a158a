//! `GET /api/changes`: what changed since a cursor, cheap enough to be called every two seconds.
//!
//! A cursor is a time five seconds before the present, so responses overlap by five seconds. A change by a writer whose
//! clock is slightly behind, or one that the index shows late, is therefore still found. A change may be returned
//! twice, and none is left out. Many changes come in pages, oldest first.
//!
//! The call examines the conversations with activity since the cursor and the open one. A status writes only its message,
//! so besides these it looks at the last message of those with activity in the last ten minutes, and at those whose snooze ended.
//! A caller who knows by
//! [`stream`] which conversations have changed names them instead.
//!
//! An erased person leaves no record that says so. The database tells of that write as of any other, so the caller names the
//! conversation, and is answered that it is gone. The open one is always asked for.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use jiff::{SignedDuration, Timestamp};
use relais_core::contact::ContactId;
use relais_core::queue::Enqueue;
use serde::{Deserialize, Serialize};

use crate::Api;
use crate::conversations::ConversationView;
use crate::language::Speaks;
use crate::messages::MessageView;
use crate::problem::{Problem, texts};

mod candidates;
mod cursor;
mod look;
pub(crate) mod stream;
mod woken;

use candidates::Candidates;
use cursor::{Cursor, Rest};

/// How far a cursor is behind the present.
const OVERLAP: SignedDuration = SignedDuration::from_secs(5);

/// The most conversations that a caller may name.
const MOST_NAMED: usize = 100;

#[derive(Deserialize)]
pub(crate) struct ChangesQuery {
    since: Option<String>,
    conversation: Option<String>,
    named: Option<String>,
}

/// What the caller knows and wants to know.
struct Asked {
    /// The open conversation.
    open: Option<ContactId>,
    /// The conversations that have changed, as the caller was told. `None`: it was told nothing.
    named: Option<Vec<ContactId>>,
}

/// What changed, and the cursor for the next call.
#[derive(Serialize)]
pub(crate) struct Changes {
    conversations: Vec<ConversationView>,
    messages: Vec<MessageView>,
    /// The ids that the caller asked for and that have no conversation: their persons were erased.
    gone: Vec<ContactId>,
    cursor: String,
    /// Whether there are more changes: the next call has them.
    more: bool,
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
    let present = Cursor::at(now - OVERLAP);
    let mut changes = Changes {
        conversations: Vec::new(),
        messages: Vec::new(),
        gone: Vec::new(),
        cursor: present.write(),
        more: false,
        now,
    };
    let asked = Asked::read(&query)?;
    let Some(since) = query.since else { return Ok(Json(changes)) };
    let cursor = Cursor::read(&since, now).ok_or_else(|| Problem::of(&texts::STALE_CURSOR))?;
    let period = Period { since: cursor.since, now };
    let mut found = Candidates::find(&api.store, &cursor, &asked, now).await?;
    changes.gone = std::mem::take(&mut found.gone);
    let then = cursor.rest.as_ref().map_or(present.since, |rest| rest.then);
    let next = match found.reached {
        Some(ref place) => Cursor { since: cursor.since, rest: Some(Rest { then, place: place.clone() }) },
        None => Cursor::at(then),
    };
    changes.more = next.rest.is_some();
    changes.cursor = next.write();
    for changed in look::at_all(&api, found, period, language).await? {
        changes.conversations.extend(changed.conversation);
        changes.messages.extend(changed.messages);
    }
    Ok(Json(changes))
}

impl Asked {
    /// What is no id of a conversation names none.
    fn read(query: &ChangesQuery) -> Result<Self, Problem> {
        let named = query.named.as_deref().map(|named| named.split(',').collect::<Vec<_>>());
        if named.as_ref().is_some_and(|named| named.len() > MOST_NAMED) {
            let en = format!("Name at most {MOST_NAMED} conversations, or leave `named` out.");
            let fr = format!("Nommez au plus {MOST_NAMED} conversations, ou omettez `named`.");
            return Err(Problem::of(&texts::BAD_REQUEST).saying(en, fr));
        }
        Ok(Self {
            open: query.conversation.as_deref().and_then(ContactId::parse),
            named: named.map(|named| named.into_iter().filter_map(ContactId::parse).collect()),
        })
    }
}

/// From the cursor to the present.
#[derive(Clone, Copy, Debug)]
struct Period {
    since: Timestamp,
    now: Timestamp,
}
