//! The walk through entries, changes and their lists.

use jiff::Timestamp;
use serde_json::value::RawValue;

use super::{Item, ItemContent, NotUnderstood, contact::Contacts, history};
use crate::{
    ids::{PhoneNumberId, WabaId},
    lenient::{self, Fields, Object, elements},
};

const UNKNOWN_FIELD: &str = "unknown";

/// Keys of a value that describe its updates and are not updates themselves.
const ENVELOPE: &[&str] = &["messaging_product", "metadata", "contacts", "field", "object"];

pub(super) fn body(text: &str) -> Result<Vec<Item>, NotUnderstood> {
    let root = Object::parse(text).ok_or(NotUnderstood::NotJson)?;
    let mut items = Vec::new();
    if root.get("entry").is_some() {
        for raw in root.all("entry").flat_map(elements) {
            entry(raw, &mut items);
        }
        items.extend(beside(&root, &["object", "entry"]).map(|value| Place::default().rest(value)));
    } else if root.get("changes").is_some() {
        changes(&root, &mut items);
    } else if root.get("value").is_some() {
        change(&root, &Place::default(), &mut items);
    } else if root.get("messages").or(root.get("statuses")).is_some() {
        let place = Place::default().with_field(Some("messages".to_owned()));
        value(&root, text, place, &mut items);
    } else {
        return Err(NotUnderstood::NoChanges);
    }
    Ok(items)
}

fn entry(raw: &RawValue, items: &mut Vec<Item>) {
    match Object::parse(raw.get()) {
        Some(entry) if entry.get("changes").is_some() => changes(&entry, items),
        Some(entry) => items.push(Place::of_entry(&entry).other(raw)),
        None => items.push(Place::default().other(raw)),
    }
}

fn changes(entry: &Object<'_>, items: &mut Vec<Item>) {
    let place = Place::of_entry(entry);
    for raw in entry.all("changes").flat_map(elements) {
        match Object::parse(raw.get()) {
            Some(object) if object.get("value").is_some() => change(&object, &place, items),
            Some(object) => items.push(place.clone().with_field(field_of(&object)).other(raw)),
            None => items.push(place.other(raw)),
        }
    }
    items.extend(beside(entry, &["id", "time", "field", "object", "changes"]).map(|value| place.rest(value)));
}

fn change(change: &Object<'_>, place: &Place, items: &mut Vec<Item>) {
    let place = place.clone().with_field(field_of(change));
    for raw in change.all("value") {
        match Object::parse(raw.get()) {
            Some(object) => value(&object, raw.get(), place.clone(), items),
            None => items.push(place.other(raw)),
        }
    }
    items.extend(beside(change, &["field", "object", "value"]).map(|value| place.rest(value)));
}

fn value(object: &Object<'_>, raw: &str, place: Place, items: &mut Vec<Item>) {
    value_in(object, raw, place, false, items);
}

/// `is_nested`: it stands in another value, which is walked already.
fn value_in(object: &Object<'_>, raw: &str, place: Place, is_nested: bool, items: &mut Vec<Item>) {
    let place = place.with_numbers(object);
    let contacts = Contacts::of(object);
    let before = items.len();
    let mut rest: Vec<(&str, &RawValue)> = Vec::new();
    let pairs = object.pairs().filter(|(_, part)| !is_nothing(part));
    for (key, part) in pairs {
        match key {
            "messages" | "message_echoes" | "statuses" => {
                let list = elements(part).into_iter();
                items.extend(list.map(|part| place.item(update(key, part, &contacts))));
            }
            // Seen in real traffic (August 2026): the lists of `standby` are one level deeper.
            "standby" if part.get().starts_with('{') && !is_nested => {
                if let Some(nested) = Object::parse(part.get()) {
                    value_in(&nested, part.get(), place.clone(), true, items);
                }
            }
            "history" => {
                let threads = history::threads(part).into_iter();
                items.extend(threads.map(|value| place.rest(value)));
            }
            _ if ENVELOPE.contains(&key) => {}
            _ => rest.push((key, part)),
        }
    }
    // Content beside messages, such as `errors`, is kept as an item of its own. A value without items is kept whole.
    let remains = if items.len() == before {
        RawValue::from_string(raw.to_owned()).ok()
    } else if rest.is_empty() {
        None
    } else {
        object_of(&rest)
    };
    items.extend(remains.map(|value| place.rest(value)));
}

