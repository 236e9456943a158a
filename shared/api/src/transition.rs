//! Changing a conversation while others change it too.

use std::time::Duration;

use jiff::Timestamp;
use relais_aws::store::Saved;
use relais_core::contact::ContactId;
use relais_core::conversation::Conversation;
use relais_core::queue::Queue;

use crate::Api;
use crate::problem::{Problem, texts};

/// How often a conversation that others keep changing is decided anew before the caller is asked to come back.
const ATTEMPTS: u32 = 30;

/// What to do about a contact without a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It begins now.
    Begin,
    /// The caller named nobody.
    Unknown,
}

/// Others won every time.
#[derive(Debug, thiserror::Error)]
#[error("others kept changing the conversation")]
struct Contended;

/// Loads, changes and saves, again and again until nobody else has saved in between.
pub(crate) async fn change<Q: Queue>(
    api: &Api<Q>,
    contact: &ContactId,
    missing: Missing,
    transition: impl Fn(&mut Conversation, Timestamp),
) -> Result<(), Problem> {
    for attempt in 0..ATTEMPTS {
        let now = api.clock.now();
        let mut conversation = match api.store.conversation(contact).await? {
            Some(conversation) => conversation,
            None if missing == Missing::Begin && attempt == 0 => Conversation::new(contact.clone(), now),
            // It was to begin here; meanwhile the number was shown to be another contact's. The next call finds that one.
            None if missing == Missing::Begin => break,
            None => return Err(Problem::of(&texts::UNKNOWN_CONVERSATION)),
        };
        transition(&mut conversation, now);
        if api.store.save_conversation(&mut conversation).await? == Saved::Yes {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 3)).await;
    }
    Err(Problem::unavailable(Contended))
}
