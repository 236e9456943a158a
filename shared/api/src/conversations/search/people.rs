//! Finds people by the beginnings of words of their names, and of their numbers.

use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::find;
use relais_core::folding::folded;
use relais_core::queue::Enqueue;

use super::{Found, Wanted};
use crate::Api;
use crate::address::Typed;
use crate::problem::{Problem, texts};

/// The most conversations, and the most keys, that one call reads, apart from the rest of the last page.
const MOST_READ: usize = 100;
const MOST_KEYS: usize = 1_000;

/// Keys that are read at once when most of them may be of others.
const KEYS: usize = 300;

/// How a cursor begins. The step follows, then the place in it.
const CURSOR: &str = "find.";

/// What is searched for.
pub(super) struct Search {
    /// The beginnings of keys that are looked up, one after the other.
    steps: Vec<String>,
    words: Vec<String>,
    /// How a number begins, if it can be one.
    digits: Vec<String>,
    /// Only a username is meant.
    is_username: bool,
}

impl Search {
    /// `None`: there is nothing but blanks.
    pub(super) fn read(q: &str) -> Option<Self> {
        let is_username = folded(q).trim_start().starts_with('@');
        let digits = Typed::read(q).map_or_else(|_| Vec::new(), |typed| beginnings(&typed));
        let words = find::words_of(q);
        let mut steps = digits.clone();
        if digits.is_empty() && !words.is_empty() {
            steps.push(find::beginning(&words));
            // In another order, or without those in between.
            let longest = words.iter().max_by_key(|word| word.chars().count()).cloned();
            steps.extend(longest.filter(|_| words.len() > 1));
        }
        let is_blank = q.trim_matches(crate::address::characters::is_blank).is_empty();
        Some(Self { steps, words, digits, is_username }).filter(|_| !is_blank)
    }

    /// Whether the search finds this conversation.
    pub(super) fn finds(&self, conversation: &Conversation) -> bool {
        let mut identity = conversation.identity.clone();
        if self.is_username {
            (identity.name, identity.wa_id) = (None, None);
        }
        let number = identity.wa_id.as_ref().map(ToString::to_string);
        let has = |word: &String| find::has_all(&identity, std::slice::from_ref(word));
        let is_number = number.is_some() && self.digits.iter().any(has);
        is_number || !self.words.is_empty() && find::has_all(&identity, &self.words)
    }

    /// Whether a step before this one has shown it.
    fn has_shown(&self, conversation: &Conversation, step: usize) -> bool {
        let keys = find::keys(&conversation.identity);
        self.steps.iter().take(step).any(|earlier| keys.iter().any(|key| key.starts_with(earlier)))
    }

    /// Whether a person with a key at this place may have all words, as far as the key tells.
    fn may_find(&self, place: &str) -> bool {
        let key = place.rsplit_once('.').map_or(place, |(key, _)| key);
        let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
        let has = |word: &String| key.split(' ').any(|known| known.starts_with(word));
        is_number || find::is_cut(key) || self.words.iter().all(has)
    }

    /// The step and the place in it at which a page begins.
    fn start(&self, cursor: Option<&str>) -> Result<(usize, Option<String>), Problem> {
        let Some(cursor) = cursor else { return Ok((0, None)) };
        let read = || {
            let (step, place) = cursor.strip_prefix(CURSOR)?.split_once('.')?;
            let step: usize = step.parse().ok()?;
            let of_step = self.steps.get(step)?;
            (place.is_empty() || place.starts_with(of_step))
                .then(|| (step, Some(place.to_owned()).filter(|place| !place.is_empty())))
        };
        read().ok_or_else(|| Problem::of(&texts::BAD_CURSOR))
    }
}

/// How the keys of a number begin if it is typed like this. They have no sign, and no zeros that are dialled before the
/// country code.
fn beginnings(typed: &Typed) -> Vec<String> {
    let dialled = typed.without_bracketed_zero();
    let digits = dialled.trim_start_matches('0');
    let mut beginnings = vec![digits.to_owned()];
    let is_international = typed.plus || dialled.starts_with("00");
    if is_international {
        // `+33 06 39`: the 0 behind the country code is dialled inside the country only.
        let codes = (1..=3).filter(|length| digits.as_bytes().get(*length) == Some(&b'0'));
        beginnings.extend(codes.filter_map(|length| {
            let (code, national) = digits.split_at_checked(length)?;
            Some(format!("{code}{}", national.strip_prefix('0')?))
        }));
    } else if dialled.starts_with('0') {
        // Italy and others keep it.
        beginnings.push(dialled.clone());
    }
    if typed.bracketed_zero.is_some() {
        beginnings.push(typed.digits.trim_start_matches('0').to_owned());
    }
    beginnings.retain(|part| !part.is_empty());
    beginnings.dedup();
    beginnings
}

