//! A JSON object as its keys and the raw text of its values.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::surrogates;

/// The members of an object in their order. A repeated key is kept each time, so that no value is lost.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// `None` when the text is not an object.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The first non-null value under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.all(key).next()
    }

    /// Every non-null value under a key.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &'a RawValue> {
        self.0
            .iter()
            .filter(move |(name, value)| name == key && value.get() != "null")
            .map(|(_, value)| *value)
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), *value))
    }

    pub(crate) fn into_pairs(self) -> impl Iterator<Item = (Cow<'a, str>, &'a RawValue)> {
        self.0.into_iter()
    }
}

/// The elements of a list. A value that is not a list counts as a list of one.
pub(crate) fn elements(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_else(|_| vec![raw])
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key::<&RawValue>()? {
                    pairs.push((name(key.get()), map.next_value()?));
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

/// A key. In a key with half of a surrogate pair, only that half is replaced.
fn name(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\')
        && let Some(name) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
    {
        return Cow::Borrowed(name);
    }
    match serde_json::from_str(raw) {
        Ok(Key(name)) => name,
        Err(_) => serde_json::from_str(&surrogates::repair(raw)).map(Cow::Owned).unwrap_or_default(),
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
