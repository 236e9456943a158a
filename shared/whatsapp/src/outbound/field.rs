//! Reads the fields of a message in Meta's format, and says which one is wrong. An error names fields, positions and
//! limits, and never what somebody wrote.

use std::fmt;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::limits::{self, utf16_len};
use crate::visible::is_blank;

/// A field that Graph would refuse.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{field}` {fault}")]
pub struct FieldError {
    /// Its path, such as `interactive.action.sections[0].rows[10].title`.
    pub field: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// It is required, and absent or empty.
    Missing,
    /// It is no text, number, list or object, as it should be.
    WrongType,
    /// It has a member other than these.
    Unknown(&'static [&'static str]),
    /// It has more characters than this.
    TooLong(usize),
    /// It has more elements than this.
    TooMany(usize),
    /// The file has more bytes than this.
    TooLarge(u64),
    /// It is none of these.
    NotOneOf(&'static [&'static str]),
    /// It is the same as an earlier one, and must be unique.
    Repeated,
    /// It is no address that begins with `https://` or `http://`.
    NoAddress,
    /// The number is not in this range.
    Outside(RangeInclusive<i32>),
    /// It is not exactly one emoji.
    NoEmoji,
    /// It is no date such as `1990-12-31`.
    NoDate,
    /// It is no e-mail address.
    NoEmail,
    /// It is possible only with these.
    OnlyWith(&'static str),
    /// It has none of these members, or several.
    ExactlyOne(&'static [&'static str]),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing or empty"),
            Self::WrongType => f.write_str("has the wrong type"),
            Self::Unknown(known) => write!(f, "has a member other than {}", known.join(", ")),
            Self::TooLong(most) => write!(f, "has more than {most} characters"),
            Self::TooMany(most) => write!(f, "has more than {most} elements"),
            Self::TooLarge(most) => write!(f, "has more than {most} bytes"),
            Self::NotOneOf(known) => write!(f, "is none of {}", known.join(", ")),
            Self::Repeated => f.write_str("is the same as another one"),
            Self::NoAddress => f.write_str("is no web address"),
            Self::Outside(range) => write!(f, "is not from {} to {}", range.start(), range.end()),
            Self::NoEmoji => f.write_str("is not one emoji"),
            Self::NoDate => f.write_str("is no date"),
            Self::NoEmail => f.write_str("is no e-mail address"),
            Self::OnlyWith(what) => write!(f, "goes only with {what}"),
            Self::ExactlyOne(known) => write!(f, "has not exactly one of {}", known.join(", ")),
        }
    }
}

