//! Conditions: what must hold of an item.

use relais_dynamo::{AttributeValue, Item};

use super::tokens::{Reader, Token};
use super::values::{Order, order};
use super::{Names, Unsupported, Values};

/// The attribute names from an item to a value.
pub(super) type Path = Vec<String>;

#[derive(Debug)]
pub(super) enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Comparison, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    BeginsWith(Operand, Operand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Debug)]
pub(super) enum Operand {
    Path(Path),
    Value(String),
}

impl Condition {
    /// `None` for what is not known here.
    pub(super) fn read(text: &str, names: &Names) -> Option<Self> {
        let mut reader = Reader::of(text)?;
        let condition = any(&mut reader, names)?;
        reader.at_end().then_some(condition)
    }

    pub(super) fn holds(&self, item: &Item, values: &Values) -> Result<bool, Unsupported> {
        match self {
            Self::Any(parts) => {
                for part in parts {
                    if part.holds(item, values)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::All(parts) => {
                for part in parts {
                    if !part.holds(item, values)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(part) => Ok(!part.holds(item, values)?),
            Self::Exists(path) => Ok(at(item, path).is_some()),
            Self::Compare(left, comparison, right) => {
                compare(left.of(item, values)?, *comparison, right.of(item, values)?)
            }
            Self::Between(value, low, high) => {
                let value = value.of(item, values)?;
                Ok(compare(value, Comparison::AtLeast, low.of(item, values)?)?
                    && compare(value, Comparison::AtMost, high.of(item, values)?)?)
            }
            Self::In(value, among) => {
                let value = value.of(item, values)?;
                for other in among {
                    if compare(value, Comparison::Equal, other.of(item, values)?)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::BeginsWith(value, start) => match (value.of(item, values)?, start.of(item, values)?) {
                (None, _) => Ok(false),
                (Some(AttributeValue::S(text)), Some(AttributeValue::S(start))) => {
                    Ok(text.starts_with(start))
                }
                _ => Err(Unsupported),
            },
        }
    }
}

impl Operand {
    fn read(reader: &mut Reader, names: &Names) -> Option<Self> {
        match reader.peek()? {
            Token::Value(name) => {
                let name = name.clone();
                reader.next();
                Some(Self::Value(name))
            }
            _ => path(reader, names).map(Self::Path),
        }
    }

    /// `None` when the item has no such attribute.
    fn of<'a>(&self, item: &'a Item, values: &'a Values) -> Result<Option<&'a AttributeValue>, Unsupported> {
        match self {
            Self::Path(path) => Ok(at(item, path)),
            Self::Value(name) => values.get(name).map(Some).ok_or(Unsupported),
        }
    }
}

/// The value at a path in an item.
pub(super) fn at<'a>(item: &'a Item, path: &[String]) -> Option<&'a AttributeValue> {
    let (last, before) = path.split_last()?;
    let map = before.iter().try_fold(item, |map, name| map.get(name)?.as_m())?;
    map.get(last)
}

/// Reads a path, and puts the attributes in the place of their names.
pub(super) fn path(reader: &mut Reader, names: &Names) -> Option<Path> {
    let mut path = Vec::new();
    loop {
        path.push(match reader.next()? {
            Token::Word(word) => word,
            Token::Name(name) => names.get(&name)?.clone(),
            Token::Value(_) | Token::Sign(_) => return None,
        });
        if !reader.sign(".") {
            return Some(path);
        }
    }
}

fn any(reader: &mut Reader, names: &Names) -> Option<Condition> {
    let first = all(reader, names)?;
    let mut parts = vec![first];
    while reader.word("OR") {
        parts.push(all(reader, names)?);
    }
    Some(if parts.len() == 1 { parts.pop()? } else { Condition::Any(parts) })
}

fn all(reader: &mut Reader, names: &Names) -> Option<Condition> {
    let first = one(reader, names)?;
    let mut parts = vec![first];
    while reader.word("AND") {
        parts.push(one(reader, names)?);
    }
    Some(if parts.len() == 1 { parts.pop()? } else { Condition::All(parts) })
}

fn one(reader: &mut Reader, names: &Names) -> Option<Condition> {
    if reader.word("NOT") {
        return Some(Condition::Not(Box::new(one(reader, names)?)));
    }
    if reader.sign("(") {
        let inner = any(reader, names)?;
        reader.expect(")")?;
        return Some(inner);
    }
    if reader.word("attribute_exists") {
        return Some(Condition::Exists(in_brackets(reader, names)?));
    }
    if reader.word("attribute_not_exists") {
        return Some(Condition::Not(Box::new(Condition::Exists(in_brackets(reader, names)?))));
    }
    if reader.word("begins_with") {
        reader.expect("(")?;
        let value = Operand::read(reader, names)?;
        reader.expect(",")?;
        let start = Operand::read(reader, names)?;
        reader.expect(")")?;
        return Some(Condition::BeginsWith(value, start));
    }
    let left = Operand::read(reader, names)?;
    if reader.word("BETWEEN") {
        let low = Operand::read(reader, names)?;
        let high = reader.word("AND").then(|| Operand::read(reader, names))??;
        return Some(Condition::Between(left, low, high));
    }
    if reader.word("IN") {
        reader.expect("(")?;
        let mut among = vec![Operand::read(reader, names)?];
        while reader.sign(",") {
            among.push(Operand::read(reader, names)?);
        }
        reader.expect(")")?;
        return Some(Condition::In(left, among));
    }
    let comparison = match reader.next()? {
        Token::Sign("=") => Comparison::Equal,
        Token::Sign("<>") => Comparison::Unequal,
        Token::Sign("<") => Comparison::Less,
        Token::Sign("<=") => Comparison::AtMost,
        Token::Sign(">") => Comparison::Greater,
        Token::Sign(">=") => Comparison::AtLeast,
        _ => return None,
    };
    Some(Condition::Compare(left, comparison, Operand::read(reader, names)?))
}

fn in_brackets(reader: &mut Reader, names: &Names) -> Option<Path> {
    reader.expect("(")?;
    let path = path(reader, names)?;
    reader.expect(")")?;
    Some(path)
}

/// A comparison with what is missing does not hold. What is left to the engine is rare: an inequality with what is
/// missing, and values of kinds that are seldom compared.
fn compare(
    left: Option<&AttributeValue>,
    comparison: Comparison,
    right: Option<&AttributeValue>,
) -> Result<bool, Unsupported> {
    let (Some(left), Some(right)) = (left, right) else {
        return if comparison == Comparison::Unequal { Err(Unsupported) } else { Ok(false) };
    };
    let has_order = |value: &AttributeValue| matches!(value, AttributeValue::S(_) | AttributeValue::N(_));
    let needs_order = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
    if needs_order && !(has_order(left) && has_order(right)) {
        return Err(Unsupported);
    }
    let order = order(left, right)?;
    Ok(match comparison {
        Comparison::Equal => order == Order::Is(std::cmp::Ordering::Equal),
        Comparison::Unequal => order != Order::Is(std::cmp::Ordering::Equal),
        Comparison::Less => matches!(order, Order::Is(order) if order.is_lt()),
        Comparison::AtMost => matches!(order, Order::Is(order) if order.is_le()),
        Comparison::Greater => matches!(order, Order::Is(order) if order.is_gt()),
        Comparison::AtLeast => matches!(order, Order::Is(order) if order.is_ge()),
    })
}

/// What a query reads: a partition, and the sort keys between two bounds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) partition: String,
    pub(super) bounds: Option<Bounds>,
}

/// The bounds of sort keys, each by the name of its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bounds {
    One(Comparison, String),
    Between(String, String),
    BeginsWith(String),
}

impl Range {
    /// Reads the condition of a query on these two keys.
    pub(super) fn read(text: &str, names: &Names, partition: &str, sort: &str) -> Option<Self> {
        let condition = Condition::read(text, names)?;
        let parts = match condition {
            Condition::All(parts) => parts,
            one => vec![one],
        };
        let mut of = None;
        let mut bounds = None;
        for part in parts {
            let is = |path: &Operand, key: &str| matches!(path, Operand::Path(path) if path == &[key]);
            match part {
                Condition::Compare(path, Comparison::Equal, Operand::Value(value))
                    if is(&path, partition) && of.is_none() =>
                {
                    of = Some(value);
                }
                _ if bounds.is_some() => return None,
                Condition::Compare(path, comparison, Operand::Value(value))
                    if is(&path, sort) && comparison != Comparison::Unequal =>
                {
                    bounds = Some(Bounds::One(comparison, value));
                }
                Condition::Between(path, Operand::Value(low), Operand::Value(high)) if is(&path, sort) => {
                    bounds = Some(Bounds::Between(low, high));
                }
                Condition::BeginsWith(path, Operand::Value(start)) if is(&path, sort) => {
                    bounds = Some(Bounds::BeginsWith(start));
                }
                _ => return None,
            }
        }
        Some(Self { partition: of?, bounds })
    }
}
