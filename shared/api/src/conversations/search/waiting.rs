//! The conversations that wait for a person, oldest mark first.

use relais_aws::store::Missing;
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;

use super::{Found, MOST_EXAMINED, MOST_PAGES, Wanted};
use crate::Api;
use crate::problem::Problem;

/// The most entries read at once.
const PAGE: usize = 100;

/// Reads the list of what waits from `cursor` on, until `limit` conversations are found or the bound is reached.
pub(super) async fn find<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    if cursor.is_none() {
        list_earlier_marks(api).await?;
    }
    let mut found: Vec<Conversation> = Vec::new();
    let mut next = cursor;
    for _ in 0..MOST_PAGES {
        let page = api.store.waiting(next.as_deref(), PAGE).await?;
        let contacts: Vec<_> = page.contacts.iter().map(|(contact, _)| contact.clone()).collect();
        let marked = api.store.conversations_of(&contacts).await?;
        for (contact, place) in page.contacts {
            let conversation = marked.iter().find(|marked| marked.contact == contact).cloned();
            // One that is joined to another is shown in its place.
            let shown = api.lookup().shown(conversation).await?;
            let fits =
                |shown: &Conversation| wanted.is_at(&api.sender.number_of(shown)) && wanted.matches(shown);
            let is_new = |shown: &Conversation| !found.iter().any(|known| known.contact == shown.contact);
            if let Some(shown) = shown.filter(|shown| fits(shown) && is_new(shown)) {
                found.push(shown);
            }
            if found.len() >= limit {
                return Ok(Found { conversations: found, next: Some(place) });
            }
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    Ok(Found { conversations: found, next })
}

/// The release before kept no list. Gives the conversations that it marked their entries, as far as they are among the
/// newest.
async fn list_earlier_marks<Q: Enqueue>(api: &Api<Q>) -> Result<(), Problem> {
    let mut cursor = None;
    for _ in 0..MOST_EXAMINED / PAGE {
        let page = api.store.conversations(cursor.as_deref(), PAGE).await?;
        let unlisted =
            page.conversations.iter().filter(|known| known.needs_person.is_some() && known.listed.is_none());
        for known in unlisted {
            let list = |_: &mut Conversation, _| {};
            api.store.change_conversation(&known.contact, &api.clock, Missing::Skip, list).await?;
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(())
}
