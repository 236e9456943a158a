//! Conversations whose snooze ended. Nothing is written then, so they are looked for.

use jiff::{SignedDuration, Timestamp};
use relais_aws::{Store, StoreError};
use relais_core::contact::ContactId;
use relais_core::conversation::{Conversation, List};

use super::Period;

/// Entries of what is put aside that are read at once.
const PAGE: usize = 10;

/// The most that are looked at in one call.
const MOST: usize = 200;

/// The conversations whose snooze ended in the whole minutes of this period, apart from those that are `known`. Their entries
/// in the list of what is put aside have the time of its end, and stay there until the next save. Costs half a read unit a
/// minute.
pub(super) async fn woken(
    store: &Store,
    known: &[ContactId],
    period: Period,
) -> Result<Vec<Conversation>, StoreError> {
    let (since, now) = (minute(period.since), minute(period.now));
    if since == now {
        return Ok(Vec::new());
    }
    let place = |at: Timestamp| format!("{:013}.", at.as_millisecond().max(0));
    let (mut after, end) = (place(since), place(now + SignedDuration::from_millis(1)));
    let mut woken: Vec<ContactId> = Vec::new();
    loop {
        // By the clock of the beginning, no snooze of the period has ended.
        let page = store.listed(List::Snoozed, Some(&after), PAGE, since).await?;
        let due = page.contacts.iter().filter(|(_, place)| *place < end);
        woken.extend(due.map(|(contact, _)| contact.clone()).filter(|contact| !known.contains(contact)));
        match page.next.filter(|next| *next < end) {
            Some(next) if woken.len() <= MOST => after = next,
            _ => break,
        }
    }
    if woken.is_empty() { Ok(Vec::new()) } else { store.conversations_of(&woken).await }
}

/// The minute that has begun. A snooze that ended is looked for once a minute, so polls stay cheap.
pub(super) fn minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}
