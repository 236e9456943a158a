//! Search and filters of the conversation list.

use jiff::Timestamp;
use relais_core::contact::ContactId;
use relais_core::conversation::{self, Conversation, List, is_same};
use relais_core::country::Country;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::PhoneNumberId;

use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};

mod lists;
mod people;

use people::Search;

/// After this many conversations a call reads no further index page: the caller continues with `next`.
const MOST_EXAMINED: usize = 500;

/// A cursor that is newer than every conversation.
const FROM_THE_NEWEST: &str = "9999999999999.cffffffffffffffffffffffff";

/// The most index pages read in one call.
const MOST_PAGES: usize = 20;

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// All conversations except closed ones. With a search, closed ones too.
    All,
    /// Those on a list.
    On(List),
}

impl Filter {
    pub(super) fn parse(name: &str) -> Result<Self, Problem> {
        match name {
            "all" => Ok(Self::All),
            "needs_person" => Ok(Self::On(List::Waiting)),
            "unread" => Ok(Self::On(List::Unread)),
            "failed" => Ok(Self::On(List::Failed)),
            "taken_over" => Ok(Self::On(List::TakenOver)),
            "closed" => Ok(Self::On(List::Closed)),
            "assigned" => Ok(Self::On(List::Assigned)),
            "snoozed" => Ok(Self::On(List::Snoozed)),
            _ => Err(Problem::of(&texts::INVALID_FILTER)),
        }
    }
}

/// What the caller wants to see.
pub(super) struct Wanted {
    search: Option<Search>,
    address: Option<Address>,
    filter: Filter,
    /// Whose conversations, with [`List::Assigned`].
    assigned_to: Option<String>,
    phone_id: Option<PhoneNumberId>,
    now: Timestamp,
}

impl Wanted {
    /// `q` is the beginnings of words of a name, an `@username`, the beginning of a number, or a whole id.
    pub(super) fn new(
        q: &str,
        default_country: Option<Country>,
        filter: Filter,
        phone_id: Option<PhoneNumberId>,
        now: Timestamp,
    ) -> Self {
        let address = Address::parse(q, default_country).ok();
        Self { search: Search::read(q), address, filter, assigned_to: None, phone_id, now }
    }

    /// The same, of what is assigned to this colleague. The filter `assigned` needs one, and no other takes one.
    pub(super) fn assigned_to(self, name: Option<&str>) -> Result<Self, Problem> {
        let assigned_to = name.and_then(conversation::name);
        let is_of_somebody = self.filter == Filter::On(List::Assigned);
        if is_of_somebody != name.is_some() || is_of_somebody && assigned_to.is_none() {
            return Err(Problem::of(&texts::INVALID_FILTER));
        }
        Ok(Self { assigned_to, ..self })
    }

    /// Whether the conversations of this business number are wanted.
    fn is_at(&self, number: &PhoneNumberId) -> bool {
        self.phone_id.as_ref().is_none_or(|wanted| wanted == number)
    }

    /// Whether a conversation is wanted.
    fn matches(&self, conversation: &Conversation) -> bool {
        self.passes_filter(conversation)
            && self.search.as_ref().is_none_or(|search| search.finds(conversation))
    }

    fn passes_filter(&self, conversation: &Conversation) -> bool {
        match self.filter {
            Filter::All => !conversation.closed || self.search.is_some(),
            Filter::On(List::Unread) => conversation.unread > 0,
            Filter::On(List::Waiting) => conversation.waits_for_person(self.now).is_some(),
            Filter::On(List::Failed) => conversation.failed.is_some(),
            Filter::On(List::TakenOver) => conversation.is_taken_over(self.now),
            Filter::On(List::Closed) => conversation.closed,
            Filter::On(List::Snoozed) => conversation.is_snoozed(self.now),
            Filter::On(List::Assigned) => {
                let held = conversation.team.assigned.as_ref();
                held.zip(self.assigned_to.as_ref()).is_some_and(|(held, name)| is_same(&held.to, name))
            }
        }
    }

    /// The conversation with exactly this number or id.
    async fn by_address<Q: Enqueue>(&self, api: &Api<Q>) -> Result<Option<Conversation>, Problem> {
        let Some(address) = &self.address else { return Ok(None) };
        let found = api.lookup().conversation(address, self.phone_id.as_ref()).await?;
        Ok(found.filter(|conversation| self.passes_filter(conversation)))
    }
}

/// What was found, and the cursor for the next page.
pub(super) struct Found {
    pub(super) conversations: Vec<Conversation>,
    pub(super) next: Option<String>,
}

/// A page of what is wanted.
pub(super) async fn find<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    if let Some(search) = &wanted.search {
        return people::find(api, wanted, search, cursor, limit).await;
    }
    let cursor = cursor.map(checked_cursor).transpose()?;
    match wanted.filter {
        Filter::All => by_activity(api, wanted, cursor, limit).await,
        Filter::On(list) => lists::find(api, wanted, list, cursor, limit).await,
    }
}

/// Reads the index from `cursor` on, newest first, until `limit` conversations are found or the bound is reached.
async fn by_activity<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    let mut found: Vec<Conversation> = Vec::new();
    let mut next = Some(cursor.unwrap_or_else(|| FROM_THE_NEWEST.to_owned()));
    let mut examined = 0;
    for _ in 0..MOST_PAGES {
        // The page is no larger than what is missing, so that every match on it fits into this response.
        let missing = limit.saturating_sub(found.len());
        if missing == 0 || examined >= MOST_EXAMINED {
            return Ok(Found { conversations: found, next });
        }
        let page = api.store.conversations(next.as_deref(), missing).await?;
        examined += missing;
        for conversation in page.conversations {
            let shown = api.lookup().shown(Some(conversation)).await?;
            found.extend(
                shown.filter(|shown| wanted.is_at(&api.sender.number_of(shown)) && wanted.matches(shown)),
            );
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    Ok(Found { conversations: found, next })
}

/// A cursor of the index: 13 digits of milliseconds, a dot, a contact id.
fn checked_cursor(cursor: String) -> Result<String, Problem> {
    let parts = cursor.split_once('.').and_then(|(ms, contact)| {
        let is_time = ms.len() == 13 && ms.bytes().all(|b| b.is_ascii_digit());
        is_time.then(|| ContactId::parse(contact))?
    });
    match parts {
        Some(_) => Ok(cursor),
        None => Err(Problem::of(&texts::BAD_CURSOR)),
    }
}

#[cfg(test)]
mod tests;
