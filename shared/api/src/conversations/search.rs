//! Search and filters of the conversation list.

use jiff::Timestamp;
use relais_core::conversation::Conversation;
use relais_core::queue::Enqueue;
use relais_whatsapp::ids::{PhoneNumberId, WaId};

use crate::Api;
use crate::address::Address;
use crate::problem::{Problem, texts};

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
    text: String,
    digits: Option<String>,
    number: Option<WaId>,
    filter: Filter,
    phone_id: Option<PhoneNumberId>,
    now: Timestamp,
}

impl Wanted {
    /// `q` is part of a name, username or number, or a whole number in any form.
    pub(super) fn new(q: &str, filter: Filter, phone_id: Option<PhoneNumberId>, now: Timestamp) -> Self {
        let text = q.trim().to_lowercase();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_number = text.chars().all(|c| c.is_ascii_digit() || " +-.()".contains(c));
        // Numbers are stored with the country code. People may type them in national format: 06 39 …
        let digits = digits.trim_start_matches('0').to_owned();
        let digits = Some(digits).filter(|digits| is_number && !digits.is_empty());
        Self { number: WaId::parse_user_input(&text).ok(), text, digits, filter, phone_id, now }
    }

    /// Whether the conversations of this business number are wanted.
    fn is_at(&self, number: &PhoneNumberId) -> bool {
        self.phone_id.as_ref().is_none_or(|wanted| wanted == number)
    }

    fn is_search(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether a conversation is wanted.
    fn matches(&self, conversation: &Conversation) -> bool {
        self.passes_filter(conversation) && (!self.is_search() || self.has_text(conversation))
    }

    fn passes_filter(&self, conversation: &Conversation) -> bool {
        match self.filter {
            Filter::All => !conversation.closed || self.is_search(),
            Filter::Unread => conversation.unread > 0,
            Filter::NeedsPerson => conversation.needs_person.is_some(),
            Filter::TakenOver => conversation.is_taken_over(self.now),
            Filter::Closed => conversation.closed,
        }
    }

    fn has_text(&self, conversation: &Conversation) -> bool {
        let identity = &conversation.identity;
        let in_number =
            |digits: &String| identity.wa_id.as_ref().is_some_and(|number| number.as_str().contains(digits));
        let names = [&identity.name, &identity.username];
        names.into_iter().flatten().any(|name| name.to_lowercase().contains(&self.text))
            || self.digits.as_ref().is_some_and(in_number)
    }
}

/// What was found, and the cursor for the next page.
pub(super) struct Found {
    pub(super) conversations: Vec<Conversation>,
    pub(super) next: Option<String>,
}

/// Reads the index from `cursor` on, newest first, until `limit` conversations are found or the bound is reached. If
/// the search is a whole number, that customer is first, whenever they last wrote.
pub(super) async fn find<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    let exact = by_number(api, wanted).await?;
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
        let matching = page.conversations.into_iter().filter(|conversation| {
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

async fn by_number<Q: Enqueue>(api: &Api<Q>, wanted: &Wanted) -> Result<Option<Conversation>, Problem> {
    let Some(number) = &wanted.number else { return Ok(None) };
    let found = api.find_conversation(&Address::Number(number.clone()), wanted.phone_id.as_ref()).await?;
    Ok(found.filter(|conversation| wanted.passes_filter(conversation)))
}

#[cfg(test)]
mod tests {
    use relais_core::contact::{Alias, ContactId};
    use relais_core::settings::Settings;

    use super::*;

    fn zoe() -> Conversation {
        let number = WaId::from("33639980001");
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::wa_id(&number));
        let mut conversation = Conversation::new(contact, Timestamp::UNIX_EPOCH);
        conversation.identity.wa_id = Some(number);
        conversation.identity.name = Some("Zoé Martin".to_owned());
        conversation.identity.username = Some("zoe_m".to_owned());
        conversation
    }

    fn wants(q: &str, filter: Filter, conversation: &Conversation) -> bool {
        Wanted::new(q, filter, None, Timestamp::UNIX_EPOCH).matches(conversation)
    }

    #[test]
    fn names_usernames_and_numbers_are_searched() {
        for q in [
            "",
            "  ",
            "zoé",
            "ZOÉ",
            "martin",
            "zoe_",
            "9980",
            "+33 6 39-98",
            "33639980001",
            "06 39 98",
            "0033 6 39",
        ] {
            assert!(wants(q, Filter::All, &zoe()), "{q:?}");
        }
        for q in ["paul", "44", "zoé 33", "+", "()"] {
            assert!(!wants(q, Filter::All, &zoe()), "{q:?}");
        }
    }

    #[test]
    fn closed_conversations_are_found_by_search_and_filter() {
        let mut closed = zoe();
        closed.close(Timestamp::UNIX_EPOCH);
        assert!(!wants("", Filter::All, &closed));
        assert!(wants("zoé", Filter::All, &closed));
        assert!(wants("", Filter::Closed, &closed));
        assert!(!wants("", Filter::Closed, &zoe()));
    }

    #[test]
    fn the_takeover_filter_leaves_out_a_takeover_that_has_ended() {
        let mut taken_over = zoe();
        taken_over.take_over(None, &Settings::default(), Timestamp::UNIX_EPOCH);
        assert!(wants("", Filter::TakenOver, &taken_over));
        let later = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(13);
        assert!(!Wanted::new("", Filter::TakenOver, None, later).matches(&taken_over));
        assert!(!wants("", Filter::Unread, &taken_over));
        assert!(!wants("", Filter::NeedsPerson, &taken_over));
    }
}
