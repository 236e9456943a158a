//! `ClientRequestToken`: a transaction that the SDK repeats is carried out once.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use dynoxide::actions::transact_write_items::TransactWriteItemsResponse;
use dynoxide::{DynoxideError, Result};

/// How many transactions back a token is known. DynamoDB knows it for ten minutes; here nothing gets lost on a network,
/// so a repeat follows its first try within moments.
const REMEMBERED: usize = 1024;

/// The last transactions and what they were answered.
#[derive(Default)]
pub(super) struct RecentTokens {
    answers: HashMap<String, (u64, TransactWriteItemsResponse)>,
    oldest_first: VecDeque<String>,
}

impl RecentTokens {
    /// Runs the transaction, or gives the answer that the same `token` and `body` had before. One that failed is
    /// forgotten, so a repeat runs it again.
    pub(super) fn once(
        &mut self,
        token: Option<String>,
        body: &[u8],
        run: impl FnOnce() -> Result<TransactWriteItemsResponse>,
    ) -> Result<TransactWriteItemsResponse> {
        let Some(token) = token else {
            return run();
        };
        let print = fingerprint(body);
        match self.answers.get(&token) {
            Some((known, answer)) if *known == print => return Ok(answer.clone()),
            Some(_) => {
                return Err(DynoxideError::IdempotentParameterMismatchException(
                    "A token was used again for a different transaction".to_owned(),
                ));
            }
            None => {}
        }
        let answer = run()?;
        self.remember(token, print, answer.clone());
        Ok(answer)
    }

    fn remember(&mut self, token: String, print: u64, answer: TransactWriteItemsResponse) {
        if self.oldest_first.len() >= REMEMBERED
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.answers.remove(&oldest);
        }
        self.oldest_first.push_back(token.clone());
        self.answers.insert(token, (print, answer));
    }
}

/// The same for the same transaction, in whatever order its maps were written. What is no JSON never gets here.
fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
