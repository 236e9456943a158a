//! The parts of a question that are written in several ways. What is wrong is found where it stands, so that the error has
//! its line.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::DateTime;
use relais_core::business::BUILT_IN;
use relais_core::draft::{MOST_MESSAGES, MOST_TEXT, Rehearsed, Side};
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, SeqAccess, Visitor};

/// Reads a conversation: a text, or turns.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Rehearsed>, D::Error> {
    deserializer.deserialize_any(Conversation)
}

/// Reads a list, or the one item of it.
pub(in crate::rehearsal) fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    deserializer.deserialize_any(OneOrMany(PhantomData))
}

/// Reads names of the business's own tools.
pub(in crate::rehearsal) fn own_tools<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let names: Vec<ToolName> = one_or_many(deserializer)?;
    Ok(names.into_iter().map(|name| name.0).collect())
}

/// Reads a time without a time zone.
pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    deserializer.deserialize_str(Time).map(Some)
}

/// One message of a conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    customer: Option<String>,
    business: Option<String>,
}

struct Conversation;

impl<'de> Visitor<'de> for Conversation {
    type Value = Vec<Rehearsed>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or a list of turns, each as `- customer: …` or `- business: …`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        checked(vec![Rehearsed { from: Side::Customer, text: text.to_owned() }])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut turns: A) -> Result<Self::Value, A::Error> {
        let mut messages = Vec::new();
        while let Some(turn) = turns.next_element::<Turn>()? {
            messages.push(match (turn.customer, turn.business) {
                (Some(text), None) => Rehearsed { from: Side::Customer, text },
                (None, Some(text)) => Rehearsed { from: Side::Business, text },
                _ => return Err(de::Error::custom("each turn has either `customer` or `business`")),
            });
        }
        checked(messages)
    }
}

fn checked<E: de::Error>(messages: Vec<Rehearsed>) -> Result<Vec<Rehearsed>, E> {
    let bytes: usize = messages.iter().map(|message| message.text.len()).sum();
    if messages.iter().any(|message| message.text.trim().is_empty()) {
        return Err(E::custom("there is no text: write what is asked"));
    }
    if messages.last().is_none_or(|last| last.from != Side::Customer) {
        return Err(E::custom("the last turn must be the customer's: add `- customer: …`"));
    }
    if messages.len() > MOST_MESSAGES || bytes > MOST_TEXT {
        return Err(E::custom(format!(
            "it has more than {MOST_MESSAGES} turns or {MOST_TEXT} bytes: shorten it"
        )));
    }
    Ok(messages)
}

struct Time;

impl Visitor<'_> for Time {
    type Value = DateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date and a time, as 2026-12-24 15:00")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
        text.trim().parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in quotation marks, or a list of them")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        T::deserialize(de::value::StrDeserializer::new(text)).map(|item| vec![item])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(all)
    }
}

struct ToolName(String);

impl<'de> Deserialize<'de> for ToolName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = ToolName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a tool")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<ToolName, E> {
                if BUILT_IN.contains(&name) {
                    return Err(E::custom(format!(
                        "`{name}` is none of the business's own tools: write `hands_over: true` or `buttons: true`"
                    )));
                }
                Ok(ToolName(name.to_owned()))
            }
        }
        deserializer.deserialize_str(Name)
    }
}
