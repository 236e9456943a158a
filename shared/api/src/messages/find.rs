//! Finds messages of one conversation by their words.

use relais_aws::StoreError;
use relais_aws::store::MessagePage;
use relais_core::conversation::Conversation;
use relais_core::folding::{folded, words};
use relais_core::media::Understood;
use relais_core::message::Message;

use crate::lookup::Lookup;

/// The most messages that one call reads, apart from the rest of the last page.
const MOST_READ: usize = 500;

/// Messages that are read at once.
const PAGE: usize = 100;

/// The messages before `before` that have all words of the search, oldest first, at most `limit` of the newest. `next`
/// is where the next call goes on: also without a message, if the bound is reached.
pub(super) async fn find(
    lookup: Lookup<'_>,
    conversation: &Conversation,
    search: &str,
    before: Option<&str>,
    limit: usize,
) -> Result<MessagePage, StoreError> {
    let search = folded(search);
    let wanted: Vec<&str> = words(&search).collect();
    let mut found = Vec::new();
    let mut next = before.map(str::to_owned);
    let mut read = 0;
    while !wanted.is_empty() && read < MOST_READ {
        let page = lookup.store.thread_of(conversation, next.as_deref(), PAGE).await?;
        read += page.messages.len();
        for message in page.messages.into_iter().rev().filter(|message| has_all(message, &wanted)) {
            if found.len() == limit {
                let next = found.last().map(|last: &Message| last.key.sort_key().to_owned());
                found.reverse();
                return Ok(MessagePage { messages: found, next });
            }
            found.push(message);
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    found.reverse();
    Ok(MessagePage { messages: found, next: next.filter(|_| !wanted.is_empty()) })
}

/// Whether the message, what was said in it, or its document has all these words, or words that they are a part of.
fn has_all(message: &Message, wanted: &[&str]) -> bool {
    if message.is_deleted() {
        return false;
    }
    let understood = message.media.as_ref().and_then(|media| media.understood.as_ref());
    let heard = match understood {
        Some(Understood::Transcript(text) | Understood::Text(text)) => text.as_str(),
        Some(Understood::Nothing) | None => "",
    };
    let name = message.media.as_ref().and_then(|media| media.filename.as_deref()).unwrap_or_default();
    let text = folded(&[&message.text, heard, name].join("\n"));
    wanted.iter().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use relais_core::contact::{Alias, ContactId};
    use relais_core::message::{Direction, MessageKey};

    use super::*;

    fn finds(text: &str, search: &str) -> bool {
        let contact = ContactId::first_seen_as(&"1".into(), &Alias::group("g"));
        let key = MessageKey::new(&contact, Timestamp::UNIX_EPOCH, "m");
        let message = Message::new(key, Direction::Inbound, text, Timestamp::UNIX_EPOCH);
        let search = folded(search);
        has_all(&message, &words(&search).collect::<Vec<_>>())
    }

    #[test]
    fn words_are_found_in_any_writing_and_order() {
        for (text, search) in [
            ("Quand serai-je livrée ?", "LIVRÉE quand"),
            ("Quand serai-je livrée ?", "livre"),
            ("注文した山田です", "山田"),
            ("مَرْحَبًا بِك", "مرحبا"),
            ("Commande n° 12-345", "12-345"),
        ] {
            assert!(finds(text, search), "{text:?} {search:?}");
        }
        for (text, search) in [("Bonjour", "bonsoir"), ("Quand ?", "quand demain")] {
            assert!(!finds(text, search), "{text:?} {search:?}");
        }
    }
}
