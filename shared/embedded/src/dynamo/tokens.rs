//! `ClientRequestToken`: a transaction that the SDK retries is run once.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use dynoxide::actions::transact_write_items::TransactWriteItemsResponse;
use dynoxide::{DynoxideError, Result};

/// How many transactions are remembered. DynamoDB remembers a token for ten minutes. Here no network can lose an
/// answer, so a retry follows its first attempt within moments.
const REMEMBERED: usize = 1024;

/// The last transactions and their answers.
#[derive(Default)]
pub(super) struct RecentTokens {
    answers: HashMap<String, (u64, TransactWriteItemsResponse)>,
    oldest_first: VecDeque<String>,
}

impl RecentTokens {
    /// Runs the transaction, or returns the answer of an earlier one with the same `token` and `body`. A failed
    /// transaction is forgotten, so that a retry runs it again.
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

/// Equal for equal transactions, whatever the order of their maps. The body is always JSON here.
fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