/// One element of a list of messages, echoes or statuses.
fn update(list: &str, part: &RawValue, contacts: &Contacts<'_>) -> ItemContent {
    if !part.get().starts_with('{') {
        ItemContent::Other { value: part.to_owned() }
    } else if list == "statuses" {
        ItemContent::Status { contact: contacts.matching(part), status: part.to_owned() }
    } else {
        ItemContent::Message { contact: contacts.matching(part), message: part.to_owned() }
    }
}

/// The members of an object other than these keys, `null` and empty lists.
pub(super) fn beside(object: &Object<'_>, known: &[&str]) -> Option<Box<RawValue>> {
    let unknown = |(key, part): &(&str, &RawValue)| !known.contains(key) && !is_nothing(part);
    let rest: Vec<_> = object.pairs().filter(unknown).collect();
    if rest.is_empty() { None } else { object_of(&rest) }
}

fn is_nothing(part: &RawValue) -> bool {
    matches!(part.get(), "null" | "[]")
}

/// Builds a JSON object of these members.
pub(super) fn object_of(parts: &[(&str, &RawValue)]) -> Option<Box<RawValue>> {
    let members: Vec<String> = parts
        .iter()
        .filter_map(|(key, part)| Some(format!("{}:{part}", serde_json::to_string(key).ok()?)))
        .collect();
    RawValue::from_string(format!("{{{}}}", members.join(","))).ok()
}

/// The current position in the body: the fields that its items share.
#[derive(Clone, Default)]
struct Place {
    waba_id: Option<WabaId>,
    time: Option<Timestamp>,
    field: Option<String>,
    phone_number_id: Option<PhoneNumberId>,
    display_phone_number: Option<String>,
}

impl Place {
    fn of_entry(entry: &Object<'_>) -> Self {
        Self {
            waba_id: text(entry, "id").map(WabaId::from),
            time: entry.get("time").and_then(lenient::timestamp),
            // One of Meta's own samples has the field beside the changes instead of inside them.
            field: field_of(entry),
            ..Self::default()
        }
    }

    fn with_field(mut self, field: Option<String>) -> Self {
        self.field = field.or(self.field);
        self
    }

    fn with_numbers(self, value: &Object<'_>) -> Self {
        // Conversation hand-overs have no metadata; their recipient is the business number.
        let described = value.get("metadata").or(value.get("recipient"));
        let described = described.map(lenient::value).unwrap_or_default();
        let described = Fields::of(&described);
        Self {
            // A value within a value has none of its own.
            phone_number_id: described.id("phone_number_id").or(self.phone_number_id),
            display_phone_number: described.text("display_phone_number").or(self.display_phone_number),
            field: self.field.or_else(|| field_of(value)),
            ..self
        }
    }

    fn item(&self, content: ItemContent) -> Item {
        Item {
            waba_id: self.waba_id.clone(),
            field: self.field.clone().unwrap_or_else(|| UNKNOWN_FIELD.to_owned()),
            phone_number_id: self.phone_number_id.clone(),
            display_phone_number: self.display_phone_number.clone(),
            time: self.time.filter(|_| matches!(content, ItemContent::Other { .. })),
            content,
        }
    }

    fn other(&self, raw: &RawValue) -> Item {
        self.rest(raw.to_owned())
    }

    fn rest(&self, value: Box<RawValue>) -> Item {
        self.item(ItemContent::Other { value })
    }
}

fn field_of(object: &Object<'_>) -> Option<String> {
    text(object, "field")
}

fn text(object: &Object<'_>, key: &str) -> Option<String> {
    lenient::text(object.get(key)?)
}
