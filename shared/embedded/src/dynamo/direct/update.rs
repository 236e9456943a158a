//! Updates: what changes in an item.

use relais_dynamo::{AttributeValue, Item};

use super::condition::{Path, at, path};
use super::tokens::{Reader, Token};
use super::values::sum;
use super::{Names, Unsupported, Values};

/// The clauses of an update. Each is worked out from the item as it was.
#[derive(Debug, Default)]
pub(super) struct Update {
    set: Vec<(Path, Worth)>,
    remove: Vec<Path>,
    add: Vec<(Path, String)>,
}

/// What an attribute is set to.
#[derive(Debug)]
enum Worth {
    Path(Path),
    Value(String),
    IfNotExists(Path, Box<Worth>),
    Sum(Box<Worth>, Box<Worth>, bool),
    Joined(Box<Worth>, Box<Worth>),
}

impl Update {
    /// `None` for what is not known here.
    pub(super) fn read(text: &str, names: &Names) -> Option<Self> {
        let mut reader = Reader::of(text)?;
        let mut update = Self::default();
        while !reader.at_end() {
            if reader.word("SET") {
                list(&mut reader, |reader| {
                    let path = path(reader, names)?;
                    reader.expect("=")?;
                    update.set.push((path, Worth::read(reader, names)?));
                    Some(())
                })?;
            } else if reader.word("REMOVE") {
                list(&mut reader, |reader| {
                    update.remove.push(path(reader, names)?);
                    Some(())
                })?;
            } else if reader.word("ADD") {
                list(&mut reader, |reader| {
                    let path = path(reader, names)?;
                    let Token::Value(value) = reader.next()? else { return None };
                    update.add.push((path, value));
                    Some(())
                })?;
            } else {
                return None;
            }
        }
        Some(update)
    }

    /// The item after the update.
    pub(super) fn of(&self, old: &Item, values: &Values) -> Result<Item, Unsupported> {
        let mut new = old.clone();
        for (path, worth) in &self.set {
            put(&mut new, path, worth.of(old, values)?)?;
        }
        for path in &self.remove {
            remove(&mut new, path)?;
        }
        for (path, name) in &self.add {
            let more = values.get(name).ok_or(Unsupported)?;
            put(&mut new, path, added(at(old, path), more)?)?;
        }
        Ok(new)
    }

    /// The attributes that it sets, where all of them are of the item itself.
    pub(super) fn attributes(&self) -> Option<impl Iterator<Item = &String>> {
        let paths = || self.set.iter().map(|(path, _)| path).chain(self.add.iter().map(|(path, _)| path));
        let all = paths().chain(&self.remove).all(|path| path.len() == 1);
        all.then(|| paths().filter_map(|path| path.first()))
    }
}

impl Worth {
    fn read(reader: &mut Reader, names: &Names) -> Option<Self> {
        let left = Self::operand(reader, names)?;
        for (sign, minus) in [("+", false), ("-", true)] {
            if reader.sign(sign) {
                let right = Self::operand(reader, names)?;
                return Some(Self::Sum(Box::new(left), Box::new(right), minus));
            }
        }
        Some(left)
    }

    fn operand(reader: &mut Reader, names: &Names) -> Option<Self> {
        if reader.word("if_not_exists") {
            reader.expect("(")?;
            let path = path(reader, names)?;
            reader.expect(",")?;
            let other = Self::operand(reader, names)?;
            reader.expect(")")?;
            return Some(Self::IfNotExists(path, Box::new(other)));
        }
        if reader.word("list_append") {
            reader.expect("(")?;
            let first = Self::operand(reader, names)?;
            reader.expect(",")?;
            let second = Self::operand(reader, names)?;
            reader.expect(")")?;
            return Some(Self::Joined(Box::new(first), Box::new(second)));
        }
        if let Token::Value(name) = reader.peek()? {
            let name = name.clone();
            reader.next();
            return Some(Self::Value(name));
        }
        path(reader, names).map(Self::Path)
    }

    fn of(&self, item: &Item, values: &Values) -> Result<AttributeValue, Unsupported> {
        match self {
            Self::Path(path) => at(item, path).cloned().ok_or(Unsupported),
            Self::Value(name) => values.get(name).cloned().ok_or(Unsupported),
            Self::IfNotExists(path, other) => {
                at(item, path).map_or_else(|| other.of(item, values), |there| Ok(there.clone()))
            }
            Self::Sum(left, right, minus) => match (left.of(item, values)?, right.of(item, values)?) {
                (AttributeValue::N(left), AttributeValue::N(right)) => {
                    sum(&left, &right, *minus).map(AttributeValue::N)
                }
                _ => Err(Unsupported),
            },
            Self::Joined(first, second) => match (first.of(item, values)?, second.of(item, values)?) {
                (AttributeValue::L(mut first), AttributeValue::L(second)) => {
                    first.extend(second);
                    Ok(AttributeValue::L(first))
                }
                _ => Err(Unsupported),
            },
        }
    }
}

/// Reads one or more, with commas between them.
fn list(reader: &mut Reader, mut one: impl FnMut(&mut Reader) -> Option<()>) -> Option<()> {
    one(reader)?;
    while reader.sign(",") {
        one(reader)?;
    }
    Some(())
}

/// The map that has the last attribute of a path.
fn around<'a>(item: &'a mut Item, before: &[String]) -> Option<&'a mut Item> {
    before.iter().try_fold(item, |map, name| match map.get_mut(name)? {
        AttributeValue::M(map) => Some(map),
        _ => None,
    })
}

fn put(item: &mut Item, path: &[String], value: AttributeValue) -> Result<(), Unsupported> {
    let (last, before) = path.split_last().ok_or(Unsupported)?;
    around(item, before).ok_or(Unsupported)?.insert(last.clone(), value);
    Ok(())
}

/// To remove what is not there changes nothing. A path through what is not there is left to the engine.
fn remove(item: &mut Item, path: &[String]) -> Result<(), Unsupported> {
    let (last, before) = path.split_last().ok_or(Unsupported)?;
    around(item, before).ok_or(Unsupported)?.remove(last);
    Ok(())
}

fn added(old: Option<&AttributeValue>, more: &AttributeValue) -> Result<AttributeValue, Unsupported> {
    match (old, more) {
        (None, AttributeValue::N(_) | AttributeValue::Ss(_)) => Ok(more.clone()),
        (Some(AttributeValue::N(old)), AttributeValue::N(more)) => {
            sum(old, more, false).map(AttributeValue::N)
        }
        (Some(AttributeValue::Ss(old)), AttributeValue::Ss(more)) => {
            let mut all = old.clone();
            all.extend(more.iter().filter(|text| !old.contains(text)).cloned());
            Ok(AttributeValue::Ss(all))
        }
        _ => Err(Unsupported),
    }
}