/// Reads what begins like the search from `cursor` on, until `limit` conversations are found or the bound is reached.
/// Whoever has exactly this number or id is first, whenever they last wrote.
pub(super) async fn find<Q: Enqueue>(
    api: &Api<Q>,
    wanted: &Wanted,
    search: &Search,
    cursor: Option<String>,
    limit: usize,
) -> Result<Found, Problem> {
    let (mut step, mut place) = search.start(cursor.as_deref())?;
    let exact = wanted.by_address(api).await?;
    let exact_contact = exact.as_ref().map(|conversation| conversation.contact.clone());
    let mut found: Vec<Conversation> = exact.into_iter().filter(|_| cursor.is_none()).collect();
    let (mut keys, mut read) = (0, 0);
    while let Some(beginning) = search.steps.get(step) {
        if found.len() >= limit || read >= MOST_READ || keys >= MOST_KEYS {
            let place = place.unwrap_or_default();
            return Ok(Found { conversations: found, next: Some(format!("{CURSOR}{step}.{place}")) });
        }
        let missing = limit - found.len();
        let most = if step == 0 { missing } else { KEYS };
        let page = api.store.find_keys(beginning, place.as_deref(), most).await?;
        keys += page.contacts.len();
        let last = page.contacts.last().map(|(_, place)| place.clone());
        let may_find = |(_, place): &(_, String)| step == 0 || search.may_find(place);
        let fitting: Vec<_> = page.contacts.into_iter().filter(may_find).take(missing).collect();
        read += fitting.len();
        // Further ones of this page are read with the next one.
        let end = fitting.last().filter(|_| fitting.len() == missing).map(|(_, place)| place.clone());
        let has_more = page.more || end.as_ref().is_some_and(|end| Some(end) != last.as_ref());
        // Somebody whose name and username begin with the same word has two keys.
        let mut contacts: Vec<ContactId> = Vec::new();
        for (contact, _) in fitting {
            if !contacts.contains(&contact) {
                contacts.push(contact);
            }
        }
        for conversation in api.store.conversations_of(&contacts).await? {
            // What is stored under a name that they no longer have is passed over.
            if !search.finds(&conversation) || search.has_shown(&conversation, step) {
                continue;
            }
            let Some(shown) = api.lookup().shown(Some(conversation)).await? else { continue };
            let is_known = found.iter().any(|known| known.contact == shown.contact);
            let fits = wanted.is_at(&api.sender.number_of(&shown)) && wanted.passes_filter(&shown);
            if fits && !is_known && exact_contact.as_ref() != Some(&shown.contact) {
                found.push(shown);
            }
        }
        (step, place) = if has_more { (step, end.or(last)) } else { (step + 1, None) };
    }
    Ok(Found { conversations: found, next: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(q: &str) -> Vec<String> {
        Search::read(q).map(|search| search.steps).unwrap_or_default()
    }

    #[test]
    fn a_search_is_one_or_two_lookups() {
        assert_eq!(steps("Zoé"), ["zoe"]);
        assert_eq!(steps("zoé mar"), ["zoe mar", "mar"]);
        assert_eq!(steps("@Zoe_m"), ["zoe m", "zoe"]);
        assert_eq!(steps("太郎"), ["太郎"]);
        for blank in ["", "  ", "\u{a0}"] {
            assert!(Search::read(blank).is_none(), "{blank:?}");
        }
        assert_eq!(steps("🙏"), Vec::<String>::new());
        assert_eq!(steps(&"a".repeat(3_000)), ["a".repeat(32)]);
    }

    #[test]
    fn a_number_in_all_its_writings_begins_as_it_is_stored() {
        for q in ["+33 6 39", "0033 6 39", "33639", "+33 (0)6 39", "tel:+33639", "＋３３６３９"] {
            assert!("33639980001".starts_with(&steps(q)[0]), "{q:?}: {:?}", steps(q));
        }
        assert_eq!(steps("+33 06 39"), ["330639", "33639"]);
        assert_eq!(steps("06 39 98"), ["63998", "063998"]);
        assert_eq!(steps("٠٦٣٩٩٨"), ["63998", "063998"]);
        assert_eq!(steps("+39 (0)6 698"), ["396698", "3906698"]);
        assert_eq!(steps("0"), ["0"]);
    }

    #[test]
    fn a_key_without_one_of_the_words_is_not_looked_at() {
        let search = Search::read("lopez an").unwrap();
        for place in ["lopez ana maria.c1", "346001.c1"] {
            assert!(search.may_find(place), "{place}");
        }
        let long = format!("lopez {}.c1", "a".repeat(100).get(..58).unwrap());
        assert!(search.may_find(&long), "what was cut may have the word");
        assert!(!search.may_find("lopez maria.c1"));
    }

    #[test]
    fn a_cursor_is_of_its_own_search() {
        let search = Search::read("zoe mar").unwrap();
        assert_eq!(search.start(None).unwrap(), (0, None));
        assert_eq!(search.start(Some("find.1.")).unwrap(), (1, None));
        assert_eq!(search.start(Some("find.1.mar.c1")).unwrap(), (1, Some("mar.c1".to_owned())));
        for bad in ["find.2.", "find.0.paul", "find.x.", "find.", "1800000000000.c1", ""] {
            assert!(search.start(Some(bad)).is_err(), "{bad:?}");
        }
    }
}
