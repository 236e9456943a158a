//! A batch of the table's stream, as Lambda hands it over. Only the partition key of each record is read; what people wrote
//! is skipped where it stands.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use std::collections::BTreeSet;

use relais_core::contact::ContactId;
use serde::Deserialize;

/// The records that were written.
#[derive(Debug, Deserialize)]
pub struct Records {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
struct Record {
    dynamodb: Written,
}

#[derive(Debug, Deserialize)]
struct Written {
    #[serde(rename = "Keys")]
    keys: Keys,
}

#[derive(Debug, Deserialize)]
struct Keys {
    pk: Text,
}

#[derive(Debug, Deserialize)]
struct Text {
    #[serde(rename = "S")]
    text: String,
}

impl Records {
    /// The conversations that they belong to, each once.
    pub fn conversations(&self) -> BTreeSet<ContactId> {
        let keys = self.records.iter().map(|record| record.dynamodb.keys.pk.text.as_str());
        keys.filter_map(ContactId::parse).collect()
    }
}