/// An object and its path.
pub(super) struct Object<'a> {
    members: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    /// The object that this value is.
    pub(super) fn of(value: &'a Value, path: impl Into<String>) -> Result<Self, FieldError> {
        let path = path.into();
        match value {
            Value::Object(members) => Ok(Self { members, path }),
            _ => Err(FieldError { field: path, fault: Fault::WrongType }),
        }
    }

    /// An error of this object's member.
    pub(super) fn error(&self, name: &str, fault: Fault) -> FieldError {
        FieldError { field: format!("{}.{name}", self.path), fault }
    }

    /// Refuses members that are not known.
    pub(super) fn only(&self, known: &'static [&'static str]) -> Result<(), FieldError> {
        if self.members.keys().all(|name| known.contains(&name.as_str())) {
            return Ok(());
        }
        Err(FieldError { field: self.path.clone(), fault: Fault::Unknown(known) })
    }

    /// The only one of these members that is there.
    pub(super) fn exactly_one(&self, names: &'static [&'static str]) -> Result<&'static str, FieldError> {
        let mut given = names.iter().filter(|name| self.get(name).is_some());
        match (given.next(), given.next()) {
            (Some(name), None) => Ok(name),
            _ => Err(FieldError { field: self.path.clone(), fault: Fault::ExactlyOne(names) }),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A text of at most this many characters. A blank one is absent.
    pub(super) fn maybe_text(&self, name: &str, most: usize) -> Result<Option<String>, FieldError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if is_blank(text) => Ok(None),
            Some(Value::String(text)) if utf16_len(text) > most => {
                Err(self.error(name, Fault::TooLong(most)))
            }
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.error(name, Fault::WrongType)),
        }
    }

    /// The same, and it is required.
    pub(super) fn text(&self, name: &str, most: usize) -> Result<String, FieldError> {
        self.maybe_text(name, most)?.ok_or_else(|| self.error(name, Fault::Missing))
    }

    /// A required text that is one of these.
    pub(super) fn one_of(
        &self,
        name: &str,
        known: &'static [&'static str],
    ) -> Result<&'static str, FieldError> {
        let text = self.text(name, limits::LINE)?;
        let found = known.iter().find(|known| **known == text);
        found.copied().ok_or_else(|| self.error(name, Fault::NotOneOf(known)))
    }

    /// A required address of a web page or a file.
    pub(super) fn address(&self, name: &str) -> Result<String, FieldError> {
        let text = self.text(name, limits::ADDRESS)?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_in_one = |rest: &str| !rest.contains(|c: char| c.is_whitespace() || c.is_control());
        let has_host = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        if rest.is_some_and(|rest| has_host(rest) && is_in_one(rest)) {
            return Ok(text);
        }
        Err(self.error(name, Fault::NoAddress))
    }

    /// A required e-mail address: a name, `@` and a domain with a dot. Whether it exists is not known here.
    pub(super) fn email(&self, name: &str) -> Result<String, FieldError> {
        let text = self.text(name, limits::LINE)?;
        let is_word =
            |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
        match text.rsplit_once('@') {
            Some((name, domain))
                if is_word(name) && is_word(domain) && domain.trim_matches('.').contains('.') =>
            {
                Ok(text)
            }
            _ => Err(self.error(name, Fault::NoEmail)),
        }
    }

    pub(super) fn maybe_object(&self, name: &str) -> Result<Option<Self>, FieldError> {
        self.get(name).map(|value| Self::of(value, format!("{}.{name}", self.path))).transpose()
    }

    pub(super) fn object(&self, name: &str) -> Result<Self, FieldError> {
        self.maybe_object(name)?.ok_or_else(|| self.error(name, Fault::Missing))
    }

    /// The objects of a list with at most this many elements. An absent list is empty.
    pub(super) fn objects(&self, name: &str, most: usize) -> Result<Vec<Self>, FieldError> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(list) => elements(list, &format!("{}.{name}", self.path), most),
        }
    }

    /// The same, with at least one element.
    pub(super) fn some_objects(&self, name: &str, most: usize) -> Result<Vec<Self>, FieldError> {
        let objects = self.objects(name, most)?;
        if objects.is_empty() { Err(self.error(name, Fault::Missing)) } else { Ok(objects) }
    }

    /// A required number in this range, rounded to seven decimals: about a centimetre on the ground.
    pub(super) fn degrees(&self, name: &str, range: RangeInclusive<i32>) -> Result<f64, FieldError> {
        let value = self.get(name).ok_or_else(|| self.error(name, Fault::Missing))?;
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.ok_or_else(|| self.error(name, Fault::WrongType))?;
        if (f64::from(*range.start())..=f64::from(*range.end())).contains(&number) {
            // Adding 0 makes -0 to 0.
            return Ok((number * 1e7).round() / 1e7 + 0.0);
        }
        Err(self.error(name, Fault::Outside(range)))
    }
}

/// The objects of a list with at most this many elements.
pub(super) fn elements<'a>(list: &'a Value, path: &str, most: usize) -> Result<Vec<Object<'a>>, FieldError> {
    let Value::Array(elements) = list else {
        return Err(FieldError { field: path.to_owned(), fault: Fault::WrongType });
    };
    if elements.len() > most {
        return Err(FieldError { field: path.to_owned(), fault: Fault::TooMany(most) });
    }
    let numbered = elements.iter().enumerate();
    numbered.map(|(position, element)| Object::of(element, format!("{path}[{position}]"))).collect()
}
