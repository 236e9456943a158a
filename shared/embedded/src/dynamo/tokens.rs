//! `ClientRequestToken`: a transaction that is repeated is run once.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use dynoxide::actions::transact_write_items::TransactWriteItemsResponse;
use dynoxide::{DynoxideError, Result};

/// How many transactions are remembered. DynamoDB remembers a token for ten minutes. Here no network can lose an
/// response, so a retry follows its first attempt within moments.
const REMEMBERED: usize = 1024;

/// The last transactions and their responses.
#[derive(Default)]
pub(super) struct RecentTokens {
    responses: HashMap<String, (u64, TransactWriteItemsResponse)>,
    oldest_first: VecDeque<String>,
}

impl RecentTokens {
    /// Runs the transaction, or returns the response of an earlier one with the same `token` and `body`. A failed
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
        match self.responses.get(&token) {
            Some((known, response)) if *known == print => return Ok(response.clone()),
            Some(_) => {
                return Err(DynoxideError::IdempotentParameterMismatchException(
                    "A token was used again for a different transaction".to_owned(),
                ));
            }
            None => {}
        }
        let response = run()?;
        self.remember(token, print, response.clone());
        Ok(response)
    }

    fn remember(&mut self, token: String, print: u64, response: TransactWriteItemsResponse) {
        if self.oldest_first.len() >= REMEMBERED
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.responses.remove(&oldest);
        }
        self.oldest_first.push_back(token.clone());
        self.responses.insert(token, (print, response));
    }
}

/// Equal for equal transactions, whatever the order of their maps. The body is always JSON here.
fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
