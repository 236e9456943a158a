//! What the customer does not want to get: by STOP, automatic answers and templates; by a preference in WhatsApp,
//! marketing templates.
//!
//! Webhooks come in any order, and again. Meta's times decide: an older wish changes nothing. Of two wishes of the same
//! second, which is all that Meta tells, the one that came last holds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::optout::Wish;

/// What Meta last said about marketing messages to this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marketing {
    /// Whether the person stopped them.
    pub stopped: bool,
    /// Since when, by Meta's clock.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

impl Conversation {
    /// The customer wrote STOP or START at this time, by Meta's clock. Returns whether that changed anything: an older
    /// wish does not, nor does one that holds already.
    pub fn apply_wish(&mut self, wish: Wish, at: Timestamp) -> bool {
        let stops = wish == Wish::Stop;
        if self.wish_at.is_some_and(|known| at < known) {
            return false;
        }
        self.wish_at = Some(at);
        std::mem::replace(&mut self.opted_out, stops) != stops
    }

    /// The customer stopped marketing messages at this time, by Meta's clock, or wants them again. Returns whether that
    /// changed anything.
    pub fn apply_marketing(&mut self, stopped: bool, at: Timestamp, now: Timestamp) -> bool {
        let known = self.marketing;
        if known.is_some_and(|known| at < known.at) {
            return false;
        }
        self.marketing = Some(Marketing { stopped, at });
        let changed = known.is_some_and(|known| known.stopped) != stopped;
        if changed {
            self.touch(now);
        }
        changed
    }

    /// Whether Meta says that the customer stopped marketing messages.
    pub fn has_stopped_marketing(&self) -> bool {
        self.marketing.is_some_and(|marketing| marketing.stopped)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contact::ContactId;

    fn conversation() -> Conversation {
        let contact = ContactId::parse("c0123456789abcdef01234567");
        Conversation::new(contact.unwrap(), Timestamp::UNIX_EPOCH)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn an_older_wish_that_comes_late_changes_nothing() {
        let mut conversation = conversation();
        assert!(conversation.apply_wish(Wish::Stop, at(1)));
        assert!(conversation.apply_wish(Wish::Start, at(3)));
        assert!(!conversation.apply_wish(Wish::Stop, at(2)), "late");
        assert!(!conversation.opted_out);
        assert!(conversation.apply_wish(Wish::Stop, at(4)));
        assert!(!conversation.apply_wish(Wish::Start, at(3)), "late");
        assert!(conversation.opted_out);
    }

    #[test]
    fn the_same_wish_again_changes_nothing_and_is_noted() {
        let mut conversation = conversation();
        assert!(!conversation.apply_wish(Wish::Start, at(0)), "nothing to undo");
        assert!(conversation.apply_wish(Wish::Stop, at(1)));
        assert!(!conversation.apply_wish(Wish::Stop, at(1)), "redelivered");
        assert!(!conversation.apply_wish(Wish::Stop, at(5)));
        assert!(!conversation.apply_wish(Wish::Start, at(4)));
        assert!(conversation.opted_out);
    }

    #[test]
    fn within_a_second_the_order_is_that_of_arrival() {
        let mut conversation = conversation();
        assert!(conversation.apply_wish(Wish::Stop, at(1)));
        assert!(conversation.apply_wish(Wish::Start, at(1)));
        assert!(!conversation.opted_out);
    }

    #[test]
    fn a_record_of_the_last_release_has_no_time_and_takes_any_wish() {
        let mut conversation = Conversation { opted_out: true, ..conversation() };
        assert!(conversation.apply_wish(Wish::Start, at(1)));
        assert!(!conversation.opted_out);
    }

    #[test]
    fn the_times_are_stored_only_once_there_are_any() {
        let mut conversation = conversation();
        let json = serde_json::to_string(&conversation).unwrap();
        assert!(!json.contains("wish_at") && !json.contains("marketing"), "{json}");
        conversation.apply_wish(Wish::Stop, at(1));
        conversation.apply_marketing(true, at(1), at(1));
        let json = serde_json::to_string(&conversation).unwrap();
        assert_eq!(serde_json::from_str::<Conversation>(&json).unwrap(), conversation);
    }

    proptest! {
        #[test]
        fn any_order_of_the_same_wishes_has_one_end(
            wishes in prop::collection::btree_map(0_i64..12, any::<bool>(), 1..12), order in any::<u64>()
        ) {
            let wishes: Vec<_> = wishes.into_iter().map(|(second, stops)| (stops, second)).collect();
            let end = |wishes: &[(bool, i64)]| {
                let mut conversation = conversation();
                for (stops, second) in wishes {
                    let wish = if *stops { Wish::Stop } else { Wish::Start };
                    conversation.apply_wish(wish, at(*second));
                    conversation.apply_marketing(*stops, at(*second), at(*second));
                }
                (conversation.opted_out, conversation.wish_at, conversation.marketing)
            };
            let mut shuffled = wishes.clone();
            let places = shuffled.len() as u64;
            for (place, step) in (0..shuffled.len()).zip(0_u32..) {
                let other = usize::try_from(order.rotate_right(step * 5) % places).unwrap();
                shuffled.swap(place, other);
            }
            let repeated = [&shuffled[..], &wishes[..]].concat();
            prop_assert_eq!(end(&wishes), end(&shuffled));
            prop_assert_eq!(end(&wishes), end(&repeated));
        }
    }
}
