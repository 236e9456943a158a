//! Reads of many items.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{Client, Error, Item};

/// The answer to a read of many items.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The items, in no order. A key without an item is left out.
    pub items: Vec<Item>,
    /// Keys that were not read. The caller asks for them again.
    pub unprocessed: Vec<Item>,
}

impl Client {
    /// Reads the items with these keys, at most 100.
    pub async fn batch_get_item(&self, table: &str, keys: Vec<Item>) -> Result<Batch, Error> {
        let request = Wanted { request_items: HashMap::from([(table, Keys { keys })]) };
        let answer = self.call::<Answer>("BatchGetItem", &request);
        drop(request);
        let mut answer = answer.await?;
        Ok(Batch {
            items: answer.responses.remove(table).unwrap_or_default(),
            unprocessed: answer.unprocessed_keys.remove(table).map(|rest| rest.keys).unwrap_or_default(),
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Wanted<'a> {
    request_items: HashMap<&'a str, Keys>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    keys: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    responses: HashMap<String, Vec<Item>>,
    #[serde(default)]
    unprocessed_keys: HashMap<String, Keys>,
}
