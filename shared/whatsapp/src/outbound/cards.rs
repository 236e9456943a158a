//! Contact cards to send.
//!
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/messages/contacts-messages>

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::{Fault, FieldError, Object, elements};
use crate::limits;

/// Contact cards in Meta's format. [`Cards::parse`] is the only way to make them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cards(Vec<Value>);

/// Entries of one list on a card.
const MOST_ENTRIES: usize = 20;

/// The parts of a name. Meta wants one of the others beside the first.
const NAME: &[&str] = &["formatted_name", "first_name", "last_name", "middle_name", "suffix", "prefix"];
const ORGANISATION: &[&str] = &["company", "department", "title"];
const CARD: &[&str] = &["name", "org", "birthday", "phones", "emails", "urls", "addresses"];

/// The lists of a card: their name, the members of their entries, and which one every entry has.
const LISTS: [(&str, &[&str], Option<&str>); 4] = [
    ("phones", &["phone", "type", "wa_id"], Some("phone")),
    ("emails", &["email", "type"], Some("email")),
    ("urls", &["url", "type"], Some("url")),
    ("addresses", &["street", "city", "state", "zip", "country", "country_code", "type"], None),
];

impl Cards {
    /// Parses Meta's `contacts` list.
    pub fn parse(value: &Value) -> Result<Self, FieldError> {
        let cards = elements(value, "contacts", limits::CARDS)?;
        if cards.is_empty() {
            return Err(FieldError { field: "contacts".to_owned(), fault: Fault::Missing });
        }
        cards.iter().map(card).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn content(&self) -> Value {
        self.0.clone().into()
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

fn card(object: &Object<'_>) -> Result<Value, FieldError> {
    object.only(CARD)?;
    let mut card = Map::new();
    card.insert("name".to_owned(), name(&object.object("name")?)?);
    if let Some(organisation) = object.maybe_object("org")? {
        card.insert("org".to_owned(), lines(&organisation, ORGANISATION)?.into());
    }
    if let Some(birthday) = object.maybe_text("birthday", limits::LINE)? {
        if birthday.parse::<jiff::civil::Date>().is_err() || birthday.len() != "1990-12-31".len() {
            return Err(object.error("birthday", Fault::NoDate));
        }
        card.insert("birthday".to_owned(), birthday.into());
    }
    for (list, members, required) in LISTS {
        let entries = object.objects(list, MOST_ENTRIES)?;
        let entries: Vec<_> =
            entries.iter().map(|it| entry(it, members, required)).collect::<Result<_, _>>()?;
        if !entries.is_empty() {
            card.insert(list.to_owned(), entries.into());
        }
    }
    Ok(card.into())
}

fn name(object: &Object<'_>) -> Result<Value, FieldError> {
    let mut name = lines(object, NAME)?;
    let whole = object.text("formatted_name", limits::LINE)?;
    if name.len() == 1 {
        name.insert("first_name".to_owned(), whole.into());
    }
    Ok(name.into())
}

fn entry(
    object: &Object<'_>,
    members: &'static [&'static str],
    required: Option<&str>,
) -> Result<Value, FieldError> {
    let entry = lines(object, members)?;
    match required {
        Some("email") => object.email("email").map(drop)?,
        Some("url") => object.address("url").map(drop)?,
        _ => {}
    }
    match required.filter(|name| !entry.contains_key(*name)) {
        Some(name) => Err(object.error(name, Fault::Missing)),
        None => Ok(entry.into()),
    }
}

/// The members with these names. Blank ones are left out.
fn lines(object: &Object<'_>, names: &'static [&'static str]) -> Result<Map<String, Value>, FieldError> {
    object.only(names)?;
    let mut lines = Map::new();
    for name in names {
        if let Some(line) = object.maybe_text(name, limits::LINE)? {
            lines.insert((*name).to_owned(), line.into());
        }
    }
    Ok(lines)
}
