//! `ClientRequestToken`: a transaction that is repeated is run once.

use std::collections::{HashMap, VecDeque};

use serde::Deserialize;
use serde_json::Value;

/// How many transactions are remembered. DynamoDB remembers a token for ten minutes. Here no network can lose a
/// response, so a retry follows its first attempt within moments.
const REMEMBERED: usize = 256;

/// The last transactions that were carried out, with their responses.
#[derive(Default)]
pub(super) struct RecentTokens {
    done: HashMap<String, Done>,
    oldest_first: VecDeque<String>,
}

struct Done {
    body: Vec<u8>,
    response: Vec<u8>,
}

/// What is known of a token.
pub(super) enum Known {
    /// It was not seen, or its transaction failed.
    New,
    /// The response to the same transaction.
    Repeated(Vec<u8>),
    /// Its transaction was another one.
    Mismatch,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transaction {
    client_request_token: Option<String>,
}

impl RecentTokens {
    /// The token of a transaction.
    pub(super) fn of(body: &[u8]) -> Option<String> {
        serde_json::from_slice::<Transaction>(body).ok()?.client_request_token
    }

    /// Whether the transaction was carried out before. The order of its maps does not matter.
    pub(super) fn known(&self, token: &str, body: &[u8]) -> Known {
        let Some(done) = self.done.get(token) else { return Known::New };
        let read = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap_or_default();
        if done.body == body || read(&done.body) == read(body) {
            Known::Repeated(done.response.clone())
        } else {
            Known::Mismatch
        }
    }

    /// Remembers a transaction that was carried out.
    pub(super) fn remember(&mut self, token: String, body: Vec<u8>, response: Vec<u8>) {
        if self.oldest_first.len() >= REMEMBERED
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.done.remove(&oldest);
        }
        self.oldest_first.push_back(token.clone());
        self.done.insert(token, Done { body, response });
    }
}
