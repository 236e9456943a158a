//! The conversations of a list, in its order.

use relais_core::conversation::{Conversation, List};
use relais_core::queue::Enqueue;

use super::{Found, MOST_EXAMINED, Wanted};
use crate::Api;
use crate::problem::Problem;

/// Entries that are read at least after the first page: many in a row may not fit.
const FURTHER: usize = 25;

/// Reads a list from `cursor` on, until `limit` conversations are found or the bound is reached. If each entry's
/// conversation fits, it reads these entries and conversations only.
pub(super) async fn find<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    list: List,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    let mut found: Vec<Conversation> = Vec::new();
    let mut next = cursor;
    let mut examined = 0;
    while examined < MOST_EXAMINED && found.len() < limit {
        let missing = if examined == 0 { limit } else { FURTHER.max(limit - found.len()) };
        let (store, after, now) = (&api.store, next.as_deref(), wanted.now);
        let page = match &wanted.assigned_to {
            Some(name) if list == List::Assigned => store.assigned_to(name, after, missing, now).await?,
            _ => store.listed(list, after, missing, now).await?,
        };
        examined += page.contacts.len();
        next = page.next;
        let contacts: Vec<_> = page.contacts.iter().map(|(contact, _)| contact.clone()).collect();
        for conversation in api.store.conversations_of(&contacts).await? {
            if found.len() == limit {
                // The next page begins with this one's entry: after the one before it.
                let at = page.contacts.iter().position(|(contact, _)| *contact == conversation.contact);
                let before = at.and_then(|at| page.contacts.get(at.checked_sub(1)?));
                return Ok(Found { conversations: found, next: before.map(|(_, place)| place.clone()) });
            }
            // One that is joined to another is shown in its place.
            let shown = api.lookup().shown(Some(conversation)).await?;
            let is_new = |shown: &Conversation| !found.iter().any(|known| known.contact == shown.contact);
            let fits =
                |shown: &Conversation| wanted.is_at(&api.sender.number_of(shown)) && wanted.matches(shown);
            found.extend(shown.filter(|shown| fits(shown) && is_new(shown)));
        }
        if next.is_none() {
            break;
        }
    }
    Ok(Found { conversations: found, next })
}
