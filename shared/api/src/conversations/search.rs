//! Search and filters of the conversation list.

use jiff::Timestamp;
use relais_core::conversation::Conversation;
use relais_core::country::Country;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::PhoneNumberId;

use crate::Api;
use crate::address::characters::is_blank;
use crate::address::{Address, Typed};
use crate::problem::{Problem, texts};

mod text;
mod waiting;

use text::folded;

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
    Unread,
    NeedsPerson,
    TakenOver,
    Closed,
}

impl Filter {
    pub(super) fn parse(name: &str) -> Result<Self, Problem> {
        match name {
            "all" => Ok(Self::All),
            "unread" => Ok(Self::Unread),
            "needs_person" => Ok(Self::NeedsPerson),
            "taken_over" => Ok(Self::TakenOver),
            "closed" => Ok(Self::Closed),
            _ => Err(Problem::of(&texts::INVALID_FILTER)),
        }
    }
}

/// What the caller searches for.
pub(super) struct Wanted {
    /// There is more than blanks.
    searches: bool,
    text: String,
    /// What a number may contain, if the search can be a part of one.
    digits: Vec<String>,
    address: Option<Address>,
    filter: Filter,
    phone_id: Option<PhoneNumberId>,
    now: Timestamp,
}

impl Wanted {
    /// `q` is part of a name, `@username`, user id or number, or a whole user id or number in any form.
    pub(super) fn new(
        q: &str,
        default_country: Option<Country>,
        filter: Filter,
        phone_id: Option<PhoneNumberId>,
        now: Timestamp,
    ) -> Self {
        let text = folded(q);
        let digits = Typed::read(q).map_or_else(|_| Vec::new(), |typed| parts(&typed));
        let searches = !q.trim_matches(is_blank).is_empty();
        let address = Address::parse(q, default_country).ok();
        Self { searches, text, digits, address, filter, phone_id, now }
    }

    /// Whether the conversations of this business number are wanted.
    fn is_at(&self, number: &PhoneNumberId) -> bool {
        self.phone_id.as_ref().is_none_or(|wanted| wanted == number)
    }

    fn is_search(&self) -> bool {
        self.searches
    }

    /// Whether a conversation is wanted.
    fn matches(&self, conversation: &Conversation) -> bool {
        self.passes_filter(conversation) && (!self.is_search() || self.has_text(conversation))
    }

    fn passes_filter(&self, conversation: &Conversation) -> bool {
        match self.filter {
            Filter::All => !conversation.closed || self.is_search(),
            Filter::Unread => conversation.unread > 0,
            Filter::NeedsPerson => conversation.waits_for_person(self.now).is_some(),
            Filter::TakenOver => conversation.is_taken_over(self.now),
            Filter::Closed => conversation.closed,
        }
    }

    fn has_text(&self, conversation: &Conversation) -> bool {
        let identity = &conversation.identity;
        let has = |text: &str| !self.text.is_empty() && folded(text).contains(&self.text);
        let username = identity.username.as_ref().map(|username| format!("@{username}"));
        let mut ids = [&identity.user_id, &identity.parent_user_id].into_iter().flatten();
        identity.name.as_deref().is_some_and(has)
            || username.as_deref().is_some_and(has)
            || self.may_be_user_id() && ids.any(|id| has(id.as_str()))
            || identity.wa_id.as_ref().is_some_and(|number| self.is_in(number.as_str()))
    }

    fn is_in(&self, number: &str) -> bool {
        self.digits.iter().any(|digits| number.contains(digits))
    }

    /// A user id begins with the letters of a country. These alone are rather the beginning of a name.
    fn may_be_user_id(&self) -> bool {
        self.text.len() > 2 && self.text.contains(|c: char| c == '.' || c.is_ascii_digit())
    }
}

/// What a stored number contains if this is a part of it. Numbers are stored with the country code, and without what is
/// dialled before it or behind it.
fn parts(typed: &Typed) -> Vec<String> {
    let dialled = typed.without_bracketed_zero();
    let digits = dialled.trim_start_matches('0');
    let mut parts = vec![digits.to_owned()];
    if typed.plus || dialled.starts_with("00") {
        // `+33 06 39`: the 0 behind the country code is dialled inside the country only.
        let codes = (1..=3).filter(|length| digits.as_bytes().get(*length) == Some(&b'0'));
        parts.extend(codes.filter_map(|length| {
            let (code, national) = digits.split_at_checked(length)?;
            Some(format!("{code}{}", national.strip_prefix('0')?))
        }));
    }
    if typed.bracketed_zero.is_some() {
        // Italy and others keep it.
        parts.push(typed.digits.trim_start_matches('0').to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What was found, and the cursor for the next page.
pub(super) struct Found {
    pub(super) conversations: Vec<Conversation>,
    pub(super) next: Option<String>,
}

/// Reads the index from `cursor` on, newest first, until `limit` conversations are found or the bound is reached. If
/// the search is a whole number or id, that customer is first, whenever they last wrote.
pub(super) async fn find<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    if wanted.filter == Filter::NeedsPerson && !wanted.is_search() {
        return waiting::find(api, wanted, cursor, limit).await;
    }
    let exact = by_address(api, wanted).await?;
    let exact_contact = exact.as_ref().map(|conversation| conversation.contact.clone());
    let mut found: Vec<Conversation> = exact.into_iter().filter(|_| cursor.is_none()).collect();
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
        let mut shown = Vec::with_capacity(page.conversations.len());
        for conversation in page.conversations {
            shown.extend(api.lookup().shown(Some(conversation)).await?);
        }
        let matching = shown.into_iter().filter(|conversation| {
            wanted.is_at(&api.sender.number_of(conversation))
                && wanted.matches(conversation)
                && Some(&conversation.contact) != exact_contact.as_ref()
        });
        found.extend(matching);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    Ok(Found { conversations: found, next })
}

/// The conversation with exactly this number or id.
async fn by_address<Q: Enqueue>(api: &Api<Q>, wanted: &Wanted) -> Result<Option<Conversation>, Problem> {
    let Some(address) = &wanted.address else { return Ok(None) };
    let found = api.lookup().conversation(address, wanted.phone_id.as_ref()).await?;
    Ok(found.filter(|conversation| wanted.passes_filter(conversation)))
}

#[cfg(test)]
mod tests;
