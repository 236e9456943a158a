//! The requests that are answered here. One with any other parameter is left to the engine.

use std::borrow::Cow;
use std::collections::BTreeMap;

use relais_dynamo::{AttributeValue, Item};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Names, Values};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Get<'a> {
    #[serde(borrow)]
    pub(super) table_name: Cow<'a, str>,
    pub(super) key: Item,
    /// Every read is consistent here.
    #[serde(rename = "ConsistentRead")]
    pub(super) _consistent_read: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct BatchGet {
    pub(super) request_items: BTreeMap<String, Keys>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Keys {
    pub(super) keys: Vec<Item>,
    #[serde(rename = "ConsistentRead")]
    pub(super) _consistent_read: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Query<'a> {
    #[serde(borrow)]
    pub(super) table_name: Cow<'a, str>,
    pub(super) index_name: Option<String>,
    pub(super) key_condition_expression: String,
    pub(super) filter_expression: Option<String>,
    #[serde(default)]
    pub(super) expression_attribute_names: Names,
    #[serde(default)]
    pub(super) expression_attribute_values: Values,
    pub(super) consistent_read: Option<bool>,
    pub(super) scan_index_forward: Option<bool>,
    pub(super) limit: Option<u32>,
    pub(super) select: Option<String>,
    pub(super) exclusive_start_key: Option<BTreeMap<String, AttributeValue>>,
}

/// A write of one item, of any kind.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Write<'a> {
    #[serde(borrow)]
    pub(super) table_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) item: Option<&'a RawValue>,
    pub(super) key: Option<Item>,
    pub(super) condition_expression: Option<String>,
    pub(super) update_expression: Option<String>,
    #[serde(default)]
    pub(super) expression_attribute_names: Names,
    #[serde(default)]
    pub(super) expression_attribute_values: Values,
    pub(super) return_values: Option<String>,
    pub(super) return_values_on_condition_check_failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Transaction<'a> {
    #[serde(rename = "ClientRequestToken")]
    pub(super) _token: Option<String>,
    #[serde(borrow)]
    pub(super) transact_items: Vec<InTransaction<'a>>,
}

#[derive(Deserialize)]
pub(super) enum InTransaction<'a> {
    #[serde(borrow)]
    Put(Write<'a>),
    #[serde(borrow)]
    Update(Write<'a>),
    #[serde(borrow)]
    Delete(Write<'a>),
}
