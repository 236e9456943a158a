//! Requests of one item, and queries. Each has the parameters of its operation only.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html>

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::{Answer, AttributeValue, Client, Item};

/// A request that is not sent yet.
#[derive(Clone)]
#[must_use]
pub struct Request<O> {
    pub(crate) client: Client,
    pub(crate) parameters: Box<Parameters>,
    pub(crate) operation: PhantomData<fn() -> O>,
}

/// An operation of DynamoDB.
pub trait Operation {
    /// Its name in the protocol.
    const NAME: &'static str;
    /// Its answer.
    type Output: DeserializeOwned + 'static;
}

/// An operation on an item that its key names.
pub trait OnKey: Operation {}

/// An operation that may read what was written a moment ago.
pub trait Read: Operation {}

/// An operation that writes, and may have a condition.
pub trait Write: Operation {}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident -> $output:ty: $($kind:ident),*;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Operation for $name {
            const NAME: &'static str = stringify!($name);
            type Output = $output;
        }

        $(impl $kind for $name {})*
    )*};
}

operations! {
    /// Reads an item by its key.
    GetItem -> Found: OnKey, Read;
    /// Stores an item in place of the one with its key.
    PutItem -> Written: Write;
    /// Changes attributes of an item.
    UpdateItem -> Written: OnKey, Write;
    /// Deletes an item.
    DeleteItem -> Written: OnKey, Write;
    /// Reads items of a partition.
    Query -> Page: Read;
}

/// The answer to a read of an item.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Found {
    /// The item, if there is one.
    pub item: Option<Item>,
}

/// The answer to a write.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Written {
    /// What [`Request::return_values`] asked for.
    pub attributes: Option<Item>,
}

/// A page of a query.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Page {
    /// The items. None when only their number was asked for.
    #[serde(default)]
    pub items: Vec<Item>,
    /// The number of items.
    #[serde(default)]
    pub count: u32,
    /// Where the next page begins. `None` after the last one.
    pub last_evaluated_key: Option<Item>,
}

/// What a write returns.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReturnValue {
    /// The item as it was before.
    AllOld,
    /// The item as it is now.
    AllNew,
    /// The changed attributes as they are now.
    UpdatedNew,
}

/// The parameters of all operations here.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Parameters {
    table_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index_name: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    key: Item,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    item: Item,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_condition_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_expression: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    expression_attribute_names: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    expression_attribute_values: Item,
    #[serde(skip_serializing_if = "Option::is_none")]
    consistent_read: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scan_index_forward: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    select: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_start_key: Option<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_values: Option<ReturnValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_values_on_condition_check_failure: Option<ReturnValue>,
}

impl<O: Operation> Request<O> {
    /// The table.
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.parameters.table_name = name.into();
        self
    }

    /// A name that stands for an attribute in expressions.
    pub fn expression_attribute_names(
        mut self,
        name: impl Into<String>,
        attribute: impl Into<String>,
    ) -> Self {
        self.parameters.expression_attribute_names.insert(name.into(), attribute.into());
        self
    }

    /// All names that stand for attributes in expressions.
    pub fn set_expression_attribute_names(mut self, names: BTreeMap<String, String>) -> Self {
        self.parameters.expression_attribute_names = names;
        self
    }

    /// A name that stands for a value in expressions.
    pub fn expression_attribute_values(mut self, name: impl Into<String>, value: AttributeValue) -> Self {
        self.parameters.expression_attribute_values.insert(name.into(), value);
        self
    }

    /// All names that stand for values in expressions.
    pub fn set_expression_attribute_values(mut self, values: Item) -> Self {
        self.parameters.expression_attribute_values = values;
        self
    }

    /// Sends it.
    pub fn send(self) -> Answer<'static, O::Output> {
        self.client.call(O::NAME, &self)
    }
}

/// The JSON of its parameters.
impl<O> Serialize for Request<O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters.serialize(serializer)
    }
}

impl<O: OnKey> Request<O> {
    /// An attribute of the item's key.
    pub fn key(mut self, name: impl Into<String>, value: AttributeValue) -> Self {
        self.parameters.key.insert(name.into(), value);
        self
    }

    /// The item's key.
    pub fn set_key(mut self, key: Item) -> Self {
        self.parameters.key = key;
        self
    }
}

impl<O: Read> Request<O> {
    /// Whether to read what was written a moment ago, at twice the price.
    pub fn consistent_read(mut self, consistent: bool) -> Self {
        self.parameters.consistent_read = Some(consistent);
        self
    }
}

impl<O: Write> Request<O> {
    /// The condition of the write.
    pub fn condition_expression(mut self, expression: impl Into<String>) -> Self {
        self.parameters.condition_expression = Some(expression.into());
        self
    }

    /// What the answer has of the item.
    pub fn return_values(mut self, values: ReturnValue) -> Self {
        self.parameters.return_values = Some(values);
        self
    }

    /// What the error has of the stored item if the condition does not hold.
    pub fn return_values_on_condition_check_failure(mut self, values: ReturnValue) -> Self {
        self.parameters.return_values_on_condition_check_failure = Some(values);
        self
    }
}

impl Request<PutItem> {
    /// An attribute of the item.
    pub fn item(mut self, name: impl Into<String>, value: AttributeValue) -> Self {
        self.parameters.item.insert(name.into(), value);
        self
    }

    /// The item.
    pub fn set_item(mut self, item: Item) -> Self {
        self.parameters.item = item;
        self
    }
}

impl Request<UpdateItem> {
    /// The changes.
    pub fn update_expression(mut self, expression: impl Into<String>) -> Self {
        self.parameters.update_expression = Some(expression.into());
        self
    }
}

impl Request<Query> {
    /// The index to read, in place of the table.
    pub fn index_name(mut self, name: impl Into<String>) -> Self {
        self.parameters.index_name = Some(name.into());
        self
    }

    /// The partition, and the sort keys in it.
    pub fn key_condition_expression(mut self, expression: impl Into<String>) -> Self {
        self.parameters.key_condition_expression = Some(expression.into());
        self
    }

    /// Which of the items that are read the page has.
    pub fn filter_expression(mut self, expression: impl Into<String>) -> Self {
        self.parameters.filter_expression = Some(expression.into());
        self
    }

    /// Whether the smallest sort key comes first, as it does without this.
    pub fn scan_index_forward(mut self, forward: bool) -> Self {
        self.parameters.scan_index_forward = Some(forward);
        self
    }

    /// The most items that are read for the page.
    pub fn limit(mut self, items: usize) -> Self {
        self.parameters.limit = Some(items);
        self
    }

    /// Only the number of items.
    pub fn select_count(mut self) -> Self {
        self.parameters.select = Some("COUNT");
        self
    }

    /// Where the page begins: the last key of the page before.
    pub fn set_exclusive_start_key(mut self, key: Option<Item>) -> Self {
        self.parameters.exclusive_start_key = key;
        self
    }
}
