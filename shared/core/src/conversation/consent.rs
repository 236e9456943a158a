//! Whether the customer wants automatic answers.

use jiff::Timestamp;

use super::Conversation;
use crate::optout::Wish;

impl Conversation {
    /// Applies a wish that the customer wrote at this time, by Meta's clock. Returns whether it changed anything: an older
    /// wish than the last one does not.
    pub fn apply_wish(&mut self, wish: Wish, at: Timestamp) -> bool {
        if self.wish_at.is_some_and(|last| at < last) {
            return false;
        }
        self.wish_at = Some(at);
        let wanted = wish == Wish::Stop;
        std::mem::replace(&mut self.opted_out, wanted) != wanted
    }
}
