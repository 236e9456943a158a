//! JSON as it is written: every pair of an object, also repeated ones, each value with its own text. A second reader
//! beside the product's, to compare that one with.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The text of a value, taken apart into the texts of its pairs or elements.
pub(crate) enum JsonText<'a> {
    /// An object. A key that is not Unicode, because it holds half of a surrogate pair, is `None`.
    Object(Vec<(Option<String>, &'a RawValue)>),
    /// A list.
    List(Vec<&'a RawValue>),
    /// Any other value.
    Leaf,
}

impl<'a> JsonText<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        if let Ok(Pairs(pairs)) = serde_json::from_str(text) {
            return Self::Object(pairs);
        }
        serde_json::from_str(text).map_or(Self::Leaf, Self::List)
    }

    /// An object's pairs that are not null.
    pub(crate) fn pairs(self) -> Option<Vec<(Option<String>, &'a RawValue)>> {
        let Self::Object(mut pairs) = self else { return None };
        pairs.retain(|(_, value)| value.get() != "null");
        Some(pairs)
    }
}

/// The elements of a list. Any other value counts as its own only element.
pub(crate) fn elements(raw: &RawValue) -> Vec<&RawValue> {
    match JsonText::of(raw.get()) {
        JsonText::List(elements) => elements,
        _ => vec![raw],
    }
}

/// The values under a key.
pub(crate) fn under<'a>(
    pairs: &[(Option<String>, &'a RawValue)],
    key: &str,
) -> impl Iterator<Item = &'a RawValue> {
    pairs.iter().filter(move |(name, _)| name.as_deref() == Some(key)).map(|(_, value)| *value)
}

struct Pairs<'a>(Vec<(Option<String>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key::<&RawValue>()? {
                    pairs.push((serde_json::from_str(key.get()).ok(), map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(All)
    }
}
