//! Values of attributes, as DynamoDB writes them in JSON: `{"S": "text"}`.

use std::collections::{BTreeMap, HashMap};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_dynamo::AttributeValue as Plain;

/// The attributes of a record, or of its key. Sorted, so that what is written twice is the same bytes twice.
pub type Item = BTreeMap<String, AttributeValue>;

/// A record as attributes.
pub fn to_item<T: Serialize>(record: &T) -> Result<Item, serde_dynamo::Error> {
    let item: serde_dynamo::Item = serde_dynamo::to_item(record)?;
    Ok(item_of(item.into_inner()))
}

/// A record from its attributes.
pub fn from_item<T: for<'de> Deserialize<'de>>(item: Item) -> Result<T, serde_dynamo::Error> {
    serde_dynamo::from_item(serde_dynamo::Item::from(plain_of(item)))
}

/// A part of a record as the value of an attribute.
pub fn to_attribute_value<T: Serialize>(part: &T) -> Result<AttributeValue, serde_dynamo::Error> {
    serde_dynamo::to_attribute_value(part)
}

fn item_of(plain: HashMap<String, Plain>) -> Item {
    plain.into_iter().map(|(name, value)| (name, value.into())).collect()
}

fn plain_of(item: Item) -> HashMap<String, Plain> {
    item.into_iter().map(|(name, value)| (name, value.into())).collect()
}

/// The value of an attribute.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeValue {
    /// A text.
    S(String),
    /// A number, as text.
    N(String),
    /// A truth value.
    #[serde(rename = "BOOL")]
    Bool(bool),
    /// Nothing. Always `true`.
    #[serde(rename = "NULL")]
    Null(bool),
    /// A map.
    M(Item),
    /// A list.
    L(Vec<AttributeValue>),
    /// A set of texts.
    #[serde(rename = "SS")]
    Ss(Vec<String>),
    /// A set of numbers.
    #[serde(rename = "NS")]
    Ns(Vec<String>),
    /// Bytes.
    B(Bytes),
    /// A set of bytes.
    #[serde(rename = "BS")]
    Bs(Vec<Bytes>),
}

impl AttributeValue {
    /// The text, if it is one.
    pub fn as_s(&self) -> Option<&String> {
        if let Self::S(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    pub fn as_n(&self) -> Option<&String> {
        if let Self::N(number) = self { Some(number) } else { None }
    }

    /// The map, if it is one.
    pub fn as_m(&self) -> Option<&Item> {
        if let Self::M(map) = self { Some(map) } else { None }
    }

    /// The set of texts, if it is one.
    pub fn as_ss(&self) -> Option<&Vec<String>> {
        if let Self::Ss(texts) = self { Some(texts) } else { None }
    }
}

/// Bytes that JSON has in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

impl From<Plain> for AttributeValue {
    fn from(value: Plain) -> Self {
        match value {
            Plain::S(text) => Self::S(text),
            Plain::N(number) => Self::N(number),
            Plain::Bool(truth) => Self::Bool(truth),
            Plain::Null(null) => Self::Null(null),
            Plain::M(map) => Self::M(item_of(map)),
            Plain::L(list) => Self::L(list.into_iter().map(Self::from).collect()),
            Plain::Ss(texts) => Self::Ss(texts),
            Plain::Ns(numbers) => Self::Ns(numbers),
            Plain::B(bytes) => Self::B(Bytes(bytes)),
            Plain::Bs(set) => Self::Bs(set.into_iter().map(Bytes).collect()),
        }
    }
}

impl From<AttributeValue> for Plain {
    fn from(value: AttributeValue) -> Self {
        match value {
            AttributeValue::S(text) => Self::S(text),
            AttributeValue::N(number) => Self::N(number),
            AttributeValue::Bool(truth) => Self::Bool(truth),
            AttributeValue::Null(null) => Self::Null(null),
            AttributeValue::M(map) => Self::M(plain_of(map)),
            AttributeValue::L(list) => Self::L(list.into_iter().map(Self::from).collect()),
            AttributeValue::Ss(texts) => Self::Ss(texts),
            AttributeValue::Ns(numbers) => Self::Ns(numbers),
            AttributeValue::B(bytes) => Self::B(bytes.0),
            AttributeValue::Bs(set) => Self::Bs(set.into_iter().map(|bytes| bytes.0).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn values_are_written_and_read_as_dynamodb_writes_them() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let cases = [
            (text("Où?"), json!({"S": "Où?"})),
            (AttributeValue::N("-1.5e3".to_owned()), json!({"N": "-1.5e3"})),
            (AttributeValue::Bool(false), json!({"BOOL": false})),
            (AttributeValue::Null(true), json!({"NULL": true})),
            (AttributeValue::M(Item::from([("a".to_owned(), text("b"))])), json!({"M": {"a": {"S": "b"}}})),
            (
                AttributeValue::L(vec![text("a"), AttributeValue::L(vec![])]),
                json!({"L": [{"S": "a"}, {"L": []}]}),
            ),
            (AttributeValue::Ss(vec!["a".to_owned()]), json!({"SS": ["a"]})),
            (AttributeValue::Ns(vec!["1".to_owned()]), json!({"NS": ["1"]})),
            (AttributeValue::B(Bytes(vec![0, 255])), json!({"B": "AP8="})),
            (AttributeValue::Bs(vec![Bytes(vec![1])]), json!({"BS": ["AQ=="]})),
        ];
        for (value, wire) in cases {
            assert_eq!(serde_json::to_value(&value).unwrap(), wire);
            assert_eq!(serde_json::from_str::<AttributeValue>(&wire.to_string()).unwrap(), value);
            assert_eq!(AttributeValue::from(Plain::from(value.clone())), value);
        }
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for wire in [r#"{"X": "a"}"#, r#"{"S": 1}"#, r#"{"S": "a", "N": "1"}"#, "{}", r#"{"B": "?"}"#] {
            assert!(serde_json::from_str::<AttributeValue>(wire).is_err(), "{wire}");
        }
    }

    #[test]
    fn records_are_read_and_written_as_plain_structs() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Record {
            name: String,
            numbers: Vec<i64>,
            nothing: Option<bool>,
        }
        let record = Record { name: "a".to_owned(), numbers: vec![1, 2], nothing: None };
        let item = to_item(&record).unwrap();
        let wire = json!({"name": {"S": "a"}, "numbers": {"L": [{"N": "1"}, {"N": "2"}]}, "nothing": {"NULL": true}});
        assert_eq!(serde_json::to_value(&item).unwrap(), wire);
        assert_eq!(from_item::<Record>(item.clone()).unwrap(), record);
        assert!(from_item::<Value>(item).is_ok());
    }
}
